namespace Healthcare.Handoffs;

/// <summary>One subject's crossing of one boundary.</summary>
public abstract record Handoff
{
    private Handoff() { }

    public static readonly Handoff Initial = new NotOffered();

    public sealed record NotOffered : Handoff;

    /// <summary>Waiting for what is missing.</summary>
    public sealed record Blocked(Crossing Crossing, IReadOnlyList<Unmet> Unmet) : Begun(Crossing);

    /// <summary>Waiting for the receiver.</summary>
    public sealed record Offered(Crossing Crossing) : Begun(Crossing);

    /// <summary>Given back; waiting for the sender.</summary>
    public sealed record Returned(Crossing Crossing) : Begun(Crossing);

    /// <summary>Nobody answered; waiting for anybody. <paramref name="Unmet"/> is what was missing when time ran out.</summary>
    public sealed record TimedOut(Crossing Crossing, IReadOnlyList<Unmet> Unmet) : Begun(Crossing);

    public sealed record Accepted(Crossing Crossing) : Begun(Crossing);

    public sealed record Closed(Crossing Crossing) : Begun(Crossing);

    public abstract record Begun(Crossing Crossing) : Handoff;

    public static Handoff Evolve(Handoff handoff, HandoffEvent happened) => (handoff, happened) switch
    {
        (_, HandoffOffered e) => new Offered(new Crossing(
            e.SubjectId, e.CaseId, e.Attempt, e.Terms, e.ContextHash, e.Conditions, (handoff as Begun)?.Crossing.Returns ?? 0, Level: 0, e.Terms.FirstDeadline(e.At))
        {
            IsNudged = e.Terms.NudgeAt <= e.At,
            HasItem = handoff is Begun { Crossing.HasItem: true },
        }),
        (Begun h, HandoffBlocked e) => new Blocked(
            h.Crossing with { ContextHash = e.ContextHash, Conditions = e.Conditions, HasItem = h.Crossing.Wants(AttentionMoment.Blocked) }, e.Unmet),
        (Begun h, HandoffCleared e) => new Offered(h.Crossing with { ContextHash = e.ContextHash, Conditions = e.Conditions }),
        (Begun h, HandoffProceeded e) => new Offered(h.Crossing with
        {
            Terms = e.Terms,
            IsNudged = e.Terms.NudgeAt <= e.At,
            NextAt = e.Terms.FirstDeadline(e.At),
            Waived = [.. h.Crossing.Waived, .. e.Waived.Select(w => w.Predicate)],
        }),
        (Begun h, HandoffAccepted) => new Accepted(h.Crossing with { NextAt = null }),
        (Begun h, HandoffReturned e) => new Returned(h.Crossing with
        {
            Terms = e.Rework ?? h.Crossing.Terms,
            Returns = h.Crossing.Returns + 1,
            NextAt = e.Rework?.DueAt,
            HasItem = h.Crossing.Wants(AttentionMoment.Returned),
        }),
        (Begun h, HandoffTimedOut e) => new TimedOut(h.Crossing with { NextAt = e.EscalatesAt, HasItem = h.Crossing.Wants(AttentionMoment.TimedOut) }, h is Blocked b ? b.Unmet : []),
        (Begun h, HandoffNudged) => h with { Crossing = h.Crossing with { IsNudged = true, NextAt = h.Crossing.Terms.DueAt } },
        (Begun h, HandoffEscalated e) => h with { Crossing = h.Crossing with { Level = e.Level, NextAt = e.NextAt ?? h.Crossing.NextAt, HasItem = true } },
        (Begun h, HandoffExtended e) => h with { Crossing = h.Crossing with { Terms = e.Terms, IsNudged = e.Terms.NudgeAt <= e.At, NextAt = e.Terms.FirstDeadline(e.At) } },
        (Begun h, HandoffClosed) => new Closed(h.Crossing with { NextAt = null }),
        _ => handoff,
    };
}

/// <summary>What every state after the first offer knows.</summary>
public sealed record Crossing(
    Guid SubjectId, Guid? CaseId, int Attempt, HandoffTerms Terms, string ContextHash, IReadOnlyList<ConditionSeen> Conditions, int Returns, int Level, DateTimeOffset? NextAt)
{
    public bool IsNudged { get; init; }

    /// <summary>Conditions that a named person has waived for this attempt.</summary>
    public IReadOnlyList<string> Waived { get; init; } = [];

    /// <summary>True once a person's queue has been given an item for it.</summary>
    public bool HasItem { get; init; }

    internal bool Wants(AttentionMoment moment) => HasItem || Terms.Attention.Contains(moment);

    /// <summary>Whose key seals free text about this crossing.</summary>
    public Guid SealSubject => CaseId ?? SubjectId;
}
