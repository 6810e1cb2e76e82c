using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Deposits;

/// <summary>What may be asked of a deposit.</summary>
public abstract record DepositCommand(DateTimeOffset At);

/// <summary>Reassociation found the advice; without an amount all of the deposit is that advice's.</summary>
public sealed record ReassociateDeposit(Guid RemittanceId, string Basis, int? DeltaDays, DateTimeOffset At) : DepositCommand(At)
{
    public decimal? Amount { get; init; }
}

/// <summary>Its match with an advice is undone.</summary>
public sealed record ReleaseDeposit(Guid DepositId, Guid RemittanceId, string ReasonCode, Actor By, string Period, DateTimeOffset At) : DepositCommand(At);

/// <summary>The time for its advice is up. Never refuses.</summary>
public sealed record MarkUnidentified(DateTimeOffset At) : DepositCommand(At);

/// <summary>An advice that it pays is posted whole. Never refuses.</summary>
public sealed record NotePosting(Guid RemittanceId, DateTimeOffset At) : DepositCommand(At);

/// <summary>Every rule of a deposit.</summary>
internal static class DepositDecider
{
    public static Decision<DepositEvent> Decide(Deposit deposit, DepositCommand command) => (deposit, command) switch
    {
        (Deposit.NotReceived, ReceiveDeposit c) => c.Content with { At = c.At },
        (Deposit.Received s, ReceiveDeposit c) => Facts(s.Money.Told) == Facts(c.Content) ? [] : DepositRefusals.Differs,

        (Deposit.Received s, ReassociateDeposit c) when s.Money.Paid.ContainsKey(c.RemittanceId) => [],
        (Deposit.Received s, ReassociateDeposit c) => (c.Amount ?? s.Money.Told.Amount) is > 0 and var amount && amount <= s.Money.Open ? [.. Reassociate(s.Money, c)] : DepositRefusals.MatchedOtherwise,

        (Deposit.Received s, ReleaseDeposit c) => s.Money.Paid.TryGetValue(c.RemittanceId, out var paid)
            ? new DepositReleased(c.RemittanceId, paid, ReconciliationIds.UnappliedCash(c.DepositId, c.RemittanceId, s.Money.Releases + 1), c.ReasonCode, c.By, c.Period, c.At)
            : DepositRefusals.NotMatched,

        (Deposit.AwaitingRemittance, MarkUnidentified c) => new DepositUnidentified(c.At),
        (_, MarkUnidentified) => [],

        (Deposit.Received s, NotePosting c) when s.Money.Paid.ContainsKey(c.RemittanceId) && !s.Money.Posted.Contains(c.RemittanceId) => [.. Note(s, c)],
        (_, NotePosting) => [],

        _ => DepositRefusals.Unknown,
    };

    private static IEnumerable<DepositEvent> Reassociate(Money money, ReassociateDeposit c)
    {
        yield return new DepositReassociated(c.RemittanceId, c.Basis, c.DeltaDays, c.At) { Amount = c.Amount };
        if (money.Unapplied is { } journal) yield return new UnappliedCashUsed(journal, c.At);
    }

    // Which payer an identifier is may have been configured meanwhile.
    private static DepositReceived Facts(DepositReceived told) => told with { At = default, PayerId = null };

    private static IEnumerable<DepositEvent> Note(Deposit.Received deposit, NotePosting c)
    {
        yield return new DepositPostingNoted(c.RemittanceId, c.At);
        if (deposit is Deposit.Matched && deposit.Money.Paid.Keys.All(r => r == c.RemittanceId || deposit.Money.Posted.Contains(r))) yield return new DepositClosed(c.At);
    }
}

/// <summary>Why a deposit says no.</summary>
internal static class DepositRefusals
{
    public static readonly Refusal Unknown = new("deposit-unknown", "There is no such deposit.");
    public static readonly Refusal Differs = new("deposit-differs", "The bank told of this reference before, with other facts.");
    public static readonly Refusal MatchedOtherwise = new("deposit-matched-otherwise", "So much of the deposit is not free: it pays another remittance.");
    public static readonly Refusal NotMatched = new("deposit-not-matched", "The deposit does not pay that remittance.");
}
