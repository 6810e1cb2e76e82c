using System.Text.Json;

namespace Healthcare.Testing.Descriptions;

/// <summary>An OpenAPI description, as somebody reads it who knows nothing else.</summary>
public sealed class ApiDescription
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];
    private readonly JsonElement document;

    private ApiDescription(JsonElement document) => this.document = document;

    public static ApiDescription Of(string json) => new(JsonElement.Parse(json));

    public static string PathOf(string service) => $"contracts/openapi/{service}.v1.json";

    /// <summary>The one that the repository keeps of a service.</summary>
    public static ApiDescription Kept(string service) => Of(File.ReadAllText(Repository.PathOf(PathOf(service))));

    public IEnumerable<Operation> Operations =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Methods.Contains(operation.Name, StringComparer.Ordinal)
        select new Operation(operation.Name, path.Name, operation.Value);

    /// <summary>The body that the description shows for an operation, as it would be sent.</summary>
    public string ExampleOf(string operationId)
    {
        var example = Operations.First(o => o.Id == operationId).Body.EnumerateObject().First().Value.GetProperty("example");
        return example.ValueKind == JsonValueKind.String ? example.GetString() ?? "" : example.GetRawText();
    }

    /// <summary>What is missing for somebody who knows nothing else.</summary>
    public IReadOnlyList<string> Gaps() =>
    [
        .. Operations.SelectMany(o => o.Gaps().Select(gap => $"{o.Method} {o.Path}: {gap}")),
        .. Operations.GroupBy(o => o.Id, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"operation id '{g.Key}' is used {g.Count()} times"),
        .. Dangling(),
    ];

    private IEnumerable<string> Dangling() =>
        References(document).Distinct(StringComparer.Ordinal).Where(r => !Resolves(r)).Select(r => $"{r} points to nothing");

    private bool Resolves(string reference)
    {
        var at = document;
        foreach (var step in reference.TrimStart('#', '/').Split('/'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step.Replace("~1", "/", StringComparison.Ordinal), out at)) return false;
        }

        return true;
    }

    internal static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [p.Value.GetString() ?? ""] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}

/// <summary>One call of an API.</summary>
public sealed record Operation(string Method, string Path, JsonElement Said)
{
    private static readonly string[] Failures = ["401", "403", "429", "500", "503"];

    public string Id => Text(Said, "operationId");

    /// <summary>The media types of its request.</summary>
    public JsonElement Body => Said.TryGetProperty("requestBody", out var body) ? body.GetProperty("content") : JsonElement.Parse("{}");

    public IEnumerable<string> Gaps()
    {
        if (Id.Length == 0) yield return "no operation id";
        if (Text(Said, "summary").Length == 0) yield return "no summary";
        if (!Said.TryGetProperty("security", out var security) || security.GetArrayLength() == 0) yield return "says not who may call it";
        if (!Said.TryGetProperty("tags", out _)) yield return "no tag";
        var parameters = Said.TryGetProperty("parameters", out var given) ? given.EnumerateArray().ToList() : [];
        foreach (var parameter in parameters.Where(p => Text(p, "description").Length == 0)) yield return $"parameter {Text(parameter, "name")} is not explained";
        if (Method == "post" && parameters.TrueForAll(p => Text(p, "name") != "Idempotency-Key")) yield return "says nothing of Idempotency-Key";
        var responses = Said.GetProperty("responses").EnumerateObject().ToDictionary(r => r.Name, r => r.Value, StringComparer.Ordinal);
        if (!responses.Keys.Any(s => s.StartsWith('2'))) yield return "says not what success is";
        foreach (var status in Failures.Where(f => !responses.ContainsKey(f))) yield return $"does not tell of {status}";
        if (parameters.Exists(p => Text(p, "name") == "If-Match"))
        {
            foreach (var status in new[] { "412", "428" }.Where(f => !responses.ContainsKey(f))) yield return $"takes If-Match and does not tell of {status}";
        }

        if (Path.Contains('{', StringComparison.Ordinal) && !responses.ContainsKey("404")) yield return "does not tell of 404";
        foreach (var gap in Body.EnumerateObject().SelectMany(media => Unexampled("the request", media))) yield return gap;
        foreach (var (status, response) in responses)
        {
            if (!response.TryGetProperty("content", out var content)) continue;
            foreach (var gap in content.EnumerateObject().SelectMany(media => Unexampled(status, media))) yield return gap;
        }
    }

    private static IEnumerable<string> Unexampled(string what, JsonProperty media)
    {
        var binary = media.Value.TryGetProperty("schema", out var schema) && Text(schema, "format") == "binary";
        if (binary) yield break;
        if (!media.Value.TryGetProperty("example", out var example) && !media.Value.TryGetProperty("examples", out example)) yield return $"{what} has no example of {media.Name}";
        else if (Unknown(example) is { } member) yield return $"nothing is known of how '{member}' looks in {what}";
    }

    // The writer of examples marks a word that it does not know.
    private static string? Unknown(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Select(p => Unknown(p.Value)).FirstOrDefault(u => u is not null),
        JsonValueKind.Array => element.EnumerateArray().Select(Unknown).FirstOrDefault(u => u is not null),
        JsonValueKind.String when element.GetString() is ['?', .. var name] => name,
        _ => null,
    };

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
