using System.Collections.Immutable;
using Healthcare.EventStore;

namespace Healthcare.Reconciliation.ForwardBalances;

/// <summary>One amount that moved a balance, in dollars as PLB states it: negative carries forward, positive applies (005010X221A1 1.10.2.12).</summary>
public sealed record BalanceMovement(Guid RemittanceId, int Number, decimal Amount, int Round);

/// <summary>What happens to a balance that a payer carries from one remittance to later ones.</summary>
public abstract record ForwardBalanceEvent(DateTimeOffset At);

/// <summary>A remittance carried it forward or applied some of it; <paramref name="Owed"/> is what we owe the payer afterwards.</summary>
[StoredAs("forward_balance_moved.v1")]
public sealed record ForwardBalanceMoved(BalanceMovement Movement, decimal Owed, DateTimeOffset At) : ForwardBalanceEvent(At);

/// <summary>The match of a remittance that had moved it was undone.</summary>
[StoredAs("forward_balance_unmoved.v1")]
public sealed record ForwardBalanceUnmoved(BalanceMovement Movement, decimal Owed, DateTimeOffset At) : ForwardBalanceEvent(At);

/// <summary>What may be asked of a forward balance.</summary>
public abstract record ForwardBalanceCommand(DateTimeOffset At);

/// <summary>A posted remittance moves it; told again it changes nothing. Never refuses.</summary>
public sealed record MoveForwardBalance(BalanceMovement Movement, DateTimeOffset At) : ForwardBalanceCommand(At);

/// <summary>The remittance was taken back. Never refuses.</summary>
public sealed record WithdrawMovement(Guid RemittanceId, int Number, DateTimeOffset At) : ForwardBalanceCommand(At);

/// <summary>A balance carried forward, found by the trace number of the remittance that began it (X12 RFI 2218), never by claim.</summary>
public sealed record ForwardBalance(ImmutableList<BalanceMovement> Movements)
{
    public static readonly ForwardBalance Initial = new([]);

    /// <summary>What we owe the payer, in dollars; below zero the payer applied more than was carried forward.</summary>
    public decimal Owed => -Movements.Sum(m => m.Amount);

    public decimal OwedBefore { get; init; }

    public static ForwardBalance Evolve(ForwardBalance balance, ForwardBalanceEvent happened) => happened switch
    {
        ForwardBalanceMoved e => balance with { Movements = balance.Movements.Add(e.Movement), OwedBefore = balance.Owed },
        ForwardBalanceUnmoved e => balance with { Movements = balance.Movements.RemoveAll(m => Is(m, e.Movement.RemittanceId, e.Movement.Number)), OwedBefore = balance.Owed },
        _ => balance,
    };

    internal static bool Is(BalanceMovement movement, Guid remittanceId, int number) => movement.RemittanceId == remittanceId && movement.Number == number;
}

/// <summary>The stream of a forward balance: while it is not zero it has an owner and a deadline.</summary>
internal static class ForwardBalanceAggregate
{
    public const string Name = "forward_balance";

    public static Aggregate<ForwardBalance, ForwardBalanceCommand, ForwardBalanceEvent> Value { get; } = new(Name, ForwardBalance.Initial, ForwardBalance.Evolve, Decide) { Follows = FollowsOf };

    private static Decision<ForwardBalanceEvent> Decide(ForwardBalance balance, ForwardBalanceCommand command) => command switch
    {
        MoveForwardBalance c when balance.Movements.Exists(m => ForwardBalance.Is(m, c.Movement.RemittanceId, c.Movement.Number)) => [],
        MoveForwardBalance c => new ForwardBalanceMoved(c.Movement, balance.Owed - c.Movement.Amount, c.At),
        WithdrawMovement c => balance.Movements.Find(m => ForwardBalance.Is(m, c.RemittanceId, c.Number)) is { } moved ? new ForwardBalanceUnmoved(moved, balance.Owed + moved.Amount, c.At) : [],
        _ => [],
    };

    private static IEnumerable<FollowUp> FollowsOf(ForwardBalance balance, Happened<ForwardBalanceEvent> happened)
    {
        var (id, at) = (happened.StreamId, happened.Event.At);
        var (before, now) = (CodeOf(balance.OwedBefore), CodeOf(balance.Owed));
        if (before is not null && before != now) yield return Exceptions.Settled(before, id, now is null ? "settled" : "balance-changed", at);
        if (now is not null && before != now) yield return Exceptions.Open(now, id, caseId: null, at, Math.Abs(balance.Owed));
    }

    private static string? CodeOf(decimal owed) => owed switch
    {
        > 0 => Exceptions.ForwardBalanceOpen,
        < 0 => Exceptions.ForwardBalanceUnknown,
        _ => null,
    };
}
