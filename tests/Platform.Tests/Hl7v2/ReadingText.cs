using System.Text;
using Healthcare.Hl7v2;

namespace Healthcare.Platform.Tests.Hl7v2;

public sealed class ReadingText
{
    [TestCase(@"a\F\b\S\c\T\d\R\e\E\f", @"a|b^c&d~e\f")]
    [TestCase(@"\H\bold\N\ plain", "bold plain")]
    [TestCase(@"one\.br\two\.sp2\three", "one\ntwo\n\nthree")]
    [TestCase(@"\.in+4\\.ti-2\\.fi\x\.nf\\.sk3\y\.ce\z", "x   y\nz")]
    [TestCase(@"\X41\\X4243\", "ABC")]
    [TestCase(@"caf\XC3A9\", "café")]
    [TestCase(@"\X0D0A\", "\r\n")]
    [TestCase(@"\P\", "#")]
    [TestCase(@"\.sp99999999\", "\n\n\n\n\n\n\n\n\n")]
    public void Escapes_become_what_they_stand_for(string written, string expected)
    {
        var findings = new Hl7Findings();
        var message = Sample.Read($"MSH|^~\\&|A|B|C|D|2026||MDM^T02|1|P|2.5||||||UNICODE UTF-8\rNTE|1||{written}", findings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message["NTE-3"].WholeText, Is.EqualTo(expected));
            Assert.That(findings.Kept, Is.Empty);
        }
    }

    [TestCase(@"\C2842\kanji", Hl7FindingCode.EscapeNotDecoded)]
    [TestCase(@"\M824041\kanji", Hl7FindingCode.EscapeNotDecoded)]
    [TestCase(@"\Zlocal\thing", Hl7FindingCode.EscapeNotDecoded)]
    [TestCase(@"\Q\x", Hl7FindingCode.EscapeUnknown)]
    [TestCase(@"\X4\x", Hl7FindingCode.EscapeUnknown)]
    [TestCase(@"\XGG\x", Hl7FindingCode.EscapeUnknown)]
    [TestCase(@"\.zz\x", Hl7FindingCode.EscapeUnknown)]
    [TestCase(@"\\x", Hl7FindingCode.EscapeUnknown)]
    [TestCase(@"C:\folder", Hl7FindingCode.EscapeUnterminated)]
    [TestCase(@"\scanned images\x", Hl7FindingCode.EscapeUnterminated)]
    public void What_is_no_known_escape_is_kept_as_written_and_reported_with_its_place(string written, Hl7FindingCode code)
    {
        var findings = new Hl7Findings();
        var message = Sample.Read($"MSH|^~\\&|A|B|C|D|2026||MDM^T02|1|P|2.5\rPID|1\rNTE|1||first~second^{written}", findings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message["NTE-3(2).2"].Text, Is.EqualTo(written));
            Assert.That(findings.Kept[0].Code, Is.EqualTo(code));
            Assert.That(findings.Kept[0].Path.ToString(), Is.EqualTo("NTE-3(2).2"));
            Assert.That(findings.Kept[0].SegmentNumber, Is.EqualTo(3));
        }
    }

    [TestCase(null, "utf-8", "Zoë", nameof(Hl7FindingCode.CharsetAbsent))]
    [TestCase(null, "iso-8859-1", "Zoë", nameof(Hl7FindingCode.CharsetAbsent))]
    [TestCase(null, "utf-8", "Zoe", null)]
    [TestCase("ASCII", "utf-8", "Zoe", null)]
    [TestCase("ASCII", "utf-8", "Zoë", nameof(Hl7FindingCode.TextNotInCharset))]
    [TestCase("UNICODE UTF-8", "utf-8", "Zoë 日本", null)]
    [TestCase("8859/1", "iso-8859-1", "Zoë", null)]
    [TestCase("8859/2", "iso-8859-2", "Łódź", null)]
    [TestCase("8859/15", "iso-8859-15", "5 €", null)]
    [TestCase("ISO-8859-1", "iso-8859-1", "Zoë", null)]
    [TestCase("UTF-8", "utf-8", "Zoë", null)]
    [TestCase("ISO IR 999", "utf-8", "Zoe", nameof(Hl7FindingCode.CharsetUnknown))]
    [TestCase("ISO IR 999", "utf-8", "Zoë", nameof(Hl7FindingCode.CharsetUnknown))]
    public void Text_is_read_in_the_character_set_of_the_header(string? declared, string sent, string name, string? code)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(sent) ?? Encoding.GetEncoding(sent);
        var findings = new Hl7Findings();
        var message = Hl7Message.Read(encoding.GetBytes($"MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5||||||{declared}\rPID|1||X||{name}\r"), findings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message?["PID-5.1"].Text, Is.EqualTo(name));
            Assert.That(Sample.Codes(findings), Is.EqualTo(code is null ? Array.Empty<string>() : [code]));
        }
    }

    [Test]
    public void Bytes_that_are_not_in_the_declared_set_are_an_error_at_their_place()
    {
        var findings = new Hl7Findings();
        var message = Hl7Message.Read(Encoding.Latin1.GetBytes("MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5||||||UNICODE UTF-8\rPID|1||X||Zo\u00EB^Ann\r"), findings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message, Is.Not.Null);
            Assert.That(findings.Kept.Single(), Has.Property("Code").EqualTo(Hl7FindingCode.TextNotInCharset).And.Property("Severity").EqualTo(Hl7Severity.Error));
            Assert.That(findings.Kept.Single().Path.ToString(), Is.EqualTo("PID-5(1).1"));
        }
    }

    [Test]
    public void A_control_character_in_text_is_reported()
    {
        var findings = new Hl7Findings();
        _ = Sample.Read("MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5\rPID|1||X\u0001Y", findings);
        Assert.That(findings.Kept.Single(), Has.Property("Code").EqualTo(Hl7FindingCode.ControlCharacter).And.Property("Field").EqualTo(3));
    }

    [Test]
    public void Repetitions_of_free_text_are_lines()
    {
        var message = Sample.Read("MSH|^~\\&|A|B|C|D|2026||MDM^T02|1|P|2.5\rOBX|1|TX|1||one~two & three^four");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message["OBX-5"].WholeText, Is.EqualTo("one\ntwo & three^four"));
            Assert.That(message["OBX-5(2)"].Text, Is.EqualTo("two "));
        }
    }
}
