using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

public sealed class ReadingWhatWasWritten
{
    private static readonly Gen<string[]> Elements =
        from texts in Gen.Frequency((3, Properties.Text), (1, Gen.Constant(""))).ArrayOf()
        select texts;

    [Test]
    public void Every_segment_comes_back_whatever_the_delimiters()
    {
        var cases = from delimiters in Properties.Delimiters from segments in Elements.ArrayOf() from data in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf() select (delimiters, segments, data);
        Properties.Hold(cases, each =>
        {
            var document = Sample.Document(
                "HC",
                "005010X222A1",
                writer =>
                {
                    writer.BeginSet("837", "0001");
                    foreach (var segment in each.segments) writer.Write("ZZ", [.. segment.Select(e => (X12Element)e)]);
                    writer.WriteBinary(null, each.data);
                    writer.EndSet();
                },
                each.delimiters);
            var findings = new X12Findings();
            using var reader = new X12Reader(Sample.Require(document), findings);
            List<string[]> read = [];
            byte[]? binary = null;
            while (reader.Read())
            {
                var segment = reader.Segment;
                if (segment.Id.SequenceEqual("ZZ"u8)) read.Add([.. segment.ToRaw().Elements]);
                if (segment.Id.SequenceEqual("BIN"u8)) binary = segment[2].ToArray();
            }

            Assert.That(findings.Kept, Is.Empty);
            Assert.That(reader.Delimiters, Is.EqualTo(each.delimiters));
            Assert.That(read, Is.EqualTo(each.segments.Select(WithoutTrailingEmpties)));
            Assert.That(binary, Is.EqualTo(each.data));
        });
    }

    [Test]
    public void Every_component_and_repetition_comes_back()
    {
        var composite = from parts in Gen.Frequency((3, Properties.Text), (1, Gen.Constant(""))).ArrayOf() select parts.Append("Z").ToArray();
        var cases = from delimiters in Properties.Delimiters where delimiters.Repetition != 0 from repetitions in composite.NonEmptyListOf() select (delimiters, repetitions);
        Properties.Hold(cases, each =>
        {
            var document = Sample.Document(
                "HC",
                "005010X222A1",
                writer =>
                {
                    writer.BeginSet("837", "0001");
                    writer.Write("ZZ", "A", X12Element.Repeated([.. each.repetitions.Select(r => X12Element.Composite(r))]));
                    writer.EndSet();
                },
                each.delimiters);
            using var reader = new X12Reader(Sample.Require(document), new X12Findings());
            while (reader.Read() && !reader.Segment.Id.SequenceEqual("ZZ"u8))
            {
            }

            var segment = reader.Segment;
            Assert.That(segment.Repeats(2), Is.EqualTo(each.repetitions.Count));
            for (var r = 0; r < each.repetitions.Count; r++)
            {
                for (var c = 0; c < each.repetitions[r].Length; c++)
                {
                    Assert.That(System.Text.Encoding.UTF8.GetString(segment.Component(2, r + 1, c + 1)), Is.EqualTo(each.repetitions[r][c]));
                }
            }
        });
    }

    [Test]
    public void Data_that_holds_a_delimiter_is_refused_with_its_place()
    {
        var cases = from delimiters in Properties.Delimiters from which in Gen.Choose(0, 3) from before in Properties.Text select (delimiters, which, before);
        Properties.Hold(cases, each =>
        {
            var bad = each.which switch { 0 => each.delimiters.Element, 1 => each.delimiters.Component, 2 => each.delimiters.Terminator, _ => each.delimiters.Repetition };
            if (bad == 0) return;
            var document = Sample.Document(
                "HC",
                "005010X222A1",
                writer =>
                {
                    writer.BeginSet("837", "0001");
                    writer.Write("NTE", "ADD", $"{each.before}{(char)bad}");
                    writer.EndSet();
                },
                each.delimiters);
            Assert.That(document.Bytes.Length, Is.Zero);
            Assert.That((document.Refusal?.Code, document.Refusal?.SegmentId, document.Refusal?.SegmentNumber, document.Refusal?.Element), Is.EqualTo(((X12RefusalCode?)X12RefusalCode.ContainsDelimiter, "NTE", (long?)2, (int?)2)));
        });
    }

