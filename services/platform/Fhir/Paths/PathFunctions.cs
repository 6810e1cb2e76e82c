using System.Text.Json;
using System.Text.RegularExpressions;

namespace Healthcare.Fhir.Paths;

// The functions of FHIRPath and of its FHIR dialect that the constraints call.
internal static class PathFunctions
{
    public static PathStep Call(string name, PathStep on, IReadOnlyList<PathStep> with) => (name, with.Count) switch
    {
        ("exists", 1) => Lambda(on, with[0], (all, test) => PathValues.Of(all.Any(test))),
        ("where", 1) => Lambda(on, with[0], (all, test) => [.. all.Where(test)]),
        ("all", 1) => Lambda(on, with[0], (all, test) => PathValues.Of(all.All(test))),
        ("select", 1) => (focus, self, scope) => [.. on(focus, self, scope).SelectMany(i => Each(with[0], i, scope))],
        ("repeat", 1) => (focus, self, scope) => Repeat(on(focus, self, scope), with[0], scope),
        ("iif", 2 or 3) => (focus, self, scope) => Choose(on(focus, self, scope), self, scope, with),
        ("intersect", 1) => WithArgument(on, with[0], Intersect),
        ("resolve", 0) => (focus, self, scope) => [.. on(focus, self, scope).Select(i => Target(i, scope)).Where(t => t.ValueKind == JsonValueKind.Object)],
        ("memberOf", 1) => (focus, self, scope) =>
            on(focus, self, scope) is { Count: > 0 } values && PathValues.Text(with[0](focus, self, scope)) is { } set ? PathValues.Of(scope.MemberOf(set, values)) : PathValues.Empty,
        ("trace", 1 or 2) => on,
        ("contains", 1) => OnText(on, with[0], (text, other) => PathValues.Of(text.Contains(other, StringComparison.Ordinal))),
        ("startsWith", 1) => OnText(on, with[0], (text, other) => PathValues.Of(text.StartsWith(other, StringComparison.Ordinal))),
        ("matches", 1) => Matches(on, with[0]),
        ("substring", 1 or 2) => (focus, self, scope) => Substring(PathValues.Text(on(focus, self, scope)), [.. with.Select(w => PathValues.Number(w(focus, self, scope)))]),
        (_, 0) => Plain(on, Simple(name)),
        _ => throw new FormatException($"Unknown FHIRPath function {name}"),
    };

    private static Func<IReadOnlyList<JsonElement>, IReadOnlyList<JsonElement>> Simple(string name) => name switch
    {
        "exists" => all => PathValues.Of(all.Count > 0),
        "empty" => all => PathValues.Of(all.Count == 0),
        "not" => all => PathValues.Of(!PathValues.Truth(all)),
        "count" => all => PathValues.Of((decimal)all.Count),
        "first" => all => all.Count > 0 ? [all[0]] : PathValues.Empty,
        "hasValue" => all => PathValues.Of(all is [{ ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) }]),
        "isDistinct" => all => PathValues.Of(PathValues.Distinct(all).Count == all.Count),
        "allTrue" => all => PathValues.Of(all.All(v => v.ValueKind == JsonValueKind.True)),
        "allFalse" => all => PathValues.Of(all.All(v => v.ValueKind == JsonValueKind.False)),
        "toString" => all => PathValues.Of(PathValues.Text(all)),
        "toInteger" => all => PathValues.Of(PathValues.ToInteger(all)),
        "length" => all => PathValues.Of((decimal?)PathValues.Text(all)?.Length),
        _ => throw new FormatException($"Unknown FHIRPath function {name}"),
    };

    private static IReadOnlyList<JsonElement> Each(PathStep step, JsonElement item, PathScope scope) => scope.Budget.Spend(1) ? step([item], item, scope) : PathValues.Empty;

    private static PathStep Lambda(PathStep on, PathStep criterion, Func<IReadOnlyList<JsonElement>, Func<JsonElement, bool>, IReadOnlyList<JsonElement>> use) =>
        (focus, self, scope) => use(on(focus, self, scope), i => PathValues.Truth(Each(criterion, i, scope)) is true);

    private static PathStep Plain(PathStep on, Func<IReadOnlyList<JsonElement>, IReadOnlyList<JsonElement>> use) => (focus, self, scope) =>
    {
        var all = on(focus, self, scope);
        return scope.Budget.Spend(1 + all.Count) ? use(all) : PathValues.Empty;
    };

    private static PathStep WithArgument(PathStep on, PathStep argument, Func<IReadOnlyList<JsonElement>, IReadOnlyList<JsonElement>, IReadOnlyList<JsonElement>> use) => (focus, self, scope) =>
    {
        var (all, other) = (on(focus, self, scope), argument(focus, self, scope));
        return scope.Budget.Spend(1 + all.Count + other.Count) ? use(all, other) : PathValues.Empty;
    };

    private static PathStep OnText(PathStep on, PathStep argument, Func<string, string, IReadOnlyList<JsonElement>> use) =>
        WithArgument(on, argument, (all, other) => PathValues.Text(all) is { } text && PathValues.Text(other) is { } with ? use(text, with) : PathValues.Empty);

    // The pattern is a literal of the table, so it is compiled once; without backtracking it takes linear time.
    private static PathStep Matches(PathStep on, PathStep pattern)
    {
        var literal = PathValues.Text(pattern([], default, NoScope)) ?? throw new FormatException("matches() needs a literal.");
        var expression = new Regex(literal, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return Plain(on, all => PathValues.Text(all) is { } text ? PathValues.Of(expression.IsMatch(text)) : PathValues.Empty);
    }

    private static PathScope NoScope { get; } = new(default, default, _ => default, (_, _) => true, new WorkBudget(1_000));

    private static List<JsonElement> Repeat(IReadOnlyList<JsonElement> from, PathStep step, PathScope scope)
    {
        var found = new List<JsonElement>();
        for (var next = from; next.Count > 0 && !scope.Budget.IsSpent;)
        {
            next = [.. next.SelectMany(i => Each(step, i, scope))];
            found.AddRange(next);
        }

        return found;
    }

    private static IReadOnlyList<JsonElement> Choose(IReadOnlyList<JsonElement> on, JsonElement self, PathScope scope, IReadOnlyList<PathStep> with)
    {
        if (PathValues.Truth(with[0](on, self, scope)) is true) return with[1](on, self, scope);
        return with.Count > 2 ? with[2](on, self, scope) : PathValues.Empty;
    }

    private static IReadOnlyList<JsonElement> Intersect(IReadOnlyList<JsonElement> left, IReadOnlyList<JsonElement> right)
    {
        var other = right.Select(PathValues.Key).ToHashSet(StringComparer.Ordinal);
        return [.. left.Where(l => other.Contains(PathValues.Key(l)))];
    }

    private static JsonElement Target(JsonElement at, PathScope scope) =>
        (at.ValueKind == JsonValueKind.String ? at.GetString() : at.TextAt("reference")) is { } literal ? scope.Resolve(literal) : default;

    private static IReadOnlyList<JsonElement> Substring(string? text, decimal?[] at)
    {
        if (text is null || at[0] is not { } start || start < 0 || start >= text.Length) return PathValues.Empty;
        var length = at.Length > 1 ? at[1] ?? 0 : text.Length;
        return PathValues.Of(text.Substring((int)start, (int)Math.Clamp(length, 0, text.Length - start)));
    }
}
