using Healthcare.X12;

namespace Healthcare.Sandbox.Wire;

/// <summary>Envelopes of what goes back: the sender of what came is the receiver of the answer.</summary>
internal static class X12Answers
{
    internal static InterchangeEnvelope Back(InterchangeHeader came, DateTimeOffset now, int controlNumber) =>
        new(came.ReceiverQualifier, came.ReceiverId, came.SenderQualifier, came.SenderId, now.UtcDateTime, controlNumber, came.Usage.Length == 1 ? came.Usage : "P");

    internal static GroupEnvelope Back(GroupHeader came, string functionalId, string version, DateTimeOffset now, int controlNumber) =>
        new(functionalId, came.Receiver, came.Sender, now.UtcDateTime, controlNumber, version);

    /// <summary>The bytes; a refusal is a fault of the sandbox, because it only repeats what it read.</summary>
    internal static ReadOnlyMemory<byte> OrThrow(this X12Document document) =>
        document.Refusal is { } refusal
            ? throw new InvalidOperationException($"The sandbox could not write {refusal.SegmentId} element {refusal.Element}: {refusal.Meaning}.")
            : document.Bytes;
}
