using Healthcare.EventStore;
using Healthcare.Reconciliation.Reassociations;

namespace Healthcare.Reconciliation.Deposits;

/// <summary>Where a deposit stands.</summary>
public abstract record Deposit
{
    private Deposit() { }

    public static readonly Deposit Initial = new NotReceived();

    public sealed record NotReceived : Deposit;

    public sealed record AwaitingRemittance(DepositReceived Told) : Received(Told);

    public sealed record Matched(DepositReceived Told, Guid RemittanceId) : Received(Told);

    public abstract record Received(DepositReceived Told) : Deposit;

    public static Deposit Evolve(Deposit deposit, DepositEvent happened) => (deposit, happened) switch
    {
        (_, DepositReceived e) => new AwaitingRemittance(e),
        (Received s, DepositReassociated e) => new Matched(s.Told, e.RemittanceId),
        _ => deposit,
    };
}

/// <summary>The stream of a deposit: received, it looks for its remittance.</summary>
internal static class DepositAggregate
{
    public const string Name = "deposit";

    public static Aggregate<Deposit, DepositCommand, DepositEvent> Value { get; } = new(Name, Deposit.Initial, Deposit.Evolve, DepositDecider.Decide) { Follows = FollowsOf };

    private static IEnumerable<FollowUp> FollowsOf(Deposit deposit, Happened<DepositEvent> happened) => happened.Event is DepositReceived e
        ? [new FollowUp(ReconciliationIds.Reassociation(e.Trace), new RegisterDeposit(new DepositHalf(happened.StreamId, e.Amount, e.EffectiveDate, e.At), e.At))]
        : [];
}
