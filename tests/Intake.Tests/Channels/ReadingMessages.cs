using System.Text;
using Healthcare.Fhir;
using Healthcare.Hl7v2;
using Healthcare.Intake.Channels;
using Healthcare.Intake.Partners;
using Healthcare.Intake.Referrals;
using Healthcare.Local.Demo;

namespace Healthcare.Intake.Tests.Channels;

/// <summary>A REF^I12 becomes the referral that a bundle would have become, and says where each field came from.</summary>
public sealed class ReadingMessages
{
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 17, 0, 0, TimeSpan.Zero);

    private static readonly Payers Known = new(new Dictionary<string, PayerOptions>(StringComparer.Ordinal) { ["maryland-capital"] = new() { Npi = "1234567893" } });

    [Test]
    public void Message_and_bundle_of_one_sample_say_the_same()
    {
        var (fromMessage, issues) = Read(Sample());
        var (fromBundle, _) = new ReferralSheetReader(Known).Read(ReferralBundle.Read(Bundles.Sample("both", 3).Utf8()).Value ?? new ReferralBundle());
        Assert.That(fromMessage, Is.Not.Null, string.Join(' ', issues.Select(i => i.Detail)));
        Assert.Multiple(() =>
        {
            Assert.That(Said(fromMessage), Is.EqualTo(Said(fromBundle)));
            Assert.That(fromMessage?.ExternalId, Is.EqualTo(fromBundle?.ExternalId));
        });
    }

    [Test]
    public void Each_field_says_its_place_and_what_has_none_is_listed_without_its_value()
    {
        var (sheet, _) = Read(Sample() + "PV1|1|O|CLINIC7\rZZZ|secret\r");
        var provenance = sheet?.Provenance;
        Assert.Multiple(() =>
        {
            Assert.That(provenance?.Fields.Select(f => $"{f.Field} {f.Place}"), Is.SupersetOf(new[] { "patient.name PID-5", "patient.birthDate PID-7", "service PR1-3", "referrer.npi PRD-7", "document OBX-5", "externalId RF1-6" }));
            Assert.That(provenance?.Unmapped, Is.SupersetOf(new[] { "PV1-2", "PV1-3", "ZZZ-1" }));
            Assert.That(provenance?.Unmapped, Has.None.Contains("secret"));
        });
    }

    [TestCase("PID|", "PIX|", "missing-patient")]
    [TestCase("IN1|", "IX1|", "missing-coverage")]
    [TestCase("1234567893^^^^NPI|MARYLAND CAPITAL", "1245319599^^^^NPI|NOBODY", "unknown-payer")]
    [TestCase("^^C4", "^^HOMEMADE", "invalid-service-code")]
    [TestCase("M54.50^^I10", "back pain^^I10", "invalid-diagnosis-code")]
    [TestCase("REF^I12^REF_I12", "REF^I14^REF_I14", "unsupported-event")]
    [TestCase("^Base64^", "^Hex^", "document-unreadable")]
    public void What_cannot_be_taken_is_refused_with_a_stable_code(string part, string instead, string code)
    {
        var (sheet, issues) = Read(Sample().Replace(part, instead, StringComparison.Ordinal));
        Assert.That((sheet, issues.Where(i => i.IsError).Select(i => i.Detail).FirstOrDefault()), Is.EqualTo(((ReferralSheet?)null, code)));
    }

    [TestCase("R", "routine")]
    [TestCase("A", "asap")]
    [TestCase("S", "stat")]
    public void Priority_is_that_of_table_0280(string code, string priority) => Assert.That(Read(Sample().Replace("||R^^HL70280", $"||{code}^^HL70280", StringComparison.Ordinal)).Sheet?.Priority, Is.EqualTo(priority));

    [Test]
    public void A_referral_that_has_expired_is_refused() =>
        Assert.That(Read(Sample().Replace("HL70284|both-00003^urn:northside:referral", "HL70284|both-00003^urn:northside:referral||20260301", StringComparison.Ordinal)).Issues.Select(i => i.Detail), Does.Contain("referral-expired"));

    // Third-party messages are read where they stand.
    [TestCase("hapi-ref-i12-missing-segments.hl7", "missing-coverage")]
    [TestCase("msfhir-ref-i12-01.hl7", "unknown-payer")]
    [TestCase("msfhir-ref-i14-01.hl7", "unsupported-event")]
    public void Each_referral_of_the_corpus_is_taken_or_refused_with_its_reason(string file, string code)
    {
        var (sheet, issues) = Hl7(Corpus(file), Known);
        Assert.That((sheet, issues.Where(i => i.IsError).Select(i => i.Detail).Contains(code)), Is.EqualTo(((ReferralSheet?)null, true)), string.Join(' ', issues.Select(i => i.Detail)));
    }

    [Test]
    public void Where_its_payer_is_known_and_its_time_not_past_the_corpus_referral_is_taken()
    {
        var payers = new Payers(new Dictionary<string, PayerOptions>(StringComparer.Ordinal) { ["blue-cross"] = new() { Identifiers = ["Org-12345"] } });
        var (sheet, issues) = Hl7(Corpus("msfhir-ref-i12-01.hl7"), payers, new DateOnly(2022, 1, 26));
        Assert.That(sheet, Is.Not.Null, string.Join(' ', issues.Select(i => $"{i.Detail} {i.Expression}")));
        Assert.Multiple(() =>
        {
            Assert.That(sheet?.Services.Select(s => s.Code), Is.EqualTo(new[] { "76164006" }));
            Assert.That(sheet?.Diagnoses, Is.EqualTo(new[] { "K63.3" }));
            Assert.That((sheet?.ValidThrough, sheet?.RequestedOn, sheet?.Coverage.Relationship), Is.EqualTo(((DateOnly?)new DateOnly(2022, 2, 10), (DateOnly?)new DateOnly(2022, 1, 25), "spouse")));
            Assert.That(sheet?.Provenance.UnmappedCount, Is.GreaterThan(20));
        });
    }

    private static string Sample() => Encoding.ASCII.GetString(ReferralMessages.Sample("both", 3, Noon, "MSG1"));

    private static (ReferralSheet? Sheet, IReadOnlyList<FhirIssue> Issues) Read(string message) => Hl7(Encoding.ASCII.GetBytes(message), Known);

    private static (ReferralSheet? Sheet, IReadOnlyList<FhirIssue> Issues) Hl7(byte[] bytes, Payers payers, DateOnly? today = null) =>
        Hl7Message.Read(bytes, new Hl7Findings()) is { } message ? new Hl7ReferralReader(payers).Read(message, "hl7v2", today ?? Today) : throw new InvalidDataException("No message.");

    private static byte[] Corpus(string file)
    {
        var corpus = Environment.GetEnvironmentVariable("HEALTHCARE_CORPUS") is { Length: > 0 } named ? named : Path.GetFullPath(Testing.Repository.PathOf("..", "shared", "fixtures"));
        var path = Path.Combine(corpus, "hl7v2", file);
        if (!File.Exists(path)) Assert.Ignore($"No third-party message at {path}: set HEALTHCARE_CORPUS to run this test.");
        return File.ReadAllBytes(path);
    }

    private static string Said(ReferralSheet? sheet) => sheet is null ? "" : string.Join('\n',
    [
        sheet.PayerId, sheet.ReferrerNpi, string.Join(',', sheet.Services), string.Join(',', sheet.Diagnoses), sheet.Priority, $"{sheet.RequestedOn}", string.Join(' ', sheet.Patient.Given), sheet.Patient.Family,
        $"{sheet.Patient.BirthDate}", sheet.Patient.Gender, sheet.Coverage.MemberNumber, sheet.Coverage.Relationship, .. sheet.Documents.Select(d => $"{d.Loinc} {d.ContentType} {Convert.ToHexString(d.Content.Span)}"),
    ]);
}
