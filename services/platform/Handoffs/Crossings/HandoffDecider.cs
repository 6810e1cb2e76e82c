using Healthcare.EventStore;

namespace Healthcare.Handoffs;

internal static class HandoffDecider
{
    /// <summary>From this return on, each one tells the next level of the chain.</summary>
    public const int Bounces = 3;

    public static Decision<HandoffEvent> Decide(Handoff handoff, HandoffCommand command) => (handoff, command) switch
    {
        // An AI may suggest; taking, giving back and letting go are decisions.
        (_, AcceptHandoff { By.Kind: ActorKind.Ai } or ReturnHandoff { By.Kind: ActorKind.Ai } or CloseHandoff { By.Kind: ActorKind.Ai } or ExtendHandoff { By.Kind: ActorKind.Ai }) => HandoffRefusals.PersonMustDecide,
        (_, ProceedHandoff { By.Kind: not ActorKind.Human }) => HandoffRefusals.PersonMustDecide,

        (Handoff.NotOffered, OfferHandoff c) => Open(1, prior: null, c, c.Terms),
        (Handoff.Blocked h, OfferHandoff c) => Again(h.Crossing, h.Unmet, c),
        (Handoff.Offered h, OfferHandoff c) => Again(h.Crossing, [], c),
        (Handoff.Accepted h, OfferHandoff c) when h.Crossing.ContextHash == c.ContextHash => [],
        (Handoff.Begun h, OfferHandoff c) => Open(h.Crossing.Attempt + 1, h.Crossing.Attempt, c, c.Terms.DueAt <= c.At ? c.Renewed : c.Terms),

        (Handoff.Offered h, AcceptHandoff c) => [new HandoffAccepted(h.Crossing.Attempt, c.By, c.At)],
        (Handoff.TimedOut { Unmet: [] } h, AcceptHandoff c) => [Late(h, c.At), new HandoffAccepted(h.Crossing.Attempt + 1, c.By, c.At)],
        (Handoff.Accepted, AcceptHandoff) => [],

        (_, ReturnHandoff { Requirements: [] }) => HandoffRefusals.NothingAsked,
        (Handoff.Offered h, ReturnHandoff c) => [Returned(h.Crossing.Attempt, c), .. Bounced(h.Crossing, h.Crossing.Attempt, c)],
        (Handoff.TimedOut { Unmet: [] } h, ReturnHandoff c) =>
            [Late(h, c.At), Returned(h.Crossing.Attempt + 1, c), .. Bounced(h.Crossing with { Level = 0 }, h.Crossing.Attempt + 1, c)],

        // What was never offered need not be taken back.
        (Handoff.NotOffered or Handoff.Closed, CloseHandoff) => [],
        (Handoff.Blocked or Handoff.Offered, CloseHandoff c) when handoff is Handoff.Begun h =>
        [
            new HandoffReturned(h.Crossing.Attempt, [new Requirement(c.ReasonCode)], Rework: null, c.By, c.At),
            new HandoffClosed(h.Crossing.Attempt, c.ReasonCode, c.By, c.At),
        ],
        (Handoff.Returned or Handoff.TimedOut, CloseHandoff c) when handoff is Handoff.Begun h => [new HandoffClosed(h.Crossing.Attempt, c.ReasonCode, c.By, c.At)],

        (Handoff.Begun h, ProceedHandoff c) => Proceed(h, c),

        (Handoff.Begun h, ExtendHandoff c) when h.Crossing.Terms.DueAt == c.Terms.DueAt => [],
        (Handoff.Blocked or Handoff.Offered or Handoff.TimedOut, ExtendHandoff c) when c.Terms.DueAt <= c.At => HandoffRefusals.DueInThePast,
        (Handoff.Blocked or Handoff.Offered, ExtendHandoff c) when handoff is Handoff.Begun h => [new HandoffExtended(h.Crossing.Attempt, c.Terms, c.ReasonCode, c.By, c.At)],
        (Handoff.TimedOut h, ExtendHandoff c) => [.. Anew(h, c.At), new HandoffExtended(h.Crossing.Attempt + 1, c.Terms, c.ReasonCode, c.By, c.At)],

        (Handoff.Begun h, FireHandoffDeadline c) when h.Crossing.NextAt is { } next && EventCodec.Microseconds(next) == EventCodec.Microseconds(c.DueAt) => Fire(h, next, c.At),
        (_, FireHandoffDeadline) => [],

        (Handoff.Blocked or Handoff.Returned or Handoff.TimedOut, TellUnstaffedHandoff c) when handoff is Handoff.Begun { Crossing: { Level: 0 } crossing } && crossing.Terms.OwnerRole == c.Role =>
            [Unstaffed(crossing, c)],
        (_, TellUnstaffedHandoff) => [],

        (Handoff.NotOffered, _) => HandoffRefusals.NeverOffered,
        (Handoff.Blocked or Handoff.TimedOut, _) => HandoffRefusals.ConditionsUnmet,
        (Handoff.Returned, _) => HandoffRefusals.GivenBack,
        (Handoff.Closed, _) => HandoffRefusals.Closed,
        _ => HandoffRefusals.AlreadyTaken,
    };

    private static Decision<HandoffEvent> Open(int attempt, int? prior, OfferHandoff c, HandoffTerms terms)
    {
        var offered = new HandoffOffered(attempt, prior, c.SubjectId, c.CaseId, terms, c.ContextHash, c.Conditions, c.At);
        return c.Unmet.Count == 0 ? [offered] : [offered, new HandoffBlocked(attempt, c.ContextHash, c.Unmet, c.Conditions, c.At)];
    }

