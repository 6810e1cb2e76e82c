using System.Globalization;

namespace Healthcare.Handoffs;

/// <summary>What a contract file gives to a predicate, by name.</summary>
public sealed class Parameters(IReadOnlyDictionary<string, IReadOnlyList<string>> values)
{
    public static readonly Parameters None = new(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));

    public IEnumerable<string> Names => values.Keys;

    /// <exception cref="KeyNotFoundException">The contract file does not give this parameter.</exception>
    public string Text(string name) => List(name) is [var only] ? only : throw new KeyNotFoundException($"The parameter '{name}' is a list.");

    /// <exception cref="FormatException">The contract file does not give a whole number.</exception>
    public int Whole(string name) => int.Parse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public override string ToString() => values.Count == 0 ? "none" : string.Join(", ", values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={string.Join('/', v.Value)}"));

    public IReadOnlyList<string> List(string name) =>
        values.TryGetValue(name, out var list) ? list : throw new KeyNotFoundException($"The contract file gives no parameter '{name}'.");
}
