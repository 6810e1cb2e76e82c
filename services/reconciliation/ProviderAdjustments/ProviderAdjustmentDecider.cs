using Healthcare.EventStore;

namespace Healthcare.Reconciliation.ProviderAdjustments;

/// <summary>What may be asked of a PLB adjustment.</summary>
public abstract record ProviderAdjustmentCommand(DateTimeOffset At);

/// <summary>Its remittance was posted; told again it changes nothing.</summary>
public sealed record TakeAdjustment(AdjustmentFacts Facts, DateTimeOffset At) : ProviderAdjustmentCommand(At);

/// <summary>The search for what it recovers found it.</summary>
public sealed record LinkAdjustment(AdjustmentLink Link, DateTimeOffset At) : ProviderAdjustmentCommand(At);

/// <summary>The search found nothing.</summary>
public sealed record EndAdjustmentSearch(IReadOnlyList<string> Searched, DateTimeOffset At) : ProviderAdjustmentCommand(At);

/// <summary>The match that brought its remittance was undone. Never refuses.</summary>
public sealed record WithdrawAdjustment(int Round, DateTimeOffset At) : ProviderAdjustmentCommand(At);

/// <summary>Every rule of a PLB adjustment.</summary>
internal static class ProviderAdjustmentDecider
{
    public static Decision<ProviderAdjustmentEvent> Decide(ProviderAdjustmentState state, ProviderAdjustmentCommand command) => (state, command) switch
    {
        (ProviderAdjustmentState.NotTaken, TakeAdjustment c) => new ProviderAdjustmentTaken(c.Facts, c.At),
        (ProviderAdjustmentState.Withdrawn s, TakeAdjustment c) when c.Facts.Round > s.Facts.Round => new ProviderAdjustmentTaken(c.Facts, c.At),
        (ProviderAdjustmentState.Known, TakeAdjustment) => [],

        (ProviderAdjustmentState.Taken or ProviderAdjustmentState.Unlinked, LinkAdjustment c) => new ProviderAdjustmentLinked(c.Link, c.At),
        (ProviderAdjustmentState.Taken, EndAdjustmentSearch c) => new ProviderAdjustmentUnlinked(c.Searched, c.At),
        (ProviderAdjustmentState.Known, LinkAdjustment or EndAdjustmentSearch) => [],

        (ProviderAdjustmentState.Decided s, DecideAdjustment c) when s.Outcome == c.Outcome => [],
        (ProviderAdjustmentState.Decided { Outcome: AdjustmentOutcomes.Agreed } or ProviderAdjustmentState.Withdrawn, DecideAdjustment) => AdjustmentRefusals.OutOfOrder,
        (ProviderAdjustmentState.Taken { Facts.Effect: not AdjustmentEffects.Unclassified }, DecideAdjustment) => AdjustmentRefusals.NotSearched,
        (ProviderAdjustmentState.Known, DecideAdjustment c) => new ProviderAdjustmentDecided(c.Outcome, c.ReasonCode, c.By, c.At),

        (ProviderAdjustmentState.NotTaken or ProviderAdjustmentState.Withdrawn, WithdrawAdjustment) => [],
        (ProviderAdjustmentState.Known s, WithdrawAdjustment c) => s.Facts.Round <= c.Round ? new ProviderAdjustmentWithdrawn(c.At) : [],

        _ => AdjustmentRefusals.Unknown,
    };
}

/// <summary>What a person says of a recovery.</summary>
internal static class AdjustmentOutcomes
{
    public const string Agreed = "agreed";
    public const string Disputed = "disputed";
}

/// <summary>Why a PLB adjustment says no.</summary>
internal static class AdjustmentRefusals
{
    public static readonly Refusal Unknown = new("provider-adjustment-unknown", "There is no such provider adjustment.");
    public static readonly Refusal NotSearched = new("provider-adjustment-not-searched", "What the adjustment recovers is still being looked for.");
    public static readonly Refusal OutOfOrder = new("provider-adjustment-settled", "The adjustment was agreed with, or its remittance was taken back.");
}
