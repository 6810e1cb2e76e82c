using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>One role to be told one thing, once.</summary>
public abstract record Notification
{
    private Notification() { }

    public static readonly Notification Initial = new Unknown();

    public sealed record Unknown : Notification;

    public sealed record Queued(string Role, int Level, int Attempts) : Notification;

    public sealed record Sent : Notification;

    public static Notification Evolve(Notification notification, NotificationEvent happened) => (notification, happened) switch
    {
        (_, NotificationQueued e) => new Queued(e.Role, e.Level, 0),
        (Queued q, NotificationFailed e) => q with { Attempts = e.Attempts },
        (Queued, NotificationSent) => new Sent(),
        _ => notification,
    };
}

/// <summary>What may be asked of a notification.</summary>
public abstract record NotificationCommand(DateTimeOffset At);

/// <summary>Tells a role; asked again it changes nothing. Never refuses.</summary>
public sealed record QueueNotification(NotificationQueued What) : NotificationCommand(What.At);

internal sealed record RecordDelivery(string Channel, string ContentHash, DateTimeOffset At) : NotificationCommand(At);

internal sealed record RecordFailure(string Channel, DateTimeOffset At) : NotificationCommand(At);

/// <summary>The stream of a notification.</summary>
public static class NotificationAggregate
{
    public const string Name = "notification";

    public static Aggregate<Notification, NotificationCommand, NotificationEvent> Value { get; } = new(Name, Notification.Initial, Notification.Evolve, Decide);

    /// <summary>A level of a stream's chain is told as a follow-up of the event that says so: one stream a telling, so that none goes out twice.</summary>
    public static FollowUp Tell(Guid streamId, NotificationQueued what, int attempt = 0)
    {
        ArgumentNullException.ThrowIfNull(what);
        var id = DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"notification/{streamId:D}/{attempt}/{what.Level}/{what.Role}/{what.ReasonCode}/{what.DueAt?.UtcTicks}/{what.At.UtcTicks}"));
        return new FollowUp(id, new QueueNotification(what));
    }

    private static Decision<NotificationEvent> Decide(Notification notification, NotificationCommand command) => (notification, command) switch
    {
        (Notification.Unknown, QueueNotification c) => c.What,
        (_, QueueNotification) => [],
        (Notification.Queued q, RecordDelivery c) => new NotificationSent(q.Role, q.Level, c.Channel, c.ContentHash, c.At),
        (Notification.Queued q, RecordFailure c) => new NotificationFailed(c.Channel, q.Attempts + 1, c.At),
        _ => [],
    };
}
