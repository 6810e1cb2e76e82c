using Healthcare.EventStore;
using NodaTime;
using NodaTime.TimeZones;

namespace Healthcare.Handoffs;

/// <summary>The reminders of one role and one day: one mail, however often the clock reminds.</summary>
public abstract record Digest
{
    private Digest() { }

    public static readonly Digest Initial = new NotBegun();

    public sealed record NotBegun : Digest;

    public sealed record Collecting(string Role, DateOnly Day, DateTimeOffset SendAt) : Digest;

    public sealed record Closed : Digest;

    public static Digest Evolve(Digest digest, DigestEvent happened) => (digest, happened) switch
    {
        (_, DigestBegun e) => new Collecting(e.Role, e.Day, e.SendAt),
        (Collecting, DigestClosed) => new Closed(),
        _ => digest,
    };
}

/// <summary>What may be asked of a digest.</summary>
public abstract record DigestCommand(DateTimeOffset At);

/// <summary>The role is reminded of something. Never refuses.</summary>
public sealed record RemindInDigest(string Role, DateOnly Day, DateTimeOffset SendAt, DateTimeOffset At) : DigestCommand(At);

/// <summary>The deadline clock's command: the day's reminders are due.</summary>
public sealed record FireDigestDeadline(DateTimeOffset DueAt, DateTimeOffset At) : DigestCommand(At);

/// <summary>The stream of a role's reminders of one day, and when they go out.</summary>
public static class DigestAggregate
{
    public const string Name = "digest";

    public const string Deadline = "digest/send";

    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb[ContractFiles.Roles.DigestZone];
    private static readonly LocalTime SendTime = LocalTime.FromTimeOnly(ContractFiles.Roles.DigestAt);
    private static readonly ZoneLocalMappingResolver Lenient = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);

    public static Aggregate<Digest, DigestCommand, DigestEvent> Value { get; } = new(Name, Digest.Initial, Digest.Evolve, Decide) { Deadlines = DeadlinesOf, Follows = FollowsOf };

    /// <summary>Adds to what goes out at the next time for digests after <paramref name="at"/>.</summary>
    public static FollowUp Remind(string role, DateTimeOffset at)
    {
        var (day, sendAt) = NextAfter(at);
        return new FollowUp(IdOf(role, day), new RemindInDigest(role, day, sendAt, at));
    }

    public static Guid IdOf(string role, DateOnly day) => DerivedId.Of($"digest/{role}/{day:yyyy-MM-dd}");

    internal static (DateOnly Day, DateTimeOffset SendAt) NextAfter(DateTimeOffset at)
    {
        var date = Instant.FromDateTimeOffset(at).InZone(Zone).Date;
        var sendAt = At(date);
        if (sendAt <= at) sendAt = At(date = date.PlusDays(1));
        return (date.ToDateOnly(), sendAt);
    }

    private static DateTimeOffset At(LocalDate date) => Zone.ResolveLocal(date + SendTime, Lenient).ToInstant().ToDateTimeOffset();

    private static Decision<DigestEvent> Decide(Digest digest, DigestCommand command) => (digest, command) switch
    {
        (Digest.NotBegun, RemindInDigest c) => new DigestBegun(c.Role, c.Day, c.SendAt, c.At),
        (Digest.Collecting d, FireDigestDeadline c) when EventCodec.Microseconds(d.SendAt) == EventCodec.Microseconds(c.DueAt) => new DigestClosed(d.Role, d.Day, c.At),
        _ => [],
    };

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<DigestEvent> happened) =>
        [new DeadlineChange(happened.StreamId, Deadline, happened.Event is DigestBegun begun ? begun.SendAt : null)];

    private static IEnumerable<FollowUp> FollowsOf(Digest digest, Happened<DigestEvent> happened) => happened.Event is DigestClosed e
        ? [NotificationAggregate.Tell(happened.StreamId, new NotificationQueued(NotificationKind.Digest, e.Role, 0, happened.StreamId, "reminders", e.At) { Day = e.Day })]
        : [];
}
