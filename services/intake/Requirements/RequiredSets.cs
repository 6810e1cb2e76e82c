using System.Text.Json;

namespace Healthcare.Intake.Requirements;

/// <summary>What a referral must bring, as it stood when the referral came; <paramref name="Name"/> is service line and payer.</summary>
public sealed record RequiredSet(string Name, int Version, IReadOnlyList<string> Items)
{
    /// <summary>Name and version, such as <c>imaging/any#1</c>.</summary>
    public string Rule() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}#{Version}");
}

/// <summary>Required sets by service line and payer, versioned data of <c>required-sets.json</c>: the set for both wins over the one for the line, that over the payer's, that over the general one.</summary>
internal sealed class RequiredSets
{
    private const string Any = "*";
    private const string General = "general";
    private readonly IReadOnlyList<Line> lines;
    private readonly IReadOnlyList<Set> sets;

    private RequiredSets(IReadOnlyList<Line> lines, IReadOnlyList<Set> sets)
    {
        this.lines = lines;
        this.sets = sets;
    }

    /// <summary>The sets that this build carries.</summary>
    public static RequiredSets Built { get; } = Parse(EmbeddedData.Text("required-sets.json"));

    /// <exception cref="InvalidDataException">The data names what nobody can check, or leaves out the general set.</exception>
    public static RequiredSets Parse(string json)
    {
        var data = JsonSerializer.Deserialize<Data>(json, EmbeddedData.Options)
            ?? throw new InvalidDataException("The required sets are empty.");
        if (data.Sets.SelectMany(s => s.Items).FirstOrDefault(i => !RequiredItem.IsKnown(i)) is { } unknown) throw new InvalidDataException($"A required set asks for '{unknown}', which nothing checks.");
        if (!data.Sets.Any(s => s is { Line: Any, Payer: Any })) throw new InvalidDataException("The general required set (line * and payer *) is missing.");
        return new RequiredSets(data.Lines, data.Sets);
    }

    /// <summary>The service line of a requested service.</summary>
    public string LineOf(string? system, string? code) =>
        lines.FirstOrDefault(l => l.Codes.Any(c => Matches(c, $"{system}:{code}")))?.Name ?? General;

    /// <summary>The set in force on a day.</summary>
    public RequiredSet For(string line, string payerId, DateOnly on)
    {
        var set = sets
            .Where(s => (s.Line == line || s.Line == Any) && (s.Payer == payerId || s.Payer == Any))
            .OrderByDescending(s => s.Effective <= on)
            .ThenByDescending(s => s.Line != Any)
            .ThenByDescending(s => s.Payer != Any)
            .ThenByDescending(s => s.Effective)
            .ThenByDescending(s => s.Version)
            .First();
        return new RequiredSet($"{NameOf(set.Line)}/{NameOf(set.Payer)}", set.Version, set.Items);
    }

    private static string NameOf(string part) => part == Any ? "any" : part;

    private static bool Matches(string pattern, string code) =>
        pattern.EndsWith('*') ? code.StartsWith(pattern[..^1], StringComparison.Ordinal) : string.Equals(pattern, code, StringComparison.Ordinal);

    private sealed record Data(IReadOnlyList<Line> Lines, IReadOnlyList<Set> Sets);

    private sealed record Line(string Name, IReadOnlyList<string> Codes);

    private sealed record Set(string Line, string Payer, int Version, DateOnly Effective, IReadOnlyList<string> Items);
}
