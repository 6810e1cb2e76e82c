using Healthcare.EventStore;

namespace Healthcare.Reconciliation.ProviderAdjustments;

/// <summary>A PLB adjustment as people see it; the amount is a decimal string of dollars, positive where it lowered the payment.</summary>
public sealed record ProviderAdjustmentDocument : CaseworkDocument
{
    public required Guid RemittanceId { get; init; }

    public required int Number { get; init; }

    public required string Code { get; init; }

    /// <summary>overpayment-recovery, authorized-return, forward-balance, interest, adjustment, levy or unclassified.</summary>
    public required string Effect { get; init; }

    public required string Amount { get; init; }

    /// <summary>taken, linked, unlinked, agreed, disputed or withdrawn.</summary>
    public override required string State { get; init; }

    /// <summary>By what it was linked: takeback, control-number, payer-control-number or trace.</summary>
    public string? Basis { get; init; }

    public Guid? ClaimId { get; init; }

    public Guid? ForwardBalanceId { get; init; }

    /// <summary>Where was looked in vain.</summary>
    public IReadOnlyList<string> Searched { get; init; } = [];
}

/// <summary>PLB adjustments by state, remittance and claim; committed with each event.</summary>
public sealed class ProviderAdjustmentView() : CaseworkView<ProviderAdjustmentDocument>("provider_adjustments_v1", ProviderAdjustmentAggregate.Name)
{
    /// <summary>What they recover is still to be looked for.</summary>
    public const string ToLink = "to-link";

    public static string OfRemittance(Guid remittanceId) => $"remittance:{remittanceId:D}";

    protected override ProviderAdjustmentDocument? Next(ProviderAdjustmentDocument? document, object happened, EventEnvelope envelope) =>
        (document, happened) switch
        {
            (_, ProviderAdjustmentTaken { Facts: var f } e) => new ProviderAdjustmentDocument
            {
                Id = envelope.StreamId,
                Version = envelope.Version,
                RemittanceId = f.RemittanceId,
                Number = f.Number,
                Code = f.Code,
                Effect = f.Effect,
                Amount = Dollars.Text(f.Amount),
                State = "taken",
                ForwardBalanceId = f.ForwardBalanceId,
                Since = e.At,
            },
            ({ } d, ProviderAdjustmentLinked e) => d with { State = "linked", Basis = e.Link.Basis, ClaimId = e.Link.ClaimId, Since = e.At },
            ({ } d, ProviderAdjustmentUnlinked e) => d with { State = "unlinked", Searched = e.Searched, Since = e.At },
            ({ } d, ProviderAdjustmentDecided e) => d with { State = e.Outcome, Since = e.At },
            ({ } d, ProviderAdjustmentWithdrawn e) => d with { State = "withdrawn", Since = e.At },
            _ => document,
        };

    protected override IEnumerable<string> FurtherTermsOf(ProviderAdjustmentDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        yield return OfRemittance(document.RemittanceId);
        if (document.ClaimId is { } claimId) yield return $"claim:{claimId:D}";
        if (document.State == "taken" && AdjustmentEffects.Of(document.Code).Seeks == "claim") yield return ToLink;
    }
}
