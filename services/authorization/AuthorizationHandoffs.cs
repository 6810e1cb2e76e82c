using System.Security.Cryptography;
using System.Text;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Authorization;

/// <summary>The boundaries that authorization holds: to the payer (B06), from the payer (B07), to scheduling (B09).</summary>
internal static class AuthorizationHandoffs
{
    public const string ToPayer = "B06";
    public const string FromPayer = "B07";
    public const string ToScheduling = "B09";

    public const string DecisionOverdue = "decision-overdue";

    // A payer's PAS endpoint answers while the caller waits.
    private const string RealTime = "real-time";

    public static Boundaries Boundaries { get; } = Boundaries.Of(h =>
    {
        h.Boundary(ToPayer)
            .Predicate<SubmissionFacts>("manifest-complete", (f, _) =>
                Verdict.Of(f.Package.Attached == f.Package.Documents.Count, ("documents", f.Package.Documents.Count), ("attached", f.Package.Attached)))
            // The package is the ordering provider's own request as it came, so the signature on the order is the review; a package of another kind needs its own.
            .Predicate<SubmissionFacts>("reviewer-signed", (f, _) => Verdict.Of(f.Package.SignedBy is not null, ("npi", f.Package.SignedBy)))
            .Predicate<SubmissionFacts>("payer-endpoint-known", (f, _) => Verdict.Of(f.Package.IsEndpointKnown, ("payer", f.Request.PayerId)))
            // What PAS demands and the documents on the manifest: the bundle is built from nothing else, and from no other referral.
            .Predicate<SubmissionFacts>("minimum-necessary-checked", (f, _) =>
                Verdict.Of(f.Package.Attached <= f.Request.Documents.Count, ("items", f.Request.Items.Count), ("diagnoses", f.Request.Diagnoses.Count), ("documents", f.Package.Attached)))
            .Predicate<SubmissionFacts>("part2-consent-held", (f, _) =>
                Verdict.Of(!f.Request.IsPart2 || f.Package.Part2Consent is not null, ("part2", f.Request.IsPart2), ("consent", f.Package.Part2Consent)));
        h.Boundary(FromPayer)
            .Predicate<AnswerFacts>("item-actions-present", (f, _) => Verdict.Of(f.Decided == f.Items, ("items", f.Items), ("decided", f.Decided)))
            .Predicate<AnswerFacts>("adverse-items-reasoned", (f, _) => Verdict.Of(f.Unreasoned == 0, ("without-reason", f.Unreasoned)));
        h.Boundary(ToScheduling)
            .Predicate<ReleaseFacts>("procedure-approved", (f, _) => Verdict.Of(f.Approved > 0 && f.OtherProcedures == 0, ("approved", f.Approved), ("other", f.OtherProcedures)))
            .Predicate<ReleaseFacts>("dates-covered", (f, _) => Verdict.Of(f.From <= f.WantedOn && f.WantedOn <= f.To, ("wanted", f.WantedOn), ("from", f.From), ("to", f.To)))
            // The place that was asked for; a payer that limits it answers with a changed item.
            .Predicate<ReleaseFacts>("place-approved", (f, _) => Verdict.Of(f.Approved > 0, ("place", f.Place)))
            .Predicate<ReleaseFacts>("units-remaining", (f, p) => Verdict.Of(f.LeastUnits >= p.Whole("minimum"), ("units", f.LeastUnits), ("minimum", p.Whole("minimum"))));
    });

    /// <summary>The payer's clock: 72 hours when expedited, else the contract's own.</summary>
    public static string? ClockOf(ReviewLevel level) => level == ReviewLevel.Expedited ? "expedited" : null;

    public static FollowUp OfferToPayer(Guid authorizationId, SubmissionFacts facts, DateTimeOffset at) =>
        Boundaries.Offer(ToPayer, authorizationId, facts.Request.CaseId, facts, facts.Package.ManifestHash, at, startedAt: null, RealTime);

    public static FollowUp OfferFromPayer(Guid authorizationId, PriorAuthorization.Received state, DateTimeOffset at) => Boundaries.Offer(
        FromPayer, authorizationId, state.Request.CaseId, AnswerFacts.Of(state), state.Package.ManifestHash, at, state.PayerReceivedAt, ClockOf(state.Request.Level));

    public static FollowUp OfferToScheduling(Guid authorizationId, PriorAuthorization.Concluded state, DateTimeOffset at) =>
        Boundaries.Offer(ToScheduling, authorizationId, state.Request.CaseId, ReleaseFacts.Of(state), ReleaseFacts.HashOf(state), at);

    public static bool MaySubmit(SubmissionFacts facts) => IsMet(OfferToPayer(Guid.Empty, facts, DateTimeOffset.UnixEpoch));

    public static bool MayRelease(ReleaseFacts facts) => IsMet(Boundaries.Offer(ToScheduling, Guid.Empty, caseId: null, facts, "", DateTimeOffset.UnixEpoch));

    private static bool IsMet(FollowUp offer) => offer.Command is OfferHandoff { Unmet.Count: 0 };
}

/// <summary>What the boundary to the payer looks at.</summary>
internal sealed record SubmissionFacts(RequestFacts Request, Package Package);

/// <summary>What the boundary from the payer looks at.</summary>
internal sealed record AnswerFacts(int Items, int Decided, int Unreasoned)
{
    public bool AreComplete => Items == Decided && Unreasoned == 0;

    public static AnswerFacts Of(PriorAuthorization.Received state) =>
        new(state.Items.Count, state.Items.Count(i => i.Decision is not null), state.Items.Count(i => i.LacksReason));
}

/// <summary>What the boundary to scheduling looks at.</summary>
internal sealed record ReleaseFacts(int Approved, int OtherProcedures, int LeastUnits, DateOnly WantedOn, DateOnly From, DateOnly To, string Place)
{
    public static ReleaseFacts Of(PriorAuthorization.Concluded state)
    {
        var items = PriorAuthorizationDecider.Release(state, state.ConcludedAt).Items;
        var asked = state.Request.Items.ToDictionary(i => i.Sequence);
        return new ReleaseFacts(
            items.Count,
            items.Count(i => i.System != asked[i.Sequence].System || i.Code != asked[i.Sequence].Code),
            items.Count == 0 ? 0 : items.Min(i => i.Units),
            state.Request.ServiceDate,
            items.Count == 0 ? DateOnly.MaxValue : items.Max(i => i.From),
            items.Count == 0 ? DateOnly.MinValue : items.Min(i => i.To),
            PackageAssembly.PlaceOfService);
    }

    public static string HashOf(PriorAuthorization.Concluded state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', PriorAuthorizationDecider.Release(state, state.ConcludedAt).Items.Select(i => i.ToString()).Prepend(state.Request.PacketHash)))));
}
