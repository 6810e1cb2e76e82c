using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Billing.Encounters;

/// <summary>The stream of an encounter and what follows from it: a coder is asked, the claim's boundary is offered, differences find their owners.</summary>
internal static class EncounterAggregate
{
    public const string Name = "encounter";

    /// <summary>The kind of work item that asks a coder for codes.</summary>
    public const string CodeEncounter = "code-encounter";

    /// <summary>The kind that asks the clinician who saw the patient for what a charge lacks; the encounter names them by NPI.</summary>
    public const string CompleteCharges = "complete-charges";

    /// <summary>The kind that asks whether a claim is replaced, because the EHR says otherwise after it was built.</summary>
    public const string LateCharges = "late-charges";

    /// <summary>The kind that arranges with a patient who accepted the cost.</summary>
    public const string SelfPay = "self-pay";

    /// <summary>The kind that asks why a visit has no referral.</summary>
    public const string FindReferral = "find-referral";

    private const string Unpriced = "no-charge";

    private static readonly TimeSpan CodingWithin = TimeSpan.FromDays(2);
    private static readonly TimeSpan ChargesWithin = TimeSpan.FromHours(48);
    private static readonly TimeSpan SelfPayWithin = TimeSpan.FromDays(5);
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
            (Encounter.Charged s, ChargesCaptured) => [AskCoder(s.Charges), .. Charged(s)],
            (Encounter.Charged s, ChargesCorrected or ChargesReported) => Charged(s),
            (Encounter.Held s, ChargesReported) when s.Coding.Codes.Count != s.Charges.Count => [AskCoder(s.Charges), .. Charged(s)],
            (Encounter.Held s, ChargesReported or ChargesCorrected) when s.Coding.Codes.Count == s.Charges.Count => Charged(s),
            (Encounter.Charged { Gaps.Count: 0 } s, CodingCompleted e) => [BillingHandoffs.Boundaries.Accept(BillingHandoffs.ToCoding, id, new Actor(e.CoderId, ActorKind.Human, BillingRoles.Coder), at)],
            (Encounter.Billed s, LateChargesReported) => [Ask(LateCharges, BillingRoles.Biller, LateCharges, at + CodingWithin, s.Charges.Sum(c => c.Amount))],
            (Encounter.Held s, SelfPayHeld e) => [Offer(s, [], e.FileBy), Ask(SelfPay, "financial-counsellor", Grounds.PatientAcceptsCost, at + SelfPayWithin, e.Amount), .. Settled(s)],
            // Codes that no longer fit the charges are asked for again.
            (Encounter.Held s, ChargesCorrected) when s.Coding.Codes.Count != s.Charges.Count => [AskCoder(s.Charges)],
            (Encounter.Held s, ThreeWayMatchFailed e) => [Offer(s, e.Diff, e.FileBy), .. s.OpenItems.Select(source => Exception(s, source)), .. Settled(s)],
            (Encounter.Held s, FilingLimitPassed e) => [Offer(s, [], e.FileBy), .. Settled(s)],
            (Encounter.Billed s, ThreeWayMatched e) =>
                [Offer(s, [], e.FileBy), BillingHandoffs.Boundaries.Accept(BillingHandoffs.ToClaim, id, Self, at), new FollowUp(WorkItemId.ForTask(SelfPay, id), new CloseWorkItem("billed", at)), .. Settled(s)],
            _ => [],
        };

        // What a charge lacks goes back to who saw the patient, and the work goes on to coding when it is there.
        IEnumerable<FollowUp> Charged(Encounter.Closed s)
        {
            var (facts, hash) = (new ChargeFacts(s.Gaps.Count, s.Charges.Count), MatchFacts.HashOf(s));
            yield return BillingHandoffs.Boundaries.Offer(BillingHandoffs.ToCharges, id, happened.CaseId, facts, hash, at, scope: BillingHandoffs.ScopeOf(s));
            if (s.Gaps.Count > 0)
            {
                // A price is the biller's to find; what was done only the clinician knows.
                if (s.Gaps.Any(g => g.StartsWith(Unpriced, StringComparison.Ordinal))) yield return Exception(s, Sources.Charge);
                if (!s.Gaps.All(g => g.StartsWith(Unpriced, StringComparison.Ordinal))) yield return Ask(CompleteCharges, BillingRoles.Clinician, "charges-incomplete", at + ChargesWithin, s.Charges.Sum(c => c.Amount));
                yield break;
            }

            yield return new FollowUp(WorkItemId.ForTask(CompleteCharges, id), new CloseWorkItem("complete", at));
            yield return BoundarySettled(Sources.Charge);
            yield return BillingHandoffs.Boundaries.Accept(BillingHandoffs.ToCharges, id, Self, at);
            yield return BillingHandoffs.Boundaries.Offer(BillingHandoffs.ToCoding, id, happened.CaseId, facts, hash, at, scope: BillingHandoffs.ScopeOf(s));
            if (s.Given is not null) yield return BillingHandoffs.Boundaries.Accept(BillingHandoffs.ToCoding, id, Self, at);
        }

        FollowUp Offer(Encounter.Closed s, IReadOnlyList<Difference> diff, DateOnly fileBy) => BillingHandoffs.OfferToClaim(
            id, s, new MatchFacts(s.Gaps.Count, s.Charges.Count, diff, fileBy, BillingHandoffs.FilingDaysLeft(fileBy, at)), at);

        FollowUp Exception(Encounter.Closed s, string source) =>
            BillingHandoffs.Boundaries.Exception(BillingHandoffs.ToClaim, $"{source}-differs", id, happened.CaseId, at, s.Charges.Sum(c => c.Amount), BillingHandoffs.ScopeOf(s));

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
