using System.Collections.Immutable;

namespace Healthcare.Reconciliation.Reassociations;

/// <summary>Every remittance and deposit under one trace number, and which of them belong together.</summary>
public sealed record Reassociation
{
    public static readonly Reassociation Initial = new();

    public ImmutableList<RemittanceHalf> Remittances { get; init; } = [];

    public ImmutableList<DepositHalf> Deposits { get; init; } = [];

    /// <summary>Remittances and deposits that found each other, and remittances that need no money.</summary>
    public ImmutableHashSet<Guid> Settled { get; init; } = [];

    /// <summary>Pairs that a person took apart: never brought together again by themselves.</summary>
    public ImmutableHashSet<(Guid RemittanceId, Guid DepositId)> Apart { get; init; } = [];

    public bool IsMismatched { get; init; }

    public bool IsOverdue { get; init; }

    public IEnumerable<RemittanceHalf> WaitingRemittances => Remittances.Where(r => !Settled.Contains(r.RemittanceId));

    public IEnumerable<DepositHalf> WaitingDeposits => Deposits.Where(d => !Settled.Contains(d.DepositId));

    public bool IsWaiting => WaitingRemittances.Any() || WaitingDeposits.Any();

    /// <summary>The deposit of that amount that waits and may be this remittance's.</summary>
    public DepositHalf? DepositFor(RemittanceHalf remittance)
    {
        ArgumentNullException.ThrowIfNull(remittance);
        return WaitingDeposits.FirstOrDefault(d => d.Amount == remittance.Amount && !Apart.Contains((remittance.RemittanceId, d.DepositId)));
    }

    public RemittanceHalf? RemittanceFor(DepositHalf deposit)
    {
        ArgumentNullException.ThrowIfNull(deposit);
        return WaitingRemittances.FirstOrDefault(r => r.Amount == deposit.Amount && !Apart.Contains((r.RemittanceId, deposit.DepositId)));
    }

    /// <summary>Whose money it is, as far as either half says.</summary>
    public string? PayerId => Remittances.Select(r => r.PayerId).Concat(Deposits.Select(d => d.PayerId)).FirstOrDefault(p => p is not null);

    public static Reassociation Evolve(Reassociation state, ReassociationEvent happened) => happened switch
    {
        RemittanceAwaitsDeposit e => state with { Remittances = state.Remittances.Add(e.Remittance) },
        DepositAwaitsRemittance e => state with { Deposits = state.Deposits.Add(e.Deposit) },
        ReassociationConfirmed e => Confirmed(state, e),
        AmountsDiffer => state with { IsMismatched = true },
        ReassociationOverdue => state with { IsOverdue = true },
        HalfMatchedElsewhere e => state with { Settled = state.Settled.Add(e.HalfId) },
        ReassociationUndone e => state with { Settled = state.Settled.Remove(e.RemittanceId).Remove(e.DepositId), Apart = state.Apart.Add((e.RemittanceId, e.DepositId)), IsOverdue = false },
        // Known from now on, so that it is not found again; settled, because no money is waited for.
        DuplicateRemittanceFound e => state with { Settled = state.Settled.Add(e.RemittanceId) },
        _ => state,
    };

    private static Reassociation Confirmed(Reassociation state, ReassociationConfirmed e)
    {
        var next = state with { Settled = state.Settled.Add(e.Remittance.RemittanceId) };
        if (!next.Remittances.Exists(r => r.RemittanceId == e.Remittance.RemittanceId)) next = next with { Remittances = next.Remittances.Add(e.Remittance) };
        if (e.Deposit is not { } deposit) return next;
        if (!next.Deposits.Exists(d => d.DepositId == deposit.DepositId)) next = next with { Deposits = next.Deposits.Add(deposit) };
        return next with { Settled = next.Settled.Add(deposit.DepositId), IsMismatched = false };
    }
}

/// <summary>What the boundary from bank and payer looks at.</summary>
internal sealed record PairFacts(Guid? RemittanceId, Guid? DepositId, decimal? RemittanceAmount, decimal? DepositAmount, int BusinessDaysApart)
{
    public bool AreBothHere => RemittanceId is not null && DepositId is not null;

    public bool AreEqual => RemittanceAmount is not null && RemittanceAmount == DepositAmount;
}
