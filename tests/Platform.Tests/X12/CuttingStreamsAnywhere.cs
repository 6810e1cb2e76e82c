using System.Text;
using FsCheck.Fluent;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

public sealed class CuttingStreamsAnywhere
{
    private static readonly X12ReaderOptions Small = new(LongestSegment: 400, LongestBinary: 600);

    private static readonly byte[][] Files =
    [
        Sample.Remittance("130", "CLP*CASE-1*1*200*130*20*MC*P*11*1", "CAS*CO*45*70"),
        Sample.Bytes("\u00EF\u00BB\u00BF\r\n" + Encoding.Latin1.GetString(Sample.Remittance("1", $"NTE*{new string('x', 900)}", "CLP*A*1*1*1", "BIN*20*~~~~~*****~~~~~*****", "BIN*900*short"))),
        Sample.Bytes("garbage first " + Encoding.Latin1.GetString(Sample.Remittance("2", $"BDS*B64*1000*{new string('~', 1000)}", "CLP*A*1*1*1", "BIN*3000000*short"))),
        Sample.Bytes("ST*835*1~BPR*I*5~TRN*1*T~CLP*A*1*5*5~SE*5*1~ISA|1|2~ISA*00*1*00~IEA*1"),
        Sample.Bytes(Encoding.Latin1.GetString(Sample.Remittance("3", "CLP*A*1*3*3")).Replace("~\n", "\r\n~", StringComparison.Ordinal)),
    ];

    [Test]
    public void The_same_segments_and_findings_come_out_however_the_stream_is_cut()
    {
        var cases = from file in Gen.Elements(Files) from pieces in Gen.Choose(1, 300).ListOf() select (file, pieces);
        Properties.Hold(cases, each =>
        {
            var whole = Read(new X12Reader(each.file, new X12Findings(), Small));
            using var stream = new PiecesStream(each.file, [.. each.pieces]);
            var cut = Read(new X12Reader(stream, new X12Findings(), Small));
            Assert.That(cut, Is.EqualTo(whole));
        });
    }

    [TestCase(200)]
    [TestCase(4090)]
    [TestCase(5000)]
    [TestCase(300_000)]
    public void A_header_behind_noise_is_found_or_not_alike_in_memory_and_in_a_stream(int noise)
    {
        // Found by the fuzzer: memory was searched to its end, and a stream only as far as its buffer.
        byte[] file = [.. Enumerable.Repeat((byte)'-', noise), .. Sample.Remittance("5", "CLP*A*1*5*5")];
        Assert.That(Read(new X12Reader(new PiecesStream(file, [1 << 16]), new X12Findings())), Is.EqualTo(Read(new X12Reader(file, new X12Findings()))));
    }

    [Test]
    public async Task Reading_asynchronously_gives_the_same()
    {
        foreach (var file in Files)
        {
            var findings = new X12Findings();
            List<string> read = [];
            using (var reader = new X12Reader(new PiecesStream(file, [3, 50, 1]), findings, Small))
            {
                while (await reader.ReadAsync(CancellationToken.None)) read.Add(Place(reader));
            }

            Assert.That(read.Concat(findings.Kept.Select(f => f.ToString())), Is.EqualTo(Read(new X12Reader(file, new X12Findings(), Small))));
        }
    }

    [Test]
    public void Every_truncation_is_read_without_an_exception()
    {
        foreach (var file in Files)
        {
            for (var length = 0; length <= file.Length; length++)
            {
                using var stream = new PiecesStream(file[..length], [7]);
                Assert.DoesNotThrow(() => RemittanceReader.Read(stream, new X12Findings()).Count());
            }
        }
    }

    [Test]
    public void Random_damage_is_read_without_an_exception()
    {
        var cases = from file in Gen.Elements(Files) from damage in (from at in Gen.Choose(0, 2000) from value in Gen.Choose(0, 255) select (at, value)).ListOf() select (file, damage);
        Properties.Hold(cases, each =>
        {
            byte[] bytes = [.. each.file];
            foreach (var (at, value) in each.damage) bytes[at % bytes.Length] = (byte)value;
            var findings = new X12Findings();
            _ = RemittanceReader.Read(bytes, findings).Count();
            _ = ProfessionalClaims.Read(bytes, findings).Count();
            _ = Acknowledgement999.Read(bytes, findings).Count;
            _ = ClaimAcknowledgement277.Read(bytes, findings).Count;
            _ = EligibilityResponse.Read(bytes, findings).Count;
        }, times: 1000);
    }

    private static List<string> Read(X12Reader reader)
    {
        using (reader)
        {
            List<string> read = [];
            while (reader.Read()) read.Add(Place(reader));
            read.AddRange(reader.Findings.Kept.Select(f => f.ToString()));
            return read;
        }
    }

    private static string Place(X12Reader reader) => $"{reader.InterchangeNumber}/{reader.SetNumber}/{reader.Segment.Number} {reader.Delimiters} {Encoding.Latin1.GetString(reader.Segment.Bytes)}";
}
