using Healthcare.EventStore;

namespace Healthcare.Handoffs.Transmissions;

/// <summary>What one kind of message to a partner means to its service.</summary>
public interface ITransmissionKind
{
    /// <summary>Such as <c>pas-submit</c>; its address is <c>Partners:&lt;partner&gt;:Endpoints:&lt;kind&gt;</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// How the partner took the message, where its protocol says so in the body and not by the status of HTTP, as an HL7 acknowledgement does: a body that acknowledges
    /// nothing is <see cref="AnswerKind.Unconfirmed"/>, and the message goes again unchanged.
    /// </summary>
    AnswerKind Judge(AnswerKind byStatus, ReadOnlyMemory<byte> body) => byStatus;

    /// <summary>
    /// Reads the partner's answer, with whatever it must fetch or keep for that, and says what to decide. The decisions commit with the acknowledgement, and may be
    /// taken more than once before they do.
    /// </summary>
    Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel);
}

/// <summary>
/// A kind that makes its own calls, where a POST to an address in the configuration with this service's token is not how its partners are reached. It is called within the partner's pipeline,
/// once for each try, always with the same bytes; what is worth another attempt is a <see cref="ServiceDefaults.PartnerFailedException"/>.
/// </summary>
public interface ITransmissionCarrier
{
    Task<CarriedAnswer> CarryAsync(TransmissionRow transmission, ReadOnlyMemory<byte> payload, CancellationToken cancel);
}

/// <summary>What a partner answered whose answers have no content to keep.</summary>
public sealed record CarriedAnswer(AnswerKind Kind, int Status);

/// <summary>Commands that follow from an answer, decided in the transaction that records it.</summary>
public delegate Task<Outcome> DecideOnAnswer(Work work, CancellationToken cancel);

/// <summary>A way to partners that is not HTTP, by the scheme of their addresses, such as <c>mllp</c>.</summary>
public interface IPartnerTransport
{
    string Scheme { get; }

    /// <summary>Sends once and waits for the answer; null when none came.</summary>
    Task<ReadOnlyMemory<byte>?> SendAsync(Uri address, ReadOnlyMemory<byte> payload, CancellationToken cancel);
}

/// <summary>How a partner took a message.</summary>
public enum AnswerKind
{
    /// <summary>2xx.</summary>
    Acknowledged,

    /// <summary>4xx: not recoverable by sending again.</summary>
    Rejected,

    /// <summary>5xx, or nothing: may be sent again, unchanged.</summary>
    Unconfirmed,
}

/// <summary>A partner's answer; <paramref name="Body"/> is what <paramref name="AnswerId"/> keeps.</summary>
public sealed record TransmissionAnswer(TransmissionRow Transmission, AnswerKind Kind, int? Status, Guid? AnswerId, string MediaType, ReadOnlyMemory<byte> Body, DateTimeOffset At);
