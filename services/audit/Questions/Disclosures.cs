using Healthcare.Audit.Trail;

namespace Healthcare.Audit.Questions;

/// <summary>Which events of the trail an accounting of disclosures lists, and how far back (45 CFR 164.528).</summary>
internal static class Disclosures
{
    // 164.528(a)(1)(i)–(ii): treatment, payment and operations (which compliance is part of), and what the individual asked for.
    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal) { "TREAT", "ETREAT", "COC", "HPAYMT", "HOPERAT", "HCOMPL", "PATRQT" };

    /// <summary>164.528(a)(1): the six years before the request.</summary>
    public static DateTimeOffset Since(DateTimeOffset receivedAt) => receivedAt.AddYears(-6);

    /// <summary>Somebody outside, or somebody past the rules in an emergency, was told, for a purpose that is not left out; what the organization's own people see is use, not disclosure.</summary>
    public static bool Lists(Audited happened) =>
        happened.Read is { Outcome: "answered" } read
        && (happened.ActorKind == "partner" || read.BreakGlass)
        && (happened.Purpose is not { } purpose || !LeftOut.Contains(purpose));
}
