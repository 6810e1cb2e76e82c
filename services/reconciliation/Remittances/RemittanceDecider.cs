using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Remittances;

/// <summary>What may be asked of a remittance.</summary>
public abstract record RemittanceCommand(DateTimeOffset At);

/// <summary>A transaction set was read; everything that it says.</summary>
public sealed record ReceiveRemittance(
    RemittanceReceived Content, IReadOnlyList<AdvisedClaim> Claims, IReadOnlyList<ProviderAdjustmentRecorded> Adjustments, IReadOnlyList<RemittanceOutOfBalance> Imbalances, DateTimeOffset At)
    : RemittanceCommand(At);

/// <summary>Its money is here, or none is to come.</summary>
public sealed record FundRemittance(string Basis, Guid? DepositId, int? DeltaDays, DateTimeOffset At) : RemittanceCommand(At);

/// <summary>Its match is undone: the money was not this advice's.</summary>
public sealed record UnfundRemittance(Guid DepositId, string ReasonCode, Actor By, DateTimeOffset At) : RemittanceCommand(At);

/// <summary>Some claims more were brought to their accounts.</summary>
public sealed record RecordProgress(PostingProgress Progress, DateTimeOffset At) : RemittanceCommand(At);

/// <summary>Every claim was taken back from its account.</summary>
public sealed record CompleteUnposting(int Unapplied, string Period, DateTimeOffset At) : RemittanceCommand(At);

/// <summary>Reassociation found that the same advice was here before.</summary>
public sealed record MarkDuplicate(Guid Of, DateTimeOffset At) : RemittanceCommand(At);

/// <summary>Every claim was brought to its account.</summary>
public sealed record CompletePosting(int Applied, int Unmatched, int SetAside, string Period, DateTimeOffset At) : RemittanceCommand(At);

/// <summary>A claim that it pays, and that was not known, came. Never refuses.</summary>
public sealed record SettleUnmatched(int Number, DateTimeOffset At) : RemittanceCommand(At);

/// <summary>Every rule of a remittance.</summary>
internal static class RemittanceDecider
{
    /// <summary>Claims in one event, so that no event grows with the file.</summary>
    public const int ClaimsPerEvent = 200;

