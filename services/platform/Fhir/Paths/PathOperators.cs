using System.Text.Json;

namespace Healthcare.Fhir.Paths;

// Navigation, variables and operators of FHIRPath.
internal static class PathOperators
{
    // The choice elements (name[x]) that constraints look at; in JSON the type is part of the name.
    private static readonly HashSet<string> Choices = new(["value", "abatement"], StringComparer.Ordinal);

    private static readonly IReadOnlyList<JsonElement> Ucum = PathValues.Of("http://unitsofmeasure.org");

    public static readonly PathStep Focus = (focus, _, _) => focus;

    public static PathStep Variable(string name) => name switch
    {
        "$this" => (_, self, _) => [self],
        "%resource" => (_, _, scope) => [scope.Resource],
        "%rootResource" => (_, _, scope) => [scope.Root],
        "%ucum" => (_, _, _) => Ucum,
        _ => throw new FormatException($"Unknown FHIRPath variable {name}"),
    };

    public static PathStep Member(PathStep? on, string name) => (focus, self, scope) =>
    {
        var from = on is null ? focus : on(focus, self, scope);
        // A path may begin with the type of the resource it starts from.
        if (on is null && char.IsAsciiLetterUpper(name[0]) && from is [{ ValueKind: JsonValueKind.Object } resource] && resource.TextAt("resourceType") == name) return from;
        if (from.Count == 0 || !scope.Budget.Spend(from.Count)) return PathValues.Empty;
        var found = new List<JsonElement>();
        foreach (var item in from) Collect(item, name, found, scope.Budget);
        return found;
    };

    public static PathStep OfType(string operation, PathStep on, string type) => (focus, self, scope) =>
    {
        var from = on(focus, self, scope);
        if (operation == "is") return from.Count == 0 ? PathValues.Empty : PathValues.Of(from.All(i => Is(i, type)));
        return [.. from.Where(i => Is(i, type))];
    };

    public static PathStep Binary(string name, PathStep left, PathStep right) => name switch
    {
        "and" => Logical(left, right, (a, b) => a is false || b is false ? false : a is true && b is true ? true : null),
        "or" => Logical(left, right, (a, b) => a is true || b is true ? true : a is false && b is false ? false : null),
        "xor" => Logical(left, right, (a, b) => a is { } one && b is { } other ? one != other : null),
        "implies" => Logical(left, right, (a, b) => a is false || b is true ? true : a is true ? b : null),
        "=" or "~" => Both(left, right, (a, b) => PathValues.Of(PathValues.Equal(a, b))),
        "!=" => Both(left, right, (a, b) => PathValues.Of(!PathValues.Equal(a, b))),
        "<" => Ordered(left, right, o => o < 0),
        ">" => Ordered(left, right, o => o > 0),
        "<=" => Ordered(left, right, o => o <= 0),
        ">=" => Ordered(left, right, o => o >= 0),
        "|" => Both(left, right, (a, b) => PathValues.Distinct(a.Concat(b))),
        "in" => Both(left, right, In),
        "contains" => Both(left, right, (a, b) => In(b, a)),
        "&" => Both(left, right, (a, b) => PathValues.Of($"{PathValues.Text(a)}{PathValues.Text(b)}")),
        "+" => Both(left, right, (a, b) => PathValues.Of(PathValues.Number(a) + PathValues.Number(b))),
        "-" => Both(left, right, (a, b) => PathValues.Of(PathValues.Number(a) - PathValues.Number(b))),
        "*" => Both(left, right, (a, b) => PathValues.Of(PathValues.Number(a) * PathValues.Number(b))),
        "mod" => Both(left, right, (a, b) => PathValues.Of(PathValues.Number(b) is { } by and not 0 ? PathValues.Number(a) % by : null)),
        _ => throw new FormatException($"Unknown FHIRPath operator {name}"),
    };

    private static bool Is(JsonElement item, string type) => item.TextAt("resourceType") == type;

    private static void Collect(JsonElement item, string name, List<JsonElement> found, WorkBudget budget)
    {
        if (item.ValueKind != JsonValueKind.Object) return;
        if (item.TryGetProperty(name, out var member))
        {
            Append(member, found, budget);
            return;
        }

        if (!Choices.Contains(name)) return;
        foreach (var property in item.EnumerateObject())
        {
            if (!budget.Spend(1)) return;
            if (property.Name.Length > name.Length && property.Name.StartsWith(name, StringComparison.Ordinal) && char.IsAsciiLetterUpper(property.Name[name.Length])) Append(property.Value, found, budget);
        }
    }

    private static void Append(JsonElement member, List<JsonElement> found, WorkBudget budget)
    {
        foreach (var one in member.Items())
        {
            if (!budget.Spend(1)) return;
            if (one.ValueKind != JsonValueKind.Null) found.Add(one);
        }
    }

    private static IReadOnlyList<JsonElement> In(IReadOnlyList<JsonElement> left, IReadOnlyList<JsonElement> right) =>
        left is [{ } one] ? PathValues.Of(right.Any(r => PathValues.Same(one, r))) : PathValues.Empty;

    private static PathStep Logical(PathStep left, PathStep right, Func<bool?, bool?, bool?> decide) =>
        Both(left, right, (a, b) => PathValues.Of(decide(PathValues.Truth(a), PathValues.Truth(b))));

    private static PathStep Ordered(PathStep left, PathStep right, Func<int, bool> holds) =>
        Both(left, right, (a, b) => PathValues.Of(PathValues.Compare(a, b) is { } order ? holds(order) : null));

    private static PathStep Both(PathStep left, PathStep right, Func<IReadOnlyList<JsonElement>, IReadOnlyList<JsonElement>, IReadOnlyList<JsonElement>> join) =>
        (focus, self, scope) =>
        {
            var (a, b) = (left(focus, self, scope), right(focus, self, scope));
            return scope.Budget.Spend(1 + a.Count + b.Count) ? join(a, b) : PathValues.Empty;
        };
}
