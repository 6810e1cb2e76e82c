using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Healthcare.Handoffs;

/// <summary>Reads one mapping of a contract file; every problem is kept with its line, and every key that nobody read is one too.</summary>
internal sealed partial class YamlReader(string file, YamlMappingNode node, List<ContractProblem> problems)
{
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    public int Line => (int)node.Start.Line;

    public void Problem(string sentence, YamlNode? at = null) => problems.Add(new ContractProblem(file, (int)(at ?? node).Start.Line, sentence));

    public YamlNode? Find(string key)
    {
        read.Add(key);
        return node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;
    }

    public string Text(string key, string? fallback = null)
    {
        switch (Find(key))
        {
            case YamlScalarNode { Value: { Length: > 0 } value }:
                return value;
            case null when fallback is not null:
                return fallback;
            case null:
                Problem($"'{key}' is missing");
                return "";
            case var other:
                Problem($"'{key}' must be one value", other);
                return "";
        }
    }

    /// <summary>A name in kebab case, such as a role, a code or a predicate.</summary>
    public string Name(string key, string? fallback = null)
    {
        var text = Text(key, fallback);
        if (text.Length > 0 && !Kebab().IsMatch(text)) Problem($"'{text}' is no name: write small letters, digits and hyphens", Find(key));
        return text;
    }

    public int Whole(string key, int? fallback = null)
    {
        if (fallback is { } value && Find(key) is null) return value;
        var text = Text(key);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) return number;
        if (text.Length > 0) Problem($"'{key}' must be a whole number above zero", Find(key));
        return 1;
    }

    public int Percent(string key, int fallback)
    {
        if (Find(key) is null) return fallback;
        var text = Text(key);
        if (PercentOf(text) is { } percent) return percent;
        Problem($"'{key}' must be a percentage such as 75%", Find(key));
        return fallback;
    }

    public DateOnly Date(string key)
    {
        var text = Text(key);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        if (text.Length > 0) Problem($"'{key}' must be a date such as 2026-01-31", Find(key));
        return default;
    }

    public T Choice<T>(string key, T? fallback = null)
        where T : struct, Enum
    {
        if (fallback is { } value && Find(key) is null) return value;
        var text = Text(key);
        if (ChoiceOf<T>(text) is { } choice) return choice;
        if (text.Length > 0) Problem($"'{key}' must be one of {string.Join(", ", Enum.GetNames<T>().Select(KebabOf))}", Find(key));
        return default;
    }

    public YamlReader? Mapping(string key, bool required = true)
    {
        switch (Find(key))
        {
            case YamlMappingNode mapping:
                return new YamlReader(file, mapping, problems);
            case null when !required:
                return null;
            case var other:
                Problem($"'{key}' must be a mapping", other);
                return null;
        }
    }

    public IReadOnlyList<YamlReader> Mappings(string key, bool required = true)
    {
        var found = new List<YamlReader>();
        if (Find(key) is not { } child)
        {
            if (required) Problem($"'{key}' is missing");
            return found;
        }

        if (child is not YamlSequenceNode sequence || sequence.Children.Any(c => c is not YamlMappingNode)) Problem($"'{key}' must be a list of mappings", child);
        else found.AddRange(sequence.Children.OfType<YamlMappingNode>().Select(m => new YamlReader(file, m, problems)));
        if (required && found.Count == 0) Problem($"'{key}' is empty", child);
        return found;
    }

    public IReadOnlyList<string> Texts(string key, bool required = true)
    {
        switch (Find(key))
        {
            case YamlSequenceNode sequence when sequence.Children.All(c => c is YamlScalarNode):
                return [.. sequence.Children.OfType<YamlScalarNode>().Select(s => s.Value ?? "")];
            case null when !required:
                return [];
            case null:
                Problem($"'{key}' is missing");
                return [];
            case var other:
                Problem($"'{key}' must be a list of values", other);
                return [];
        }
    }

    /// <summary>The values of a list, each with its place.</summary>
    public IEnumerable<(string Text, YamlNode At)> Items(string key)
    {
        if (Find(key) is YamlSequenceNode sequence && sequence.Children.All(c => c is YamlScalarNode)) return sequence.Children.OfType<YamlScalarNode>().Select(s => (s.Value ?? "", (YamlNode)s));
        Problem($"'{key}' must be a list of values", Find(key));
        return [];
    }

    public IEnumerable<(string Key, YamlReader Value)> MappingsByName() => MappingsBy(Kebab(), "write small letters, digits and hyphens");

    /// <summary>Mappings by the id of a boundary.</summary>
    public IEnumerable<(string Key, YamlReader Value)> MappingsByBoundary() => MappingsBy(BoundaryId(), "write the id of a boundary such as B06");

    private IEnumerable<(string Key, YamlReader Value)> MappingsBy(Regex form, string advice)
    {
        foreach (var (key, value) in node.Children)
        {
            var name = key.ToString();
            read.Add(name);
            if (!form.IsMatch(name)) Problem($"'{name}' is no name: {advice}", key);
            if (value is YamlMappingNode mapping) yield return (name, new YamlReader(file, mapping, problems));
            else Problem($"'{name}' must be a mapping", value);
        }
    }

    public IEnumerable<(string Key, IReadOnlyList<string> Values)> Values()
    {
        foreach (var key in node.Children.Keys.Select(k => k.ToString()).ToList())
        {
            yield return node.Children[new YamlScalarNode(key)] is YamlSequenceNode ? (key, Texts(key)) : (key, [Text(key)]);
        }
    }

    /// <summary>A misspelt key must not be passed over as if its rule were not there.</summary>
    public void NothingElse()
    {
        foreach (var key in node.Children.Keys.Where(k => !read.Contains(k.ToString()))) Problem($"'{key}' is not known here", key);
    }

    internal static int? PercentOf(string text) =>
        text is [.. var digits, '%'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent > 0 ? percent : null;

    internal static T? ChoiceOf<T>(string text)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (KebabOf(value.ToString()) == text) return value;
        }

        return null;
    }

    internal static string KebabOf(string name) => Humps().Replace(name, "-${hump}").ToLowerInvariant();

    [GeneratedRegex("^[A-Z][A-Z0-9-]{1,15}$", RegexOptions.None, 1000)]
    internal static partial Regex BoundaryId();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Kebab();

    [GeneratedRegex("(?<!^)(?<hump>[A-Z])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Humps();
}
