namespace Healthcare.Handoffs;

/// <summary>Who set a clock: a regulation (never relaxed), a contract with a partner, or our own policy.</summary>
public enum ClockSource
{
    Regulatory,
    Contract,
    Policy,
}

/// <summary>Whether every day counts, or only days on which the other side works.</summary>
public enum DayCount
{
    Calendar,
    Business,
}
