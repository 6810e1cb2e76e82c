using System.Text;
using System.Text.Json.Nodes;
using Healthcare.Intake.Channels;
using Healthcare.Intake.Partners;
using Healthcare.Intake.Referrals;

namespace Healthcare.Intake.Tests.Channels;

public sealed class ReadingRecords
{
    private static readonly PortalReferralReader Reader = new(new Payers(new Dictionary<string, PayerOptions>(StringComparer.Ordinal) { ["maryland-capital"] = new() { Npi = "1234567893" } }));

    [Test]
    public void The_record_of_the_description_is_read_whole()
    {
        var (sheet, _) = Reader.Read(Encoding.UTF8.GetBytes(ReferralExample.Portal), new DateOnly(2026, 3, 2));
        Assert.Multiple(() =>
        {
            Assert.That((sheet?.PayerId, sheet?.ReferrerNpi, sheet?.ExternalId, sheet?.RequestedOn), Is.EqualTo(("maryland-capital", "1987654328", "urn:example:referral|R-0003", (DateOnly?)new DateOnly(2026, 3, 20))));
            Assert.That(sheet?.Services, Is.EqualTo(new[] { new ServiceAsked(1, "CPT", "99243", 1) }));
            Assert.That(sheet?.Provenance.Fields.Select(f => f.Place), Does.Contain("/coverage/memberNumber"));
        });
    }

    [TestCase("coverage", """{"memberNumber":"M1","payer":{"npi":"1245319599"}}""", "unknown-payer")]
    [TestCase("coverage", """{"payer":{"npi":"1234567893"}}""", "missing-member-number")]
    [TestCase("patient", """{"given":["Kim"]}""", "missing-patient-name")]
    [TestCase("service", """{"system":"CPT","code":"a knee, please"}""", "invalid-service-code")]
    [TestCase("diagnoses", """["back pain"]""", "invalid-diagnosis-code")]
    [TestCase("priority", "\"soon\"", "unknown-priority")]
    [TestCase("validThrough", "\"2026-01-01\"", "referral-expired")]
    [TestCase("patient", "7", "body-malformed")]
    public void What_cannot_be_taken_is_refused_with_a_stable_code(string member, string json, string code)
    {
        var record = JsonNode.Parse(ReferralExample.Portal)?.AsObject() ?? [];
        record[member] = JsonNode.Parse(json);
        var (sheet, issues) = Reader.Read(record.Utf8(), new DateOnly(2026, 3, 2));
        Assert.That((sheet, issues.Where(i => i.IsError).Select(i => i.Detail).FirstOrDefault()), Is.EqualTo(((ReferralSheet?)null, code)));
    }

    [Test]
    public void What_has_no_place_is_listed()
    {
        var record = JsonNode.Parse(ReferralExample.Portal)?.AsObject() ?? [];
        record["shoeSize"] = 43;
        Assert.That(Reader.Read(record.Utf8(), new DateOnly(2026, 3, 2)).Sheet?.Provenance.Unmapped, Is.EqualTo(new[] { "/shoeSize" }));
    }
}
