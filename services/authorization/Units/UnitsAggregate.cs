using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Authorization.Units;

/// <summary>The stream of an authorization's units, and what follows from them: a warning before a visit is booked in vain, and the end of an approval that is used up.</summary>
internal static class UnitsAggregate
{
    public const string Name = "authorization_ledger";
    private const string Short = "units-short";

    public static Aggregate<UnitsLedger, UnitsCommand, UnitsEvent> Value { get; } = new(Name, UnitsLedger.Initial, UnitsLedger.Evolve, UnitsDecider.Decide) { Follows = FollowsOf };

    public static Guid IdOf(Guid authorizationId) => DerivedId.Of($"authorization-ledger/{authorizationId:D}");

    private static IEnumerable<FollowUp> FollowsOf(UnitsLedger ledger, Happened<UnitsEvent> happened)
    {
        if (ledger is not UnitsLedger.Granted granted) return [];
        var (id, at) = (granted.AuthorizationId, happened.Event.At);
        return happened.Event switch
        {
            UnitsShort => [AuthorizationHandoffs.Boundaries.Exception(AuthorizationHandoffs.ToScheduling, Short, id, happened.CaseId, at)],
            UnitsGranted when granted.Visits.Count > 0 => [Boundaries.Settled(AuthorizationHandoffs.ToScheduling, Short, id, "granted", at)],
            UnitsReleased when granted.Visits.All(v => v.State != UnitsLedger.VisitState.Short) => [Boundaries.Settled(AuthorizationHandoffs.ToScheduling, Short, id, "enough", at)],
            UnitsExhausted => [new FollowUp(id, new ExhaustAuthorization(at))],
            _ => [],
        };
    }
}
