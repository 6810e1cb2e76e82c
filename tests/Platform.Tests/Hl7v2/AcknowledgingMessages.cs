using System.Buffers;
using System.Text;
using Healthcare.Hl7v2;

namespace Healthcare.Platform.Tests.Hl7v2;

public sealed class AcknowledgingMessages
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.FromHours(-5));

    [Test]
    public void What_was_taken_is_answered_to_its_sender_with_its_control_id()
    {
        var (message, findings) = Read(Sample.Referral);
        var answer = Text(Acknowledgement.Of(message, findings).Answer(message, "OUT-7", Noon));
        Assert.That(answer, Is.EqualTo("MSH|^~\\&|HUB|SYSTEM|CLINIC|ELM STREET|20260302120000-0500||ACK^I12^ACK|OUT-7|P|2.5.1\rMSA|AA|REF-1\r"));
    }

    [Test]
    public void What_was_not_taken_says_which_field_and_why()
    {
        var (message, findings) = Read(Sample.Appointment.Replace("SCH|", "ZCH|", StringComparison.Ordinal).Replace("|19800101|", "|1980-01-01|", StringComparison.Ordinal));
        var answer = Text(Acknowledgement.Of(message, findings).Answer(message, "OUT-7", Noon)).Split('\r');
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer[1], Is.EqualTo("MSA|AE|SIU-1"));
            Assert.That(answer[2], Is.EqualTo("ERR|||100^Segment sequence error^HL70357|E||||SCH is missing, without which the message says nothing"));
            Assert.That(answer[3], Is.EqualTo("ERR||PID^1^7^1^1|102^Data type error^HL70357|W||||The time is not YYYYMMDD[HHMM[SS]][+-ZZZZ], or no time of the calendar"));
        }
    }

    [Test]
    public void Warnings_alone_do_not_refuse_a_message()
    {
        var (message, findings) = Read(Sample.Referral.Replace("|19800101|", "|1980-01-01|", StringComparison.Ordinal));
        Assert.That(Acknowledgement.Of(message, findings), Has.Property("Code").EqualTo(AcknowledgementCode.AA).And.Property("Errors").Empty);
    }

    [Test]
    public void An_error_that_was_counted_but_not_kept_is_not_overlooked()
    {
        var findings = new Hl7Findings(keep: 1);
        var message = Sample.Read(Sample.Appointment.Replace("SCH|", "ZCH|", StringComparison.Ordinal).Replace("|2.5.1", "|9.9", StringComparison.Ordinal), findings);
        Hl7Rules.Check(message, findings);
        Assert.That(findings.Kept.Single().Severity, Is.EqualTo(Hl7Severity.Warning));
        Assert.That(Acknowledgement.Of(message, findings).Code, Is.EqualTo(AcknowledgementCode.AE));
    }

    [Test]
    public void A_bad_message_of_a_batch_does_not_make_the_next_one_bad()
    {
        var findings = new Hl7Findings(keep: 1);
        List<string> said = [];
        using var reader = new Hl7Reader((byte[])[.. Sample.Bytes(Sample.Admission.Replace("PID|", "ZID|", StringComparison.Ordinal)), .. Sample.Bytes(Sample.Admission), .. Sample.Bytes(Sample.Admission)], findings);
        while (reader.Read())
        {
            var message = (Hl7Message)reader.Part;
            Hl7Rules.Check(message, findings);
            said.Add(Acknowledgement.Of(message, findings).Code.ToString());
        }

        Assert.That(said, Is.EqualTo(["AE", "AA", "AA"]));
    }

    [Test]
    public void The_enhanced_mode_has_an_answer_of_its_own()
    {
        var (good, goodFindings) = Read(Sample.Referral);
        var (bad, badFindings) = Read(Sample.Referral.Replace("REF-1", "", StringComparison.Ordinal));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Acknowledgement.AcceptOf(good, goodFindings).Code, Is.EqualTo(AcknowledgementCode.CA));
            Assert.That(Acknowledgement.AcceptOf(bad, badFindings).Code, Is.EqualTo(AcknowledgementCode.CE));
        }
    }

    [TestCase("", "", false, true, true)]
    [TestCase("AL", "NE", true, false, false)]
    [TestCase("NE", "AL", false, true, true)]
    [TestCase("ER", "SU", false, true, false)]
    [TestCase("SU", "ER", true, false, true)]
    [TestCase("AL", "", true, false, false)]
    [TestCase("XX", "AL", true, true, true)]
    public void A_message_is_answered_as_its_header_asks(string accept, string application, bool acceptGood, bool applicationGood, bool applicationBad)
    {
        var (message, _) = Read(Sample.Referral.Replace("|2.5.1", $"|2.5.1|||{accept}|{application}", StringComparison.Ordinal));
        var mode = AcknowledgementMode.Of(message);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(mode.IsEnhanced, Is.EqualTo(accept.Length + application.Length > 0));
            Assert.That(mode.WantsAccept(kept: true), Is.EqualTo(acceptGood));
            Assert.That(mode.WantsApplication(handled: true), Is.EqualTo(applicationGood));
            Assert.That(mode.WantsApplication(handled: false), Is.EqualTo(applicationBad));
        }
    }

    [Test]
    public void A_version_before_2_5_has_its_errors_in_one_field()
    {
        var (message, findings) = Read(Sample.Charges.Replace("2.5.1", "2.3", StringComparison.Ordinal).Replace("FT1|", "ZT1|", StringComparison.Ordinal).Replace("Quill^Tom", "", StringComparison.Ordinal));
        var answer = Acknowledgement.Of(message, findings).Answer(message, "OUT-7", Noon);
        var read = Acknowledgement.Read(Hl7Message.Read(answer, new Hl7Findings()) ?? throw new InvalidOperationException());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Text(answer).Split('\r')[0], Does.EndWith("||ACK^P03|OUT-7|P|2.3"));
            Assert.That(Text(answer).Split('\r')[2], Is.EqualTo("ERR|^^^100&FT1 is missing, without which the message says nothing&HL70357~PID^1^5^101&The field is required&HL70357"));
            Assert.That(read?.Errors[1].Location.ToString(), Is.EqualTo("PID-5"));
            Assert.That(read?.Errors[1].Code, Is.EqualTo("101"));
        }
    }

    [Test]
    public void An_answer_uses_the_separators_and_character_set_of_the_message()
    {
        var message = Hl7Message.Read(Encoding.Latin1.GetBytes("MSH#!@%*#CLÍNICA#F#HUB#S#2026##ADT!A08#M%S%1#P#2.5######8859/1\rPID#1##X##Y\rPV1##I\rEVN##2026\r"), new Hl7Findings());
        Assert.That(message, Is.Not.Null);
        if (message is null) return;
        var answer = new Acknowledgement(AcknowledgementCode.AA, message.ControlId, []).Answer(message, "O", Noon);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Encoding.Latin1.GetString(answer.Span), Does.StartWith("MSH#!@%*#HUB#S#CLÍNICA#F#").And.Contain("#8859/1\r").And.Contain("MSA#AA#M%S%1\r"));
            Assert.That(Hl7Message.Read(answer, new Hl7Findings())?["MSA-2"].Text, Is.EqualTo("M!1"));
        }
    }

    [TestCase("MSH|^~\\&|CLINIC|F|HUB|S|2026||ADT^A01|BIG-1|P|2.5\rPID|1", "BIG-1", "|HUB|S|CLINIC|F|")]
    [TestCase("MSH|broken", "", "||||20260302")]
    [TestCase("PID|1||X", "", "||||20260302")]
    [TestCase("", "", "||||20260302")]
    public void What_is_refused_is_answered_as_far_as_its_header_can_be_made_out(string text, string controlId, string parties)
    {
        using var reader = new Hl7Reader(Encoding.ASCII.GetBytes(text), new Hl7Findings(), new Hl7ReaderOptions(LongestMessage: 20));
        Assert.That(reader.Read(), Is.True);
        var refused = (RefusedPart)reader.Part;
        var answer = Text(Acknowledgement.Of(refused).Answer(refused, "OUT-7", Noon));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer, Does.Contain($"MSA|AR{(controlId.Length > 0 ? "|" + controlId : "")}\r").And.Contain("\rERR|").And.Contain("||ACK"));
            Assert.That(answer, Does.Contain(parties));
        }
    }

    [Test]
    public void Every_answer_is_read_back_to_what_it_said([Values] AcknowledgementCode code, [Values("2.2", "2.4", "2.5.1", "2.8")] string version)
    {
        var said = new Acknowledgement(code, "C-1", [new AcknowledgementError(new Hl7Path("PID", 2, 3, 0, 0, 0), "101", "E", "Identifier | missing"), new AcknowledgementError(null, "207", "E", "Try again")]);
        var output = new ArrayBufferWriter<byte>();
        var writer = new Hl7Writer(output);
        said.Write(writer, new MessageHeader(null, null, null, null, Noon, "ACK", null, null, "OUT-1", Version: version));
        var read = Acknowledgement.Read(Hl7Message.Read(output.WrittenMemory, new Hl7Findings()) ?? throw new InvalidOperationException());
        using (Assert.EnterMultipleScope())
        {
            Assert.That((read?.Code, read?.ControlId, read?.IsPositive), Is.EqualTo(((AcknowledgementCode?)code, "C-1", (bool?)(code is AcknowledgementCode.AA or AcknowledgementCode.CA))));
            Assert.That(read?.Errors.Select(e => (e.Location?.SegmentId, e.Location?.Occurrence, e.Location?.Field, e.Code, e.UserMessage)), Is.EqualTo(
                new (string?, int?, int?, string, string?)[] { ("PID", 2, 3, "101", "Identifier | missing"), (null, null, null, "207", "Try again") }));
        }
    }

    [TestCase("MSA|OK|1", AcknowledgementCode.AE)]
    [TestCase("MSA||1", AcknowledgementCode.AE)]
    [TestCase("MSA|01|1", AcknowledgementCode.AE)]
    [TestCase("MSA|aa|1", AcknowledgementCode.AE)]
    [TestCase("MSA|AA|1", AcknowledgementCode.AA)]
    public void An_answer_that_is_not_clear_is_not_taken_for_a_yes(string msa, AcknowledgementCode code) =>
        Assert.That(Acknowledgement.Read(Sample.Read($"MSH|^~\\&|A|B|C|D|2026||ACK|1|P|2.5\n{msa}"))?.Code, Is.EqualTo(code));

    [Test]
    public void What_is_no_answer_is_none() => Assert.That(Acknowledgement.Read(Sample.Read(Sample.Admission)), Is.Null);

    private static (Hl7Message Message, Hl7Findings Findings) Read(string text)
    {
        var findings = new Hl7Findings();
        var message = Sample.Read(text, findings);
        Hl7Rules.Check(message, findings);
        return (message, findings);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
