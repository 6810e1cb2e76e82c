using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Healthcare.Local.Demo;

/// <summary>The referrals that a demonstration sends: the first from a third party's file when it is there, the others written here.</summary>
internal static class Referrals
{
    private const string File = "fhir-pas/pas-2.2.1/Bundle-ReferralAuthorizationBundleExample.json";
    private static readonly string[] Wanted = ["ServiceRequest", "Patient", "Coverage", "Practitioner", "PractitionerRole", "Organization", "DocumentReference"];
    private static readonly string[] Families = ["Alder", "Birch", "Cedar", "Elm", "Hazel", "Juniper", "Larch", "Maple", "Oak", "Rowan"];
    private static readonly string[] Givens = ["Sam", "Alex", "Robin", "Kim", "Jo", "Chris", "Pat", "Lee", "Terry", "Dana", "Casey", "Jamie", "Morgan", "Taylor", "Avery", "Quinn"];
    private static readonly string[] Procedures = ["99243", "99244", "72148", "73721"];

    /// <summary>The file's referral without its Claim, which is ours to build.</summary>
    public static byte[]? FromCorpus(string? corpus)
    {
        if (corpus is null || Path.Combine(corpus, File) is not { } path || !System.IO.File.Exists(path)) return null;
        if (JsonNode.Parse(System.IO.File.ReadAllBytes(path)) is not JsonObject bundle || bundle["entry"] is not JsonArray entries) return null;
        foreach (var entry in entries.Where(e => !Wanted.Contains(e?["resource"]?["resourceType"]?.GetValue<string>(), StringComparer.Ordinal)).ToList()) entries.Remove(entry);
        return JsonSerializer.SerializeToUtf8Bytes(bundle);
    }

    /// <summary>A referral of our own; the same run and number is the same referral.</summary>
    public static byte[] Sample(string run, int number) => Bundle(new SampleReferral(string.Create(CultureInfo.InvariantCulture, $"{run}-{number:D5}"), number));

    /// <summary>The referral as a FHIR bundle.</summary>
    public static byte[] Bundle(SampleReferral sample)
    {
        var (id, number) = (sample.Id, sample.Number);
        var family = Families[number % Families.Length];
        var procedure = sample.Procedure ?? Procedures[number % Procedures.Length];
        var documents = sample.Documents ?? ["11488-4"];
        // Another run is about other people: a namesake born on the same day with another member number is somebody's to tell apart.
        var who = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
        var birth = new DateOnly(1940, 1, 1).AddDays((int)(who % 25_000));
        var given = new JsonArray(Givens[(int)(who / 25_000 % (ulong)Givens.Length)], $"{(char)('A' + (who / 1_000_000 % 26))}{(char)('a' + (who / 26_000_000 % 26))}");
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = "collection",
            ["identifier"] = Identifier("urn:northside:referral", id),
            ["entry"] = new JsonArray([
                Entry("ServiceRequest", "request", new JsonObject
                {
                    ["identifier"] = new JsonArray(Identifier("urn:northside:order", id)),
                    ["status"] = "active",
                    ["intent"] = "order",
                    ["priority"] = sample.Priority,
                    ["code"] = Coded("http://www.ama-assn.org/go/cpt", procedure),
                    ["quantityQuantity"] = new JsonObject { ["value"] = 1 },
                    ["subject"] = Reference("Patient/patient"),
                    ["requester"] = Reference("PractitionerRole/role"),
                    ["insurance"] = new JsonArray(Reference("Coverage/coverage")),
                    ["reasonCode"] = new JsonArray(Coded("http://hl7.org/fhir/sid/icd-10-cm", "M54.50")),
                    ["supportingInfo"] = new JsonArray([.. documents.Select((_, at) => Reference(DocumentOf(at)))]),
                }),
                Entry("Patient", "patient", new JsonObject
                {
                    ["identifier"] = new JsonArray(Typed("http://terminology.hl7.org/CodeSystem/v2-0203", "MB", "urn:maryland-capital:member", sample.Member)),
                    ["name"] = new JsonArray(new JsonObject { ["family"] = family, ["given"] = given }),
                    ["gender"] = number % 2 == 0 ? "female" : "male",
                    ["birthDate"] = birth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    ["address"] = new JsonArray(new JsonObject { ["line"] = new JsonArray("1 Main Street"), ["city"] = "Baltimore", ["state"] = "MD", ["postalCode"] = "21201" }),
                }),
                Entry("Coverage", "coverage", new JsonObject
                {
                    ["identifier"] = new JsonArray(Typed("http://terminology.hl7.org/CodeSystem/v2-0203", "MB", "urn:maryland-capital:member", sample.Member)),
                    ["status"] = "active",
                    ["subscriberId"] = sample.Member,
                    ["beneficiary"] = Reference("Patient/patient"),
                    ["relationship"] = Coded("http://terminology.hl7.org/CodeSystem/subscriber-relationship", "self"),
                    ["payor"] = new JsonArray(Reference("Organization/payer")),
                }),
                Entry("Organization", "payer", new JsonObject { ["identifier"] = new JsonArray(Identifier("http://hl7.org/fhir/sid/us-npi", "1234567893")), ["active"] = true, ["name"] = "MARYLAND CAPITAL" }),
                Entry("PractitionerRole", "role", new JsonObject { ["practitioner"] = Reference("Practitioner/doctor"), ["organization"] = Reference("Organization/practice") }),
                Entry("Practitioner", "doctor", new JsonObject
                {
                    ["identifier"] = new JsonArray(Identifier("http://hl7.org/fhir/sid/us-npi", "1987654328")),
                    ["name"] = new JsonArray(new JsonObject { ["family"] = "Reyes", ["given"] = new JsonArray("Ana") }),
                }),
                Entry("Organization", "practice", new JsonObject { ["identifier"] = new JsonArray(Identifier("http://hl7.org/fhir/sid/us-npi", "1122334455")), ["active"] = true, ["name"] = "NORTHSIDE FAMILY PRACTICE" }),
                .. documents.Select((type, at) => Entry("DocumentReference", DocumentOf(at)["DocumentReference/".Length..], new JsonObject
                {
                    ["status"] = "current",
                    ["type"] = Coded("http://loinc.org", type),
                    ["subject"] = Reference("Patient/patient"),
                    ["content"] = new JsonArray(new JsonObject { ["attachment"] = new JsonObject { ["contentType"] = "text/plain", ["data"] = Convert.ToBase64String("Six weeks of therapy without relief."u8) } }),
                })),
            ]),
        });
    }

    // The first keeps the name that it always had, so that the same referral stays the same bytes.
    private static string DocumentOf(int at) => at == 0 ? "DocumentReference/note" : string.Create(CultureInfo.InvariantCulture, $"DocumentReference/note-{at + 1}");

    private static JsonObject Entry(string type, string id, JsonObject resource)
    {
        var whole = new JsonObject { ["resourceType"] = type, ["id"] = id };
        foreach (var member in resource.ToList())
        {
            resource.Remove(member.Key);
            whole[member.Key] = member.Value;
        }

        return new JsonObject { ["fullUrl"] = $"urn:northside/{type}/{id}", ["resource"] = whole };
    }

    private static JsonObject Identifier(string system, string value) => new() { ["system"] = system, ["value"] = value };

    private static JsonObject Typed(string typeSystem, string type, string system, string value) => new() { ["type"] = Coded(typeSystem, type), ["system"] = system, ["value"] = value };

    private static JsonObject Coded(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };

    private static JsonObject Reference(string target) => new() { ["reference"] = target };
}
