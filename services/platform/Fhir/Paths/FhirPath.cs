using System.Text.Json;

namespace Healthcare.Fhir.Paths;

// A compiled FHIRPath expression: the part of FHIRPath 2.0 that the constraints of R4, PAS, US Core and CDex are written in.
internal sealed class FhirPath
{
    private readonly PathStep _step;

    private FhirPath(PathStep step) => _step = step;

    /// <summary>Expressions come from the product's own tables; one that cannot be compiled is a defect of the product.</summary>
    public static FhirPath Compile(string expression) => new(new PathParser(expression).Parse());

    /// <summary>True, false, or null where FHIRPath says empty.</summary>
    public bool? Test(JsonElement at, PathScope scope) => PathValues.Truth(_step([at], at, scope));
}

// One part of an expression: from what is in focus, $this and the surroundings to a collection.
internal delegate IReadOnlyList<JsonElement> PathStep(IReadOnlyList<JsonElement> focus, JsonElement self, PathScope scope);

// What an expression may look at besides its focus, and how much work it may still do.
internal sealed class PathScope(JsonElement resource, JsonElement root, Func<string, JsonElement> resolve, Func<string, IReadOnlyList<JsonElement>, bool> memberOf, WorkBudget budget)
{
    public JsonElement Resource { get; } = resource;

    public JsonElement Root { get; } = root;

    public WorkBudget Budget { get; } = budget;

    public JsonElement Resolve(string reference) => resolve(reference);

    public bool MemberOf(string valueSet, IReadOnlyList<JsonElement> values) => memberOf(valueSet, values);
}

// Work in proportion to the size of a document; when it is spent, expressions answer with empty and nothing more is checked.
internal sealed class WorkBudget(long steps)
{
    private long _left = steps;

    public bool IsSpent => _left < 0;

    public bool Spend(int steps)
    {
        _left -= steps;
        return _left >= 0;
    }
}
