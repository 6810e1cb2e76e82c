namespace Healthcare.Reconciliation.Journals;

/// <summary>One version of the mapping from entry kind, cost centre and contract to the ledger's accounts; never changed, only followed by another.</summary>
/// <param name="From">The first accounting period (<c>yyyy-MM</c>) that it is for.</param>
internal sealed record LedgerMapping(string Version, string From, IReadOnlyList<CostCentreRule> CostCentres, IReadOnlyList<AccountRule> Accounts)
{
    /// <summary>Named as missing where no cost centre is known for the place of service.</summary>
    public const string CostCentreMissing = "cost-centre";

    /// <summary>Named as missing where no version is for the period.</summary>
    public const string VersionMissing = "mapping-version";

    /// <summary>The entries with their accounts, or what has none: there is no account that takes what fits nowhere else.</summary>
    public Mapped Map(JournalSource source, IReadOnlyList<JournalEntry> entries)
    {
        if (CostCentres.FirstOrDefault(r => r.Holds(source.PlaceOfService)) is not { CostCentre: var centre }) return new Mapped([], [CostCentreMissing], CostCentre: null);
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

/// <summary>The cost centre of places of service (two digits, CLM05-1); without places it is for money of no place that is known, and for no other.</summary>
internal sealed record CostCentreRule(string CostCentre, IReadOnlyList<string>? PlacesOfService = null)
{
    public bool Holds(string? place) => place is null ? PlacesOfService is null : PlacesOfService?.Contains(place, StringComparer.Ordinal) is true;
}

/// <summary>The account of one kind of entry in one cost centre under one contract (payer/version, or <c>none</c>); <c>*</c> is any.</summary>
internal sealed record AccountRule(string Kind, string CostCentre, string Contract, string Account)
{
    public const string Any = "*";
    public const string WithoutContract = "none";

    public bool Holds(string centre, string contract) => (CostCentre == Any || CostCentre == centre) && (Contract == Any || Contract == contract);
}
