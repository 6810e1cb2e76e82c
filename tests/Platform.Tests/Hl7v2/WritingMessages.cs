using System.Buffers;
using System.Text;
using Healthcare.Hl7v2;

namespace Healthcare.Platform.Tests.Hl7v2;

public sealed class WritingMessages
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.FromHours(-5));

    private static readonly string[] Samples = [Sample.Admission, Sample.Referral, Sample.Appointment, Sample.Charges, Sample.Order, Sample.Document];

    [Test]
    public void The_parts_of_any_file_are_its_bytes([ValueSource(nameof(Samples))] string sample, [Values("\r", "\n", "\r\n", "\r\r\n\n")] string end)
    {
        var bytes = Encoding.UTF8.GetBytes("\uFEFF\u000B" + sample.ReplaceLineEndings(end) + end + "\u001C\r" + "junk\r" + sample.ReplaceLineEndings(end));
        var output = new ArrayBufferWriter<byte>();
        foreach (var part in Sample.Parts(bytes, new Hl7Findings()))
        {
            if (part is Hl7Message message) message.Write(output);
            else output.Write(part.Bytes.Span);
        }

        Assert.That(output.WrittenSpan.ToArray(), Is.EqualTo(bytes));
    }

    [Test]
    public void Segments_written_anew_give_the_same_bytes([ValueSource(nameof(Samples))] string sample)
    {
        var message = Sample.Read(sample);
        var output = new ArrayBufferWriter<byte>();
        var writer = new Hl7Writer(output);
        writer.BeginMessage(Header());
        var header = output.WrittenCount;
        foreach (var segment in message.Segments.Skip(1)) writer.Write(segment);
        var expected = Sample.Bytes(sample);
        Assert.That(writer.Refusal, Is.Null);
        // The one ampersand that a sample leaves unescaped is a separator to any reader, and so to the writer.
        Assert.That(Encoding.UTF8.GetString(output.WrittenSpan[header..]), Is.EqualTo(Encoding.UTF8.GetString(expected[(Array.IndexOf(expected, (byte)'\r') + 1)..])));
    }

    [Test]
    public void Written_with_other_separators_a_message_says_the_same([ValueSource(nameof(Samples))] string sample)
    {
        var message = Sample.Read(sample);
        var output = new ArrayBufferWriter<byte>();
        var writer = new Hl7Writer(output, new Hl7Encoding(new Hl7Delimiters((byte)'#', (byte)'!', (byte)'@', (byte)'%', (byte)'*', (byte)'+'), Hl7Charset.Utf8));
        writer.BeginMessage(Header());
        foreach (var segment in message.Segments.Skip(1)) writer.Write(segment);
        var again = Hl7Message.Read(output.WrittenMemory.ToArray(), new Hl7Findings());
        Assert.That(again?.Segments.Skip(1).Select(Texts), Is.EqualTo(message.Segments.Skip(1).Select(Texts)));
    }

    [TestCase("plain")]
    [TestCase(@"all of |^~\& and #")]
    [TestCase("two\nlines")]
    [TestCase("\"\"")]
    [TestCase("\u0001\u007F\t")]
    [TestCase("Zoë 日本 😀")]
    [TestCase("\\X41\\")]
    [TestCase(" leading and trailing ")]
    public void Any_text_comes_back(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new Hl7Writer(output);
        writer.BeginMessage(Header());
        writer.Write("NTE", 1, Hl7Element.Absent, text, Hl7Element.Composite(text, Hl7Element.Composite(Hl7Element.Absent, text)), Hl7Element.Repeating(text, text));
        var findings = new Hl7Findings();
        var message = Hl7Message.Read(output.WrittenMemory.ToArray(), findings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(writer.Refusal, Is.Null);
            Assert.That(findings.Kept, Is.Empty);
            foreach (var path in (string[])["NTE-3", "NTE-4.1", "NTE-4.2.2", "NTE-5", "NTE-5(2)"]) Assert.That(message?[path].Text, Is.EqualTo(text), path);
        }
    }

    [Test]
    public void Nulls_are_written_and_absent_parts_at_the_end_are_not()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new Hl7Writer(output);
        writer.BeginMessage(Header());
        var start = output.WrittenCount;
        writer.Write("PID", 1, Hl7Element.Absent, new Cx("X", new Hd("N"), "MR"), Hl7Element.Null, Hl7Element.Composite("A", Hl7Element.Null, Hl7Element.Absent), "", Hl7Element.Absent);
        Assert.That(Encoding.ASCII.GetString(output.WrittenSpan[start..]), Is.EqualTo("PID|1||X^^^N^MR|\"\"|A^\"\"\r"));
    }

    [Test]
    public void A_batch_has_its_counts_written()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new Hl7Writer(output);
        var header = new BatchHeader(new Hd("HUB"), null, new Hd("LAB"), null, Noon, "F-1");
        writer.BeginFile(header);
        writer.BeginBatch(header);
        writer.BeginMessage(Header());
        writer.BeginMessage(Header() with { ControlId = "OUT-2" });
        writer.EndBatch();
        writer.EndFile();
        var findings = new Hl7Findings();
        var parts = Sample.Parts(output.WrittenMemory.ToArray(), findings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(writer.IsComplete, Is.True);
            Assert.That(findings.Kept, Is.Empty);
            Assert.That(parts, Has.Count.EqualTo(6));
            Assert.That(((BatchSegment)parts[4]).Segment.Text(1), Is.EqualTo("2"));
        }
    }

    [Test]
    public void What_cannot_be_written_is_refused_with_its_place()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Refusal(Hl7Encoding.Usual with { Charset = Hl7Charset.Ascii }, w => w.Write("NTE", 1, "", "Zoë")), Is.EqualTo((Hl7RefusalCode.NotInCharset, "NTE", 3)));
            Assert.That(Refusal(Hl7Encoding.Usual with { Charset = Hl7Charset.Latin1 }, w => w.Write("NTE", 1, "", "日本")), Is.EqualTo((Hl7RefusalCode.NotInCharset, "NTE", 3)));
            Assert.That(Refusal(Hl7Encoding.Usual, w => w.Write("NTE", 1, "", "\uD800")), Is.EqualTo((Hl7RefusalCode.NotInCharset, "NTE", 3)));
            Assert.That(Refusal(new Hl7Encoding(new Hl7Delimiters((byte)'|', (byte)'^', (byte)'~', 0, 0), Hl7Charset.Utf8), w => w.Write("NTE", 1, "a|b")), Is.EqualTo((Hl7RefusalCode.NeedsEscape, "NTE", 2)));
            Assert.That(Refusal(Hl7Encoding.Usual, w => w.Write("NTE", Hl7Element.Composite(Hl7Element.Composite(Hl7Element.Composite("a", "b"))))), Is.EqualTo((Hl7RefusalCode.TooDeep, "NTE", 1)));
            Assert.That(Refusal(Hl7Encoding.Usual, w => w.Write("MSH", "x")), Is.EqualTo((Hl7RefusalCode.NotAllowed, "MSH", 0)));
            Assert.That(Refusal(Hl7Encoding.Usual, w => w.EndBatch()), Is.EqualTo((Hl7RefusalCode.EnvelopeOutOfOrder, "BTS", 0)));
            Assert.That(Refusal(Hl7Encoding.Usual, w => w.BeginMessage(Header() with { ControlId = "" })), Is.EqualTo((Hl7RefusalCode.FieldMissing, "MSH", 10)));
            Assert.That(new Hl7Writer(new ArrayBufferWriter<byte>(), new Hl7Encoding(new Hl7Delimiters((byte)'|', (byte)'|', 0, 0, 0), Hl7Charset.Utf8)).Refusal?.Code, Is.EqualTo(Hl7RefusalCode.DelimitersNotLegal));
        }
    }

    private static (Hl7RefusalCode?, string?, int?) Refusal(Hl7Encoding encoding, Action<Hl7Writer> write)
    {
        var writer = new Hl7Writer(new ArrayBufferWriter<byte>(), encoding);
        writer.BeginMessage(Header());
        write(writer);
        return (writer.Refusal?.Code, writer.Refusal?.SegmentId, writer.Refusal?.Field);
    }

    private static MessageHeader Header() => new(new Hd("HUB"), new Hd("SYSTEM"), new Hd("EHR"), null, Noon, "ADT", "A08", "ADT_A01", "OUT-1");

    private static string Texts(Hl7Segment segment) => string.Join('¦', Enumerable.Range(1, segment.FieldCount).SelectMany(f => segment[f].Repetitions).SelectMany(r => r.Components).SelectMany(c => c.Subcomponents)
        .Select(s => s.Presence == Hl7Presence.Null ? "<null>" : s.Text));
}
