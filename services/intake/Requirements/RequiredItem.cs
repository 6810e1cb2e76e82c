using System.Globalization;
using Healthcare.Intake.Referrals;

namespace Healthcare.Intake.Requirements;

/// <summary>Where an item stands in each channel.</summary>
internal sealed record ItemPlaces(string Fhir, string Hl7v2, string Portal)
{
    public string Of(string channel) => channel switch
    {
        ReferralChannels.Hl7v2 or ReferralChannels.Mllp => Hl7v2,
        ReferralChannels.Portal => Portal,
        _ => Fhir,
    };
}

/// <summary>What a required set may name, how a referral is seen to have it, and what a partner is told when it does not; the words are data of <c>required-items.json</c>.</summary>
internal static class RequiredItem
{
    private const string DocumentOf = "document:";
    private const string Document = "document";

    private static readonly Dictionary<string, Func<ReferralContent, bool>> Known = new(StringComparer.Ordinal)
    {
        ["requested-service"] = r => r.Services.Count > 0,
        ["member-number"] = r => r.MatchedBy.Contains("member-number", StringComparer.Ordinal),
        ["birth-date"] = r => r.MatchedBy.Contains("birth-date", StringComparer.Ordinal),
        ["diagnosis"] = r => r.Diagnoses.Count > 0,
        ["supporting-document"] = r => r.Documents.Count > 0,
        ["requested-date"] = r => r.RequestedOn is not null,
    };

    private static readonly Dictionary<string, Wording> Words = EmbeddedData.Read<Dictionary<string, Wording>>("required-items.json");

    public static bool IsKnown(string item) => Known.ContainsKey(item) || item.StartsWith(DocumentOf, StringComparison.Ordinal);

    public static bool IsThere(string item, ReferralContent referral) => Known.TryGetValue(item, out var isThere)
        ? isThere(referral)
        : referral.Documents.Any(d => d.Loinc is { } loinc && item.AsSpan(DocumentOf.Length).SequenceEqual(loinc));

    public static string? SentenceOf(string item) => WordsOf(item)?.Sentence is { } sentence ? string.Format(CultureInfo.InvariantCulture, sentence, item[(item.IndexOf(':') + 1)..]) : null;

    /// <summary>What a good value looks like.</summary>
    public static string? ExampleOf(string item) => WordsOf(item)?.Example;

    /// <summary>Where it stands in each channel.</summary>
    public static ItemPlaces? PlacesOf(string item) => WordsOf(item)?.Where;

    private static Wording? WordsOf(string item) => Words.GetValueOrDefault(item.StartsWith(DocumentOf, StringComparison.Ordinal) ? Document : item);

    private sealed record Wording(string? Sentence, string Example, ItemPlaces Where);
}
