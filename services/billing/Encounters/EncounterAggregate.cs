using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Billing.Encounters;

/// <summary>The stream of an encounter and what follows from it: a coder is asked, the claim's boundary is offered, differences find their owners.</summary>
internal static class EncounterAggregate
{
    public const string Name = "encounter";

    /// <summary>The kind of work item that asks a coder for codes.</summary>
    public const string CodeEncounter = "code-encounter";

    /// <summary>The kind that asks why a visit has no referral.</summary>
    public const string FindReferral = "find-referral";

    private static readonly TimeSpan CodingWithin = TimeSpan.FromDays(2);
    private static readonly TimeSpan ReferralWithin = TimeSpan.FromHours(4);
    private static readonly Actor Self = Actor.Service(BillingService.Name);

    public static Aggregate<Encounter, EncounterCommand, EncounterEvent> Value { get; } =
        new(Name, Encounter.Initial, Encounter.Evolve, EncounterDecider.Decide) { Follows = FollowsOf };

    /// <summary>A case has one encounter to bill; whoever knows the case knows the stream.</summary>
    public static Guid IdOf(Guid caseId) => DerivedId.Of($"encounter/{caseId:D}");

    private static IEnumerable<FollowUp> FollowsOf(Encounter encounter, Happened<EncounterEvent> happened)
    {
        var (id, at) = (happened.StreamId, happened.Event.At);
        return (encounter, happened.Event) switch
        {
            (Encounter.Awaited { Referral: null }, VisitNoted) => [Ask(FindReferral, BillingRoles.Biller, "referral-missing", at + ReferralWithin)],
            (Encounter.Awaited { Visit: not null }, ReferralNoted) => [new FollowUp(WorkItemId.ForTask(FindReferral, id), new CloseWorkItem("referral-came", at))],
            (Encounter.Charged s, ChargesCaptured) => [AskCoder(s.Charges), .. s.Gaps.Count > 0 ? (IEnumerable<FollowUp>)[Exception(s, Sources.Charge)] : []],
            (Encounter.Charged, ChargesCorrected) => [BoundarySettled(Sources.Charge)],
            // Codes that no longer fit the charges are asked for again.
            (Encounter.Held s, ChargesCorrected) when s.Coding.Codes.Count != s.Charges.Count => [AskCoder(s.Charges)],
            (Encounter.Held s, ThreeWayMatchFailed e) => [Offer(s, e.Diff, e.FileBy), .. s.OpenItems.Select(source => Exception(s, source)), .. Settled(s)],
            (Encounter.Held s, FilingLimitPassed e) => [Offer(s, [], e.FileBy), .. Settled(s)],
            (Encounter.Billed s, ThreeWayMatched e) =>
                [Offer(s, [], e.FileBy), BillingHandoffs.Boundaries.Accept(BillingHandoffs.ToClaim, id, Self, at), .. Settled(s)],
            _ => [],
        };

        FollowUp Offer(Encounter.Closed s, IReadOnlyList<Difference> diff, DateOnly fileBy) => BillingHandoffs.OfferToClaim(
            id, s, new MatchFacts(s.Gaps.Count, s.Charges.Count, diff, fileBy, BillingHandoffs.FilingDaysLeft(fileBy, at)), at);

        FollowUp Exception(Encounter.Closed s, string source) =>
            BillingHandoffs.Boundaries.Exception(BillingHandoffs.ToClaim, $"{source}-differs", id, happened.CaseId, at, s.Charges.Sum(c => c.Amount));

        FollowUp BoundarySettled(string source) => Boundaries.Settled(BillingHandoffs.ToClaim, $"{source}-differs", id, "agrees", at);

        IEnumerable<FollowUp> Settled(Encounter.Closed s) => s.ClosedItems.Select(BoundarySettled);

        FollowUp AskCoder(IReadOnlyList<Charge> charges) => Ask(CodeEncounter, BillingRoles.Coder, "charges-captured", at + CodingWithin, charges.Sum(c => c.Amount));

        FollowUp Ask(string kind, string role, string reason, DateTimeOffset dueAt, decimal? atStake = null) => new(
            WorkItemId.ForTask(kind, id),
            new OpenWorkItem(kind, role, reason, id, dueAt, at)
            {
                CaseId = happened.CaseId,
                ValueAtStake = atStake,
                Levels = [new LevelDue(BillingRoles.Lead, dueAt + TimeSpan.FromHours(12)), new LevelDue(BillingRoles.Manager, dueAt + TimeSpan.FromDays(2))],
            });
    }
}
