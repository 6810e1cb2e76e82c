using System.Text.Json.Serialization;

namespace Healthcare.Reconciliation.Journals;

/// <summary>One version of the mapping from entry kind, cost centre and contract to the ledger's accounts; never changed, only followed by another.</summary>
/// <param name="From">The first accounting period (<c>yyyy-MM</c>) that it is for.</param>
internal sealed record LedgerMapping(string Version, string From, IReadOnlyList<CostCentreRule> CostCentres, IReadOnlyList<AccountRule> Accounts)
{
    /// <summary>Named as missing where no cost centre is known for what the claim says of place, facility, service line and revenue code.</summary>
    public const string CostCentreMissing = "cost-centre";

    /// <summary>Named as missing where no version is for the period.</summary>
    public const string VersionMissing = "mapping-version";

    /// <summary>The entries with their accounts, or what has none: there is no account that takes what fits nowhere else.</summary>
    public Mapped Map(JournalSource source, IReadOnlyList<JournalEntry> entries)
    {
        if (CostCentres.Where(r => r.Holds(source)).MaxBy(r => r.Rank) is not { CostCentre: var centre }) return new Mapped([], [CostCentreMissing], CostCentre: null);
        var accounts = entries.Select(e => e.Kind).Distinct(StringComparer.Ordinal).ToDictionary(k => k, k => AccountOf(k, centre, source.Contract), StringComparer.Ordinal);
        var missing = accounts.Where(a => a.Value is null).Select(a => a.Key).Order(StringComparer.Ordinal).ToList();
        return missing.Count > 0
            ? new Mapped([], missing, centre)
            : new Mapped([.. entries.Select(e => new LedgerLine(accounts[e.Kind] ?? "", centre, e.Debit, e.Credit))], [], centre);
    }

    // The row that names the contract outranks the one that names the cost centre alone.
    private string? AccountOf(string kind, string centre, string? contract) => Accounts
        .Where(r => r.Kind == kind && r.Holds(centre, contract ?? AccountRule.WithoutContract))
        .OrderByDescending(r => r.Contract != AccountRule.Any)
        .ThenByDescending(r => r.CostCentre != AccountRule.Any)
        .FirstOrDefault()?.Account;
}

/// <summary>What a mapping makes of a journal: its lines, or the kinds of entry that have no account.</summary>
internal sealed record Mapped(IReadOnlyList<LedgerLine> Lines, IReadOnlyList<string> Missing, string? CostCentre);

/// <summary>
/// The cost centre of what a claim says: revenue codes (SV201, of its dearest line), service lines, facility types (of its type of bill) and places of service (CLM05-1); what is not named may be any.
/// A row that names nothing is for money of no place that is known, and for no other.
/// </summary>
internal sealed record CostCentreRule(
    string CostCentre, IReadOnlyList<string>? PlacesOfService = null, IReadOnlyList<string>? FacilityTypes = null, IReadOnlyList<string>? ServiceLines = null, IReadOnlyList<string>? RevenueCodes = null)
{
    private const string Any = "*";

    /// <summary>The nearer to what was done, the more a row counts: revenue code before service line before facility before place, whatever else is named.</summary>
    [JsonIgnore]
    public int Rank => (RevenueCodes is null ? 0 : 8) + (ServiceLines is null ? 0 : 4) + (FacilityTypes is null ? 0 : 2) + (PlacesOfService is null ? 0 : 1);

    public bool Holds(JournalSource source) => Rank == 0
        ? source.PlaceOfService is null
        : Has(PlacesOfService, source.PlaceOfService) && Has(FacilityTypes, source.FacilityType) && Has(ServiceLines, source.ServiceLine) && Has(RevenueCodes, source.RevenueCode);

    /// <summary>Every combination that the row names: two rows of one version may not share any.</summary>
    internal IEnumerable<(string Place, string Facility, string ServiceLine, string Revenue)> Combinations() =>
        from place in PlacesOfService ?? [Any]
        from facility in FacilityTypes ?? [Any]
        from line in ServiceLines ?? [Any]
        from revenue in RevenueCodes ?? [Any]
        select (place, facility, line, revenue);

    private static bool Has(IReadOnlyList<string>? named, string? said) => named is null || (said is not null && named.Contains(said, StringComparer.Ordinal));
}

/// <summary>The account of one kind of entry in one cost centre under one contract (payer/version, or <c>none</c>); <c>*</c> is any.</summary>
internal sealed record AccountRule(string Kind, string CostCentre, string Contract, string Account)
{
    public const string Any = "*";
    public const string WithoutContract = "none";

    public bool Holds(string centre, string contract) => (CostCentre == Any || CostCentre == centre) && (Contract == Any || Contract == contract);
}
