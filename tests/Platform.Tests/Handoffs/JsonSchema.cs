using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>As much of JSON Schema 2020-12 as the schemas of the contract files use; a keyword that it does not know fails the test, so that none is passed over.</summary>
internal sealed class JsonSchema
{
    private static readonly string[] Notes = ["$schema", "$defs", "title", "description"];
    private readonly Dictionary<string, JsonElement> files;
    private readonly string name;

    private JsonSchema(string name, Dictionary<string, JsonElement> files)
    {
        this.name = name;
        this.files = files;
    }

    public static JsonSchema Of(string path) => new(
        Path.GetFileName(path),
        Directory.EnumerateFiles(Path.GetDirectoryName(path) ?? ".", "*.schema.json").ToDictionary(f => Path.GetFileName(f), f => JsonElement.Parse(File.ReadAllText(f)), StringComparer.Ordinal));

    /// <summary>What in a YAML text is not as the schema asks, by path.</summary>
    public IReadOnlyList<string> Faults(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. Faults(name, files[name], Json(stream.Documents[0].RootNode), "$")];
    }

    private IEnumerable<string> Faults(string file, JsonElement schema, JsonNode? value, string at) =>
        schema.EnumerateObject().SelectMany(keyword => Keyword(file, schema, keyword, value, at));

    private IEnumerable<string> Keyword(string file, JsonElement schema, JsonProperty keyword, JsonNode? value, string at) => keyword.Name switch
    {
        "type" => Types(keyword.Value).Contains(TypeOf(value), StringComparer.Ordinal) ? [] : [$"{at} is {TypeOf(value)}"],
        "enum" => keyword.Value.EnumerateArray().Any(e => e.GetString() == value?.ToString()) ? [] : [$"{at} is '{value}'"],
        "pattern" => Regex.IsMatch(value?.ToString() ?? "", keyword.Value.GetString() ?? "", RegexOptions.None, TimeSpan.FromSeconds(1)) ? [] : [$"{at} '{value}' does not match {keyword.Value}"],
        "minimum" => TypeOf(value) != "integer" || value?.GetValue<long>() >= keyword.Value.GetInt64() ? [] : [$"{at} is too small"],
        "minLength" => value?.ToString().Length >= keyword.Value.GetInt32() ? [] : [$"{at} is too short"],
        "minItems" => value is JsonArray list && list.Count < keyword.Value.GetInt32() ? [$"{at} has too few"] : [],
        "minProperties" => value is JsonObject map && map.Count < keyword.Value.GetInt32() ? [$"{at} has too few"] : [],
        "required" => keyword.Value.EnumerateArray().Select(k => k.GetString() ?? "").Where(k => value is JsonObject o && !o.ContainsKey(k)).Select(k => $"{at}.{k} is missing"),
        "properties" => value is JsonObject o ? keyword.Value.EnumerateObject().Where(p => o.ContainsKey(p.Name)).SelectMany(p => Faults(file, p.Value, o[p.Name], $"{at}.{p.Name}")) : [],
        "propertyNames" => value is JsonObject o ? o.SelectMany(p => Faults(file, keyword.Value, JsonValue.Create(p.Key), $"{at}.{p.Key}")) : [],
        "additionalProperties" => value is JsonObject o ? o.Where(p => !Known(schema, p.Key)).SelectMany(p => keyword.Value.ValueKind == JsonValueKind.False ? [$"{at}.{p.Key} is not known"] : Faults(file, keyword.Value, p.Value, $"{at}.{p.Key}")) : [],
        "items" => value is JsonArray a ? a.SelectMany((item, i) => Faults(file, keyword.Value, item, $"{at}[{i}]")) : [],
        "anyOf" => keyword.Value.EnumerateArray().Any(s => !Faults(file, s, value, at).Any()) ? [] : [$"{at} '{value}' is none of what it may be"],
        "$ref" => Follow(file, keyword.Value.GetString() ?? "", value, at),
        var note when Notes.Contains(note, StringComparer.Ordinal) => [],
        var other => throw new NotSupportedException($"The schema uses '{other}'."),
    };

    private IEnumerable<string> Follow(string file, string reference, JsonNode? value, string at)
    {
        var parts = reference.Split('#');
        var target = parts[0].Length == 0 ? file : parts[0];
        var schema = parts[1].Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(files[target], (s, key) => s.GetProperty(key));
        return Faults(target, schema, value, at);
    }

    private static bool Known(JsonElement schema, string key) => schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(key, out _);

    private static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString() ?? "") : [type.GetString() ?? ""];

    private static string TypeOf(JsonNode? value) => value switch
    {
        JsonObject => "object",
        JsonArray => "array",
        JsonValue v when v.GetValueKind() == JsonValueKind.Number => "integer",
        JsonValue => "string",
        _ => "null",
    };

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(c.Key.ToString(), Json(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain when long.TryParse(plain.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };
}
