using Healthcare.EventStore;

namespace Healthcare.Handoffs.Transmissions;

public abstract record TransmissionCommand;

/// <summary>Queues a message; a service puts it into the transaction of the event that asks for it.</summary>
public sealed record QueueTransmission(string Partner, string Kind, Guid PayloadId, string MediaType, Guid SubjectId, DateTimeOffset At) : TransmissionCommand;

internal sealed record BeginAttempt(DateTimeOffset At) : TransmissionCommand;

internal sealed record RecordAcknowledgement(int Status, Guid? AnswerId, DateTimeOffset At) : TransmissionCommand;

internal sealed record RecordNoAnswer(string Reason, int? Status, DateTimeOffset At, DateTimeOffset RetryAt) : TransmissionCommand;

internal sealed record RecordRejection(int Status, Guid? AnswerId, DateTimeOffset At) : TransmissionCommand;

/// <summary>Sends a rejected or unconfirmed message again, on a person's word (N22: one destination, without the others).</summary>
public sealed record RequeueTransmission(string Reason, DateTimeOffset At) : TransmissionCommand;

/// <summary>Every rule of a transmission.</summary>
public static class TransmissionDecider
{
    public static Aggregate<Transmission, TransmissionCommand, TransmissionEvent> Aggregate { get; } =
        new("transmission", Transmission.None, Transmission.Evolve, Decide);

    public static Decision<TransmissionEvent> Decide(Transmission transmission, TransmissionCommand command) => (transmission, command) switch
    {
        (Transmission.Unknown, QueueTransmission c) => new TransmissionQueued(c.Partner, c.Kind, c.PayloadId, c.MediaType, c.SubjectId, c.At),
        (_, QueueTransmission) => [],
        (Transmission.Queued q, BeginAttempt c) => new TransmissionSent(q.Attempts + 1, c.At),
        // A sender that died after it began an attempt left it open: nobody knows, so the next attempt repeats it.
        (Transmission.Sent s, BeginAttempt c) => new TransmissionSent(s.Attempts + 1, c.At),
        (Transmission.Unconfirmed u, BeginAttempt c) => new TransmissionSent(u.Attempts + 1, c.At),
        (Transmission.Sent, RecordAcknowledgement c) => new TransmissionAcknowledged(c.Status, c.AnswerId, c.At),
        (Transmission.Sent, RecordNoAnswer c) => new TransmissionUnconfirmed(c.Reason, c.Status, c.At, c.RetryAt),
        (Transmission.Sent, RecordRejection c) => new TransmissionRejected(c.Status, c.AnswerId, c.At),
        (Transmission.Acknowledged, RecordAcknowledgement or RecordNoAnswer or RecordRejection) => [],
        (Transmission.Rejected or Transmission.Unconfirmed, RequeueTransmission c) => new TransmissionRequeued(c.Reason, c.At),
        (Transmission.Queued, RequeueTransmission) => [],
        _ => OutOfOrder,
    };

    public static Refusal OutOfOrder { get; } = new("transmission-out-of-order", "The message to the partner is not in a state in which that can happen.");
}
