using System.Text.Json;

namespace Healthcare.Fhir.Validation;

// Elements: members of an object, their number, shape, slices and values.
internal sealed partial class ConformanceWalk
{
    // What an object holds for one element: its JSON name, type, value and the extensions beside a primitive (_name).
    private readonly record struct Held(string Name, string Type, JsonElement Value, JsonElement Beside);

    private void Structure(JsonElement json, ElementRule owner, ElementRule? common, IReadOnlyList<ElementRule> layers, ResourceScope scope)
    {
        if (json.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            Say("structure", "wrong-type", "An object is expected here.", owner.Clause);
            return;
        }

        var held = Collect(json, owner, common);
        if (!budget.Spend(owner.Members.Count)) return;
        foreach (var rule in owner.Members.Values) Element(json, rule, held.GetValueOrDefault(rule), layers, scope);
        // What every resource or element has, unless the type says it itself.
        foreach (var (name, rule) in common?.Members ?? [])
            if (!owner.Members.ContainsKey(name)) Element(json, rule, held.GetValueOrDefault(rule), layers, scope);
    }

    private Dictionary<ElementRule, Held> Collect(JsonElement json, ElementRule owner, ElementRule? common)
    {
        var held = new Dictionary<ElementRule, Held>(ReferenceEqualityComparer.Instance);
        if (json.ValueKind != JsonValueKind.Object) return held;
        var count = 0;
        foreach (var property in json.EnumerateObject())
        {
            if (!budget.Spend(1)) break;
            count++;
            var beside = property.Name.StartsWith('_');
            var name = beside ? property.Name[1..] : property.Name;
            if (name == "resourceType" && FhirPaths.TypeOf(json) is not null) continue;
            if ((owner.Member(name) ?? common?.Member(name)) is not { } member)
            {
                Say("structure", "unknown-element", "R4 has no such element here.", owner.Clause, FhirPaths.Safe(property.Name));
                continue;
            }

            if (beside && property.Value.ValueKind == JsonValueKind.Null) Say("invariant", "empty", "What stands beside a primitive is an object.", "ele-1", NameOf(member.Rule));
            var known = held.GetValueOrDefault(member.Rule);
            if (known.Name is not null && known.Name != name) Say("structure", "two-types", "A choice element is present with more than one type.", member.Rule.Clause, NameOf(member.Rule));
            else held[member.Rule] = beside ? known with { Name = name, Type = member.Type, Beside = property.Value } : known with { Name = name, Type = member.Type, Value = property.Value };
        }

        if (count == 0) Say("invariant", "empty", "An element has a value or children.", "ele-1");
        return held;
    }

    private void Element(JsonElement parent, ElementRule rule, Held held, IReadOnlyList<ElementRule> layers, ResourceScope scope)
    {
        List<ElementRule>? applied = null;
        foreach (var layer in layers)
            if (layer.Members.TryGetValue(rule.Name, out var own) && applied?.Contains(own) is not true) (applied ??= []).Add(own);
        if (held.Name is null && rule.Min == 0 && applied is null) return;

        var name = NameOf(rule);
        var isList = held.Value.ValueKind == JsonValueKind.Array || held.Beside.ValueKind == JsonValueKind.Array;
        var count = Count(held);
        if (held.Name is not null && isList != rule.Max > 1) Say("structure", "wrong-shape", isList ? "The element does not repeat." : "The element repeats, so it is an array.", rule.Clause, name);
        if (isList && count == 0) Say("invariant", "empty", "An array is not empty.", "ele-1", name);
        Cardinality(applied, rule, count, name);
        Dictionary<ElementRule, int>? sliced = null;
        var (values, besides) = (new Repetitions(held.Value), new Repetitions(held.Beside));
        for (var at = 0; at < count; at++)
        {
            if (Issues.IsFull || !budget.Spend(1)) return;
            var value = values.Next();
            place.Enter(name, isList ? at : -1);
            Value(parent, value, besides.Next(), held.Type, rule, WithSlices(applied, value, held.Type, ref sliced), scope);
            place.Leave();
        }

        SliceCardinality(applied, sliced, name);
    }

    // FHIRPath leaves the type out of the name of a choice.
    private static string NameOf(ElementRule rule) => rule.IsChoice ? rule.Name[..^3] : rule.Name;

    private static int Count(Held held)
    {
        var value = held.Value.ValueKind switch { JsonValueKind.Undefined => 0, JsonValueKind.Array => held.Value.GetArrayLength(), _ => 1 };
        var beside = held.Beside.ValueKind switch { JsonValueKind.Undefined => 0, JsonValueKind.Array => held.Beside.GetArrayLength(), _ => 1 };
        return Math.Max(value, beside);
    }

    // The strictest says it: a profile before R4, and each fault once.
    private void Cardinality(List<ElementRule>? applied, ElementRule rule, int count, string name)
    {
        foreach (var limit in (applied ?? []).Append(rule))
        {
            if (count < limit.Min)
            {
                Say("required", "missing-element", $"{limit.Min} at least, {count} found.", limit.Clause, name);
                return;
            }

            if (count <= limit.Max) continue;
            Say("structure", limit.Max == 0 ? "not-allowed" : "too-many", $"{limit.Max} at most, {count} found.", limit.Clause, name);
            return;
        }
    }

    private IReadOnlyList<ElementRule> WithSlices(List<ElementRule>? applied, JsonElement value, string type, ref Dictionary<ElementRule, int>? sliced)
    {
        if (applied is null) return None;
        List<ElementRule>? all = null;
        foreach (var rule in applied)
        {
            if (rule.Slices.Count == 0) continue;
            var found = false;
            foreach (var slice in Slices.Of(rule, value, type))
            {
                found = true;
                sliced ??= new Dictionary<ElementRule, int>(ReferenceEqualityComparer.Instance);
                sliced[slice] = sliced.GetValueOrDefault(slice) + 1;
                (all ??= [.. applied]).Add(slice);
            }

            if (!found && rule is { Closed: true, IsChoice: false }) Say("structure", "not-in-slices", "The profile permits only the repetitions that it names.", rule.Clause);
        }

        return all ?? applied;
    }

    private void SliceCardinality(List<ElementRule>? applied, Dictionary<ElementRule, int>? sliced, string name)
    {
        if (applied is null) return;
        foreach (var slice in applied.SelectMany(r => r.Slices.Values))
        {
            var count = sliced?.GetValueOrDefault(slice) ?? 0;
            if (count < slice.Min && CanTell(slice)) Say("required", "missing-element", $"{slice.Min} of the slice at least, {count} found.", slice.Clause, name);
            else if (count > slice.Max) Say("structure", "too-many", $"{slice.Max} of the slice at most, {count} found.", slice.Clause, name);
        }
    }

    // A slice that only an unlisted value set tells apart cannot be missed.
    private static bool CanTell(ElementRule slice) => slice.Members.Count > 0 || slice.Fixed is not null || slice.Codes is not null || slice.Types.Any(t => t.Profiles.Count > 0);

    // One after another: an index into an array of objects would count from its start each time.
    private struct Repetitions(JsonElement held)
    {
        private readonly bool _isList = held.ValueKind == JsonValueKind.Array;
        private JsonElement.ArrayEnumerator _items = held.ValueKind == JsonValueKind.Array ? held.EnumerateArray() : default;
        private JsonElement _single = held;

        public JsonElement Next()
        {
            if (_isList) return _items.MoveNext() ? _items.Current : default;
            var one = _single;
            _single = default;
            return one;
        }
    }
}