    [TestCase('*', '*', ':', '~')]
    [TestCase('A', '^', ':', '~')]
    [TestCase(' ', '^', ':', '~')]
    public void Delimiters_that_separate_nothing_are_refused(char element, char repetition, char component, char terminator)
    {
        var writer = new X12Writer(new ArrayBufferWriter<byte>(), new X12Delimiters((byte)element, (byte)repetition, (byte)component, (byte)terminator));
        Assert.That(writer.Refusal?.Code, Is.EqualTo(X12RefusalCode.DelimitersNotLegal));
    }

    [Test]
    public void Binary_data_whose_length_was_wrong_is_not_written_again()
    {
        // Found by the fuzzer: without the line end, eleven bytes on there was a terminator after all.
        var sample = SetSample.Named("275");
        var bytes = sample.Bytes([.. sample.Segments[..^1], "BDS*ASC*11*a~", "CAT*AE*HL"]);
        var set = TransactionSet.Read(bytes, new X12Findings()).Single();
        var refusal = Sample.Document("PI", sample.Version, w => set.Write(w, "0001")).Refusal;
        Assert.That((refusal?.Code, refusal?.SegmentId), Is.EqualTo(((X12RefusalCode?)X12RefusalCode.NotAllowed, "BDS")));
    }

    [Test]
    public void The_header_is_106_bytes_and_the_trailers_count()
    {
        var bytes = Sample.Require(Sample.Document("HC", "005010X222A1", writer =>
        {
            for (var i = 1; i <= 3; i++)
            {
                writer.BeginSet("837", $"000{i}");
                writer.Write("BHT", "0019", "00", "R", new DateOnly(2026, 6, 20), "0830", "CH");
                writer.EndSet();
            }
        }));
        var lines = System.Text.Encoding.ASCII.GetString(bytes).Split('\n');
        Assert.That(lines[0], Is.EqualTo("ISA*00*          *00*          *ZZ*CLINIC         *ZZ*PLAN           *260620*0830*^*00501*000000007*0*T*:~").And.Length.EqualTo(106));
        Assert.That(lines[1], Is.EqualTo("GS*HC*CLINIC*PLAN*20260620*0830*7*X*005010X222A1~"));
        Assert.That(lines[4], Is.EqualTo("SE*3*0001~"));
        Assert.That(lines[^3..^1], Is.EqualTo(new[] { "GE*3*7~", "IEA*1*000000007~" }));
    }

    [Test]
    public void An_envelope_out_of_order_is_refused()
    {
        var writer = new X12Writer(new ArrayBufferWriter<byte>());
        writer.BeginInterchange(Sample.Interchange);
        writer.BeginSet("837", "0001");
        Assert.That((writer.Refusal?.Code, writer.IsComplete), Is.EqualTo(((X12RefusalCode?)X12RefusalCode.EnvelopeOutOfOrder, false)));
    }

    [Test]
    public void An_identifier_too_long_for_the_header_is_refused()
    {
        var document = X12Document.WriteUngrouped(Sample.Interchange with { SenderId = "SIXTEEN CHARS !!" }, _ => { });
        Assert.That((document.Refusal?.Code, document.Refusal?.SegmentId, document.Refusal?.Element), Is.EqualTo(((X12RefusalCode?)X12RefusalCode.TooLong, "ISA", (int?)6)));
    }

    private static string[] WithoutTrailingEmpties(string[] elements)
    {
        var length = elements.Length;
        while (length > 0 && elements[length - 1].Length == 0) length--;
        return elements[..length];
    }
}
