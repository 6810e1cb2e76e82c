using Healthcare.EventStore;
using Healthcare.Reconciliation.Remittances;

namespace Healthcare.Reconciliation.Reassociations;

/// <summary>What may be asked of a trace number's search.</summary>
public abstract record ReassociationCommand(DateTimeOffset At);

/// <summary>A remittance with this trace number is here; asked again it changes nothing. Never refuses.</summary>
public sealed record RegisterRemittance(RemittanceHalf Remittance, DateTimeOffset At) : ReassociationCommand(At);

/// <summary>A deposit with this trace number is here; asked again it changes nothing. Never refuses.</summary>
public sealed record RegisterDeposit(DepositHalf Deposit, DateTimeOffset At) : ReassociationCommand(At);

/// <summary>The deadline clock's command.</summary>
public sealed record FireReassociationDeadline(DateTimeOffset DueAt, DateTimeOffset At) : ReassociationCommand(At);

/// <summary>A half of this trace number found its other one elsewhere. Never refuses.</summary>
public sealed record SettleHalf(Guid HalfId, DateTimeOffset At) : ReassociationCommand(At);

/// <summary>Two halves are taken apart; this trace number may know one of them or both. Never refuses.</summary>
public sealed record TakeApart(Guid RemittanceId, Guid DepositId, DateTimeOffset At) : ReassociationCommand(At);

/// <summary>
/// Brings remittance and deposit together by trace number and amount, in whichever order they come (CAQH CORE 370). Both register on one stream,
/// so that of two that come at once the later one sees the earlier one.
/// </summary>
internal static class ReassociationDecider
{
    public static Decision<ReassociationEvent> Decide(Reassociation state, ReassociationCommand command) => command switch
    {
        RegisterRemittance c when IsKnown(state, c.Remittance.RemittanceId) => [],
        RegisterRemittance c => [.. Register(state, c.Remittance, c.At)],
        RegisterDeposit c when IsKnown(state, c.Deposit.DepositId) => [],
        RegisterDeposit c => [.. Register(state, c.Deposit, c.At)],
        FireReassociationDeadline c => [.. Overdue(state, c)],
        SettleHalf c => IsKnown(state, c.HalfId) && !state.Settled.Contains(c.HalfId) ? [new HalfMatchedElsewhere(c.HalfId, c.At) { IsLast = IsLast(state, c.HalfId) }] : [],
        TakeApart c => state.Settled.Contains(c.RemittanceId) || state.Settled.Contains(c.DepositId) ? [new ReassociationUndone(c.RemittanceId, c.DepositId, c.At) { PayerId = state.PayerId }] : [],
        _ => [],
    };

    private static bool IsKnown(Reassociation state, Guid id) =>
        state.Settled.Contains(id) || state.Remittances.Exists(r => r.RemittanceId == id) || state.Deposits.Exists(d => d.DepositId == id);

    private static bool IsLast(Reassociation state, Guid half) => state.WaitingRemittances.All(r => r.RemittanceId == half) && state.WaitingDeposits.All(d => d.DepositId == half);

    private static IEnumerable<ReassociationEvent> Register(Reassociation state, RemittanceHalf remittance, DateTimeOffset at)
    {
        // One deposit pays one advice: a second advice of the same amount is the first again, corrected or not. Without money only the content can tell.
        var before = state.Remittances.Find(r => r.Amount == remittance.Amount && (remittance.Amount != 0 || r.ContentHash == remittance.ContentHash));
        if (before is not null && !state.WaitingDeposits.Any(d => d.Amount == remittance.Amount))
        {
            yield return new DuplicateRemittanceFound(remittance.RemittanceId, before.RemittanceId, at);
            yield break;
        }

        if (remittance.Amount == 0)
        {
            yield return new ReassociationConfirmed(remittance, Deposit: null, FundingBasis.NoPayment, DeltaDays: null, 0, at);
            yield break;
        }

        if (state.DepositFor(remittance) is { } deposit)
        {
            yield return Confirm(remittance, deposit, at);
            yield break;
        }

        yield return new RemittanceAwaitsDeposit(remittance, at);
        if (state.WaitingDeposits.FirstOrDefault() is { } other) yield return new AmountsDiffer(remittance.RemittanceId, other.DepositId, remittance.Amount, other.Amount, at);
    }

    private static IEnumerable<ReassociationEvent> Register(Reassociation state, DepositHalf deposit, DateTimeOffset at)
    {
        if (state.RemittanceFor(deposit) is { } remittance)
        {
            yield return Confirm(remittance, deposit, at);
            yield break;
        }

        yield return new DepositAwaitsRemittance(deposit, at);
        if (state.WaitingRemittances.FirstOrDefault() is { } other) yield return new AmountsDiffer(other.RemittanceId, deposit.DepositId, other.Amount, deposit.Amount, at);
    }

    private static ReassociationConfirmed Confirm(RemittanceHalf remittance, DepositHalf deposit, DateTimeOffset at) => new(
        remittance,
        deposit,
        FundingBasis.TraceAndAmount,
        remittance.EffectiveDate is { } advised ? deposit.EffectiveDate.DayNumber - advised.DayNumber : null,
        BusinessDaysBetween(remittance.ReceivedAt, deposit.ReceivedAt),
        at);

    private static IEnumerable<ReassociationEvent> Overdue(Reassociation state, FireReassociationDeadline c)
    {
        if (state.IsOverdue) yield break;
        if (state.WaitingRemittances.FirstOrDefault() is { } remittance) yield return new ReassociationOverdue(remittance.RemittanceId, DepositId: null, remittance.Amount, c.DueAt, c.At);
        else if (state.WaitingDeposits.FirstOrDefault() is { } deposit) yield return new ReassociationOverdue(RemittanceId: null, deposit.DepositId, deposit.Amount, c.DueAt, c.At);
    }

    /// <summary>Mondays to Fridays after the earlier day, up to and with the later one.</summary>
    public static int BusinessDaysBetween(DateTimeOffset one, DateTimeOffset other)
    {
        var (from, to) = one <= other ? (one, other) : (other, one);
        var days = (int)(to.UtcDateTime.Date - from.UtcDateTime.Date).TotalDays;
        return Enumerable.Range(1, days).Count(n => from.UtcDateTime.Date.AddDays(n).DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
    }
}
