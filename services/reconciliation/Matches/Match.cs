using Healthcare.EventStore;
using Healthcare.Reconciliation.Reassociations;

namespace Healthcare.Reconciliation.Matches;

/// <summary>What happens to one remittance and one deposit that may belong together.</summary>
public abstract record MatchEvent(DateTimeOffset At);

/// <summary>The two look as if they belong together; a person decides. <see cref="MatchFacts.Basis"/> says why.</summary>
[StoredAs("match_proposed.v1")]
public sealed record MatchProposed(MatchFacts Facts, DateTimeOffset At) : MatchEvent(At);

/// <summary>The trace number and the amount brought them together.</summary>
[StoredAs("match_recorded.v1")]
public sealed record MatchRecorded(MatchFacts Facts, DateTimeOffset At) : MatchEvent(At);

/// <summary>A person confirmed it: the deposit funds the remittance.</summary>
[StoredAs("match_confirmed.v1")]
public sealed record MatchConfirmed(MatchFacts Facts, Actor By, DateTimeOffset At) : MatchEvent(At);

[StoredAs("match_rejected.v1")]
public sealed record MatchRejected(string ReasonCode, Actor By, DateTimeOffset At) : MatchEvent(At);

/// <summary>A person took them apart: payments are unapplied and stay as unapplied cash, journals are reversed, both halves wait again.</summary>
[StoredAs("match_undone.v1")]
public sealed record MatchUndone(MatchFacts Facts, string ReasonCode, Actor By, string Period, DateTimeOffset At) : MatchEvent(At);

/// <summary>The two halves, the streams of their trace numbers (a remittance may have none), and why they belong together.</summary>
public sealed record MatchFacts(RemittanceHalf Remittance, DepositHalf Deposit, Guid? RemittanceTrace, Guid DepositTrace, string Basis, int? DeltaDays);

/// <summary>Where a pair stands.</summary>
public abstract record Match
{
    private Match() { }

    public static readonly Match Initial = new NotSeen();

    public sealed record NotSeen : Match;

    public sealed record Proposed(MatchFacts Facts) : Match;

    public sealed record Confirmed(MatchFacts Facts) : Match;

    public sealed record Rejected(MatchFacts Facts) : Match;

    public sealed record Undone(MatchFacts Facts) : Match;

    public static Match Evolve(Match match, MatchEvent happened) => (match, happened) switch
    {
        (_, MatchProposed e) => new Proposed(e.Facts),
        (_, MatchRecorded e) => new Confirmed(e.Facts),
        (_, MatchConfirmed e) => new Confirmed(e.Facts),
        (Proposed s, MatchRejected) => new Rejected(s.Facts),
        (_, MatchUndone e) => new Undone(e.Facts),
        _ => match,
    };
}
