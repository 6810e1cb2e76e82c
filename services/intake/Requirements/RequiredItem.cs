using Healthcare.Intake.Referrals;

namespace Healthcare.Intake.Requirements;

/// <summary>What a required set may name, how a referral is seen to have it, and what a partner is told when it does not.</summary>
internal static class RequiredItem
{
    private const string DocumentOf = "document:";

    private static readonly Dictionary<string, (Func<ReferralContent, bool> IsThere, string Sentence)> Known = new(StringComparer.Ordinal)
    {
        ["requested-service"] = (r => r.Services.Count > 0, "The service asked for, as a code."),
        ["member-number"] = (r => r.MatchedBy.Contains("member-number", StringComparer.Ordinal), "The member's number with the payer."),
        ["birth-date"] = (r => r.MatchedBy.Contains("birth-date", StringComparer.Ordinal), "The patient's whole birth date."),
        ["diagnosis"] = (r => r.Diagnoses.Count > 0, "A diagnosis, as an ICD-10-CM code."),
        ["supporting-document"] = (r => r.Documents.Count > 0, "A document that supports the request, with its content."),
        ["requested-date"] = (r => r.RequestedOn is not null, "The date on which care is wanted."),
    };

    public static bool IsKnown(string item) => Known.ContainsKey(item) || item.StartsWith(DocumentOf, StringComparison.Ordinal);

    public static bool IsThere(string item, ReferralContent referral) => Known.TryGetValue(item, out var known)
        ? known.IsThere(referral)
        : referral.Documents.Any(d => d.Loinc is { } loinc && item.AsSpan(DocumentOf.Length).SequenceEqual(loinc));

    public static string? SentenceOf(string item) => Known.TryGetValue(item, out var known)
        ? known.Sentence
        : item.StartsWith(DocumentOf, StringComparison.Ordinal) ? $"A document of the LOINC kind {item[DocumentOf.Length..]}, with its content." : null;
}
