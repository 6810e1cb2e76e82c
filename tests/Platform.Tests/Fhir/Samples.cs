using System.Text;
using System.Text.Json.Nodes;

namespace Healthcare.Fhir.Tests;

internal static partial class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.FromHours(-5));

    public static ReadOnlyMemory<byte> Utf8(string json) => Encoding.UTF8.GetBytes(json);

    /// <summary>The sample with something changed; the change works on the parsed JSON.</summary>
    public static ReadOnlyMemory<byte> With(string json, Action<JsonNode> change)
    {
        var node = JsonNode.Parse(json) ?? throw new ArgumentException("not JSON", nameof(json));
        change(node);
        return Utf8(node.ToJsonString());
    }

    /// <summary>The resource of the first entry of that type.</summary>
    public static JsonObject Resource(this JsonNode bundle, string type)
    {
        foreach (var entry in bundle["entry"]?.AsArray() ?? [])
            if (entry?["resource"] is JsonObject resource && (string?)resource["resourceType"] == type) return resource;
        throw new ArgumentException($"no {type}", nameof(type));
    }

    public static void Remove(this JsonNode bundle, string type)
    {
        var entries = bundle["entry"]?.AsArray() ?? [];
        foreach (var entry in entries.ToList())
            if ((string?)entry?["resource"]?["resourceType"] == type) entries.Remove(entry);
    }

    public static T Get<T>(FhirRead<T> read)
        where T : class
    {
        Assert.That(read.Value, Is.Not.Null, string.Join("; ", read.Issues));
        return read.Value ?? throw new InvalidOperationException();
    }

    public static ReferralBundle ReadReferral() => Get(ReferralBundle.Read(Utf8(Referral)));

    public static PasRequest Request()
    {
        var referral = ReadReferral();
        return new PasRequest
        {
            BaseUrl = "https://hospital.example/fhir",
            BundleIdentifier = new Identifier("urn:hospital:transmissions", "T-1"),
            TraceNumber = new Identifier("urn:trnorg:1902800006", "PA-1"),
            ClaimId = "0195a1b0-0000-7000-8000-000000000001",
            CreatedAt = Noon,
            Patient = referral.Patient ?? new PatientFacts(),
            Coverage = referral.Coverage ?? new CoverageFacts(),
            Requestor = referral.RequestingOrganization ?? new OrganizationFacts(),
            Practitioner = referral.Requester,
            LevelOfService = "U",
            Diagnoses = referral.Diagnoses,
            Documents = referral.Documents,
            Items =
            [
                new PasItem
                {
                    Sequence = 1,
                    Service = referral.RequestedServices[0],
                    ServiceType = "2",
                    RequestCategory = "HS",
                    TraceNumber = new Identifier("urn:hospital:items", "I-1"),
                    Quantity = 1,
                    QuantityQualifier = "UN",
                    ServicedFrom = new DateOnly(2026, 3, 10),
                    ServicedTo = new DateOnly(2026, 4, 9),
                    PlaceOfService = "24",
                },
            ],
        };
    }
}
