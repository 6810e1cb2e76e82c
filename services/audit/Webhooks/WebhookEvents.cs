using Healthcare.EventStore;

namespace Healthcare.Audit.Webhooks;

/// <summary>What happens to the address at which a partner wants to be told.</summary>
public abstract record WebhookEvent(DateTimeOffset At);

/// <summary>The partner named its address; the secret signs what is sent there, and only its first answer ever showed it.</summary>
[StoredAs("webhook_registered.v1")]
public sealed record WebhookRegistered(string PartnerId, string Url, Sealed<string> Secret, DateTimeOffset At) : WebhookEvent(At);

/// <summary>Another address, or the same one again after it was disabled; the secret stays.</summary>
[StoredAs("webhook_moved.v1")]
public sealed record WebhookMoved(string Url, DateTimeOffset At) : WebhookEvent(At);

/// <summary>A new secret; the one before signs too until <paramref name="PreviousUntil"/>.</summary>
[StoredAs("webhook_secret_rotated.v1")]
public sealed record WebhookSecretRotated(Sealed<string> Secret, DateTimeOffset PreviousUntil, DateTimeOffset At) : WebhookEvent(At);

/// <summary>Nothing is sent any more: the receiver said that it is gone (HTTP 410).</summary>
[StoredAs("webhook_disabled.v1")]
public sealed record WebhookDisabled(string ReasonCode, DateTimeOffset At) : WebhookEvent(At);

/// <summary>The partner no longer wants to be told.</summary>
[StoredAs("webhook_removed.v1")]
public sealed record WebhookRemoved(DateTimeOffset At) : WebhookEvent(At);

/// <summary>The receiver does not take what it is sent; said once for each outage, however many attempts fail.</summary>
[StoredAs("webhook_receiver_lost.v1")]
public sealed record WebhookReceiverLost(string ReasonCode, DateTimeOffset At) : WebhookEvent(At);

/// <summary>The receiver has been away for so long that a person is asked to call the partner.</summary>
[StoredAs("webhook_owner_told.v1")]
public sealed record WebhookOwnerTold(int Attempts, DateTimeOffset DueAt, DateTimeOffset At) : WebhookEvent(At);

[StoredAs("webhook_receiver_answered.v1")]
public sealed record WebhookReceiverAnswered(DateTimeOffset At) : WebhookEvent(At);
