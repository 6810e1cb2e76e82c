using System.Text.Json.Serialization;
using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Journals;

/// <summary>A journal as people see it; amounts are decimal strings of dollars.</summary>
public sealed record JournalDocument
{
    public required Guid JournalId { get; init; }

    public required long Version { get; init; }

    public Guid? CaseId { get; init; }

    public Guid? ClaimId { get; init; }

    /// <summary>Absent where no advice moved the money, as of a write-off.</summary>
    public Guid? RemittanceId { get; init; }

    /// <summary>The credit balance whose refund it tells.</summary>
    public Guid? CreditBalanceId { get; init; }

    /// <summary>The denial whose write-off it tells.</summary>
    public Guid? DenialId { get; init; }

    /// <summary>Which claim of the remittance; absent for its provider adjustments.</summary>
    public int? Number { get; init; }

    public required IReadOnlyList<JournalLine> Entries { get; init; }

    public required string Debits { get; init; }

    public required string Credits { get; init; }

    public required string Period { get; init; }

    /// <summary>Where the claim's services were given (two digits, CLM05-1); with facility type, service line and revenue code it decides the cost centre.</summary>
    public string? PlaceOfService { get; init; }

    /// <summary>The first two digits of the type of bill; absent on a professional claim.</summary>
    public string? FacilityType { get; init; }

    /// <summary>Of the referral, such as surgery.</summary>
    public string? ServiceLine { get; init; }

    /// <summary>Of the claim's dearest line (SV201); absent on a professional claim.</summary>
    public string? RevenueCode { get; init; }

    /// <summary>The payer's contract, as payer/version.</summary>
    public string? Contract { get; init; }

    public string? CostCentre { get; init; }

    /// <summary>The version of the ledger's mapping that it was written with, or that has no account for it.</summary>
    public string? MappingVersion { get; init; }

    /// <summary>proposed, mapping-missing, submitted, rejected or posted.</summary>
    public required string State { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>When the money moved here; the journals of one claim reach the ledger in this order.</summary>
    public DateTimeOffset? ProposedAt { get; init; }

    public string? ExternalRef { get; init; }

    public string? ErpId { get; init; }

    /// <summary>The journal that takes this one back.</summary>
    public Guid? ReversedBy { get; init; }

    /// <summary>The journal that this one takes back.</summary>
    public Guid? Reverses { get; init; }

    /// <summary>Why the ERP refused it, or which kinds of entry have no account.</summary>
    public string? Reason { get; init; }

    [JsonIgnore]
    public bool IsPosted => State == "posted";
}

/// <summary>One entry, in dollars as text.</summary>
public sealed record JournalLine(string Kind, string Debit, string Credit);

/// <summary>Journals by claim and by what is still to be sent; committed with each event.</summary>
public sealed class JournalView : View<JournalDocument>
{
    public const string ToSubmit = "to-submit";
    public const string WithoutMapping = "without-mapping";

    public override string Name => "journals_v2";

    public override string? InlineOf => JournalAggregate.Name;

    public static string OfClaim(Guid claimId) => $"claim:{claimId:D}";

    public static string OfRemittance(Guid remittanceId) => $"remittance:{remittanceId:D}";

    public override JournalDocument? Apply(string key, JournalDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, JournalProposed e) => new JournalDocument
            {
                JournalId = envelope.StreamId,
                Version = envelope.Version,
                CaseId = envelope.CaseId,
                ClaimId = e.Source.ClaimId,
                RemittanceId = e.Source.RemittanceId,
                DenialId = e.Source.DenialId,
                CreditBalanceId = e.Source.CreditBalanceId,
                Number = e.Source.Number,
                Reverses = e.Source.Reverses,
                Entries = [.. e.Entries.Select(l => new JournalLine(l.Kind, Dollars.Text(l.Debit), Dollars.Text(l.Credit)))],
                Debits = Dollars.Text(e.Debits),
                Credits = Dollars.Text(e.Credits),
                Period = e.Period,
                PlaceOfService = e.Source.PlaceOfService,
                FacilityType = e.Source.FacilityType,
                ServiceLine = e.Source.ServiceLine,
                RevenueCode = e.Source.RevenueCode,
                Contract = e.Source.Contract,
                State = "proposed",
                Since = e.At,
                ProposedAt = e.At,
            },
            ({ } d, MappingMissing e) => d with { State = "mapping-missing", Since = e.At, Reason = string.Join(' ', e.Kinds), CostCentre = e.CostCentre, MappingVersion = e.MappingVersion },
            ({ } d, JournalSubmitted e) => d with { State = "submitted", Since = e.At, ExternalRef = e.ExternalRef, Reason = null, CostCentre = e.Lines is [var first, ..] ? first.CostCentre : null, MappingVersion = e.MappingVersion },
            ({ } d, JournalPosted e) => d with { State = "posted", Since = e.At, ErpId = e.ErpId, Period = e.Period },
            ({ } d, JournalRejected e) => d with { State = "rejected", Since = e.At, Reason = e.Code },
            ({ } d, JournalReversed e) => d with { ReversedBy = e.ReversalId },
            ({ } d, JournalReopened e) => d with { State = "proposed", Since = e.At, Period = e.Period, Reason = null },
            _ => document,
        };
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(JournalDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.ClaimId is { } claimId) yield return OfClaim(claimId);
        if (document.RemittanceId is { } remittanceId) yield return OfRemittance(remittanceId);
        if (document.State == "proposed") yield return ToSubmit;
        if (document.State == "mapping-missing") yield return WithoutMapping;
    }

    public override string SortOf(JournalDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Sorting.By(document.Since);
    }
}
