using System.Text;
using Healthcare.Hl7v2;

namespace Healthcare.Platform.Tests.Hl7v2;

public sealed class ReadingMessages
{
    [Test]
    public void A_message_as_the_standard_has_it_has_no_findings()
    {
        var findings = new Hl7Findings();
        var message = Sample.Read(Sample.Admission, findings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(findings.Kept, Is.Empty);
            Assert.That(message.Name, Is.EqualTo("ADT^A01"));
            Assert.That(message.ControlId, Is.EqualTo("ADT-1"));
            Assert.That(message.Segments.Select(s => s.Id), Is.EqualTo(["MSH", "EVN", "PID", "PV1", "ZRF"]));
            Assert.That(message.Header.SendingFacility, Is.EqualTo(new Hd("NORTH")));
        }
    }

    [TestCase("PID-3", "MRN-1")]
    [TestCase("PID-3.1", "MRN-1")]
    [TestCase("PID-3(2).1", "SSN-1")]
    [TestCase("PID-3(2).5", "SS")]
    [TestCase("PID-3.4.2", "2.16.840.1.113883.19.1")]
    [TestCase("PID-5.2", "Ida")]
    [TestCase("PID(1)-5.1", "Marlow")]
    [TestCase("PID(2)-5.1", null)]
    [TestCase("PID-3(3).1", null)]
    [TestCase("PID-40", null)]
    [TestCase("MSH-1", "|")]
    [TestCase("MSH-2", "^~\\&")]
    [TestCase("MSH-3", "REG")]
    [TestCase("MSH-9.3", "ADT_A01")]
    [TestCase("ZRF-2", "meaning")]
    public void A_path_finds_its_value(string path, string? expected) => Assert.That(Sample.Read(Sample.Admission)[path].Text, Is.EqualTo(expected));

    [TestCase("PID-3.1")]
    [TestCase("PID-3(2).4.1")]
    [TestCase("OBX(12)-5(3)")]
    [TestCase("ZRF")]
    [TestCase("NTE(2)")]
    public void A_path_is_written_as_it_was_read(string path) => Assert.That(Hl7Path.Parse(path).ToString(), Is.EqualTo(path));

    [TestCase("")]
    [TestCase("PI-3")]
    [TestCase("PID-")]
    [TestCase("PID-0")]
    [TestCase("PID-3.")]
    [TestCase("PID-3.1.2.3")]
    [TestCase("PID(x)-3")]
    [TestCase("PID-99999999999")]
    [TestCase("pid-3")]
    public void What_is_no_path_is_refused(string path) => Assert.That(Hl7Path.TryParse(path, out _), Is.False);

