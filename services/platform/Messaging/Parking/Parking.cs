using Healthcare.EventStore;

namespace Healthcare.Messaging;

/// <summary>A message that waits, with what is needed to send it to its queue again.</summary>
public sealed record HeldMessage(
    long Count,
    string Before,
    string Kind,
    Guid MessageId,
    string Body,
    string CausationId,
    Guid? CaseId,
    string? CorrelationId,
    string? PurposeOfUse,
    string Sensitivity,
    string? TraceParent);

public abstract record ParkingEvent;

/// <summary>A message could not be handled; it and what follows it in its case wait for a person, or for a dependency to be back.</summary>
[StoredAs("message_parked.v1")]
public sealed record MessageParked(string Source, string OrderKey, HeldMessage Message, string Reason, int Attempts, DateTimeOffset At) : ParkingEvent;

/// <summary>A message waits for the ones before it.</summary>
[StoredAs("message_held.v1")]
public sealed record MessageHeld(string Source, string OrderKey, HeldMessage Message, DateTimeOffset At) : ParkingEvent;

/// <summary>A person asked to handle a parked message again.</summary>
[StoredAs("message_replay_requested.v1")]
public sealed record MessageReplayRequested(long Count, DateTimeOffset At) : ParkingEvent;

/// <summary>A waiting message was handled after all.</summary>
[StoredAs("message_released.v1")]
public sealed record MessageReleased(long Count, Guid MessageId, DateTimeOffset At) : ParkingEvent;

/// <summary>A person decided that a parked message will not be handled; what waits behind it goes on.</summary>
[StoredAs("message_dismissed.v1")]
public sealed record MessageDismissed(long Count, Guid MessageId, string Reason, DateTimeOffset At) : ParkingEvent;

public abstract record ParkingCommand;

public sealed record ParkMessage(string Source, string OrderKey, HeldMessage Message, string Reason, int Attempts, DateTimeOffset At) : ParkingCommand;

public sealed record HoldMessage(string Source, string OrderKey, HeldMessage Message, DateTimeOffset At) : ParkingCommand;

public sealed record ReplayMessage(long Count, DateTimeOffset At) : ParkingCommand;

public sealed record DismissMessage(long Count, string Reason, DateTimeOffset At) : ParkingCommand;

/// <summary>Everything up to a count was handled.</summary>
public sealed record ReleaseMessages(long UpTo, DateTimeOffset At) : ParkingCommand;

/// <summary>One waiting message: parked for a reason, or merely held behind others.</summary>
public sealed record Waiting(HeldMessage Message, string? ParkedBecause, bool ReplayRequested);

/// <summary>What waits of one order key of one sender, in order.</summary>
public sealed record Parking(IReadOnlyList<Waiting> Messages)
{
    public static readonly Refusal NotFirst = new("message-not-first", "Only the first waiting message of a case can be replayed or dismissed.");
    public static readonly Refusal Unknown = new("parked-message-unknown", "No such message waits here; it may have been handled or dismissed.");
    public static readonly Refusal NotParked = new("message-not-parked", "The message waits for others and was not parked itself.");

    public Waiting? Find(long count) => Messages.FirstOrDefault(w => w.Message.Count == count);

    public static Parking Evolve(Parking parking, ParkingEvent happened) => happened switch
    {
        MessageParked e => parking.With(new Waiting(e.Message, e.Reason, ReplayRequested: false)),
        MessageHeld e => parking.With(new Waiting(e.Message, ParkedBecause: null, ReplayRequested: false)),
        MessageReplayRequested e when parking.Find(e.Count) is { } waiting => parking.With(waiting with { ReplayRequested = true }),
        MessageReleased e => parking.Without(e.Count),
        MessageDismissed e => parking.Without(e.Count),
        _ => parking,
    };

    public static Decision<ParkingEvent> Decide(Parking parking, ParkingCommand command) => command switch
    {
        ParkMessage c when parking.Find(c.Message.Count) is { ParkedBecause: { } reason, ReplayRequested: false } && reason == c.Reason => [],
        ParkMessage c => new MessageParked(c.Source, c.OrderKey, c.Message, c.Reason, c.Attempts, c.At),
        HoldMessage c when parking.Find(c.Message.Count) is not null => [],
        HoldMessage c => new MessageHeld(c.Source, c.OrderKey, c.Message, c.At),
        ReplayMessage c => parking.IfFirst(c.Count, first => first.ReplayRequested ? [] : new MessageReplayRequested(c.Count, c.At)),
        DismissMessage c => parking.IfFirst(c.Count, first => new MessageDismissed(c.Count, first.Message.MessageId, c.Reason, c.At)),
        ReleaseMessages c => Decision.Of<ParkingEvent>([.. parking.Messages.Where(w => w.Message.Count <= c.UpTo).Select(w => new MessageReleased(w.Message.Count, w.Message.MessageId, c.At))]),
        _ => [],
    };

    private Decision<ParkingEvent> IfFirst(long count, Func<Waiting, Decision<ParkingEvent>> decide) => Find(count) switch
    {
        null => Unknown,
        { ParkedBecause: null } => NotParked,
        { } first when Messages[0] == first => decide(first),
        _ => NotFirst,
    };

    private Parking With(Waiting waiting) => new([.. Messages.Where(w => w.Message.Count != waiting.Message.Count).Append(waiting).OrderBy(w => w.Message.Count)]);

    private Parking Without(long count) => new([.. Messages.Where(w => w.Message.Count != count)]);
}

/// <summary>What follows when a message is parked, replayed or dismissed, added by other blocks.</summary>
internal sealed class ParkingHooks
{
    private readonly List<Func<Happened<ParkingEvent>, IEnumerable<FollowUp>>> hooks = [];

    public void Add(Func<Happened<ParkingEvent>, IEnumerable<FollowUp>> hook) => hooks.Add(hook);

    public Aggregate<Parking, ParkingCommand, ParkingEvent> Aggregate() => new(ParkingView.AggregateName, new Parking([]), Parking.Evolve, Parking.Decide)
    {
        Follows = (_, happened) => hooks.SelectMany(hook => hook(happened)),
    };
}
