using System.Text;
using System.Text.Json.Nodes;

namespace Healthcare.Intake.Tests;

/// <summary>Referrals as partners send them, and what can be wrong with one.</summary>
internal static class Bundles
{
    public const string CanaryFamily = "Canaryfeather";
    public const string CanaryGiven = "Wilhelmina";
    public const string CanaryMember = "CNRY88231";
    public const string CanaryBirthDate = "1931-07-09";
    public const string CanaryStreet = "77 Birdcage Walk";
    public const string CanaryTitle = "Note about Wilhelmina";
    public const string CanaryRecord = "MRN-5550199";

    public static readonly IReadOnlyList<string> Canaries = [CanaryFamily, CanaryGiven, CanaryMember, CanaryBirthDate, CanaryStreet, CanaryTitle, CanaryRecord, "Six weeks of pain"];

    /// <summary>A complete referral of our own, as the demonstration builds it; the same number is the same referral.</summary>
    public static JsonObject Sample(string run, int number = 1) => Parse(Healthcare.Local.Demo.Referrals.Sample(run, number));

    /// <summary>The same with a patient whose data would be known anywhere.</summary>
    public static JsonObject Canary(string run)
    {
        var bundle = Sample(run);
        var patient = bundle.Resource("Patient");
        patient["name"] = Json($$"""[{"family":"{{CanaryFamily}}","given":["{{CanaryGiven}}"]}]""");
        patient["birthDate"] = CanaryBirthDate;
        patient["identifier"] = Json($$"""[{"system":"urn:northside:record","value":"{{CanaryRecord}}"}]""");
        patient["address"] = Json($$"""[{"line":["{{CanaryStreet}}"],"city":"Baltimore","state":"MD"}]""");
        var coverage = bundle.Resource("Coverage");
        coverage.Remove("identifier");
        coverage["subscriberId"] = CanaryMember;
        bundle["identifier"] = Json($$"""{"system":"urn:northside:referral","value":"{{run}}-{{CanaryRecord}}"}""");
        bundle.Resource("ServiceRequest").Remove("identifier");
        bundle.Resource("DocumentReference")["content"] = Json($$"""[{"attachment":{"contentType":"text/plain","title":"{{CanaryTitle}}","data":"{{Convert.ToBase64String("Six weeks of pain, no relief."u8)}}"} }]""");
        return bundle;
    }

    public static JsonObject Without(this JsonObject bundle, string resourceType)
    {
        if (bundle["entry"] is JsonArray entries)
        {
            foreach (var entry in entries.Where(e => e?["resource"]?["resourceType"]?.GetValue<string>() == resourceType).ToList()) entries.Remove(entry);
        }

        return bundle;
    }

    /// <summary>Takes away the practice that the practitioner refers for, and with it its number.</summary>
    public static JsonObject WithoutPractice(this JsonObject bundle)
    {
        if (bundle["entry"] is JsonArray entries) entries.Remove(entries.Last(e => e?["resource"]?["resourceType"]?.GetValue<string>() == "Organization"));
        return bundle.With("PractitionerRole", "organization", json: null);
    }

    public static JsonObject With(this JsonObject bundle, string resourceType, string member, string? json)
    {
        if (json is null) bundle.Resource(resourceType).Remove(member);
        else bundle.Resource(resourceType)[member] = Json(json);
        return bundle;
    }

    public static byte[] Utf8(this JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    public static JsonObject Parse(byte[] utf8) => JsonNode.Parse(utf8) as JsonObject ?? throw new InvalidDataException("A bundle is an object.");

    /// <summary>The corpus's referral without its Claim; ignores the test where the corpus is absent.</summary>
    public static byte[] FromCorpus()
    {
        var corpus = Environment.GetEnvironmentVariable("HEALTHCARE_CORPUS") is { Length: > 0 } named ? named : Path.GetFullPath(Testing.Repository.PathOf("..", "shared", "fixtures"));
        if (Healthcare.Local.Demo.Referrals.FromCorpus(corpus) is { } bundle) return bundle;
        Assert.Ignore($"No third-party bundle at {corpus}: set HEALTHCARE_CORPUS to run this test.");
        return [];
    }

    private static JsonObject Resource(this JsonObject bundle, string resourceType) =>
        (bundle["entry"] as JsonArray)?.Select(e => e?["resource"] as JsonObject).FirstOrDefault(r => r?["resourceType"]?.GetValue<string>() == resourceType)
        ?? throw new InvalidDataException($"The bundle holds no {resourceType}.");

    private static JsonNode Json(string json) => JsonNode.Parse(json) ?? throw new InvalidDataException("null");
}
