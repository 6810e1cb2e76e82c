using Healthcare.EventStore;

namespace Healthcare.Reconciliation.CreditBalances;

/// <summary>A credit balance as people see it; the amount is a decimal string of dollars.</summary>
public sealed record CreditBalanceDocument : CaseworkDocument
{
    public required Guid ClaimId { get; init; }

    public required Guid CaseId { get; init; }

    public required string PayerId { get; init; }

    public required string Amount { get; init; }

    /// <summary>suspected, identified, investigating, refunded, offset or not-overpaid.</summary>
    public override required string State { get; init; }

    /// <summary>When it must be reported and returned (42 CFR 401.305(b)); absent while it is only suspected.</summary>
    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>Credit balances by state and case; committed with each event.</summary>
public sealed class CreditBalanceView() : CaseworkView<CreditBalanceDocument>("credit_balances_v1", CreditBalanceAggregate.Name)
{
    protected override CreditBalanceDocument? Next(CreditBalanceDocument? document, object happened, EventEnvelope envelope) =>
        (document, happened) switch
        {
            ({ State: "identified" or "investigating" } d, CreditBalanceSuspected e) => d with { Amount = Dollars.Text(e.Facts.Amount) },
            (_, CreditBalanceSuspected { Facts: var f } e) => new CreditBalanceDocument
            {
                Id = envelope.StreamId,
                Version = envelope.Version,
                ClaimId = f.ClaimId,
                CaseId = f.CaseId,
                PayerId = f.PayerId,
                Amount = Dollars.Text(f.Amount),
                State = "suspected",
                Since = e.At,
            },
            ({ } d, CreditBalanceIdentified e) => d with { State = "identified", DueAt = e.DueAt, Since = e.At },
            ({ } d, CreditBalanceInvestigated e) => d with { State = "investigating", DueAt = e.DueAt, Since = e.At },
            ({ } d, CreditInvestigationConcluded e) => d with { State = "identified", DueAt = e.DueAt, Since = e.At },
            ({ } d, RefundIssued e) => d with { State = "refunded", DueAt = null, Since = e.At },
            ({ } d, CreditBalanceOffset e) => d with { State = "offset", DueAt = null, Since = e.At },
            ({ } d, CreditBalanceDismissed e) => d with { State = "not-overpaid", DueAt = null, Since = e.At },
            _ => document,
        };

    protected override IEnumerable<string> FurtherTermsOf(CreditBalanceDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return [Listing.OfCase(document.CaseId)];
    }
}
