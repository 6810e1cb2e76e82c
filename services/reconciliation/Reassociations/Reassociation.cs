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

    public bool IsMismatched { get; init; }

    public bool IsOverdue { get; init; }

    public IEnumerable<RemittanceHalf> WaitingRemittances => Remittances.Where(r => !Settled.Contains(r.RemittanceId));

    public IEnumerable<DepositHalf> WaitingDeposits => Deposits.Where(d => !Settled.Contains(d.DepositId));

    public static Reassociation Evolve(Reassociation state, ReassociationEvent happened) => happened switch
    {
        RemittanceAwaitsDeposit e => state with { Remittances = state.Remittances.Add(e.Remittance) },
        DepositAwaitsRemittance e => state with { Deposits = state.Deposits.Add(e.Deposit) },
        ReassociationConfirmed e => Confirmed(state, e),
        AmountsDiffer => state with { IsMismatched = true },
        ReassociationOverdue => state with { IsOverdue = true },
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
