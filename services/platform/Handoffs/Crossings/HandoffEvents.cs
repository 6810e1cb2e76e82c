using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>What happens to a crossing.</summary>
public abstract record HandoffEvent(int Attempt, DateTimeOffset At);

/// <summary>Work was offered at a boundary; <paramref name="Prior"/> links an attempt to the one it follows.</summary>
[StoredAs("handoff_offered.v1")]
public sealed record HandoffOffered(
    int Attempt, int? Prior, Guid SubjectId, Guid? CaseId, HandoffTerms Terms, string ContextHash, IReadOnlyList<ConditionSeen> Conditions, DateTimeOffset At)
    : HandoffEvent(Attempt, At);

/// <summary>The receiver does not get the work yet, because of what is missing.</summary>
[StoredAs("handoff_blocked.v1")]
public sealed record HandoffBlocked(int Attempt, string ContextHash, IReadOnlyList<Unmet> Unmet, IReadOnlyList<ConditionSeen> Conditions, DateTimeOffset At)
    : HandoffEvent(Attempt, At);

/// <summary>Every condition holds: what was missing is there, or the packet changed and is still complete; the same attempt goes on.</summary>
[StoredAs("handoff_cleared.v1")]
public sealed record HandoffCleared(int Attempt, string ContextHash, IReadOnlyList<ConditionSeen> Conditions, DateTimeOffset At) : HandoffEvent(Attempt, At);

/// <summary>The receiver took the work: the attempt is settled.</summary>
[StoredAs("handoff_accepted.v1")]
public sealed record HandoffAccepted(int Attempt, Actor By, DateTimeOffset At) : HandoffEvent(Attempt, At);

/// <summary>The receiver gave the work back: the attempt is settled. <paramref name="Rework"/> says until when the sender answers; absent when the sender took it back itself.</summary>
[StoredAs("handoff_returned.v1")]
public sealed record HandoffReturned(int Attempt, IReadOnlyList<Requirement> Requirements, HandoffTerms? Rework, Actor By, DateTimeOffset At) : HandoffEvent(Attempt, At);

/// <summary>Nobody answered in time: the attempt is settled, the work is still to be done, and a late answer is applied.</summary>
[StoredAs("handoff_timed_out.v1")]
public sealed record HandoffTimedOut(int Attempt, DateTimeOffset DueAt, DateTimeOffset EscalatesAt, DateTimeOffset At) : HandoffEvent(Attempt, At);

/// <summary>The owner was reminded before the time was up.</summary>
[StoredAs("handoff_nudged.v1")]
public sealed record HandoffNudged(int Attempt, string Role, DateTimeOffset DueAt, DateTimeOffset At) : HandoffEvent(Attempt, At);

/// <summary>Why a level was told.</summary>
public enum EscalationCause
{
    TimedOut,
    ReworkOverdue,
    Bounced,

    /// <summary>Nobody is on duty for the role that owns it.</summary>
    RoleUnstaffed,
}

/// <summary>A level of the chain was told; <paramref name="NextAt"/> is when the next is, and absent when the clock did not cause it.</summary>
[StoredAs("handoff_escalated.v1")]
public sealed record HandoffEscalated(int Attempt, int Level, string Role, EscalationCause Cause, DateTimeOffset? DueAt, DateTimeOffset? NextAt, DateTimeOffset At)
    : HandoffEvent(Attempt, At);

/// <summary>A named person sent the work on although a condition was not met.</summary>
[StoredAs("handoff_proceeded.v1")]
public sealed record HandoffProceeded(
    int Attempt, Actor By, string Ground, Sealed<string> Reason, HandoffTerms Terms, IReadOnlyList<Unmet> Waived, DateTimeOffset At) : HandoffEvent(Attempt, At);

/// <summary>More time was given, on a clock that the contract names.</summary>
[StoredAs("handoff_extended.v1")]
public sealed record HandoffExtended(int Attempt, HandoffTerms Terms, string ReasonCode, Actor By, DateTimeOffset At) : HandoffEvent(Attempt, At);

/// <summary>The sender no longer wants the crossing.</summary>
[StoredAs("handoff_closed.v1")]
public sealed record HandoffClosed(int Attempt, string ReasonCode, Actor By, DateTimeOffset At) : HandoffEvent(Attempt, At);
