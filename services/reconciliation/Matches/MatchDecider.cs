using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Matches;

/// <summary>What may be asked of a pair.</summary>
public abstract record MatchCommand(DateTimeOffset At);

/// <summary>Amount, dates and payer fit. Never refuses: what a person has decided on stays decided.</summary>
public sealed record ProposeMatch(MatchFacts Facts, DateTimeOffset At) : MatchCommand(At);

/// <summary>The trace number brought them together. Never refuses.</summary>
public sealed record RecordMatch(MatchFacts Facts, DateTimeOffset At) : MatchCommand(At);

/// <summary>Every rule of a pair.</summary>
internal static class MatchDecider
{
    public static Decision<MatchEvent> Decide(Match match, MatchCommand command) => (match, command) switch
    {
        (Match.NotSeen, ProposeMatch c) => new MatchProposed(c.Facts, c.At),
        (_, ProposeMatch) => [],
        (Match.Confirmed, RecordMatch) => [],
        (_, RecordMatch c) => new MatchRecorded(c.Facts, c.At),

        (Match.Proposed s, ConfirmMatch c) => new MatchConfirmed(s.Facts, c.By, c.At),
        (Match.Confirmed, ConfirmMatch) => [],
        // A person who found the pair, or has thought again, needs no proposal.
        (Match.NotSeen or Match.Rejected or Match.Undone, MatchByHand c) => Fit(c.Facts) ? new MatchConfirmed(c.Facts, c.By, c.At) : MatchRefusals.AmountsDiffer,
        (Match.Proposed s, MatchByHand c) => new MatchConfirmed(s.Facts with { Basis = c.Facts.Basis }, c.By, c.At),
        (Match.Confirmed, MatchByHand) => [],

        (Match.Proposed, RejectMatch c) => new MatchRejected(c.ReasonCode, c.By, c.At),
        (Match.Rejected, RejectMatch) => [],

        (Match.Confirmed s, UndoMatch c) => new MatchUndone(s.Facts, c.ReasonCode, c.By, c.Period, c.At),
        (Match.Undone, UndoMatch) => [],

        (Match.NotSeen, _) => MatchRefusals.Unknown,
        _ => MatchRefusals.OutOfOrder,
    };

    // One deposit may pay several advices; an advice is paid by one deposit whole.
    private static bool Fit(MatchFacts facts) => facts.Remittance.Amount > 0 && facts.Remittance.Amount <= facts.Deposit.Amount;
}

/// <summary>Why a pair says no.</summary>
internal static class MatchRefusals
{
    public static readonly Refusal Unknown = new("reassociation-unknown", "There is no such reassociation.");
    public static readonly Refusal OutOfOrder = new("reassociation-out-of-order", "The reassociation is not in a state in which that can happen.");
    public static readonly Refusal AmountsDiffer = new("amounts-differ", "The deposit is less than the remittance pays.");
}
