using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Healthcare.Billing.Claims;

namespace Healthcare.Billing.Edits;

/// <summary>Edits of claims, versioned data of <c>claim-edits.json</c>: what is looked at, whose it is to mend, and how.</summary>
internal sealed class ClaimEdits(TimeProvider clock)
{
    public const string Error = "error";
    public const string Warning = "warning";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private static readonly string[] OfLines = ["procedure", "modifier", "units", "charge"];
    private static readonly string[] OfClaims = ["diagnosis", "place", "provider", "authorization", "payer", "frequency", "total", "daysToFile", "type"];

    /// <summary>The edits that this build carries.</summary>
    public static EditSet Built { get; } = ReadBuilt();

    /// <exception cref="InvalidDataException">An edit looks at a field that no claim has, or asks nothing of it.</exception>
    public static EditSet Parse(string json)
    {
        var read = JsonSerializer.Deserialize<EditSet>(json, Options) ?? throw new InvalidDataException("There are no edits.");
        foreach (var edit in read.Edits)
        {
            if (edit.Severity is not (Error or Warning)) throw new InvalidDataException($"Edit {edit.Id} is neither an error nor a warning.");
            if (edit.Condition.Tests.Count == 0) throw new InvalidDataException($"Edit {edit.Id} looks at nothing.");
            if (edit.Condition.Tests.FirstOrDefault(t => !OfLines.Contains(t.Field, StringComparer.Ordinal) && !OfClaims.Contains(t.Field, StringComparer.Ordinal)) is { } unknown)
                throw new InvalidDataException($"Edit {edit.Id} looks at '{unknown.Field}', which no claim has.");
            if (edit.Condition.Tests.Any(t => t.AsksNothing)) throw new InvalidDataException($"Edit {edit.Id} asks nothing of a field.");
        }

        if (read.Edits.Select(e => e.Id).Distinct(StringComparer.Ordinal).Count() != read.Edits.Count) throw new InvalidDataException("Two edits have one id.");
        return read;
    }

    /// <summary>What the edits find on a claim, line by line.</summary>
    public IReadOnlyList<EditFinding> Find(ClaimContent content) => Find(Built, content, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));

    public static IReadOnlyList<EditFinding> Find(EditSet edits, ClaimContent content, DateOnly today) =>
    [
        .. edits.Edits.SelectMany(edit => edit.Condition.Tests.Any(t => OfLines.Contains(t.Field, StringComparer.Ordinal))
            ? content.Lines.Where(l => edit.Condition.Holds(t => ValuesOf(t.Field, content, l, today))).Select(l => new EditFinding(edit.Id, edit.Role, edit.Severity, l.Number))
            : edit.Condition.Holds(t => ValuesOf(t.Field, content, line: null, today)) ? [new EditFinding(edit.Id, edit.Role, edit.Severity)] : []),
    ];

    private static IReadOnlyList<string> ValuesOf(string field, ClaimContent content, BilledLine? line, DateOnly today) => field switch
    {
        "procedure" => One(line?.Procedure),
        "modifier" => line?.Modifiers ?? [],
        "units" => One(line?.Units.ToString(CultureInfo.InvariantCulture)),
        "charge" => One(line?.Charge.ToString(CultureInfo.InvariantCulture)),
        "diagnosis" => content.Diagnoses,
        "place" => One(content.PlaceOfService),
        "provider" => One(content.PractitionerNpi),
        "authorization" => One(content.PriorAuthorization),
        "payer" => One(content.PayerId),
        "frequency" => One(content.Frequency),
        "type" => One(content.Type),
        "total" => One(content.Total.ToString(CultureInfo.InvariantCulture)),
        // What the payer took once is not filed anew; a replacement has a limit of its own.
        "daysToFile" => content is { FileBy: { } fileBy, Frequency: Frequencies.Original } ? One((fileBy.DayNumber - today.DayNumber).ToString(CultureInfo.InvariantCulture)) : [],
        _ => [],
    };

    private static IReadOnlyList<string> One(string? value) => value is { Length: > 0 } given ? [given] : [];

    private static EditSet ReadBuilt()
    {
        using var stream = typeof(ClaimEdits).Assembly.GetManifestResourceStream("claim-edits.json") ?? throw new InvalidOperationException("claim-edits.json is not embedded.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}

/// <summary>A version of the edits.</summary>
internal sealed record EditSet(string Version, IReadOnlyList<Edit> Edits)
{
    public Edit? Find(string id) => Edits.FirstOrDefault(e => e.Id == id);
}

/// <param name="Id">Kept for ever: a changed meaning is another edit.</param>
/// <param name="Severity"><c>error</c> holds the claim; <c>warning</c> tells of it.</param>
/// <param name="Role">Whose it is to mend.</param>
/// <param name="Fix">What to do, for people.</param>
internal sealed record Edit(string Id, string Severity, string Role, EditCondition Condition, string Fix);

/// <summary>When an edit finds something: all of these hold, or any of those.</summary>
internal sealed record EditCondition(IReadOnlyList<EditTest>? All = null, IReadOnlyList<EditTest>? Any = null)
{
    internal IReadOnlyList<EditTest> Tests => [.. All ?? [], .. Any ?? []];

    internal bool Holds(Func<EditTest, IReadOnlyList<string>> values) =>
        (All ?? []).All(t => t.Holds(values(t))) && (Any is null || Any.Any(t => t.Holds(values(t))));
}

/// <summary>One question about one field: is it there, one of these, like this, above, below, twice.</summary>
internal sealed record EditTest(
    string Field, bool None = false, IReadOnlyList<string>? In = null, string? Matches = null, decimal? Above = null, decimal? Below = null, decimal? AtMost = null, bool Duplicated = false, bool Not = false)
{
    internal bool AsksNothing => !None && In is null && Matches is null && Above is null && Below is null && AtMost is null && !Duplicated;

    internal bool Holds(IReadOnlyList<string> values) => Asked(values) != Not;

    private bool Asked(IReadOnlyList<string> values)
    {
        if (None) return values.Count == 0;
        if (Duplicated) return values.Distinct(StringComparer.Ordinal).Count() < values.Count;
        return values.Any(v =>
            (In is null || In.Contains(v, StringComparer.Ordinal))
            && (Matches is null || Regex.IsMatch(v, Matches, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            && (Above is null || Number(v) > Above)
            && (Below is null || Number(v) < Below)
            && (AtMost is null || Number(v) <= AtMost));
    }

    private static decimal Number(string value) => decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
