using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>Whether anybody is on duty for a role; somebody is unless it was said otherwise.</summary>
public abstract record Duty
{
    private Duty() { }

    public static readonly Duty Initial = new Staffed();

    public sealed record Staffed : Duty;

    public sealed record Unstaffed(string Role, DateTimeOffset? Until) : Duty;

    public static Duty Evolve(Duty duty, DutyEvent happened) => happened switch
    {
        RoleUnstaffed e => new Unstaffed(e.Role, e.Until),
        RoleStaffed => new Staffed(),
        _ => duty,
    };
}

/// <summary>What happens to the roster.</summary>
public abstract record DutyEvent(DateTimeOffset At);

/// <summary>Nobody is on duty for the role: its open work goes to the next level at once, not when its time is up.</summary>
[StoredAs("role_unstaffed.v1")]
public sealed record RoleUnstaffed(string Role, DateTimeOffset? Until, string ReasonCode, Actor By, DateTimeOffset At) : DutyEvent(At);

/// <summary>Somebody is on duty again; absent <paramref name="By"/>, because the time that was said has passed.</summary>
[StoredAs("role_staffed.v1")]
public sealed record RoleStaffed(string Role, Actor? By, DateTimeOffset At) : DutyEvent(At);

/// <summary>What may be asked of the roster.</summary>
public abstract record DutyCommand(DateTimeOffset At);

/// <summary>The deadline clock's command: the time for which a role was unstaffed is over.</summary>
public sealed record FireDutyDeadline(DateTimeOffset DueAt, DateTimeOffset At) : DutyCommand(At);

/// <summary>Why the roster says no.</summary>
public static class DutyRefusals
{
    public static readonly Refusal Unknown = new("role-unknown", "There is no such role.");
    public static readonly Refusal PersonMustDecide = new("person-must-decide", "Only a person changes the duty roster.");
    public static readonly Refusal UntilInThePast = new("duty-until-in-the-past", "The time until which nobody is on duty lies in the past.");
}

/// <summary>The stream of a role's duty.</summary>
public static class DutyAggregate
{
    public const string Name = "duty";

    public const string Deadline = "duty/until";

    public static Aggregate<Duty, DutyCommand, DutyEvent> Value { get; } = new(Name, Duty.Initial, Duty.Evolve, Decide)
    {
        Deadlines = happened => [new DeadlineChange(happened.StreamId, Deadline, (happened.Event as RoleUnstaffed)?.Until)],
    };

    public static Guid IdOf(string role) => DerivedId.Of($"duty/{role}");

    private static Decision<DutyEvent> Decide(Duty duty, DutyCommand command) => (duty, command) switch
    {
        (_, SetDuty { By.Kind: not ActorKind.Human }) => DutyRefusals.PersonMustDecide,
        (_, SetDuty { IsStaffed: false } c) when c.Until <= c.At => DutyRefusals.UntilInThePast,
        (Duty.Unstaffed d, SetDuty { IsStaffed: false } c) when d.Until == c.Until => [],
        (_, SetDuty { IsStaffed: false } c) => new RoleUnstaffed(c.Role, c.Until is { } until ? EventCodec.Microseconds(until) : null, c.ReasonCode, c.By, c.At),
        (Duty.Staffed, SetDuty) => [],
        (Duty.Unstaffed d, SetDuty c) => new RoleStaffed(d.Role, c.By, c.At),
        (Duty.Unstaffed { Until: { } until } d, FireDutyDeadline c) when EventCodec.Microseconds(until) == EventCodec.Microseconds(c.DueAt) => new RoleStaffed(d.Role, By: null, c.At),
        _ => [],
    };
}
