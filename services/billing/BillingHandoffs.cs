using System.Security.Cryptography;
using System.Text;
using Healthcare.Billing.Claims;
using Healthcare.Billing.Denials;
using Healthcare.Billing.Encounters;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.Billing;

/// <summary>The boundaries that billing holds: coding to claim (B16), claim to payer (B17), and those behind a denial (B18 to B22).</summary>
internal static class BillingHandoffs
{
    public const string ToCharges = "B13";
    public const string ToCoding = "B15";
    public const string ToClaim = "B16";
    public const string ToPayer = "B17";
    public const string ToTriage = "B18";
    public const string ToDocumentation = "B19";
    public const string ToCodingSpecialist = "B20";
    public const string ToAppeals = "B21";
    public const string ToBillingLead = "B22";

    /// <summary>A claim that is filed on its last day is in time.</summary>
    public const int LeastFilingDays = 1;

    // The answer to the claim itself; that to its file has a deadline of the claim's own.
    private const string ClaimAcknowledgment = "claim-acknowledgment";

    public static Boundaries Boundaries { get; } = Boundaries.Of(h =>
    {
        h.WithContinuity();
        h.Boundary(ToCharges)
            .Predicate<ChargeFacts>("charges-there", (f, _) => Verdict.Of(f.Lines + f.Gaps > 0, ("lines", f.Lines)))
            .Predicate<ChargeFacts>("charges-complete", (f, _) => Verdict.Of(f.Gaps == 0, ("gaps", f.Gaps)));
        h.Boundary(ToCoding)
            .Predicate<ChargeFacts>("charges-complete", (f, _) => Verdict.Of(f.Gaps == 0, ("gaps", f.Gaps)));
        h.Boundary(ToClaim)
            .Predicate<MatchFacts>("edits-clear", (f, _) => Verdict.Of(f.Edits == 0, ("edits", f.Edits)))
            .Predicate<MatchFacts>("three-way-match", (f, _) => Verdict.Of(f.Diff.Count == 0, ("lines", f.Lines), ("fields", FieldsOf(f.Diff))))
            .Predicate<MatchFacts>("filing-days-left", (f, p) => Verdict.Of(f.DaysLeft >= p.Whole("minimum"), ("fileBy", f.FileBy), ("daysLeft", f.DaysLeft)));
        h.Boundary(ToPayer)
            .Predicate<FileFacts>("claim-file-valid", (f, _) => Verdict.Of(f.Fault is null, ("fault", f.Fault)))
            .Predicate<FileFacts>("no-open-duplicate", (f, _) => Verdict.Of(f.Duplicates == 0, ("duplicates", f.Duplicates)))
            .Predicate<FileFacts>("replacement-names-original", (f, p) =>
                Verdict.Of(!p.List("frequencies").Contains(f.Frequency, StringComparer.Ordinal) || f.NamesOriginal, ("frequency", f.Frequency), ("original", f.NamesOriginal)));
        h.Boundary(ToTriage)
            .Predicate<DenialFactsSeen>("triple-classified", (f, _) => Verdict.Of(f.IsClassified, ("classified", f.IsClassified)));
        h.Boundary(ToDocumentation)
            .Predicate<DenialFactsSeen>("document-present", (f, p) => Verdict.Of(f.Documents >= p.Whole("minimum"), ("documents", f.Documents)))
            .Predicate<DenialFactsSeen>("coding-reviewed", (f, _) => Verdict.Of(f.IsCoded, ("reviewed", f.IsCoded)));
        h.Boundary(ToCodingSpecialist)
            .Predicate<DenialFactsSeen>("coding-reviewed", (f, _) => Verdict.Of(f.IsCoded, ("reviewed", f.IsCoded)))
            .Predicate<DenialFactsSeen>("guideline-cited", (f, _) => Verdict.Of(f.NamesGuideline, ("cited", f.NamesGuideline)));
        h.Boundary(ToAppeals)
            .Predicate<DenialFactsSeen>("evidence-present", (f, p) => Verdict.Of(f.Evidence >= p.Whole("minimum"), ("evidence", f.Evidence)))
            .Predicate<DenialFactsSeen>("filed-by-person", (f, _) => Verdict.Of(f.IsFiled, ("filed", f.IsFiled)));
        h.Boundary(ToBillingLead)
            .Predicate<DenialFactsSeen>("filing-proven", (f, _) => Verdict.Of(f.IsProven, ("proven", f.IsProven)));
    });

