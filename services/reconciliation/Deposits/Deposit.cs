using System.Collections.Immutable;
using Healthcare.EventStore;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Reassociations;

namespace Healthcare.Reconciliation.Deposits;

/// <summary>Where a deposit stands.</summary>
public abstract record Deposit
{
    private Deposit() { }

    public static readonly Deposit Initial = new NotReceived();

    public sealed record NotReceived : Deposit;

    /// <summary>Nothing of it is any advice's.</summary>
    public sealed record AwaitingRemittance(Money Money) : Received(Money);

    /// <summary>Nobody knows in the time that the operating rule allows what it is for; it may still be matched.</summary>
    public sealed record Unidentified(Money Money) : Received(Money);

    /// <summary>A part of it is an advice's.</summary>
    public sealed record PartiallyMatched(Money Money) : Received(Money);

    /// <summary>All of it is.</summary>
    public sealed record Matched(Money Money) : Received(Money);

    /// <summary>All of it is posted.</summary>
    public sealed record Closed(Money Money) : Received(Money);

    public abstract record Received(Money Money) : Deposit;

    public static Deposit Evolve(Deposit deposit, DepositEvent happened) => (deposit, happened) switch
    {
        (_, DepositReceived e) => new AwaitingRemittance(new Money(e)),
        (Received s, DepositReassociated e) => Of(s.Money with { Paid = s.Money.Paid.SetItem(e.RemittanceId, e.Amount ?? s.Money.Told.Amount), Posted = s.Money.Posted.Remove(e.RemittanceId) }),
        (Received s, DepositReleased e) => Of(s.Money with { Paid = s.Money.Paid.Remove(e.RemittanceId), Posted = s.Money.Posted.Remove(e.RemittanceId), Unapplied = e.JournalId, Releases = s.Money.Releases + 1 }),
        (Received s, UnappliedCashUsed) => s with { Money = s.Money with { Unapplied = null } },
        (Received s, DepositPostingNoted e) => s with { Money = s.Money with { Posted = s.Money.Posted.Add(e.RemittanceId) } },
        (AwaitingRemittance s, DepositUnidentified) => new Unidentified(s.Money),
        (Received s, DepositClosed) => new Closed(s.Money),
        _ => deposit,
    };

    private static Deposit Of(Money money) => money switch
    {
        { Open: 0 } => new Matched(money),
        { Paid.IsEmpty: true } => new AwaitingRemittance(money),
        _ => new PartiallyMatched(money),
    };
}

/// <summary>What the bank told, and whose money it is: by remittance, in dollars.</summary>
public sealed record Money(DepositReceived Told)
{
    public ImmutableDictionary<Guid, decimal> Paid { get; init; } = ImmutableDictionary<Guid, decimal>.Empty;

    /// <summary>Remittances of it that are posted whole.</summary>
    public ImmutableHashSet<Guid> Posted { get; init; } = [];

    /// <summary>The journal of its cash while it belongs to no advice again.</summary>
    public Guid? Unapplied { get; init; }

    /// <summary>How often a match of it was undone.</summary>
    public int Releases { get; init; }

    /// <summary>What belongs to no advice.</summary>
    public decimal Open => Told.Amount - Paid.Values.Sum();
}

/// <summary>The stream of a deposit: received, it looks for its remittance; released, its cash is unapplied until it finds another.</summary>
internal static class DepositAggregate
{
    public const string Name = "deposit";

    public static Aggregate<Deposit, DepositCommand, DepositEvent> Value { get; } = new(Name, Deposit.Initial, Deposit.Evolve, DepositDecider.Decide) { Follows = FollowsOf };

    private static IEnumerable<FollowUp> FollowsOf(Deposit deposit, Happened<DepositEvent> happened)
    {
        var (id, at) = (happened.StreamId, happened.Event.At);
        switch (happened.Event)
        {
            case DepositReceived e:
                yield return new FollowUp(ReconciliationIds.Reassociation(e.Trace), new RegisterDeposit(new DepositHalf(id, e.Amount, e.EffectiveDate, at) { PayerId = e.PayerId }, at));
                break;
            case DepositReleased e:
                var source = new JournalSource(e.RemittanceId, Number: null, ClaimId: null) { DepositId = id };
                yield return new FollowUp(e.JournalId, new ProposeJournal(source, JournalEntries.OfUnappliedCash(e.Amount), e.Period, at));
                break;
            case UnappliedCashUsed e:
                yield return ReverseJournal.Of(e.JournalId, period: null, at);
                break;
            default:
                break;
        }
    }
}
