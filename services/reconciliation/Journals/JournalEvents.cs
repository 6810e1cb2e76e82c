using Healthcare.EventStore;
using Healthcare.Reconciliation.ClaimAccounts;

namespace Healthcare.Reconciliation.Journals;

/// <summary>What happens to a journal.</summary>
public abstract record JournalEvent(DateTimeOffset At);

/// <summary>Money is to be told to the ledger: debits are credits, to the cent; <paramref name="Period"/> is <c>yyyy-MM</c>.</summary>
[StoredAs("journal_proposed.v1")]
public sealed record JournalProposed(JournalSource Source, IReadOnlyList<JournalEntry> Entries, decimal Debits, decimal Credits, string Period, DateTimeOffset At) : JournalEvent(At);

/// <summary>A kind of entry has no account in the mapping, in its cost centre and under its contract; the journal waits for it.</summary>
[StoredAs("mapping_missing.v1")]
public sealed record MappingMissing(IReadOnlyList<string> Kinds, string MappingVersion, string Period, DateTimeOffset At) : JournalEvent(At)
{
    /// <summary>In which no account was found; absent where the place of service has none.</summary>
    public string? CostCentre { get; init; }
}

/// <summary>On its way to the ERP under an external reference that never changes; the payload is kept as an original.</summary>
[StoredAs("journal_submitted.v1")]
public sealed record JournalSubmitted(string ExternalRef, IReadOnlyList<LedgerLine> Lines, string MappingVersion, string Period, string CurrentPeriod, Guid PayloadId, DateTimeOffset At) : JournalEvent(At);

/// <summary>The ERP took it.</summary>
[StoredAs("journal_posted.v1")]
public sealed record JournalPosted(Guid? ClaimId, string ErpId, string Period, decimal Debits, decimal Credits, DateTimeOffset At) : JournalEvent(At);

/// <summary>The ERP refused it, with a code of its own.</summary>
[StoredAs("journal_rejected.v1")]
public sealed record JournalRejected(string Code, int? Status, Guid? AnswerId, DateTimeOffset At) : JournalEvent(At);

/// <summary>A person has it posted again, perhaps into another period.</summary>
[StoredAs("journal_reopened.v1")]
public sealed record JournalReopened(string Period, Actor By, DateTimeOffset At) : JournalEvent(At);

/// <summary>What it told stands no more: another journal tells the same the other way round. Nothing is ever changed or taken out.</summary>
[StoredAs("journal_reversed.v1")]
public sealed record JournalReversed(Guid ReversalId, string Period, DateTimeOffset At) : JournalEvent(At);

/// <summary>What a journal tells: a claim of a remittance, or, without a number, the remittance's provider adjustments; without a remittance what people decided.</summary>
public sealed record JournalSource(Guid? RemittanceId, int? Number, Guid? ClaimId)
{
    /// <summary>The credit balance whose refund it tells.</summary>
    public Guid? CreditBalanceId { get; init; }

    /// <summary>The denial whose write-off it tells.</summary>
    public Guid? DenialId { get; init; }

    /// <summary>The journal that this one takes back.</summary>
    public Guid? Reverses { get; init; }

    /// <summary>The deposit whose cash belongs to no advice any more.</summary>
    public Guid? DepositId { get; init; }

    /// <summary>Where the claim's services were given (two digits, CLM05-1), as far as its account knows it.</summary>
    public string? PlaceOfService { get; init; }

    /// <summary>The kind of facility, the first two digits of the type of bill; absent on a professional claim.</summary>
    public string? FacilityType { get; init; }

    /// <summary>The service line of the referral, as far as billing knows it.</summary>
    public string? ServiceLine { get; init; }

    /// <summary>The revenue code of the claim's dearest line; absent on a professional claim.</summary>
    public string? RevenueCode { get; init; }

    /// <summary>The claim's payer; absent where the money is of no one claim.</summary>
    public string? PayerId { get; init; }

    /// <summary>The payer's contract of the day of service, as payer/version; absent where there is none.</summary>
    public string? Contract { get; init; }

    /// <summary>Of what takes a journal back: the mapping that the journal was written with, if it was.</summary>
    public string? MappingVersion { get; init; }

    /// <summary>Of what takes a journal back: the period (<c>yyyy-MM</c>) by which the journal finds its mapping.</summary>
    public string? MappingPeriod { get; init; }

    /// <summary>The same, with what the claim's account knows for the ledger.</summary>
    public JournalSource WithFactsOf(ClaimFacts claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return this with
        {
            PlaceOfService = claim.PlaceOfService,
            FacilityType = claim.FacilityType,
            ServiceLine = claim.ServiceLine,
            RevenueCode = claim.RevenueCode,
            PayerId = claim.PayerId,
            Contract = claim.ContractVersion is { } version ? $"{claim.PayerId}/{version}" : null,
        };
    }
}

/// <summary>One side of the double entry by its kind, in dollars; one of the two is zero and none is negative.</summary>
public sealed record JournalEntry(string Kind, decimal Debit, decimal Credit);

/// <summary>An entry with its account in the ledger.</summary>
public sealed record LedgerLine(string Account, string CostCentre, decimal Debit, decimal Credit);
