using Healthcare.EventStore;

namespace Healthcare.Handoffs.Transmissions;

/// <summary>What happened to one message to a partner.</summary>
public abstract record TransmissionEvent;

/// <summary>Recorded with the event that causes it, before anything is sent. The payload is kept as an original, so every attempt sends the same bytes.</summary>
[StoredAs("transmission_queued.v1")]
public sealed record TransmissionQueued(string Partner, string Kind, Guid PayloadId, string MediaType, Guid SubjectId, DateTimeOffset QueuedAt) : TransmissionEvent;

/// <summary>An attempt begins; whether the partner got it is only known from its answer.</summary>
[StoredAs("transmission_sent.v1")]
public sealed record TransmissionSent(int Attempt, DateTimeOffset SentAt) : TransmissionEvent;

/// <summary>The partner took it (2xx); its answer is kept as an original.</summary>
[StoredAs("transmission_acknowledged.v1")]
public sealed record TransmissionAcknowledged(int Status, Guid? AnswerId, DateTimeOffset At) : TransmissionEvent;

/// <summary>No answer, or one that says nothing of the message (5xx): it is sent again unchanged.</summary>
[StoredAs("transmission_unconfirmed.v1")]
public sealed record TransmissionUnconfirmed(string Reason, int? Status, DateTimeOffset At, DateTimeOffset RetryAt) : TransmissionEvent;

/// <summary>The partner refused it (4xx): sending the same again would be refused again, so a person decides.</summary>
[StoredAs("transmission_rejected.v1")]
public sealed record TransmissionRejected(int Status, Guid? AnswerId, DateTimeOffset At) : TransmissionEvent;

/// <summary>A person has it sent again, unchanged, to this one destination.</summary>
[StoredAs("transmission_requeued.v1")]
public sealed record TransmissionRequeued(string Reason, DateTimeOffset At) : TransmissionEvent;
