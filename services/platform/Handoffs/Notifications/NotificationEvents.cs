using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>What happens to a notification.</summary>
public abstract record NotificationEvent(DateTimeOffset At);

/// <summary>What a notification is about.</summary>
public enum NotificationKind
{
    /// <summary>A level of a chain is told.</summary>
    Escalation,

    /// <summary>A role's reminders of a day.</summary>
    Digest,
}

/// <summary>A role is to be told; committed with the event that causes it. Ids and codes only.</summary>
[StoredAs("notification_queued.v1")]
public sealed record NotificationQueued(NotificationKind Kind, string Role, int Level, Guid SubjectId, string ReasonCode, DateTimeOffset At) : NotificationEvent(At)
{
    public string? Boundary { get; init; }

    public Guid? CaseId { get; init; }

    /// <summary>By when the work was to be done.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The local date of a digest.</summary>
    public DateOnly? Day { get; init; }
}

/// <summary>The role was told; <paramref name="ContentHash"/> is the SHA-256 of what it was told.</summary>
[StoredAs("notification_sent.v1")]
public sealed record NotificationSent(string Role, int Level, string Channel, string ContentHash, DateTimeOffset At) : NotificationEvent(At);

/// <summary>The channel did not take it; it is tried again.</summary>
[StoredAs("notification_failed.v1")]
public sealed record NotificationFailed(string Channel, int Attempts, DateTimeOffset At) : NotificationEvent(At);

/// <summary>What happens to the reminders of a role and a day.</summary>
public abstract record DigestEvent(DateTimeOffset At);

/// <summary>The role was reminded of something; what it is reminded of that day goes out together at <paramref name="SendAt"/>.</summary>
[StoredAs("digest_begun.v1")]
public sealed record DigestBegun(string Role, DateOnly Day, DateTimeOffset SendAt, DateTimeOffset At) : DigestEvent(At);

/// <summary>It is time for the day's reminders.</summary>
[StoredAs("digest_closed.v1")]
public sealed record DigestClosed(string Role, DateOnly Day, DateTimeOffset At) : DigestEvent(At);
