using System.Reflection;
using System.Text.Json;
using Healthcare.Authorization.PriorAuthorizations;

namespace Healthcare.Authorization.Requirements;

/// <summary>What a payer demands of one service.</summary>
public sealed record ItemRequirement(int Sequence, string Need, IReadOnlyList<string> Documents);

/// <summary>What the catalogue says of a request, with the version that said it.</summary>
public sealed record Requirement(IReadOnlyList<ItemRequirement> Items, string Rule, DateOnly GoodThrough);

/// <summary>Words of the catalogue.</summary>
internal static class Needs
{
    public const string Needed = "needed";
    public const string NotNeeded = "not-needed";

    /// <summary>A person finds out.</summary>
    public const string Conditional = "conditional";
}

/// <summary>
/// Which services need which payer's authorization, and which documents with it: versioned data with effective days. A payer without a version in force falls to the one for all,
/// and what no rule names is needed: to ask in vain costs a day, not to ask costs the payment.
/// </summary>
internal sealed class RequirementCatalogue
{
    private const string Any = "*";
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);
    private readonly IReadOnlyList<Sheet> sheets;

    private RequirementCatalogue(IReadOnlyList<Sheet> sheets) => this.sheets = sheets;

    public static RequirementCatalogue Current { get; } = Embedded();

    public static RequirementCatalogue Of(string json) => new(JsonSerializer.Deserialize<List<Sheet>>(json, Options) ?? []);

    /// <summary>What is demanded on the day of the service.</summary>
    public Requirement Find(string payerId, IReadOnlyList<RequestedItem> items, DateOnly serviceDate, DateOnly today)
    {
        var sheet = InForce(payerId, serviceDate) ?? InForce(Any, serviceDate) ?? new Sheet(Any, "none", DateOnly.MinValue, To: null, GoodFor: 30, []);
        return new Requirement([.. items.Select(i => Of(sheet, i))], $"{sheet.Payer}/{sheet.Version}", today.AddDays(sheet.GoodFor));
    }

    private static ItemRequirement Of(Sheet sheet, RequestedItem item)
    {
        var rule = sheet.Rules.FirstOrDefault(r => (r.System == Any || r.System == item.System) && r.Codes.Any(c => Fits(c, item.Code)));
        return new ItemRequirement(item.Sequence, rule?.Need ?? Needs.Needed, rule?.Documents ?? []);
    }

    // A pattern is a code, a range of codes of one length, or any.
    private static bool Fits(string pattern, string code)
    {
        if (pattern == Any) return true;
        var dash = pattern.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0) return string.Equals(pattern, code, StringComparison.OrdinalIgnoreCase);
        return code.Length == dash && string.CompareOrdinal(pattern[..dash], code) <= 0 && string.CompareOrdinal(code, pattern[(dash + 1)..]) <= 0;
    }

    private Sheet? InForce(string payer, DateOnly day) => sheets.Where(s => s.Payer == payer && s.From <= day && !(day > s.To)).MaxBy(s => s.From);

    private static RequirementCatalogue Embedded()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Healthcare.Authorization.Requirements.catalogue.json")
            ?? throw new InvalidOperationException("The requirement catalogue is not in the assembly.");
        using var reader = new StreamReader(stream);
        return Of(reader.ReadToEnd());
    }

    private sealed record Sheet(string Payer, string Version, DateOnly From, DateOnly? To, int GoodFor, IReadOnlyList<Rule> Rules);

    private sealed record Rule(string System, IReadOnlyList<string> Codes, string Need, IReadOnlyList<string>? Documents = null);
}
