using System.Text.Json;

namespace Healthcare.Fhir.Validation;

// A type that an element may have, and the profiles of which it must meet any one.
internal readonly record struct TypeRule(string Code, IReadOnlyList<string> Profiles);

// Where the tables say a slice is told apart: the kind of comparison and the place that is compared.
internal readonly record struct Discriminator(string Kind, string Path);

// Fixed values are equal, patterns are contained (ElementDefinition.fixed[x] and pattern[x]).
internal sealed record FixedValue(bool Whole, string Text)
{
    private readonly Lazy<JsonElement> _json = new(() => JsonElement.Parse(Text.StartsWith('{') ? Text : $"\"{Text}\""));

    public bool Matches(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.ValueEquals(Text),
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number => value.GetRawText() == Text,
        _ => Whole ? JsonElement.DeepEquals(value, _json.Value) : Contains(value, _json.Value),
    };

    private static bool Contains(JsonElement value, JsonElement pattern) => pattern.ValueKind switch
    {
        JsonValueKind.Object => value.ValueKind == JsonValueKind.Object && pattern.EnumerateObject().All(p => value.TryGetProperty(p.Name, out var held) && Contains(held, p.Value)),
        JsonValueKind.Array => value.ValueKind == JsonValueKind.Array && pattern.EnumerateArray().All(p => value.EnumerateArray().Any(v => Contains(v, p))),
        _ => JsonElement.DeepEquals(value, pattern),
    };
}

// What R4 or a profile says of one element, as a tree: its members, and the slices of its repetitions.
internal sealed class ElementRule(string id, string source)
{
    private readonly Lock _gate = new();
    private Dictionary<string, (ElementRule Rule, string Type)>? _choices;

    public string Id { get; } = id;

    /// <summary>How a finding names the rule, such as <c>profile-claim|2.2.1#Claim.item.category</c>.</summary>
    public string Clause => $"{source}#{Id}";

    /// <summary>Last part of the id; a choice keeps its <c>[x]</c>.</summary>
    public string Name { get; } = id[(id.LastIndexOf('.') + 1)..].Split(':')[0];

    public bool IsChoice => Name.EndsWith("[x]", StringComparison.Ordinal);

    public int Min { get; set; }

    public int Max { get; set; } = int.MaxValue;

    public IReadOnlyList<TypeRule> Types { get; set; } = [];

    /// <summary>The element whose content this one repeats.</summary>
    public string? SameAs { get; set; }

    /// <summary>Resource types a reference may lead to; empty when any.</summary>
    public IReadOnlyList<string> Targets { get; set; } = [];

    public FixedValue? Fixed { get; set; }

    public CodeList? Codes { get; set; }

    public IReadOnlyList<Discriminator> Slicing { get; set; } = [];

    public bool Closed { get; set; }

    public List<Invariant> Invariants { get; } = [];

    public Dictionary<string, ElementRule> Members { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ElementRule> Slices { get; } = new(StringComparer.Ordinal);

    /// <summary>The member that a JSON name stands for, and its type: <c>valueString</c> is value[x] with a string.</summary>
    public (ElementRule Rule, string Type)? Member(string name)
    {
        if (Members.TryGetValue(name, out var rule)) return (rule, rule.Types.Count > 0 ? rule.Types[0].Code : "");
        return Choices().TryGetValue(name, out var choice) ? choice : null;
    }

    /// <summary>The rule with that id below this root, made when it is not there yet.</summary>
    public ElementRule At(string id)
    {
        var rule = this;
        var end = id.IndexOf('.', StringComparison.Ordinal);
        while (end >= 0)
        {
            var next = id.IndexOf('.', end + 1);
            rule = rule.Part(next < 0 ? id : id[..next]);
            end = next;
        }

        return rule;
    }

    /// <summary>Says nothing any more, but keeps what stands below.</summary>
    public void Clear()
    {
        (Min, Max, Types, SameAs, Targets, Fixed, Codes, Slicing, Closed) = (0, int.MaxValue, [], null, [], null, null, [], false);
    }

    /// <summary>Says what another rule says, invariants apart: each version of a guide lists its own.</summary>
    public void CopyFrom(ElementRule other, string owner)
    {
        (Min, Max, Types, SameAs, Targets, Fixed, Codes, Slicing, Closed) =
            (other.Min, other.Max, other.Types, other.SameAs, other.Targets, other.Fixed, other.Codes, other.Slicing, other.Closed);
        Copy(other.Members, Members, owner);
        Copy(other.Slices, Slices, owner);
    }

    private static void Copy(Dictionary<string, ElementRule> from, Dictionary<string, ElementRule> to, string owner)
    {
        foreach (var (name, rule) in from)
        {
            var copy = to[name] = new ElementRule(rule.Id, owner);
            copy.CopyFrom(rule, owner);
        }
    }

    private ElementRule Part(string path)
    {
        var last = path[(path.LastIndexOf('.') + 1)..];
        var colon = last.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? last : last[..colon];
        if (!Members.TryGetValue(name, out var member)) Members[name] = member = new ElementRule(colon < 0 ? path : path[..(path.LastIndexOf('.') + 1 + colon)], source);
        if (colon < 0) return member;
        var slice = last[(colon + 1)..];
        if (!member.Slices.TryGetValue(slice, out var sliced)) member.Slices[slice] = sliced = new ElementRule(path, source);
        return sliced;
    }

    private Dictionary<string, (ElementRule Rule, string Type)> Choices()
    {
        lock (_gate)
        {
            return _choices ??= Members.Values.Where(m => m.IsChoice).SelectMany(m => m.Types.Select(t => (Name: NameOf(m, t.Code), Rule: m, t.Code)))
                .ToDictionary(c => c.Name, c => (c.Rule, c.Code), StringComparer.Ordinal);
        }
    }

    private static string NameOf(ElementRule choice, string type) => $"{choice.Name[..^3]}{char.ToUpperInvariant(type[0])}{type[1..]}";
}
