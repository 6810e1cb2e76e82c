using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.Payers;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Requirements;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Requirement = Healthcare.Authorization.Requirements.Requirement;

namespace Healthcare.Authorization;

/// <summary>The boundaries that authorization holds: to coverage (B03), from there to authorization (B04), to the ordering provider (B05), to the payer (B06), from the payer (B07), from a denial to its contest (B08), to scheduling (B09).</summary>
internal static class AuthorizationHandoffs
{
    public const string ToCoverage = "B03";
    public const string ToAuthorization = "B04";
    public const string ToProvider = "B05";
    public const string ToPayer = "B06";
    public const string FromPayer = "B07";
    public const string ToAppeal = "B08";
    public const string ToScheduling = "B09";

    public const string LostToDeadline = "lost-to-deadline";
    public const string DecisionOverdue = "decision-overdue";
    public const string RequirementUnclear = "requirement-unclear";
    public const string DocumentsMissing = "documents-missing";
    public const string ManualPath = "manual-path";
    public const string InformationRequested = "information-requested";
    public const string ServiceDateNear = "service-date-near";

    // A payer's PAS endpoint answers while the caller waits.
    private const string RealTime = "real-time";

    public static Boundaries Boundaries { get; } = Boundaries.Of(h =>
    {
        h.WithContinuity();
        h.Boundary(ToCoverage)
            .Predicate<CoverageBasis>("coverage-on-file", (f, _) => Verdict.Of(f.HasMember, ("member", f.HasMember)))
            .Predicate<CoverageBasis>("service-date-known", (f, _) => Verdict.Of(f.ServiceDate > DateOnly.MinValue, ("date", f.ServiceDate)))
            .Predicate<CoverageBasis>("payer-capability-known", (f, _) => Verdict.Of(f.Capability.Length > 0, ("capability", f.Capability)));
        h.Boundary(ToAuthorization)
            // The catalogue is asked when the payer has confirmed the cover of this day.
            .Predicate<RequirementBasis>("cover-active", (f, _) => Verdict.Of(f.CoveredOn > DateOnly.MinValue, ("date", f.CoveredOn)))
            .Predicate<RequirementBasis>("items-coded", (f, _) => Verdict.Of(f.Items > 0 && f.Uncoded == 0, ("items", f.Items), ("uncoded", f.Uncoded)))
            .Predicate<RequirementBasis>("authorization-needed", (f, _) => Verdict.Of(f.Need == Needs.Needed, ("need", f.Need), ("rule", f.Rule)));
        h.Boundary(ToProvider)
            .Predicate<DocumentationFacts>("requirements-itemised", (f, _) => Verdict.Of(f.Documents.Count > 0, ("documents", f.Documents.Count), ("first", f.Documents is [var first, ..] ? first : null)));
        h.Boundary(ToPayer)
            .Predicate<SubmissionFacts>("manifest-complete", (f, _) =>
                Verdict.Of(f.Package.Attached == f.Package.Documents.Count, ("documents", f.Package.Documents.Count), ("attached", f.Package.Attached)))
            // The package is the ordering provider's own request as it came, so the signature on the order is the review; a package of another kind needs its own.
            .Predicate<SubmissionFacts>("reviewer-signed", (f, _) => Verdict.Of(f.Package.SignedBy is not null, ("npi", f.Package.SignedBy)))
            .Predicate<SubmissionFacts>("payer-endpoint-known", (f, _) => Verdict.Of(f.Package.IsEndpointKnown, ("payer", f.Request.PayerId)))
            // What PAS demands and the documents on the manifest: the bundle is built from nothing else, and from no other referral.
            .Predicate<SubmissionFacts>("minimum-necessary-checked", (f, _) =>
                Verdict.Of(f.Package.Attached <= f.Package.Documents.Count, ("items", f.Request.Items.Count), ("diagnoses", f.Request.Diagnoses.Count), ("documents", f.Package.Attached)))
            .Predicate<SubmissionFacts>("part2-consent-held", (f, _) =>
                Verdict.Of(!f.Request.IsPart2 || f.Package.Part2Consent is not null, ("part2", f.Request.IsPart2), ("consent", f.Package.Part2Consent)));
        h.Boundary(FromPayer)
            .Predicate<AnswerFacts>("item-actions-present", (f, _) => Verdict.Of(f.Decided == f.Items, ("items", f.Items), ("decided", f.Decided)))
            .Predicate<AnswerFacts>("adverse-items-reasoned", (f, _) => Verdict.Of(f.Unreasoned == 0, ("without-reason", f.Unreasoned)));
        h.Boundary(ToAppeal)
            .Predicate<DenialBasis>("decision-letter-stored", (f, _) => Verdict.Of(f.Denied > 0 && f.WithoutLetter == 0, ("denied", f.Denied), ("without-letter", f.WithoutLetter)))
            .Predicate<DenialBasis>("deadline-set", (f, _) => Verdict.Of(f.ContestBy is not null, ("until", f.ContestBy)))
            .Predicate<DenialBasis>("route-chosen-by-person", (f, _) => Verdict.Of(f.Route is not null, ("route", f.Route)));
        h.Boundary(ToScheduling)
            .Predicate<ReleaseFacts>("procedure-approved", (f, _) => Verdict.Of(f.Approved > 0 && f.OtherProcedures == 0, ("approved", f.Approved), ("other", f.OtherProcedures)))
            .Predicate<ReleaseFacts>("dates-covered", (f, _) => Verdict.Of(f.From <= f.WantedOn && f.WantedOn <= f.To, ("wanted", f.WantedOn), ("from", f.From), ("to", f.To)))
            // The place that was asked for; a payer that limits it answers with a changed item.
            .Predicate<ReleaseFacts>("place-approved", (f, _) => Verdict.Of(f.Approved > 0, ("place", f.Place)))
            .Predicate<ReleaseFacts>("units-remaining", (f, p) => Verdict.Of(f.LeastUnits >= p.Whole("minimum"), ("units", f.LeastUnits), ("minimum", p.Whole("minimum"))));
    });