    public static Decision<RemittanceEvent> Decide(Remittance remittance, RemittanceCommand command) => (remittance, command) switch
    {
        (Remittance.NotReceived, ReceiveRemittance c) => [.. Receive(c)],
        (Remittance.Known, ReceiveRemittance) => [],

        (Remittance.Open { Advice.IsFunded: false }, FundRemittance c) => [new RemittanceFunded(c.Basis, c.DepositId, c.DeltaDays, c.At)],
        (Remittance.Unposting { Advice.IsFunded: false }, FundRemittance c) => [new RemittanceFunded(c.Basis, c.DepositId, c.DeltaDays, c.At)],
        (Remittance.Known { Advice.IsFunded: true } s, FundRemittance c) => s.Advice.DepositId == c.DepositId ? [] : RemittanceRefusals.FundedOtherwise,

        (Remittance.Open or Remittance.Posted or Remittance.Unposting, UnfundRemittance c) when remittance is Remittance.Known { Advice: { IsFunded: true, DepositId: { } deposit } } =>
            deposit == c.DepositId ? [new RemittanceUnfunded(c.DepositId, c.ReasonCode, c.By, c.At)] : RemittanceRefusals.FundedOtherwise,
        (Remittance.Unposting, UnfundRemittance) => [],
        (Remittance.Known, UnfundRemittance) => RemittanceRefusals.NotFunded,
        (Remittance.Unposting s, CompleteUnposting c) => [new RemittanceUnposted(c.Unapplied, s.Advice is { WasPosted: true, Adjustments.Count: > 0 }, c.Period, c.At)],
        (Remittance.Known, CompleteUnposting) => [],

        (Remittance.Open { Advice.MayBePosted: true } s, RecordProgress c) =>
            c.Progress.Through > s.Advice.Progress.Through ? [new PostingProgressed(c.Progress.Through, c.Progress.Applied, c.Progress.Unmatched, c.Progress.SetAside, c.At)] : [],
        (Remittance.Posted, RecordProgress) => [],
        (Remittance.Known, RecordProgress) => RemittanceRefusals.NotToBePosted,

        (Remittance.Open { Advice.IsFunded: false }, MarkDuplicate c) => [new RemittanceDuplicated(c.Of, c.At)],
        (Remittance.Duplicate, MarkDuplicate) => [],

        (Remittance.Open { Advice: { Imbalances: > 0, IsReleased: false } }, ReleaseRemittance c) => [new RemittanceReleased(c.By, c.ReasonCode, c.At)],
        (Remittance.Posted { Advice: { Imbalances: > 0, IsReleased: false } }, ReleaseRemittance c) => [new RemittanceReleased(c.By, c.ReasonCode, c.At)],
        (Remittance.Known { Advice.IsReleased: true }, ReleaseRemittance) => [],
        (Remittance.Known, ReleaseRemittance) => RemittanceRefusals.NotHeld,

        (Remittance.Open { Advice.MayBePosted: true }, CompletePosting c) => [new RemittancePosted(c.Applied, c.Unmatched, c.SetAside, c.Period, c.At)],
        (Remittance.Posted, CompletePosting) => [],
        (Remittance.Known, CompletePosting) => RemittanceRefusals.NotToBePosted,

        (Remittance.Posted { Advice: { Unmatched: > 0 } a }, SettleUnmatched c) when !a.Settled.Contains(c.Number) => [new UnmatchedClaimSettled(c.Number, a.Unmatched - 1, c.At)],
        (_, SettleUnmatched) => [],

        (Remittance.NotReceived, _) => RemittanceRefusals.Unknown,
        _ => RemittanceRefusals.OutOfOrder,
    };

    private static IEnumerable<RemittanceEvent> Receive(ReceiveRemittance c)
    {
        yield return c.Content;
        foreach (var some in c.Claims.Chunk(ClaimsPerEvent)) yield return new ClaimPaymentsAdvised(some, c.At);
        foreach (var adjustment in c.Adjustments) yield return adjustment;
        foreach (var imbalance in c.Imbalances) yield return imbalance;
        if (c.Imbalances.All(i => i.Level != ImbalanceLevels.Transaction)) yield return new RemittanceBalanced(c.Content.Amount, c.At);
        // Without a trace number nothing could tell that the money of a zero payment is here; there is none.
        if (c.Content is { Trace: null, Amount: 0 }) yield return new RemittanceFunded(FundingBasis.NoPayment, DepositId: null, DeltaDays: null, c.At);
    }
}

/// <summary>Why a remittance's money is taken as here.</summary>
internal static class FundingBasis
{
    public const string TraceAndAmount = "trace-and-amount";

    /// <summary>Amount, dates and payer; a person confirms it.</summary>
    public const string AmountDatePayer = "amount-date-payer";

    /// <summary>A person found it.</summary>
    public const string Manual = "manual";

    /// <summary>BPR02 is zero.</summary>
    public const string NoPayment = "no-payment";
}

/// <summary>Why a remittance says no.</summary>
internal static class RemittanceRefusals
{
    public static readonly Refusal Unknown = new("remittance-unknown", "There is no such remittance.");
    public static readonly Refusal FundedOtherwise = new("remittance-funded-otherwise", "Another deposit pays the remittance.");
    public static readonly Refusal NotFunded = new("remittance-not-funded", "No deposit pays the remittance.");
    public static readonly Refusal NotHeld = new("remittance-not-held", "The remittance balances, so nothing is held back.");
    public static readonly Refusal NotToBePosted = new("remittance-not-to-be-posted", "The remittance waits for its money, or for a person.");
    public static readonly Refusal OutOfOrder = new("remittance-out-of-order", "The remittance is not in a state in which that can happen.");
}
