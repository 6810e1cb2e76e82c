using Healthcare.EventStore;

namespace Healthcare.Reconciliation.ProviderAdjustments;

/// <summary>A PLB adjustment as people see it; the amount is a decimal string of dollars, positive where it lowered the payment.</summary>
public sealed record ProviderAdjustmentDocument
{
    public required Guid Id { get; init; }

    public required long Version { get; init; }

    public required Guid RemittanceId { get; init; }

    public required int Number { get; init; }

    public required string Code { get; init; }

    /// <summary>overpayment-recovery, authorized-return, forward-balance, interest, adjustment, levy or unclassified.</summary>
    public required string Effect { get; init; }

    public required string Amount { get; init; }

    /// <summary>taken, linked, unlinked, agreed, disputed or withdrawn.</summary>
    public required string State { get; init; }

    /// <summary>By what it was linked: takeback, control-number, payer-control-number or trace.</summary>
    public string? Basis { get; init; }

    public Guid? ClaimId { get; init; }

    public Guid? ForwardBalanceId { get; init; }

    /// <summary>Where was looked in vain.</summary>
    public IReadOnlyList<string> Searched { get; init; } = [];

    public required DateTimeOffset Since { get; init; }
}

/// <summary>PLB adjustments by state, remittance and claim; committed with each event.</summary>
public sealed class ProviderAdjustmentView : View<ProviderAdjustmentDocument>
{
    public const string All = "all";

    /// <summary>What they recover is still to be looked for.</summary>
    public const string ToLink = "to-link";

    public override string Name => "provider_adjustments_v1";

    public override string? InlineOf => ProviderAdjustmentAggregate.Name;

    public static string OfRemittance(Guid remittanceId) => $"remittance:{remittanceId:D}";

    public override ProviderAdjustmentDocument? Apply(string key, ProviderAdjustmentDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
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
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(ProviderAdjustmentDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        yield return All;
        yield return $"state:{document.State}";
        yield return OfRemittance(document.RemittanceId);
        if (document.ClaimId is { } claimId) yield return $"claim:{claimId:D}";
        if (document.State == "taken" && AdjustmentEffects.Of(document.Code).Seeks == "claim") yield return ToLink;
    }

    public override string SortOf(ProviderAdjustmentDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Sorting.By(document.Since);
    }
}
