using System.Text.Json;

namespace Healthcare.Fhir.Validation;

// Values: formats of primitives, fixed values, required codes, references, and what a data type or a contained resource holds.
internal sealed partial class ConformanceWalk
{
    private void Value(JsonElement parent, JsonElement value, JsonElement beside, string type, ElementRule rule, IReadOnlyList<ElementRule> applied, ResourceScope scope)
    {
        foreach (var own in applied)
        {
            if (rule.IsChoice && own.Types.Count > 0 && own.Types.All(t => t.Code != type)) Say("structure", "wrong-type", $"The profile permits {string.Join(", ", own.Types.Select(t => t.Code).Distinct())}.", own.Clause);
            Stated(value, own);
        }

        Stated(value, rule);
        if (value.ValueKind == JsonValueKind.Null && beside.ValueKind != JsonValueKind.Object) Say("invariant", "empty", "An element has a value or children.", "ele-1");
        else if (Primitives.Knows(type)) Primitive(value, beside, IsResourceId(rule) ? "id" : type, rule, applied, scope);
        else if (beside.ValueKind != JsonValueKind.Undefined) Say("structure", "unknown-element", "Only a primitive has extensions beside it.", rule.Clause);
        else if (type == "Resource" || rule.Id == "Bundle.entry.response.outcome") Inner(parent, value, rule, applied, scope);
        else Complex(value, type, rule, applied, scope);
    }

    private static bool IsResourceId(ElementRule rule) => rule.Id is "Resource.id" or "DomainResource.id";

    private void Stated(JsonElement value, ElementRule rule)
    {
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return;
        if (rule.Fixed is { } wanted && !wanted.Matches(value)) Say("value", "not-the-fixed-value", "The profile fixes this value, and it is another.", rule.Clause);
        if (rule.Codes is { } codes && !codes.Holds(value)) Say("code-invalid", "code-not-in-value-set", "The code is not in the value set that the element is bound to.", rule.Clause);
    }

    private void Primitive(JsonElement value, JsonElement beside, string type, ElementRule rule, IReadOnlyList<ElementRule> applied, ResourceScope scope)
    {
        if (value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            if (Primitives.Fault(type, value) is { } wanted) Say("value", "bad-value", $"The value should be {wanted}.", rule.Clause);
            else if (type == "xhtml") Narrative(value.GetString() ?? "");
            else if (type is "canonical" or "uri" or "url" && value.GetString() is ['#', .. var fragment]) scope.Root.Fragments.Add(fragment);
            Constraints(value, applied.Prepend(rule), scope);
        }

        if (beside.ValueKind == JsonValueKind.Null) return;
        if (beside.ValueKind == JsonValueKind.Undefined && !applied.Any(a => a.Members.Count > 0)) return;
        if (tables.Type("Element") is { } element) Structure(beside, element, null, applied, scope);
    }

    private void Narrative(string text)
    {
        if (Xhtml.IsUnsafe(text)) Say("invariant", "invariant", "A narrative is a div of plain formatting, without scripts, forms or handlers.", "txt-1");
        if (Xhtml.IsBlank(text)) Say("invariant", "invariant", "A narrative is not blank.", "txt-2");
    }

    // A resource inside a resource: an entry of a bundle, a parameter, or a contained one.
    private void Inner(JsonElement parent, JsonElement value, ElementRule rule, IReadOnlyList<ElementRule> applied, ResourceScope scope)
    {
        var demanded = applied.SelectMany(a => a.Types).SelectMany(t => t.Profiles).Distinct(StringComparer.Ordinal).ToList();
        var isContained = rule.Name == "contained";
        if (isContained && scope.IsContained) Say("invariant", "invariant", "A contained resource contains no other.", "dom-2");
        Resource(value, isContained ? scope : null, scope.Bundle, rule.Id == "Bundle.entry.resource" ? parent.TextAt("fullUrl") : scope.FullUrl, demanded);
    }

    private void Complex(JsonElement value, string type, ElementRule rule, IReadOnlyList<ElementRule> applied, ResourceScope scope)
    {
        var data = tables.Type(type);
        var owner = rule.Members.Count > 0 ? rule : rule.SameAs is { } same ? tables.Type(same.Split('.')[0])?.At(same) : data;
        if (owner is null)
        {
            Issues.Add(FhirIssue.Note(place.ToString(), "not-checked", $"The tables have no rows for {type}: its content was not checked."));
            return;
        }

        var layers = WithTypeProfiles(value, type, rule, applied);
        var common = tables.Type(type is "BackboneElement" or "Timing" or "Dosage" || rule.SameAs is not null ? "BackboneElement" : "Element");
        Structure(value, owner, common, layers, scope);
        if (value.ValueKind != JsonValueKind.Object) return;
        if (type == "Reference") Reference(value, rule, applied, scope);
        Constraints(value, [rule, .. data is { } d ? [d] : None, .. layers], scope);
    }

    // Identifier(profile) must meet that profile; an extension must meet the one that its url names, wherever it stands.
    private IReadOnlyList<ElementRule> WithTypeProfiles(JsonElement value, string type, ElementRule rule, IReadOnlyList<ElementRule> applied)
    {
        List<ElementRule>? all = null;
        foreach (var profile in applied.Append(rule).SelectMany(r => r.Types).Where(t => t.Code == type).SelectMany(t => t.Profiles)) Add(profile);
        if (type == "Extension" && value.TextAt("url") is { } url) Add(url);
        return all ?? applied;

        void Add(string profile)
        {
            var root = profile.Contains('/', StringComparison.Ordinal) ? tables.Find(profile, pasVersion) is { } found && found.Type == type ? found.Root : null : tables.Type(profile);
            if (root is null || all?.Contains(root) is true) return;
            (all ??= [.. applied]).Add(root);
        }
    }

    private void Reference(JsonElement value, ElementRule rule, IReadOnlyList<ElementRule> applied, ResourceScope scope)
    {
        if (value.TextAt("reference") is not { } literal) return;
        if (literal.StartsWith('#')) Fragment(literal[1..], scope);
        if (TargetType(literal, scope) is not { } type) return;
        foreach (var own in applied.Append(rule))
        {
            if (own.Targets.Count == 0 || own.Targets.Contains(type, StringComparer.Ordinal)) continue;
            Say("value", "wrong-target", $"The reference may lead to {string.Join(", ", own.Targets)}.", own.Clause);
            return;
        }
    }

    private void Fragment(string id, ResourceScope scope)
    {
        if (id.Length > 0) scope.Root.Fragments.Add(id);
        else if (scope.IsContained && scope.Resource.TextAt("id") is { } own) scope.Root.PointingUp.Add(own);
        if (id.Length > 0 && !scope.Root.Contained.ContainsKey(id)) Say("not-found", "unresolved-reference", "A reference that begins with # has its contained target.", "ref-1", "reference");
    }

    private string? TargetType(string literal, ResourceScope scope)
    {
        if (scope.Resolve(literal).TextAt("resourceType") is { } found) return found;
        if (References.TypeAndId(References.Unversioned(literal)) is not { } key) return null;
        var type = key[..key.IndexOf('/', StringComparison.Ordinal)];
        return tables.IsResource(type) ? type : null;
    }
}
