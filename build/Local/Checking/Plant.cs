using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Messaging;

namespace Healthcare.Local.Checking;

/// <summary>A mistake that is put in on purpose, to see that the check finds it.</summary>
public enum Plant
{
    None,
    LostDeadline,
    SecondOutcome,
    NoOwner,
    NoChain,
    AiDecides,
    LateRefused,
    ToldTwice,
    ClaimedTwice,
    ItemLeftOpen,
    ApprovedAlone,
    LostTwice,
    ReleasedTwice,
}

/// <summary>Spoils what the deciders say; everything else stays as it is.</summary>
internal static class Planting
{
    private static readonly Actor Model = new("model-1", ActorKind.Ai, "assistant");
    private static readonly Refusal TooLate = new("too-late", "Planted.");

    public static object Command(Plant plant, object command) => (plant, command) switch
    {
        (Plant.NoOwner, OfferHandoff c) => c with { Terms = c.Terms with { OwnerRole = "" } },
        (Plant.NoChain, OfferHandoff c) => c with { Terms = c.Terms with { Levels = [] } },
        _ => command,
    };

    public static (IReadOnlyList<object> Events, Refusal? Refusal) Decision(Plant plant, object state, object command, (IReadOnlyList<object> Events, Refusal? Refusal) decided) => (plant, state, command) switch
    {
        (Plant.SecondOutcome, Handoff.Offered h, AcceptHandoff c) when decided.Events.Count == 1 => ([.. decided.Events, new HandoffTimedOut(h.Crossing.Attempt, c.At, c.At, c.At)], null),
        (Plant.AiDecides, Handoff.Offered h, AcceptHandoff { By.Kind: ActorKind.Ai } c) => ([new HandoffAccepted(h.Crossing.Attempt, Model, c.At)], null),
        (Plant.LateRefused, Handoff.TimedOut, AcceptHandoff) => ([], TooLate),
        (Plant.ToldTwice, Notification.Sent, RecordDelivery c) => ([new NotificationSent("planted", 1, c.Channel, c.ContentHash, c.At)], null),
        (Plant.ClaimedTwice, WorkItem.Claimed, ClaimWorkItem { By.Kind: ActorKind.Human } c) => ([new WorkItemClaimed(c.By, c.At)], null),
        (Plant.ApprovedAlone, Definition { Proposal: { } open }, ApproveDefinition { By.Kind: ActorKind.Human } c) when open.Author.Id == c.By.Id =>
            ([new DefinitionApproved(open.Boundary, open.Version, open.Effective, open.Hash, open.Author, c.By, c.At)], null),
        (Plant.LostTwice, Outage { IsAway: true }, NoteDependencyLost c) => ([new DependencyLost(c.Dependency, c.At)], null),
        (Plant.ReleasedTwice, Parking, ReleaseMessages c) => ([new MessageReleased(c.UpTo, Guid.Empty, c.At)], null),
        _ => decided,
    };

    public static bool Drops(Plant plant, object happened) => plant == Plant.LostDeadline && happened is HandoffTimedOut;

    public static bool Drops(Plant plant, FollowUp follow) => plant == Plant.ItemLeftOpen && follow.Command is CloseWorkItem { ReasonCode: "accepted" };
}
