using System.Text;
using Healthcare.Hl7v2;
using Healthcare.Platform.Tests.Hl7v2;

namespace Healthcare.Fuzz.Hl7v2;

/// <summary>Every reader of HL7 v2 on any bytes: no exception, every byte in one part, the same from a stream as from memory.</summary>
internal sealed class Hl7Codec : Codec
{
    private static readonly string[] Samples = [Sample.Admission, Sample.Referral, Sample.Appointment, Sample.Charges, Sample.Order, Sample.Document];

    public override string Name => "hl7v2";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. Samples.Select(Sample.Bytes),
        [0x0B, .. Sample.Bytes(Sample.Referral), 0x1C, (byte)'\r'],
        [.. "FHS|^~\\&|A\rBHS|^~\\&|A\r"u8, .. Sample.Bytes(Sample.Admission), .. Sample.Bytes(Sample.Charges), .. "BTS|2\rFTS|1\r"u8],
    ];

    public override ReadOnlyMemory<byte> Significant { get; } = "|^~\\&\r\n\0\"#$@.XHNEFSTR0aZ\u000B\u001C"u8.ToArray();

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. @"MSH|^~\& MSH# FHS| BHS| BTS|9 FTS| PID|1| Z01| \F\ \X0D0A\ \X \.br\ \C2842\ \M1234\ """" ||||| ^^^^^ ~~~~~ &&&&& UNICODE.UTF-8 8859/1 20260230 -9999 ADT^A01 SIU^S12".Split(' ').Select(Encoding.Latin1.GetBytes),
    ];

    public override int Readings => 3;

    public override void Try(byte[] input)
    {
        if (Hl7Inspection.ReadFully(input) is var read && read != input.Length) throw new BrokenException($"{read} of {input.Length} bytes are in a part.");
        var whole = Hl7Inspection.Inspect(input);
        var streamed = Hl7Inspection.Inspect(new MemoryStream(input));
        if (whole.Messages != streamed.Messages || whole.Refused != streamed.Refused || !whole.Findings.SequenceEqual(streamed.Findings)) throw new BrokenException("A stream is read otherwise than memory.");
    }
}
