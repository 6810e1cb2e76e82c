using System.Text;
using Healthcare.Platform.Tests.X12;
using Healthcare.X12;

namespace Healthcare.Fuzz.X12;

/// <summary>Every reader of X12 on any bytes: no exception, the same from pieces as from the whole, and what is written of it reads back.</summary>
internal sealed class X12Codec : Codec
{
    public override string Name => "x12";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. SetSample.All.Select(s => s.Bytes()),
        .. SetSample.All.Select(s => Sample.Bytes(Encoding.Latin1.GetString(s.Bytes()).Replace("~\n", "\r\n", StringComparison.Ordinal).Replace(":~", ":\r", StringComparison.Ordinal))),
        Sample.Bytes("\u00EF\u00BB\u00BFnoise ISA|00|||||||260620|0830|U|00401|1|0|T|>!GS|HP|A|B|20260620|0830|1|X|004010X091A1!ST|835|1!BPR|I|5!TRN|1|T!CLP|A|1|5|5!SE|5|1!GE|1|1!IEA|1|1!"),
    ];

    public override ReadOnlyMemory<byte> Significant { get; } = "*~:^|>!\r\n \0+-.0AZ\u001D"u8.ToArray();

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. "ISA* GS* ST* SE* GE* IEA* HL* NM1* CLM* CLP* SVC* CAS* PLB* LX* LS* LE* BIN*10* BDS*B64*99999999* STC* TRN* EB* EQ* UM* HCR* AK1* AK2* IK3* AK9* REF* DTP* HI* SBR* TA1* AAA* \u00EF\u00BB\u00BF ~~~~ ****"
            .Split(' ').Select(Encoding.Latin1.GetBytes),
    ];

    public override void Try(byte[] input)
    {
        var findings = new X12Findings();
        var whole = RemittanceChecker.Check(input, findings);
        var streamed = new X12Findings();
        var pieces = RemittanceChecker.Check(new MemoryStream(input), streamed);
        if (whole != pieces || !findings.Kept.SequenceEqual(streamed.Kept)) throw new BrokenException($"A stream is read otherwise than memory: {findings.Kept.Except(streamed.Kept).FirstOrDefault()} and {streamed.Kept.Except(findings.Kept).FirstOrDefault()}");
        foreach (var sample in SetSample.All) _ = sample.Read(input, new X12Findings());
        _ = X12Overview.Read(input, new X12Findings());
        _ = X12Inspection.Figures(input, new X12Findings());
        _ = InterchangeAcknowledgement.Read(input, new X12Findings());
        _ = Receipts.Of(input);
        foreach (var set in TransactionSet.Read(input, new X12Findings()).Take(20)) WriteAndRead(set);
    }

    private static void WriteAndRead(TransactionSet set)
    {
        var delimiters = set.Segments is [var first, ..] ? first.Delimiters : X12Delimiters.Usual;
        if (!delimiters.AreLegal) return;
        var document = X12Document.Write(Sample.Interchange, new GroupEnvelope("XX", "A", "B", Sample.At, 1, "005010"), w => set.Write(w, "0001"), delimiters);
        if (document.Refusal is not null) return;
        var again = TransactionSet.Read(document.Bytes, new X12Findings());
        if (again.Count == 1 && again[0].Segments.Count == set.Segments.Count) return;
        var at = again.Count == 0 ? 0 : again[0].Segments.Zip(set.Segments).TakeWhile(p => p.First.Id == p.Second.Id).Count();
        throw new BrokenException($"A set that was written reads back otherwise, from segment {at} on: {string.Join('|', set.Segments.Skip(at).Take(1).Select(s => $"{s.Id}*{string.Join('*', s.Elements)}"))}");
    }
}