    /// <summary>The payer's clock: 72 hours when expedited, else the contract's own; payers outside the rule have the time that their contracts give (T7).</summary>
    public static string? ClockOf(RequestFacts request) => (Programs.IsOnDecisionClock(request.Payer?.Program), request.Level) switch
    {
        (true, ReviewLevel.Expedited) => "expedited",
        (true, _) => null,
        (_, ReviewLevel.Expedited) => "unregulated-expedited",
        _ => "unregulated",
    };

    public static HandoffTerms FromPayerTerms(RequestFacts request, DateTimeOffset receivedAt) => Boundaries.Terms(FromPayer, receivedAt, ClockOf(request), request.Payer?.TimeZone, ScopeOf(request));

    /// <summary>Whose work it is, for the overlays; its site is the place that the payer is asked for.</summary>
    public static HandoffScope ScopeOf(RequestFacts request) => new() { Payer = request.PayerId, ServiceLine = request.ServiceLine, Site = PasTransport.PlaceOfService };

    /// <summary>Null while the catalogue was not asked.</summary>
    public static FollowUp? OfferToAuthorization(Guid authorizationId, PriorAuthorization.Begun state, DateTimeOffset at)
    {
        if (state.File.Requirement is not { } found) return null;
        var facts = RequirementBasis.Of(state.Request, found);
        var hash = HashOf([state.Request.PacketHash, found.Rule, state.File.Change.ToString(CultureInfo.InvariantCulture), .. state.Request.Items.Select(i => i.ToString())]);
        return Boundaries.Offer(ToAuthorization, authorizationId, state.Request.CaseId, facts, hash, at, clock: state.Request.Level == ReviewLevel.Expedited ? "expedited" : null, scope: ScopeOf(state.Request));
    }

    /// <summary>Each question is an attempt of its own; asking the same again is none.</summary>
    public static FollowUp OfferToCoverage(Guid coverageCheckId, CoverageCheck.Begun check, bool hasMember, DateTimeOffset at)
    {
        var question = check.Question;
        var facts = new CoverageBasis(hasMember, question.ServiceDate, question.Capability ?? Eligibilities.X12);
        var hash = HashOf([question.AuthorizationId.ToString("N"), question.PayerId, question.ServiceDate.ToString("O", CultureInfo.InvariantCulture), check.Before.ToString(CultureInfo.InvariantCulture)]);
        return Boundaries.Offer(ToCoverage, coverageCheckId, question.CaseId, facts, hash, at, scope: new HandoffScope { Payer = question.PayerId });
    }

    public static FollowUp OfferToProvider(Guid authorizationId, PriorAuthorization.Incomplete state, DateTimeOffset at) =>
        Boundaries.Offer(ToProvider, authorizationId, state.Request.CaseId, new DocumentationFacts(state.Documents), HashOf(state.Documents), at, scope: ScopeOf(state.Request));

    private static string HashOf(IReadOnlyList<string> documents) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', documents))));

    public static FollowUp OfferToPayer(Guid authorizationId, SubmissionFacts facts, DateTimeOffset at) =>
        Boundaries.Offer(ToPayer, authorizationId, facts.Request.CaseId, facts, facts.Package.ManifestHash, at, startedAt: null, RealTime, scope: ScopeOf(facts.Request));

