using System.Text.Json;
using Healthcare.Fhir.Paths;

namespace Healthcare.Fhir.Validation;

// Walks a resource once, comparing each element with R4 and with every profile that applies to it.
internal sealed partial class ConformanceWalk(FhirTables tables, string pasVersion, PlaceStack place, WorkBudget budget)
{
    private const string Definitions = "http://hl7.org/fhir/StructureDefinition/";
    private static readonly IReadOnlyList<ElementRule> None = [];

    public IssueList Issues { get; private set; } = [];

    public void Resource(JsonElement json, ResourceScope? container, FhirBundle? bundle, string? fullUrl, IReadOnlyList<string> demanded)
    {
        if (json.TextAt("resourceType") is not { } type || !tables.IsResource(type))
        {
            Say("structure", "not-a-resource", "A resource of R4 is expected here.", "R4#Resource");
            return;
        }

        if (tables.Type(type) is not { } rule)
        {
            Issues.Add(FhirIssue.Note(place.ToString(), "not-checked", $"The tables have no rows for {type}: its content was not checked."));
            return;
        }

        var claimed = Claimed(json, type);
        var missing = demanded.Select(d => tables.Find(d, pasVersion)).OfType<Profile>().Where(p => p.Type == type).ToList();
        if (missing.Exists(p => claimed.Contains(p))) missing.Clear();
        // Only when a resource claims none of several permitted profiles is each tried.
        var around = type == "Bundle" ? FhirBundle.Nested(new FhirElement(json, place.ToString(), null)) : bundle;
        var scope = new ResourceScope(json, container?.Root, around, fullUrl);
        if (missing.Count <= 1) Walk(json, rule, [.. claimed, .. missing], scope);
        else Best(missing.Select(candidate => (Action)(() => Walk(json, rule, [.. claimed, candidate], scope))));
    }

    private void Walk(JsonElement json, ElementRule rule, IReadOnlyList<Profile> profiles, ResourceScope scope)
    {
        var isDomain = rule.Id is not ("Bundle" or "Parameters" or "Binary");
        var common = tables.Type(isDomain ? "DomainResource" : "Resource");
        List<ElementRule> layers = [.. profiles.Select(p => p.Root)];
        Structure(json, rule, common, layers, scope);
        Constraints(json, [rule, .. common is { } c ? [c] : None, .. layers], scope);
        if (!scope.IsContained) Unreferenced(scope);
        if (profiles.Count == 0) return;
        var at = new FhirElement(json, place.ToString(), new FhirScope(scope.Root.Bundle, scope.Root.Resource, place.ToString(), scope.Root.FullUrl, null));
        foreach (var profile in profiles) PasClauses.Check(at, profile, scope.Bundle, Issues);
    }

    // The profiles in meta.profile that the tables know; the others are named, so that nobody takes them for checked.
    private List<Profile> Claimed(JsonElement json, string type)
    {
        var known = new List<Profile>();
        var at = 0;
        foreach (var claim in json.Member("meta").Member("profile").Items())
        {
            var url = claim.ValueKind == JsonValueKind.String ? claim.GetString() ?? "" : "";
            if (tables.Find(url, pasVersion) is not { } profile) Issues.Add(FhirIssue.Note(place.Within($"meta.profile[{at}]"), "profile-not-known", "The resource claims a profile that the tables do not have."));
            else if (profile.Type != type) Say("structure", "profile-of-another-type", $"The claimed profile is for {profile.Type}.", profile.Root.Clause, "meta.profile");
            else if (!known.Contains(profile)) known.Add(profile);
            at++;
            if (!budget.Spend(1)) break;
        }

        return known;
    }

    // Meets any one of several profiles: the attempt with the fewest errors is what is reported.
    private void Best(IEnumerable<Action> attempts)
    {
        var before = Issues;
        IssueList? best = null;
        foreach (var attempt in attempts)
        {
            Issues = [];
            attempt();
            if (best is null || Issues.Count(i => i.IsError) < best.Count(i => i.IsError)) best = Issues;
            if (best.All(i => !i.IsError)) break;
        }

        Issues = before;
        Issues.AddRange(best ?? []);
    }

    private void Constraints(JsonElement json, IEnumerable<ElementRule> rules, ResourceScope scope)
    {
        HashSet<Invariant>? told = null;
        PathScope? around = null;
        foreach (var invariant in rules.SelectMany(r => r.Invariants))
        {
            if (invariant.IsNative || !(told ??= []).Add(invariant)) continue;
            if (Issues.IsFull || !budget.Spend(1)) return;
            if (invariant.Path.Test(json, around ??= scope.ForPaths(budget, tables)) is not false || budget.IsSpent) continue;
            Issues.Add(new FhirIssue(invariant.Severity, "invariant", place.ToString(), $"{invariant.Meaning}.") { Detail = "invariant", Clause = invariant.Key });
        }
    }

    // dom-3: what is contained is referred to, or refers to its container.
    private void Unreferenced(ResourceScope scope)
    {
        var at = 0;
        foreach (var contained in scope.Resource.Member("contained").Items())
        {
            if (contained.TextAt("id") is not { } id || !(scope.Fragments.Contains(id) || scope.PointingUp.Contains(id)))
                Say("invariant", "invariant", "A contained resource is referred to by the resource that contains it.", "dom-3", $"contained[{at}]");
            at++;
        }
    }

    private void Say(string code, string detail, string diagnostics, string clause, string? member = null)
    {
        if (!Issues.IsFull) Issues.Add(new FhirIssue(FhirSeverity.Error, code, place.Within(member), diagnostics) { Detail = detail, Clause = clause });
    }
}
