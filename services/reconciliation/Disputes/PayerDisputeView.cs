using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Disputes;

/// <summary>A dispute as people see it; the amount is a decimal string of dollars.</summary>
public sealed record PayerDisputeDocument : CaseworkDocument
{
    public required Guid ClaimId { get; init; }

    public required Guid CaseId { get; init; }

    public required string PayerId { get; init; }

    public required string Amount { get; init; }

    public required string ReasonCode { get; init; }

    public string? ContractVersion { get; init; }

    /// <summary>opened, filed, escalated, paid or upheld.</summary>
    public override required string State { get; init; }

    /// <summary>By when it must be filed, then answered.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public bool IsOverdue { get; init; }

    /// <summary>What shows that the payer owes more.</summary>
    public IReadOnlyList<DisputeEvidence> Evidence { get; init; } = [];

    /// <summary>How often it was escalated.</summary>
    public int Level { get; init; }
}

/// <summary>Disputes by state and case; committed with each event.</summary>
public sealed class PayerDisputeView() : CaseworkView<PayerDisputeDocument>("payer_disputes_v2", PayerDisputeAggregate.Name)
{
    protected override PayerDisputeDocument? Next(PayerDisputeDocument? document, object happened, EventEnvelope envelope) =>
        (document, happened) switch
        {
            (_, DisputeOpened { Facts: var f } e) => new PayerDisputeDocument
            {
                Id = envelope.StreamId,
                Version = envelope.Version,
                ClaimId = f.ClaimId,
                CaseId = f.CaseId,
                PayerId = f.PayerId,
                Amount = Dollars.Text(f.Amount),
                ReasonCode = f.ReasonCode,
                ContractVersion = f.ContractVersion,
                State = "opened",
                DueAt = e.FileBy,
                Since = e.At,
            },
            ({ } d, DisputeFiled e) => d with { State = "filed", DueAt = e.AnswerBy, IsOverdue = false, Since = e.At },
            ({ } d, DisputeEvidenceAdded e) => d with { Evidence = [.. d.Evidence, e.Evidence] },
            ({ } d, DisputeEscalated e) => d with { State = "escalated", Level = e.Level, DueAt = e.AnswerBy, IsOverdue = false, Since = e.At },
            ({ } d, DisputeSettled e) => d with { State = e.Outcome, DueAt = null, IsOverdue = false, Since = e.At },
            ({ } d, DisputeOverdue) => d with { IsOverdue = true },
            _ => document,
        };

    protected override IEnumerable<string> FurtherTermsOf(PayerDisputeDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return [Listing.OfCase(document.CaseId)];
    }
}