    [Test]
    public void Null_absent_and_valued_are_told_apart()
    {
        var message = Sample.Read("""
            MSH|^~\&|A|B|C|D|20260101||ADT^A08|1|P|2.5.1
            PID|1||X^""^^Y||Marlow^""||""|
            """);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message["PID-7"].Presence, Is.EqualTo(Hl7Presence.Null));
            Assert.That(message["PID-3.2"].Presence, Is.EqualTo(Hl7Presence.Null));
            Assert.That(message["PID-3.3"].Presence, Is.EqualTo(Hl7Presence.Absent));
            Assert.That(message["PID-8"].Presence, Is.EqualTo(Hl7Presence.Absent));
            Assert.That(message["PID-5"].Presence, Is.EqualTo(Hl7Presence.Valued));
            Assert.That(message["PID-7"].Text, Is.Null);
        }
    }

    [TestCase("|^~\\&")]
    [TestCase("#!@%*")]
    [TestCase("@~&$+")]
    [TestCase(";:,!.")]
    [TestCase("|^~\\&#")]
    public void Any_legal_separators_are_found_in_the_header(string separators)
    {
        var (f, c, r, s) = (separators[0], separators[1], separators[2], separators[4]);
        var message = Sample.Read($"MSH{separators}{f}A{f}B{f}{f}{f}2026{f}{f}ADT{c}A01{f}1{f}P{f}2.7\rPID{f}1{f}{f}X{c}{c}{c}N{s}O{r}Y");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.Name, Is.EqualTo("ADT^A01"));
            Assert.That(message["PID-3.4.2"].Text, Is.EqualTo("O"));
            Assert.That(message["PID-3(2).1"].Text, Is.EqualTo("Y"));
            Assert.That(message["MSH-2"].Text, Is.EqualTo(separators[1..]));
        }
    }

    [TestCase("MSH|^~\\\\&|A|B|C|D|2026||ADT^A01|1|P|2.6\rPID|1||X&Y~Z", nameof(Hl7FindingCode.EncodingCharactersDoubled), "X")]
    [TestCase("MSH|^~\\|A|B|C|D|2026||ADT^A01|1|P|2.6\rPID|1||X&Y~Z", nameof(Hl7FindingCode.EncodingCharactersIncomplete), "X&Y")]
    [TestCase("MSH|^|A|B|C|D|2026||ADT^A01|1|P|2.6\rPID|1||X&Y~Z", nameof(Hl7FindingCode.EncodingCharactersIncomplete), "X&Y~Z")]
    [TestCase("MSH|^~\\&#?!|A|B|C|D|2026||ADT^A01|1|P|2.6\rPID|1||X&Y~Z", nameof(Hl7FindingCode.EncodingCharactersTooMany), "X")]
    [TestCase("MSH|^~\\\"|A|B|C|D|2026||ADT^A01|1|P|2.6\rPID|1||X&Y~Z", nameof(Hl7FindingCode.EncodingCharacterUnusual), "X&Y")]
    public void Encoding_characters_that_deviate_are_read_and_reported(string text, string code, string value)
    {
        var findings = new Hl7Findings();
        var message = Sample.Read(text, findings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Sample.Codes(findings), Is.EqualTo([code]));
            Assert.That(findings.Kept[0], Has.Property("SegmentId").EqualTo("MSH").And.Property("Field").EqualTo(2));
            Assert.That(message["PID-3.1"].Text, Is.EqualTo(value));
        }
    }

    [TestCase("\r")]
    [TestCase("\n")]
    [TestCase("\r\n")]
    public void Segments_end_in_any_line_end_and_only_the_standard_one_is_not_reported(string end)
    {
        var findings = new Hl7Findings();
        var message = Hl7Message.Read(Encoding.UTF8.GetBytes(Sample.Admission.ReplaceLineEndings(end) + end), findings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message?.Segments, Has.Count.EqualTo(5));
            Assert.That(Sample.Codes(findings), end == "\r" ? Is.Empty : Is.EqualTo([nameof(Hl7FindingCode.LineEndNotCarriageReturn)]));
        }
    }

    [Test]
    public void A_line_end_inside_a_field_loses_nothing()
    {
        var findings = new Hl7Findings();
        var message = Hl7Message.Read(Encoding.ASCII.GetBytes("MSH|^~\\&|A|B|C|D|2026||MDM^T02|1|P|2.5\rOBX|1|TX|1^Note^L||first line\nsecond line, and more|||||||F\rNTE|1||end\r"), findings);
        Assert.That(message, Is.Not.Null);
        if (message is null) return;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message["OBX-5"].WholeText, Is.EqualTo("first line\nsecond line, and more"));
            Assert.That(message["OBX-12"].Text, Is.EqualTo("F"));
            Assert.That(message.Segments, Has.Count.EqualTo(3));
            Assert.That(findings.Kept.Single(f => f.Code == Hl7FindingCode.LineEndInsideField), Has.Property("SegmentNumber").EqualTo(2).And.Property("Field").EqualTo(5));
        }
    }

    [Test]
    public void Framing_a_byte_order_mark_and_blank_lines_are_notes()
    {
        var findings = new Hl7Findings();
        byte[] bytes = [0xEF, 0xBB, 0xBF, 0x0B, .. Sample.Bytes(Sample.Admission), (byte)'\r', 0x1C, (byte)'\r'];
        var parts = Sample.Parts(bytes, findings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(parts, Has.Count.EqualTo(1));
            Assert.That(Sample.Codes(findings), Is.EquivalentTo([nameof(Hl7FindingCode.ByteOrderMark), nameof(Hl7FindingCode.FramingFound), nameof(Hl7FindingCode.BlankLine)]));
            Assert.That(findings.Kept.Select(f => f.Severity), Is.All.EqualTo(Hl7Severity.Note));
        }
    }

    [Test]
    public void Several_framed_messages_in_one_file_are_read_one_by_one()
    {
        byte[] one = [0x0B, .. Sample.Bytes(Sample.Admission), 0x1C, (byte)'\r'];
        byte[] two = [0x0B, .. Sample.Bytes(Sample.Referral), 0x1C, (byte)'\r'];
        var parts = Sample.Parts((byte[])[.. one, .. two, .. one], new Hl7Findings());
        Assert.That(parts.Cast<Hl7Message>().Select(m => m.Name), Is.EqualTo(["ADT^A01", "REF^I12", "ADT^A01"]));
    }

    [Test]
    public void A_segment_of_a_partners_own_is_kept()
    {
        var message = Sample.Read(Sample.Admission);
        Assert.That(message.LocalSegments.Single().Text(1), Is.EqualTo("local"));
    }

    [Test]
    public void A_segment_with_a_strange_identifier_is_kept_and_reported()
    {
        var findings = new Hl7Findings();
        var message = Sample.Read("MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5\rpid|1||X", findings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.Segments[1].Id, Is.EqualTo("pid"));
            Assert.That(findings.Kept.Single(), Has.Property("Code").EqualTo(Hl7FindingCode.SegmentIdInvalid).And.Property("SegmentNumber").EqualTo(2));
        }
    }

    [TestCase("", nameof(Hl7FindingCode.NothingToRead))]
    [TestCase("\r\n\r\n", nameof(Hl7FindingCode.NothingToRead))]
    [TestCase("EVN|A01|2026\rPID|1||X\r", nameof(Hl7FindingCode.HeaderMissing))]
    [TestCase("{\"resourceType\":\"Bundle\"}", nameof(Hl7FindingCode.HeaderMissing))]
    [TestCase("MSH|^~", nameof(Hl7FindingCode.HeaderUnreadable))]
    [TestCase("MSH", nameof(Hl7FindingCode.HeaderUnreadable))]
    [TestCase("MSH||A|B\r", nameof(Hl7FindingCode.HeaderUnreadable))]
    [TestCase("MSH|SENDER|FACILITY\r", nameof(Hl7FindingCode.HeaderUnreadable))]
    [TestCase("MSH|^^\\&|A|B\r", nameof(Hl7FindingCode.HeaderUnreadable))]
    [TestCase("MSH|^~\\^|A|B\r", nameof(Hl7FindingCode.HeaderUnreadable))]
    [TestCase("MSH ^~\\& A B\r", nameof(Hl7FindingCode.HeaderUnreadable))]
    [TestCase("M\0S\0H\0|\0^\0~\0", nameof(Hl7FindingCode.CharsetNotReadable))]
    public void What_cannot_be_trusted_is_refused_with_its_reason_and_kept(string text, string code)
    {
        var findings = new Hl7Findings();
        var bytes = Encoding.Latin1.GetBytes(text);
        var refused = Sample.Parts(bytes, findings).Single() as RefusedPart;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused?.Reason.Code.ToString(), Is.EqualTo(code));
            Assert.That(refused?.Reason.Severity, Is.EqualTo(Hl7Severity.Error));
            Assert.That(refused?.Bytes.ToArray(), Is.EqualTo(bytes));
            Assert.That(findings.Errors, Is.EqualTo(1));
        }
    }

    [Test]
    public void A_bad_message_does_not_take_its_neighbours_with_it()
    {
        byte[] bytes = [.. "nonsense\r"u8, .. Sample.Bytes(Sample.Admission), .. "MSH|broken\rPID|1\r"u8, .. Sample.Bytes(Sample.Referral)];
        var parts = Sample.Parts(bytes, new Hl7Findings());
        Assert.That(parts.Select(p => p is Hl7Message m ? m.Name : ((RefusedPart)p).Reason.Code.ToString()), Is.EqualTo(["HeaderMissing", "ADT^A01", "HeaderUnreadable", "REF^I12"]));
    }
}
