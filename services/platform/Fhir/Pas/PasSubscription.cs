using System.Text.Json.Nodes;

namespace Healthcare.Fhir;

/// <summary>A provider's subscription for PAS answers: rest-hook, whole resources, filtered by organization (PAS spec-54 to 62).</summary>
public sealed record PasSubscription
{
    public string? Id { get; init; }

    /// <summary>requested when created.</summary>
    public string Status { get; init; } = "requested";

    /// <summary>NPIs or other identifiers of the requesting organizations.</summary>
    public required IReadOnlyList<string> Organizations { get; init; }

    public required string Endpoint { get; init; }

    /// <summary>HTTP header lines that the payer must send along, such as an authorization.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>spec-58 writes org-identifier, the published topic orgIdentifier: payers differ.</summary>
    public string FilterKey { get; init; } = "org-identifier";

    public override string ToString() => nameof(PasSubscription);

    public byte[] Build()
    {
        var json = new JsonObject { ["resourceType"] = "Subscription" }.With("id", Id);
        json["meta"] = new JsonObject { ["profile"] = new JsonArray(PasUrls.Subscription) };
        json["status"] = Status;
        json["reason"] = "Answers to prior authorization requests";
        json["criteria"] = PasUrls.Topic;
        json["_criteria"] = Extended(PasUrls.FilterCriteria, "valueString", $"{FilterKey}={string.Join(',', Organizations)}");
        var channel = new JsonObject { ["type"] = "rest-hook", ["endpoint"] = Endpoint, ["payload"] = OperationOutcome.ContentType };
        channel["_payload"] = Extended(PasUrls.PayloadContent, "valueCode", "full-resource");
        json["channel"] = channel.WithEach("header", Headers.Select(FhirWriting.Text));
        return json.ToUtf8();
    }

    public static FhirRead<PasSubscription> Read(ReadOnlyMemory<byte> utf8) => FhirJson.Parse(utf8).Then(Read);

    private static FhirRead<PasSubscription> Read(FhirDocument document)
    {
        if (document.ResourceType != "Subscription") return FhirRead.WrongType<PasSubscription>("Subscription");
        var root = document.Root;
        var issues = new IssueList();
        if (root["criteria"].Text != PasUrls.Topic) issues.Add(FhirIssue.Invalid("Subscription.criteria", "unknown-topic", "The topic is not the PAS topic.") with { Clause = "spec-57" });
        if (root["channel"]["type"].Text != "rest-hook") issues.Add(FhirIssue.Invalid("Subscription.channel.type", "not-rest-hook", "Only rest-hook is served.") with { Clause = "spec-56" });
        if (root["channel"]["_payload"].Extension(PasUrls.PayloadContent)["valueCode"].Text != "full-resource")
            issues.Add(FhirIssue.Invalid("Subscription.channel.payload", "not-full-resource", "Only full-resource payloads are served.") with { Clause = "spec-62" });
        var endpoint = root["channel"]["endpoint"].Text;
        if (endpoint is null) issues.Add(FhirIssue.Required("Subscription.channel.endpoint", "missing-endpoint", "The subscription has no endpoint."));
        var filter = root["_criteria"].Extensions(PasUrls.FilterCriteria).Select(e => e["valueString"].Text).OfType<string>().FirstOrDefault(IsOrganizationFilter);
        if (filter is null) issues.Add(FhirIssue.Required("Subscription.criteria.extension", "missing-filter", "The filter must be org-identifier.") with { Clause = "spec-58" });
        var equals = filter?.IndexOf('=', StringComparison.Ordinal) ?? -1;
        return FhirRead.Of(
            new PasSubscription
            {
                Id = root["id"].Text,
                Status = root["status"].Text ?? "",
                Organizations = filter?[(equals + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
                Endpoint = endpoint ?? "",
                Headers = root["channel"].Texts("header"),
                FilterKey = filter?[..equals] ?? "",
            },
            issues);
    }

    internal static bool IsOrganizationFilter(string filter) =>
        filter.StartsWith("org-identifier=", StringComparison.Ordinal) || filter.StartsWith("orgIdentifier=", StringComparison.Ordinal);

    private static JsonObject Extended(string url, string value, JsonNode content) => new() { ["extension"] = new JsonArray(FhirWriting.Extension(url, value, content)) };
}
