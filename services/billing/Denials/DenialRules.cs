using System.Text.Json;

namespace Healthcare.Billing.Denials;

/// <summary>Kinds of exceptions that code speaks of; all of them are in the data.</summary>
internal static class DenialTypes
{
    /// <summary>No exception: the contract and the patient's part.</summary>
    public const string Expected = "expected";
    public const string Unclassified = "unclassified";
    public const string Duplicate = "duplicate";
    public const string ContractVariance = "contract-variance";
    public const string AuthorizationAbsent = "authorization-absent";
}

/// <summary>One adjustment as rules look at it: group, CARC and RARCs together, with its dollars and those of the charge that it lowers.</summary>
public sealed record Triple(string Group, string Reason, IReadOnlyList<string> Remarks, decimal Amount = 0, decimal? Charge = null)
{
    /// <summary>Such as <c>CO/16/M127,N29</c>.</summary>
    public string Key() => $"{Group}/{Reason}/{string.Join(',', Remarks.Order(StringComparer.Ordinal))}";
}

/// <summary>What the rules say of one triple.</summary>
/// <param name="Type">The one kind of exception.</param>
/// <param name="RuleId">The rule that said so; null where none fits.</param>
/// <param name="Usage">Rules of X12 on groups and remarks that the payer broke.</param>
public sealed record Classified(string Type, string? RuleId, IReadOnlyList<string> Usage);

/// <summary>One rule: these reasons in these groups; with <paramref name="Remarks"/>, only where one of them is given (a star at the end stands for any rest).</summary>
public sealed record DenialRule(string Id, IReadOnlyList<string> Groups, IReadOnlyList<string> Carcs, string Type, IReadOnlyList<string>? Remarks = null);

/// <summary>A use of codes that X12's list demands.</summary>
public sealed record UsageRule(string Id, IReadOnlyList<string> Carcs, IReadOnlyList<string>? Groups = null, bool NotWholeCharge = false, bool Remark = false);

/// <summary>The way of one kind of exception: who does what, one after another, by routes of the boundaries.</summary>
public sealed record DenialPath(string Type, string Scenario, string Limit, IReadOnlyList<PlannedStep> Steps);

/// <summary>One step: what is waited for, at which boundary, by which of its routes.</summary>
public sealed record PlannedStep(DenialStep Step, string Boundary, string Route);

/// <summary>Every (group, CARC, RARC) triple to exactly one kind of exception, never by the CARC alone (CAQH CORE 360); versioned data of <c>denial-rules.json</c> and what people approved since.</summary>
public sealed class DenialRules
{
    private const string Any = "*";
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly IReadOnlyList<UsageRule> usage;
    private readonly IReadOnlyDictionary<string, DenialPath> paths;

    private DenialRules(string version, IReadOnlyList<DenialRule> rules, IReadOnlyList<UsageRule> usage, IReadOnlyDictionary<string, DenialPath> paths)
    {
        Version = version;
        Rules = rules;
        this.usage = usage;
        this.paths = paths;
    }

    /// <summary>The rules that this build carries.</summary>
    public static DenialRules Built { get; } = ReadBuilt();

    public string Version { get; }

    public IReadOnlyList<DenialRule> Rules { get; }

    public IEnumerable<string> Types => paths.Keys;

    /// <exception cref="InvalidDataException">A rule names a kind that has no path, or two rules have one id.</exception>
    public static DenialRules Parse(string json)
    {
        var data = JsonSerializer.Deserialize<Data>(json, Options) ?? throw new InvalidDataException("There are no rules.");
        var known = data.Types.ToDictionary(t => t.Type, StringComparer.Ordinal);
        if (data.Rules.FirstOrDefault(r => r.Type != DenialTypes.Expected && !known.ContainsKey(r.Type)) is { } lost) throw new InvalidDataException($"Rule {lost.Id} leads to '{lost.Type}', which has no path.");
        if (data.Rules.Select(r => r.Id).Distinct(StringComparer.Ordinal).Count() != data.Rules.Count) throw new InvalidDataException("Two rules have one id.");
        if (!known.ContainsKey(DenialTypes.Unclassified)) throw new InvalidDataException("There is no path for what no rule knows.");
        return new DenialRules(data.Version, data.Rules, data.Usage, known);
    }

    /// <summary>With rules that people approved; a later one wins over an earlier one that is as particular.</summary>
    public DenialRules With(string version, IEnumerable<DenialRule> approved) => new(version, [.. Rules, .. approved], usage, paths);

    public DenialPath PathOf(string type) => paths.TryGetValue(type, out var path) ? path : paths[DenialTypes.Unclassified];

    public bool Knows(string type) => paths.ContainsKey(type);

    public Classified Classify(Triple triple)
    {
        ArgumentNullException.ThrowIfNull(triple);
        var broken = usage.Where(u => u.Carcs.Contains(triple.Reason, StringComparer.Ordinal) && Breaks(u, triple)).Select(u => u.Id).ToList();
        // The contract's part is never the whole charge: a payer that says so has priced the service at nothing.
        if (broken.Contains("not-whole-charge", StringComparer.Ordinal)) return new Classified(DenialTypes.ContractVariance, RuleId: null, broken);
        var rule = Rules.Select((r, at) => (Rule: r, At: at, Fit: FitOf(r, triple))).Where(r => r.Fit > 0).OrderByDescending(r => r.Fit).ThenByDescending(r => r.At).Select(r => r.Rule).FirstOrDefault();
        return new Classified(rule?.Type ?? DenialTypes.Unclassified, rule?.Id, broken);
    }

    private static bool Breaks(UsageRule rule, Triple triple) =>
        (rule.Groups is { } groups && !groups.Contains(triple.Group, StringComparer.Ordinal))
        || (rule.NotWholeCharge && triple.Charge is { } charge && charge > 0 && triple.Amount == charge)
        || (rule.Remark && triple.Remarks.Count == 0);

    // How particular a rule is on a triple; 0 where it does not fit.
    private static int FitOf(DenialRule rule, Triple triple)
    {
        if (!rule.Carcs.Contains(triple.Reason, StringComparer.Ordinal) || !rule.Groups.Contains(triple.Group, StringComparer.Ordinal)) return 0;
        if (rule.Remarks is not { } remarks) return 1;
        return triple.Remarks.SelectMany(given => remarks.Select(asked => Fit(asked, given))).DefaultIfEmpty(0).Max();
    }

    private static int Fit(string asked, string given) => asked switch
    {
        Any => 2,
        _ when asked == given => 1000,
        _ when asked.EndsWith('*') && given.StartsWith(asked[..^1], StringComparison.Ordinal) => 2 + asked.Length,
        _ => 0,
    };

    private static DenialRules ReadBuilt()
    {
        using var stream = typeof(DenialRules).Assembly.GetManifestResourceStream("denial-rules.json") ?? throw new InvalidOperationException("denial-rules.json is not embedded.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    private sealed record Data(string Version, IReadOnlyList<DenialPath> Types, IReadOnlyList<UsageRule> Usage, IReadOnlyList<DenialRule> Rules);
}
