using System.Buffers;
using System.Globalization;
using Healthcare.Hl7v2;

namespace Healthcare.Platform.Tests.Hl7v2;

public sealed class RewritingMessages
{
    private const string Alphabet = "|^~\\&#!@%*$\"ABCxyz09 éß日\n\t\u0001";

    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>HL7_SEED runs the same messages again.</summary>
    [Test]
    public void A_message_of_any_shape_written_with_any_separators_reads_back_the_same()
    {
        var seed = Environment.GetEnvironmentVariable("HL7_SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Out.WriteLine($"HL7_SEED={seed}");
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var fields = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Field(random)).ToArray();
            var output = new ArrayBufferWriter<byte>();
            var writer = new Hl7Writer(output, new Hl7Encoding(Separators(random), Hl7Charset.Utf8));
            writer.BeginMessage(new MessageHeader(null, null, null, null, Noon, "ADT", "A08", null, "1"));
            writer.Write("ZXX", [.. fields.Select(Element)]);
            var findings = new Hl7Findings();
            var message = Hl7Message.Read(output.WrittenMemory.ToArray(), findings);
            Assert.That((writer.Refusal, findings.Count), Is.EqualTo(((Hl7Refusal?)null, 0L)), $"seed {seed}, round {round}");
            for (var f = 0; f < fields.Length; f++)
            {
                for (var r = 0; r < fields[f].Length; r++)
                {
                    for (var c = 0; c < fields[f][r].Length; c++)
                    {
                        for (var s = 0; s < fields[f][r][c].Length; s++)
                        {
                            var read = message?[new Hl7Path("ZXX", 1, f + 1, r + 1, c + 1, s + 1)] ?? default;
                            Assert.That(read.Presence == Hl7Presence.Null ? null : read.Text ?? "", Is.EqualTo(fields[f][r][c][s]), $"seed {seed}, round {round}, ZXX-{f + 1}({r + 1}).{c + 1}.{s + 1}");
                        }
                    }
                }
            }
        }
    }

    private static string?[][][] Field(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Enumerable.Range(0, random.Next(1, 4)).Select(_ => Enumerable.Range(0, random.Next(1, 3)).Select(_ => Leaf(random)).ToArray()).ToArray())];

    /// <summary>Null is a null of HL7, the empty text an absent part.</summary>
    private static string? Leaf(Random random) => random.Next(8) switch
    {
        0 => null,
        1 or 2 => "",
        3 => "\"\"",
        _ => string.Concat(Enumerable.Range(0, random.Next(1, 10)).Select(_ => Alphabet[random.Next(Alphabet.Length)])),
    };

    private static Hl7Element Element(string?[][][] field) =>
        Hl7Element.Repeating([.. field.Select(r => Hl7Element.Composite([.. r.Select(c => Hl7Element.Composite([.. c.Select(s => s is null ? Hl7Element.Null : s)]))]))]);

    private static Hl7Delimiters Separators(Random random)
    {
        var marks = Enumerable.Range('!', 94).Select(c => (byte)c).Where(c => c != '"' && !char.IsAsciiLetterOrDigit((char)c)).ToArray();
        random.Shuffle(marks);
        return new Hl7Delimiters(marks[0], marks[1], marks[2], marks[3], marks[4], random.Next(2) == 0 ? marks[5] : (byte)0);
    }
}
