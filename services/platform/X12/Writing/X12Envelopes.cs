using System.Buffers;

namespace Healthcare.X12;

/// <summary>What an ISA says that is not counted: parties, time, control number (ISA13) and usage.</summary>
/// <param name="At">Local time as the partners agreed; ISA09 and ISA10.</param>
/// <param name="ControlNumber">ISA13, unique between the two partners; up to nine digits.</param>
/// <param name="Usage">ISA15: P production, T test.</param>
public sealed record InterchangeEnvelope(
    string SenderQualifier, string SenderId, string ReceiverQualifier, string ReceiverId, DateTime At, int ControlNumber,
    string Usage = "P", bool AcknowledgementRequested = false);

/// <summary>What a GS says: the functional identifier code, application codes, time, control number (GS06) and the guide's version (GS08).</summary>
public sealed record GroupEnvelope(string FunctionalId, string Sender, string Receiver, DateTime At, int ControlNumber, string Version);

/// <summary>A whole interchange as bytes, or why it was refused.</summary>
public sealed record X12Document
{
    private X12Document(ReadOnlyMemory<byte> bytes, X12Refusal? refusal)
    {
        Bytes = bytes;
        Refusal = refusal;
    }

    /// <summary>Empty where refused.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public X12Refusal? Refusal { get; }

    /// <summary>Writes one interchange with one group; the sets are written by the caller.</summary>
    public static X12Document Write(InterchangeEnvelope interchange, GroupEnvelope group, Action<X12Writer> sets, X12Delimiters? delimiters = null, bool lines = false)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        var writer = new X12Writer(output, delimiters, lines);
        writer.BeginInterchange(interchange);
        writer.BeginGroup(group);
        sets(writer);
        writer.EndGroup();
        writer.EndInterchange();
        return writer.Refusal is { } refusal ? new(default, refusal) : new(output.WrittenMemory, null);
    }

    /// <summary>Writes one interchange without groups, as a TA1 travels.</summary>
    public static X12Document WriteUngrouped(InterchangeEnvelope interchange, Action<X12Writer> segments, X12Delimiters? delimiters = null, bool lines = false)
    {
        var output = new ArrayBufferWriter<byte>(512);
        var writer = new X12Writer(output, delimiters, lines);
        writer.BeginInterchange(interchange);
        segments(writer);
        writer.EndInterchange();
        return writer.Refusal is { } refusal ? new(default, refusal) : new(output.WrittenMemory, null);
    }
}
