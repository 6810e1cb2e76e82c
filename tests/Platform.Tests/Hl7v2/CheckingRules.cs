using Healthcare.Hl7v2;

namespace Healthcare.Platform.Tests.Hl7v2;

public sealed class CheckingRules
{
    private static readonly string[] Samples = [Sample.Admission, Sample.Referral, Sample.Appointment, Sample.Charges, Sample.Order];

    [TestCaseSource(nameof(Samples))]
    public void A_good_message_has_no_findings(string sample) => Assert.That(Check(sample).Kept, Is.Empty);

    [TestCase("PID|", "XXX|", Hl7FindingCode.SegmentMissing, Hl7Severity.Error, null)]
    [TestCase("PV1|1", "ZV1|1", Hl7FindingCode.SegmentMissing, Hl7Severity.Warning, null)]
    [TestCase("ADT^A01", "ADT^Z01", Hl7FindingCode.EventUnknown, Hl7Severity.Warning, "MSH-9.2")]
    [TestCase("ADT^A01^ADT_A01", "ADT", Hl7FindingCode.EventUnknown, Hl7Severity.Warning, "MSH-9.2")]
    [TestCase("ADT^A01^ADT_A01", "QBP^Q22", Hl7FindingCode.MessageTypeUnknown, Hl7Severity.Note, "MSH-9.1")]
    [TestCase("ADT^A01^ADT_A01", "", Hl7FindingCode.FieldMissing, Hl7Severity.Error, "MSH-9")]
    [TestCase("|ADT-1|", "||", Hl7FindingCode.FieldMissing, Hl7Severity.Error, "MSH-10")]
    [TestCase("|P|2.5.1", "|Q|2.5.1", Hl7FindingCode.CodeUnknown, Hl7Severity.Warning, "MSH-11.1")]
    [TestCase("|2.5.1", "|3.0", Hl7FindingCode.VersionUnknown, Hl7Severity.Warning, "MSH-12.1")]
    [TestCase("19610615", "06/15/1961", Hl7FindingCode.DateUnreadable, Hl7Severity.Warning, "PID-7.1")]
    [TestCase("19610615", "19610615~1962", Hl7FindingCode.FieldNotRepeating, Hl7Severity.Warning, "PID-7")]
    [TestCase("Marlow^Ida^J", "^^", Hl7FindingCode.FieldMissing, Hl7Severity.Warning, "PID-5")]
    [TestCase("Marlow^Ida^J", "\"\"", Hl7FindingCode.FieldMissing, Hl7Severity.Warning, "PID-5")]
    public void A_deviation_of_an_admission_is_found_at_its_place(string part, string with, Hl7FindingCode code, Hl7Severity severity, string? path)
    {
        var finding = Check(Sample.Admission.Replace(part, with, StringComparison.Ordinal)).Kept.Single();
        Assert.That((finding.Code, finding.Severity, finding.Path?.ToString()), Is.EqualTo((code, severity, path)));
    }

    [TestCase("RF1|P", "RF1|X", Hl7FindingCode.CodeUnknown, "RF1-1.1")]
    [TestCase("|R-2201^CLINIC|", "||", Hl7FindingCode.FieldMissing, "RF1-6")]
    [TestCase("|3|2|20260302", "|three|2|20260302", Hl7FindingCode.NumberUnreadable, "AUT-8.1")]
    [TestCase("DG1|2||R10.9^Abdominal pain^I10", "DG1|2||", Hl7FindingCode.FieldMissing, "DG1(2)-3")]
    [TestCase("|||F|||202602201200-0500", "|||Q|||202602201200-0500", Hl7FindingCode.CodeUnknown, "OBX-11.1")]
    [TestCase("|ST|22310", "|NM|22310", Hl7FindingCode.NumberUnreadable, "OBX-5.1")]
    [TestCase("|ST|22310", "|TS|22310", Hl7FindingCode.DateUnreadable, "OBX-5.1")]
    [TestCase("|ST|22310", "||22310", Hl7FindingCode.FieldMissing, "OBX-2")]
    [TestCase("||Positive|", "||Posi^tive|", Hl7FindingCode.SeparatorInText, "OBX-5")]
    [TestCase("first", "first & last", Hl7FindingCode.SeparatorInText, "NTE(2)-3")]
    public void A_deviation_of_a_referral_is_found_at_its_place(string part, string with, Hl7FindingCode code, string path)
    {
        var finding = Check(Sample.Referral.Replace(part, with, StringComparison.Ordinal)).Kept.Single();
        Assert.That((finding.Code, finding.Path?.ToString()), Is.EqualTo((code, path)));
    }

    [Test]
    public void A_segment_before_one_that_it_follows_is_out_of_place()
    {
        var finding = Check("""
            MSH|^~\&|A|B|C|D|2026||ADT^A01|1|P|2.5
            PID|1||X||Y
            EVN||2026
            PV1|1|I
            """).Kept.Single();
        Assert.That((finding.Code, finding.SegmentId, finding.SegmentNumber), Is.EqualTo((Hl7FindingCode.SegmentOutOfPlace, "PID", 2)));
    }

    [TestCase("SIU^S12", "SCH")]
    [TestCase("DFT^P03", "FT1")]
    [TestCase("MDM^T02", "TXA")]
    [TestCase("ORM^O01", "ORC")]
    [TestCase("OMG^O19", "OBR")]
    [TestCase("REF^I12", "PID")]
    [TestCase("BAR^P01", "PID")]
    [TestCase("ACK", "MSA")]
    public void What_a_message_is_about_must_be_in_it(string type, string id) => Assert.That(
        Check($"MSH|^~\\&|A|B|C|D|2026||{type}|1|P|2.5").Kept.Where(f => f.Severity == Hl7Severity.Error).Select(f => f.Meaning), Has.Some.StartsWith(id));

    [Test]
    public void More_repetitions_than_are_looked_at_are_reported()
    {
        var message = Sample.Read(Sample.Admission.Replace("MRN-1", string.Join('~', Enumerable.Repeat("M", 1_500)), StringComparison.Ordinal));
        var findings = new Hl7Findings();
        Hl7Rules.Check(message, findings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(findings.Kept.Single().Code, Is.EqualTo(Hl7FindingCode.TooManyRepetitions));
            Assert.That(new Pid(message.Segments[2]).Identifiers, Has.Count.EqualTo(Hl7ReaderOptions.MostRepetitions));
            Assert.That(message["PID-3"].RepetitionCount, Is.EqualTo(1_501));
        }
    }

    private static Hl7Findings Check(string text)
    {
        var findings = new Hl7Findings();
        Hl7Rules.Check(Sample.Read(text), findings);
        return findings;
    }
}
