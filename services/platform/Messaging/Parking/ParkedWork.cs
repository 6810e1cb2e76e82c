using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Messaging;

/// <summary>Asks a person to look at a parked message, in the transaction that parks it; the item closes when the message was handled after all or dismissed.</summary>
public static class ParkedWork
{
    public const string Kind = "parked-message";
    public const string Role = "integration-on-call";

    // Policy: a case stands still behind its parked message, so it is looked at within the hour.
    private static readonly TimeSpan Within = TimeSpan.FromHours(1);
    private static readonly LevelsAfter[] Levels = [new("sre", TimeSpan.FromHours(1)), new("department-manager", TimeSpan.FromDays(1))];

    /// <summary>The item of a message, by the message's id.</summary>
    public static Guid ItemOf(Guid messageId) => WorkItemId.ForTask(Kind, messageId);

    internal static IEnumerable<FollowUp> Follow(Happened<ParkingEvent> happened) => happened.Event switch
    {
        // What waits for a dependency goes on by itself, and the outage is told once for all of it.
        MessageParked e when !ParkingLot.IsAway(e.Reason) => [Open(e)],
        MessageReleased e => [Close(e.MessageId, "message-handled", e.At)],
        MessageDismissed e => [Close(e.MessageId, "message-dismissed", e.At)],
        _ => [],
    };

    private static FollowUp Open(MessageParked e)
    {
        var dueAt = e.At + Within;
        return new FollowUp(ItemOf(e.Message.MessageId), new OpenWorkItem(Kind, Role, ReasonOf(e.Reason), e.Message.MessageId, dueAt, e.At)
        {
            CaseId = e.Message.CaseId,
            Levels = [.. Levels.Select(level => new LevelDue(level.Role, dueAt + level.After))],
        });
    }

    private static FollowUp Close(Guid messageId, string reasonCode, DateTimeOffset at) => new(ItemOf(messageId), new CloseWorkItem(reasonCode, at));

    // A refusal's code says what is wrong; the type of an exception would not be a code.
    private static string ReasonOf(string parkedBecause) => parkedBecause.Split(':', 2) is ["refused", var code] ? code : $"message-{parkedBecause.Split(':')[0]}";

    private sealed record LevelsAfter(string Role, TimeSpan After);
}
