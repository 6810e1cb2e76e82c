using System.Text.Json;

namespace Healthcare.Fhir.Validation;

// Tells which slices of a rule a value belongs to, by the discriminators that the tables give.
internal static class Slices
{
    private const string R4Definitions = "http://hl7.org/fhir/StructureDefinition/";

    public static IEnumerable<ElementRule> Of(ElementRule rule, JsonElement value, string type)
    {
        foreach (var slice in rule.Slices.Values)
        {
            var picked = rule.IsChoice || rule.Slicing is [{ Kind: "type", Path: "$this" }]
                ? slice.Types.Any(t => t.Code == (type == "Resource" ? value.TextAt("resourceType") : type))
                : type == "Extension" ? UrlOf(slice) is { } url && value.TextAt("url") == url
                : rule.Slicing.Count > 0 && rule.Slicing.All(d => Picks(d, slice, value));
            if (picked) yield return slice;
        }
    }

    /// <summary>The url of an extension slice: fixed by the slice itself or by the profile of its type.</summary>
    public static string? UrlOf(ElementRule slice)
    {
        if (slice.Members.TryGetValue("url", out var url) && url.Fixed is { } given) return given.Text;
        if (slice.Types is not [{ Profiles: [var profile, ..] }]) return null;
        return profile.Contains('/', StringComparison.Ordinal) ? profile : R4Definitions + profile;
    }

    private static bool Picks(Discriminator by, ElementRule slice, JsonElement value) => by switch
    {
        { Kind: "type" } => slice.Members.GetValueOrDefault(by.Path)?.Types is [var type, ..] && value.Member(by.Path).TextAt("resourceType") == type.Code,
        { Path: "$this" } => slice.Fixed?.Matches(value) ?? slice.Codes?.Holds(value) ?? false,
        { Path: var path } when path.StartsWith("extension('", StringComparison.Ordinal) => ByExtension(path.Split('\'')[1], slice, value),
        { Path: var path } => slice.Members.GetValueOrDefault(path)?.Fixed is { } wanted && value.Member(path) is { ValueKind: not JsonValueKind.Undefined } held && wanted.Matches(held),
    };

    // extension('url').value: the slice fixes the value of that extension.
    private static bool ByExtension(string url, ElementRule slice, JsonElement value)
    {
        var wanted = slice.Members.GetValueOrDefault("extension")?.Slices.Values.FirstOrDefault(s => UrlOf(s) == url)?.Members.GetValueOrDefault("value[x]")?.Fixed;
        if (wanted is null) return false;
        foreach (var extension in value.Member("extension").Items())
        {
            if (extension.TextAt("url") != url) continue;
            foreach (var member in extension.EnumerateObject())
                if (member.Name.StartsWith("value", StringComparison.Ordinal)) return wanted.Matches(member.Value);
        }

        return false;
    }
}
