using System.Runtime.InteropServices;
using System.Text.Json;

namespace Healthcare.Fhir;

/// <summary>A place in a FHIR document: its JSON, if any, and its FHIRPath; reading a missing or mistyped element yields null, never an exception.</summary>
public readonly struct FhirElement
{
    private const int MaxText = 1024 * 1024;
    private readonly FhirScope? _scope;

    internal FhirElement(JsonElement json, string path, FhirScope? scope)
    {
        Json = json;
        Path = path;
        _scope = scope;
    }

    public JsonElement Json { get; }

    /// <summary>FHIRPath from the root of the document, such as <c>Bundle.entry[3].resource.subject</c>.</summary>
    public string Path { get; }

    public bool Exists => Json.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public string? ResourceType => FhirPaths.TypeOf(Json);

    internal FhirScope? Scope => _scope;

    /// <summary>The member of that name; of a repeating element, its first.</summary>
    public FhirElement this[string name]
    {
        get
        {
            var path = $"{Path}.{name}";
            if (Json.ValueKind != JsonValueKind.Object || !Json.TryGetProperty(name, out var member)) return new(default, path, _scope);
            if (member.ValueKind != JsonValueKind.Array) return new(member, path, _scope);
            foreach (var first in member.EnumerateArray()) return new(first, $"{path}[0]", _scope);
            return new(default, path, _scope);
        }
    }

    /// <summary>Every repetition of the member of that name, in order; a single value counts as one.</summary>
    public IEnumerable<FhirElement> Each(string name)
    {
        if (Json.ValueKind != JsonValueKind.Object || !Json.TryGetProperty(name, out var member)) yield break;
        if (member.ValueKind != JsonValueKind.Array)
        {
            yield return new(member, $"{Path}.{name}", _scope);
            yield break;
        }

        var at = 0;
        foreach (var item in member.EnumerateArray()) yield return new(item, $"{Path}.{name}[{at++}]", _scope);
    }

    /// <summary>The extension with that url.</summary>
    public FhirElement Extension(string url)
    {
        foreach (var extension in Extensions(url)) return extension;
        return new(default, $"{Path}.extension.where(url='{url}')", _scope);
    }

    public IEnumerable<FhirElement> Extensions(string url) => Each("extension").Where(e => string.Equals(e["url"].Text, url, StringComparison.Ordinal));

    /// <summary>The string, or null when the element is missing, empty, no string, or longer than the 1 MiB that R4 allows.</summary>
    public string? Text =>
        Json.ValueKind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(Json).Length <= MaxText && Read().GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>The bytes of a base64Binary, or null when it is missing or not base64.</summary>
    public byte[]? Bytes => Json.ValueKind == JsonValueKind.String && Read().TryGetBytesFromBase64(out var bytes) ? bytes : null;

    public bool? Flag => Json.ValueKind is JsonValueKind.True or JsonValueKind.False ? Read().GetBoolean() : null;

    /// <summary>The number with its digits as sent, as far as a decimal can hold them.</summary>
    public decimal? Number => Json.ValueKind == JsonValueKind.Number && Read().TryGetDecimal(out var number) ? number : null;

    public int? Integer => Json.ValueKind == JsonValueKind.Number && Read().TryGetInt32(out var number) ? number : null;

    public long? Whole => Json.ValueKind == JsonValueKind.Number && Read().TryGetInt64(out var number) ? number : null;

    public FhirDate? Date => FhirDate.Parse(Text);

    /// <summary>What a Reference points at, inside the bundle or the containing resource; missing when it is not there.</summary>
    public FhirElement Resolve()
    {
        var literal = this["reference"].Text;
        return literal is null || _scope is null ? new(default, Path, _scope) : References.Resolve(literal, _scope, Path);
    }

    /// <summary>Every member, and every item of members that repeat.</summary>
    public IEnumerable<FhirElement> Children()
    {
        if (Json.ValueKind != JsonValueKind.Object) yield break;
        foreach (var member in Json.EnumerateObject())
        {
            var path = $"{Path}.{FhirPaths.Safe(member.Name)}";
            if (member.Value.ValueKind != JsonValueKind.Array)
            {
                yield return new(member.Value, path, _scope);
                continue;
            }

            var at = 0;
            foreach (var item in member.Value.EnumerateArray()) yield return new(item, $"{path}[{at++}]", _scope);
        }
    }

    internal FhirElement Watched(FhirTrace trace) => new(Json, Path, _scope is null ? null : _scope with { Trace = trace });

    private JsonElement Read()
    {
        _scope?.Trace?.Saw(Path);
        return Json;
    }
}
