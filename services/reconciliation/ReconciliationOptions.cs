using System.Globalization;
using Healthcare.Reconciliation.Agreements;

namespace Healthcare.Reconciliation;

/// <summary>Settings of reconciliation, section <c>Reconciliation</c>.</summary>
public sealed class ReconciliationOptions
{
    /// <summary>Where the books are kept; decides the period of what is posted around midnight.</summary>
    public string TimeZone { get; set; } = "America/New_York";

    /// <summary>How many claims of an advice are posted until it is recorded how far that came: what a crash has posted again, to accounts that know what they have.</summary>
    public int ClaimsAtOnce { get; set; } = 250;

    /// <summary>How often is looked for remittances and deposits that belong together without a common trace number.</summary>
    public TimeSpan ProposeEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How far apart their effective dates may be, in days.</summary>
    public int ProposeWithinDays { get; set; } = 5;

    /// <summary>What payers have agreed to pay, by version and date; fictional payers where nothing else is configured.</summary>
    public List<PayerContractOptions> Contracts { get; } = [];

    /// <summary>By payer, what it calls itself on advice and money (TRN03 of an 835 and of a CCD+ addenda), for the overlays of its boundaries.</summary>
    public Dictionary<string, string[]> PayerIdentifiers { get; } = new(StringComparer.Ordinal);

    /// <summary>The payer that calls itself so; null where it is not said which that is.</summary>
    public string? PayerOf(string? identifier) =>
        identifier?.Trim() is { Length: > 0 } named ? PayerIdentifiers.Where(p => p.Value.Contains(named, StringComparer.OrdinalIgnoreCase)).Select(p => p.Key).FirstOrDefault() : null;

    /// <summary>Days in which a payer answers a dispute.</summary>
    public int DisputeAnswerDays { get; set; } = 45;

    /// <summary>Days in which a dispute must be filed, by the payer's contract; ninety where it says nothing.</summary>
    public int DisputeDaysOf(string payer, string? version) => Contracts.Find(c => c.Payer == payer && c.Version == version)?.DisputeWithinDays ?? 90;

    /// <summary>The accounting period, <c>yyyy-MM</c>, that a moment falls into.</summary>
    public string PeriodOf(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
