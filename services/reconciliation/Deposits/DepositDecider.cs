using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Deposits;

/// <summary>What may be asked of a deposit.</summary>
public abstract record DepositCommand(DateTimeOffset At);

/// <summary>Reassociation found the advice.</summary>
public sealed record ReassociateDeposit(Guid RemittanceId, string Basis, int? DeltaDays, DateTimeOffset At) : DepositCommand(At);

/// <summary>Every rule of a deposit.</summary>
internal static class DepositDecider
{
    public static Decision<DepositEvent> Decide(Deposit deposit, DepositCommand command) => (deposit, command) switch
    {
        (Deposit.NotReceived, ReceiveDeposit c) => c.Content with { At = c.At },
        (Deposit.Received s, ReceiveDeposit c) => s.Told with { At = c.At } == c.Content with { At = c.At } ? [] : DepositRefusals.Differs,
        (Deposit.AwaitingRemittance, ReassociateDeposit c) => new DepositReassociated(c.RemittanceId, c.Basis, c.DeltaDays, c.At),
        (Deposit.Matched s, ReassociateDeposit c) => s.RemittanceId == c.RemittanceId ? [] : DepositRefusals.MatchedOtherwise,
        _ => DepositRefusals.Unknown,
    };
}

/// <summary>Why a deposit says no.</summary>
internal static class DepositRefusals
{
    public static readonly Refusal Unknown = new("deposit-unknown", "There is no such deposit.");
    public static readonly Refusal Differs = new("deposit-differs", "The bank told of this reference before, with other facts.");
    public static readonly Refusal MatchedOtherwise = new("deposit-matched-otherwise", "The deposit pays another remittance.");
}