    public static int FilingDaysLeft(DateOnly fileBy, DateTimeOffset at) => fileBy.DayNumber - DateOnly.FromDateTime(at.UtcDateTime).DayNumber + LeastFilingDays;

    /// <summary>Whose work it is, for the overlays.</summary>
    public static HandoffScope? ScopeOf(string? payerId) => payerId is null ? null : new HandoffScope { Payer = payerId };

    /// <summary>The same of a visit: its payer, and where it took place.</summary>
    public static HandoffScope ScopeOf(Encounter.Closed encounter) => new() { Payer = encounter.Referral?.PayerId, Site = encounter.Visit.PlaceOfService };

    public static HandoffScope ScopeOf(ClaimContent claim) => new() { Payer = claim.PayerId, Site = claim.PlaceOfService };

    public static FollowUp OfferToClaim(Guid encounterId, Encounter.Closed encounter, MatchFacts facts, DateTimeOffset at) =>
        Boundaries.Offer(ToClaim, encounterId, encounter.Referral?.CaseId, facts, MatchFacts.HashOf(encounter), at, scope: ScopeOf(encounter));

    public static FollowUp OfferToPayer(Guid claimId, Claim.Built claim, FileFacts facts, DateTimeOffset at) =>
        Boundaries.Offer(ToPayer, claimId, claim.Content.CaseId, facts, claim.ContextHash, at, startedAt: null, ClaimAcknowledgment, scope: ScopeOf(claim.Content));

    /// <summary>When the clearinghouse must have said that it could read the file (999).</summary>
    public static DateTimeOffset SetAcknowledgmentDue(DateTimeOffset at) => Boundaries.Terms(ToPayer, at).DueAt;

    /// <summary>When the payer must have said that it has the claim (277CA).</summary>
    public static DateTimeOffset ClaimAcknowledgmentDue(DateTimeOffset at) => Boundaries.Terms(ToPayer, at, ClaimAcknowledgment).DueAt;

    private static string? FieldsOf(IReadOnlyList<Difference> diff) =>
        diff.Count == 0 ? null : string.Join(',', diff.Select(d => $"{d.Source}.{d.Field}").Distinct(StringComparer.Ordinal).Take(5));
}

/// <summary>What the boundaries before coding look at.</summary>
internal sealed record ChargeFacts(int Gaps, int Lines);

/// <summary>What the boundary from coding to claim looks at.</summary>
internal sealed record MatchFacts(int Edits, int Lines, IReadOnlyList<Difference> Diff, DateOnly FileBy, int DaysLeft)
{
    /// <summary>Of what the claim would be built: codes, charges and the approval.</summary>
    public static string HashOf(Encounter.Closed encounter)
    {
        var text = new StringBuilder();
        foreach (var charge in encounter.Charges) text.Append(charge).Append('\n');
        foreach (var code in encounter.Given?.Codes ?? [])
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{code.Line} {code.Procedure} {string.Join(' ', code.Modifiers)} {string.Join(' ', code.DiagnosisPointers)}\n");
        foreach (var diagnosis in encounter.Given?.Diagnoses ?? []) text.Append(diagnosis).Append('\n');
        foreach (var item in encounter.Authorization?.Items ?? []) text.Append(item).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>What the boundary from claim to payer looks at; <paramref name="Fault"/> is the code of why the 837 could not be written.</summary>
internal sealed record FileFacts(string? Fault, int Duplicates, string Frequency, bool NamesOriginal);
