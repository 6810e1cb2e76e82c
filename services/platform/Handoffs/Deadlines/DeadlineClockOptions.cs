namespace Healthcare.Handoffs;

/// <summary>Settings of the deadline clock, section <c>Deadlines</c>.</summary>
public sealed class DeadlineClockOptions
{
    /// <summary>How often it looks for what is due when neither a commit nor the next due time wakes it.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a deadline whose command failed or did nothing waits before it is tried again.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often open work is counted.</summary>
    public TimeSpan CountEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often everything open is checked for an owner, a deadline and a chain.</summary>
    public TimeSpan CheckEvery { get; set; } = TimeSpan.FromMinutes(1);
}
