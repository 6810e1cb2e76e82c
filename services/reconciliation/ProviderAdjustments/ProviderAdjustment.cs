namespace Healthcare.Reconciliation.ProviderAdjustments;

/// <summary>Where one PLB adjustment stands.</summary>
public abstract record ProviderAdjustmentState
{
    private ProviderAdjustmentState() { }

    public static readonly ProviderAdjustmentState Initial = new NotTaken();

    public sealed record NotTaken : ProviderAdjustmentState;

    /// <summary>Recorded; what it recovers, if anything, is still to be looked for.</summary>
    public sealed record Taken(AdjustmentFacts Facts) : Known(Facts);

    public sealed record Linked(AdjustmentFacts Facts, AdjustmentLink Link) : Known(Facts);

    /// <summary>The search found nothing.</summary>
    public sealed record Unlinked(AdjustmentFacts Facts) : Known(Facts);

    /// <summary>Agreed or disputed by a person.</summary>
    public sealed record Decided(AdjustmentFacts Facts, string Outcome) : Known(Facts);

    /// <summary>Taken back; <paramref name="WasOffered"/> says that refunds had it before them.</summary>
    public sealed record Withdrawn(AdjustmentFacts Facts, bool WasOffered) : Known(Facts);

    public abstract record Known(AdjustmentFacts Facts) : ProviderAdjustmentState
    {
        /// <summary>The claim that it recovers of, once it is linked.</summary>
        public Guid? ClaimId { get; init; }
    }

    public static ProviderAdjustmentState Evolve(ProviderAdjustmentState state, ProviderAdjustmentEvent happened) => (state, happened) switch
    {
        (_, ProviderAdjustmentTaken e) => new Taken(e.Facts),
        (Known s, ProviderAdjustmentLinked e) => new Linked(s.Facts, e.Link) { ClaimId = e.Link.ClaimId },
        (Known s, ProviderAdjustmentUnlinked) => new Unlinked(s.Facts),
        (Known s, ProviderAdjustmentDecided e) => new Decided(s.Facts, e.Outcome) { ClaimId = s.ClaimId },
        (Known s, ProviderAdjustmentWithdrawn) => new Withdrawn(s.Facts, s is Unlinked or Linked { Link.Basis: not ProviderAdjustmentAggregate.OnTakeback }),
        _ => state,
    };
}
