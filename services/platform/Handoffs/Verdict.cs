using System.Globalization;
using System.Text.RegularExpressions;

namespace Healthcare.Handoffs;

/// <summary>What a predicate found, and the inputs it saw: codes, ids, counts and dates, which are kept for ever and so never name a patient.</summary>
public sealed partial record Verdict
{
    private Verdict(bool isMet, IReadOnlyDictionary<string, string> inputs)
    {
        IsMet = isMet;
        Inputs = inputs;
    }

    public bool IsMet { get; }

    public IReadOnlyDictionary<string, string> Inputs { get; }

    /// <exception cref="ArgumentException">An input is free text.</exception>
    public static Verdict Of(bool isMet, params ReadOnlySpan<(string Name, object? Value)> inputs)
    {
        var seen = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in inputs) seen[name] = TextOf(name, value);
        return new Verdict(isMet, seen);
    }

    private static string TextOf(string name, object? value) => value switch
    {
        null => "none",
        bool truth => truth ? "true" : "false",
        Guid id => id.ToString("D"),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Enum choice => YamlReader.KebabOf(choice.ToString()),
        string code when Code().IsMatch(code) => code,
        string => throw new ArgumentException($"The input '{name}' is no code; predicates keep codes, ids, counts and dates only.", nameof(value)),
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"The input '{name}' is a {value.GetType().Name}; predicates keep codes, ids, counts and dates only.", nameof(value)),
    };

    [GeneratedRegex(@"^[\w.:/#*+,|=-]{1,128}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();
}