    public static FollowUp OfferFromPayer(Guid authorizationId, PriorAuthorization.Received state, DateTimeOffset at) => Boundaries.Offer(
        FromPayer, authorizationId, state.Request.CaseId, AnswerFacts.Of(state), ContextOf(state), at, state.PayerReceivedAt, ClockOf(state.Request), state.Request.Payer?.TimeZone, ScopeOf(state.Request));

    /// <summary>Another way that a person chooses is another attempt.</summary>
    public static FollowUp OfferToAppeal(Guid authorizationId, PriorAuthorization.Concluded state, DateTimeOffset at) => Boundaries.Offer(
        ToAppeal, authorizationId, state.Request.CaseId, DenialBasis.Of(state), HashOf([state.ConcludedAt.ToString("O", CultureInfo.InvariantCulture), state.Route ?? ""]), at,
        clock: state.Request.Level == ReviewLevel.Expedited ? "expedited" : null, scope: ScopeOf(state.Request));

    public static FollowUp OfferToScheduling(Guid authorizationId, PriorAuthorization.Concluded state, DateTimeOffset at) =>
        Boundaries.Offer(ToScheduling, authorizationId, state.Request.CaseId, ReleaseFacts.Of(state), ReleaseFacts.HashOf(state), at, scope: ScopeOf(state.Request));

    public static bool MaySubmit(SubmissionFacts facts) => IsMet(OfferToPayer(Guid.Empty, facts, DateTimeOffset.UnixEpoch));

    public static bool MayRelease(PriorAuthorization.Concluded state) => IsMet(OfferToScheduling(Guid.Empty, state, DateTimeOffset.UnixEpoch));

    // A change is another question than the request was, though its documents are the same.
    private static string ContextOf(PriorAuthorization.Received state) => state.File.Updates == 0 || state.File.Update is { Purpose: Purposes.Information or Purposes.Cancellation }
        ? state.Package.ManifestHash
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{state.Package.ManifestHash}\n{state.Package.BundleId}")));

    private static bool IsMet(FollowUp offer) => offer.Command is OfferHandoff { Unmet.Count: 0 };
}

/// <summary>What the boundary to coverage looks at.</summary>
internal sealed record CoverageBasis(bool HasMember, DateOnly ServiceDate, string Capability);

/// <summary>What the boundary from coverage to authorization looks at.</summary>
internal sealed record RequirementBasis(DateOnly CoveredOn, int Items, int Uncoded, string Need, string Rule)
{
    public static RequirementBasis Of(RequestFacts request, Requirement found)
    {
        var needs = found.Items.Select(i => i.Need).ToList();
        var need = needs.Contains(Needs.Conditional, StringComparer.Ordinal) ? Needs.Conditional : needs.Contains(Needs.Needed, StringComparer.Ordinal) ? Needs.Needed : Needs.NotNeeded;
        return new RequirementBasis(request.ServiceDate, request.Items.Count, request.Items.Count(i => i.Code.Length == 0), need, found.Rule);
    }
}

/// <summary>What the boundary to the ordering provider looks at: LOINC codes of the documents wanted.</summary>
internal sealed record DocumentationFacts(IReadOnlyList<string> Documents);

/// <summary>What the boundary to the payer looks at.</summary>
internal sealed record SubmissionFacts(RequestFacts Request, Package Package);

/// <summary>What the boundary from the payer looks at.</summary>
internal sealed record AnswerFacts(int Items, int Decided, int Unreasoned)
{
    public bool AreComplete => Items == Decided && Unreasoned == 0;

    public static AnswerFacts Of(PriorAuthorization.Received state) =>
        new(state.Items.Count, state.Items.Count(i => i.Decision is not null), state.Items.Count(i => i.LacksReason));
}

/// <summary>What the boundary from a denial to its contest looks at; a letter is the payer's answer as it came, or its words as a person entered them.</summary>
internal sealed record DenialBasis(int Denied, int WithoutLetter, DateTimeOffset? ContestBy, string? Route)
{
    public static DenialBasis Of(PriorAuthorization.Concluded state)
    {
        var denied = state.Items.Where(i => i.Action == ReviewAction.NotCertified).ToList();
        return new DenialBasis(denied.Count, denied.Count(i => !i.IsLetterKept && !i.HasReasonText), state.ContestBy, state.Route);
    }
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
            PasTransport.PlaceOfService);
    }

    public static string HashOf(PriorAuthorization.Concluded state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', PriorAuthorizationDecider.Release(state, state.ConcludedAt).Items.Select(i => i.ToString()).Prepend(state.Request.PacketHash)))));
}
