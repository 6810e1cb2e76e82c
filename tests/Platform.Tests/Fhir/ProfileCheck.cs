using System.Text.Json;

namespace Healthcare.Fhir.Tests;

// Cardinality, unknown members, fixed values, extension slices and the profiles of extensions, as the tables state them.
internal sealed class ProfileCheck(ProfileTables tables)
{
    private static readonly string[] Everywhere = ["id", "extension", "modifierExtension", "resourceType", "meta", "implicitRules", "language", "text", "contained", "fhir_comments"];
    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Of(FhirBundle bundle)
    {
        _problems.Clear();
        Resource(bundle.Root);
        foreach (var entry in bundle.Entries) Resource(entry.Resource);
        return [.. _problems];
    }

    private void Resource(FhirElement resource)
    {
        if (resource.ResourceType is not { } type || !tables.KnowsType(type))
        {
            _problems.Add($"{resource.Path}: unknown resource");
            return;
        }

        var profile = resource["meta"].Texts("profile").FirstOrDefault(tables.Knows);
        Members(resource, type, tables.For(type, profile));
    }

    private void Members(FhirElement at, string id, Dictionary<string, ElementRule> rules)
    {
        var seen = new HashSet<string>(Everywhere, StringComparer.Ordinal);
        foreach (var rule in rules.Values.Where(r => r.Parent == id))
        {
            if (rule.Slice is not null)
            {
                Slice(at, rule, rules);
                continue;
            }

            var choice = rule.Name.EndsWith("[x]", StringComparison.Ordinal);
            var names = choice ? rule.Types.Split('|').Select(t => rule.Name[..^3] + Capital(TypeName(t))).ToList() : [rule.Name];
            var allNames = choice ? at.Children().Select(c => NameOf(at, c)).Where(n => n.StartsWith(rule.Name[..^3], StringComparison.Ordinal)).ToList() : names;
            seen.UnionWith(choice ? names : [rule.Name]);
            var found = names.SelectMany(at.Each).ToList();
            if (found.Count < rule.Min) _problems.Add($"{at.Path}.{rule.Name}: {found.Count} of at least {rule.Min}");
            if (found.Count > rule.Max || (rule.Max == 0 && allNames.Count > 0 && choice)) _problems.Add($"{at.Path}.{rule.Name}: {found.Count} of at most {rule.Max}");
            foreach (var value in found) Value(value, rule, rules);
        }

        foreach (var member in at.Children().Select(c => NameOf(at, c)).Where(n => !seen.Contains(n.TrimStart('_')))) _problems.Add($"{at.Path}.{member}: not an element");
    }

    private void Value(FhirElement value, ElementRule rule, Dictionary<string, ElementRule> rules)
    {
        if (rule.Fixed.Length > 0 && !Matches(value.Json, rule.Fixed)) _problems.Add($"{value.Path}: is not {rule.Fixed}");
        if (value.Json.ValueKind != JsonValueKind.Object) return;
        var type = TypeName(rule.Types.Split('|').FirstOrDefault(t => value.Path.Contains(Capital(TypeName(t)), StringComparison.Ordinal)) ?? rule.Types.Split('|')[0]);
        if (rules.Values.Any(r => r.Parent == rule.Id && r.Slice is null)) Members(value, rule.Id, WithBase(rules, rule.Id, type));
        else if (rule.Types.StartsWith('=')) Members(value, rule.Types[1..], rules);
        else if (rule.Name != "resource" && tables.KnowsType(type)) Members(value, type, tables.For(type, ProfileOf(rule.Types)));
    }

    // A profile constrains some members of a data type; the others keep the rules of the type.
    private Dictionary<string, ElementRule> WithBase(Dictionary<string, ElementRule> rules, string id, string type)
    {
        if (!tables.KnowsType(type)) return rules;
        var merged = new Dictionary<string, ElementRule>(rules, StringComparer.Ordinal);
        foreach (var rule in tables.For(type, ProfileOf(type)).Values.Where(r => r.Parent == type)) merged.TryAdd($"{id}.{rule.Name}", rule with { Id = $"{id}.{rule.Name}" });
        return merged;
    }

    private void Slice(FhirElement at, ElementRule rule, Dictionary<string, ElementRule> rules)
    {
        if (rule.Id == "Coverage.identifier:memberid")
        {
            var members = at.Each("identifier").Count(i => i["type"]["coding"]["code"].Text == "MB");
            if (members != 1) _problems.Add($"{at.Path}.identifier: {members} member numbers");
            return;
        }

        var isExtension = rule.Name.StartsWith("extension:", StringComparison.Ordinal) || rule.Name.StartsWith("modifierExtension:", StringComparison.Ordinal);
        if (!isExtension) return;
        var url = ProfileOf(rule.Types) ?? (rules.TryGetValue($"{rule.Id}.url", out var named) ? named.Fixed[(named.Fixed.IndexOf('=', StringComparison.Ordinal) + 1)..] : null);
        if (url is null) return;
        var found = at.Extensions(url).ToList();
        if (found.Count < rule.Min) _problems.Add($"{at.Path}.extension({url}): {found.Count} of at least {rule.Min}");
        if (found.Count > rule.Max) _problems.Add($"{at.Path}.extension({url}): {found.Count} of at most {rule.Max}");
        foreach (var extension in found.Where(_ => tables.Knows(url))) Extension(extension, url);
    }

    private void Extension(FhirElement extension, string url)
    {
        var rules = tables.For("Extension", url);
        if (rules.TryGetValue("Extension.value[x]", out var value))
        {
            var given = extension.Children().Select(c => NameOf(extension, c)).Where(n => n.StartsWith("value", StringComparison.Ordinal)).ToList();
            var allowed = value.Max == 0 ? [] : value.Types.Split('|').Select(t => "value" + Capital(TypeName(t))).ToList();
            foreach (var name in given.Except(allowed)) _problems.Add($"{extension.Path}.{name}: not allowed in {url}");
            if (given.Count < value.Min) _problems.Add($"{extension.Path}.value[x]: missing in {url}");
        }

        foreach (var rule in rules.Values.Where(r => r is { Slice: not null, Parent: "Extension" })) Slice(extension, rule, rules);
    }

    private static string NameOf(FhirElement parent, FhirElement child) => child.Path[(parent.Path.Length + 1)..].Split('[')[0];

    private static string TypeName(string type) => type.Split('(')[0];

    private static string? ProfileOf(string types) =>
        types.IndexOf('(', StringComparison.Ordinal) is > 0 and var open ? ProfileTables.Unversioned(types[(open + 1)..].Split(')', ' ')[0]) : null;

    private static string Capital(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];

    private static bool Matches(JsonElement value, string rule)
    {
        var wanted = rule[(rule.IndexOf('=', StringComparison.Ordinal) + 1)..];
        if (value.ValueKind is JsonValueKind.String) return value.ValueEquals(wanted);
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetRawText() == wanted;
        return Contains(value, JsonElement.Parse(wanted));
    }

    private static bool Contains(JsonElement value, JsonElement pattern) => pattern.ValueKind switch
    {
        JsonValueKind.Object => value.ValueKind == JsonValueKind.Object && pattern.EnumerateObject().All(p => value.TryGetProperty(p.Name, out var held) && Contains(held, p.Value)),
        JsonValueKind.Array => value.ValueKind == JsonValueKind.Array && pattern.EnumerateArray().All(p => value.EnumerateArray().Any(v => Contains(v, p))),
        _ => value.GetRawText() == pattern.GetRawText(),
    };
}
