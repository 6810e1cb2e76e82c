using System.Text.Json;
using Healthcare.Hl7v2;

namespace Healthcare.Platform.Tests.Hl7v2;

public sealed class Inspecting
{
    [Test]
    public void A_file_is_summed_up_by_kind_envelope_and_counts()
    {
        byte[] bytes = [.. "BHS|^~\\&|A\r"u8, .. Sample.Bytes(Sample.Referral), .. Sample.Bytes(Sample.Referral.Replace("REF-1", "REF-2", StringComparison.Ordinal)), .. Sample.Bytes(Sample.Charges), .. "BTS|2\rMSH|x\r"u8];
        var summary = Hl7Inspection.Inspect(bytes);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((summary.Kind, summary.Bytes, summary.Messages, summary.Refused, summary.Batches), Is.EqualTo(("hl7v2", (long)bytes.Length, 3, 1, 1)));
            Assert.That(summary.MessagesByType, Is.EqualTo(new Dictionary<string, int> { ["DFT^P03"] = 1, ["REF^I12"] = 2 }));
            Assert.That(summary.SegmentsById["DG1"], Is.EqualTo(5));
            Assert.That(summary.ControlIds, Is.EqualTo(["REF-1", "REF-2", "DFT-1"]));
            Assert.That(summary.Envelopes, Is.EqualTo([
                new Hl7EnvelopeSummary("CLINIC", "ELM STREET", "HUB", "SYSTEM", "2.5.1", "P", "ASCII", "|", "^~\\&") { Messages = 2 },
                new Hl7EnvelopeSummary("BILL", "NORTH", "HUB", "SYSTEM", "2.5.1", "P", "ASCII", "|", "^~\\&") { Messages = 1 },
            ]));
            Assert.That((summary.FindingCount, summary.Errors), Is.EqualTo((2L, 2L)));
            Assert.That(summary.Findings.Select(f => f.Code), Is.EqualTo([Hl7FindingCode.MessageCountWrong, Hl7FindingCode.HeaderUnreadable]));
        }
    }

    [Test]
    public void A_summary_is_one_line_of_JSON_that_names_no_patient()
    {
        var json = JsonSerializer.Serialize(Hl7Inspection.Inspect(Sample.Bytes(Sample.Referral.Replace("19800101", "1980", StringComparison.Ordinal).Replace("|M\n", "|M~F\n", StringComparison.Ordinal))), Hl7Inspection.Json);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(json, Does.StartWith("{\"kind\":\"hl7v2\"").And.Contain("\"messages_by_type\":{\"REF^I12\":1}").And.Not.Contain("\n"));
            foreach (var secret in (string[])["Quill", "MRN-2", "MEM-1", "call the patient"]) Assert.That(json, Does.Not.Contain(secret));
        }
    }

    [TestCase("MSH|^~\\&|A", true)]
    [TestCase("\uFEFF\u000BMSH#", true)]
    [TestCase("\r\nBHS|^~\\&", true)]
    [TestCase("FHS|^~\\&", true)]
    [TestCase("MSHA", false)]
    [TestCase("MSH", false)]
    [TestCase("PID|1", false)]
    [TestCase("ISA*00*", false)]
    [TestCase("{}", false)]
    [TestCase("", false)]
    public void HL7_is_told_from_other_formats_by_its_first_bytes(string start, bool is7) => Assert.That(Hl7Inspection.LooksLikeHl7(System.Text.Encoding.UTF8.GetBytes(start)), Is.EqualTo(is7));
}