    private static Decision<HandoffEvent> Again(Crossing crossing, IReadOnlyList<Unmet> before, OfferHandoff c)
    {
        // What a person has waived does not block again.
        var unmet = c.Unmet.Where(u => !crossing.Waived.Contains(u.Predicate, StringComparer.Ordinal)).ToList();
        var same = crossing.ContextHash == c.ContextHash && before.Select(u => u.Predicate).SequenceEqual(unmet.Select(u => u.Predicate), StringComparer.Ordinal);
        if (same) return [];
        return unmet.Count == 0
            ? new HandoffCleared(crossing.Attempt, c.ContextHash, c.Conditions, c.At)
            : new HandoffBlocked(crossing.Attempt, c.ContextHash, unmet, c.Conditions, c.At);
    }

    // An answer that comes after its time is an attempt of its own, so that each has exactly one outcome and no work is refused for being late.
    private static HandoffOffered Late(Handoff.TimedOut handoff, DateTimeOffset at)
    {
        var crossing = handoff.Crossing;
        return new HandoffOffered(
            crossing.Attempt + 1, crossing.Attempt, crossing.SubjectId, crossing.CaseId, crossing.Terms, crossing.ContextHash, crossing.Conditions, at);
    }

    private static IEnumerable<HandoffEvent> Anew(Handoff.TimedOut handoff, DateTimeOffset at)
    {
        var offered = Late(handoff, at);
        return handoff.Unmet.Count == 0 ? [offered] : [offered, new HandoffBlocked(offered.Attempt, offered.ContextHash, handoff.Unmet, offered.Conditions, at)];
    }

    private static HandoffReturned Returned(int attempt, ReturnHandoff c) => new(attempt, c.Requirements, c.Rework, c.By, c.At);

    private static IEnumerable<HandoffEvent> Bounced(Crossing crossing, int attempt, ReturnHandoff c)
    {
        var returns = crossing.Returns + 1;
        if (returns < Bounces) return [];
        var (level, role) = LevelOf(c.Rework, Math.Max(crossing.Level + 1, returns - Bounces + 1));
        return [new HandoffEscalated(attempt, level, role, EscalationCause.Bounced, DueAt: null, NextAt: null, c.At)];
    }

    private static Decision<HandoffEvent> Proceed(Handoff.Begun handoff, ProceedHandoff c)
    {
        var crossing = handoff.Crossing;
        if (handoff is Handoff.Offered && crossing.Waived.Count > 0) return [];
        var unmet = handoff switch
        {
            Handoff.Blocked b => b.Unmet,
            Handoff.TimedOut t => t.Unmet,
            _ => [],
        };
        if (unmet.Count == 0) return handoff is Handoff.Closed ? HandoffRefusals.Closed : HandoffRefusals.NothingToWaive;
        if (!crossing.Terms.ProceedGrounds.Contains(c.Ground, StringComparer.Ordinal)) return HandoffRefusals.GroundNotPermitted;
        if (c.DueAt <= c.At) return HandoffRefusals.DueInThePast;
        var reason = Sealed.For(crossing.SealSubject, c.Reason);
        var terms = crossing.Terms.DueOn(EventCodec.Microseconds(c.DueAt));
        return handoff is Handoff.TimedOut late
            ? [.. Anew(late, c.At), new HandoffProceeded(crossing.Attempt + 1, c.By, c.Ground, reason, terms, unmet, c.At)]
            : new HandoffProceeded(crossing.Attempt, c.By, c.Ground, reason, terms, unmet, c.At);
    }

    private static Decision<HandoffEvent> Fire(Handoff.Begun handoff, DateTimeOffset dueAt, DateTimeOffset at)
    {
        var crossing = handoff.Crossing;
        var terms = crossing.Terms;
        switch (handoff)
        {
            case Handoff.Blocked or Handoff.Offered when !crossing.IsNudged && dueAt < terms.DueAt:
                return new HandoffNudged(crossing.Attempt, terms.OwnerRole, terms.DueAt, at);
            case Handoff.Blocked or Handoff.Offered:
                return new HandoffTimedOut(crossing.Attempt, dueAt, NextLevel(terms, crossing.Level, dueAt, at), at);
            case Handoff.Returned or Handoff.TimedOut:
                var (level, role) = LevelOf(terms, crossing.Level + 1);
                var cause = handoff is Handoff.TimedOut ? EscalationCause.TimedOut : EscalationCause.ReworkOverdue;
                return new HandoffEscalated(crossing.Attempt, level, role, cause, dueAt, NextLevel(terms, level, dueAt, at), at);
            default:
                return [];
        }
    }

    // Whoever is told must be there: the first level that somebody is on duty for, or the last.
    private static HandoffEscalated Unstaffed(Crossing crossing, TellUnstaffedHandoff c)
    {
        var level = 1;
        while (level < crossing.Terms.Levels.Count && c.Unstaffed.Contains(crossing.Terms.Levels[level - 1].Role)) level++;
        var (told, role) = LevelOf(crossing.Terms, level);
        return new HandoffEscalated(crossing.Attempt, told, role, EscalationCause.RoleUnstaffed, DueAt: null, NextAt: null, c.At);
    }

    private static (int Level, string Role) LevelOf(HandoffTerms terms, int level)
    {
        level = Math.Min(level, terms.Levels.Count);
        return (level, level == 0 ? terms.OwnerRole : terms.Levels[level - 1].Role);
    }

    // Levels keep the time that the chain gives them, also when they are told late; only the last one's repetitions are not made up for.
    private static DateTimeOffset NextLevel(HandoffTerms terms, int level, DateTimeOffset dueAt, DateTimeOffset at)
    {
        if (level < terms.Levels.Count && terms.Levels[level].At > dueAt) return terms.Levels[level].At;
        var again = dueAt + terms.Repeat;
        return again > at ? again : EventCodec.Microseconds(at + terms.Repeat);
    }
}
