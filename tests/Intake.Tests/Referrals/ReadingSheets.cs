using System.Text.Json.Nodes;
using Healthcare.Fhir;
using Healthcare.Intake.Partners;
using Healthcare.Intake.Referrals;

namespace Healthcare.Intake.Tests.Referrals;

public sealed class ReadingSheets
{
    private static readonly ReferralSheetReader Reader = new(new Payers(new Dictionary<string, PayerOptions>(StringComparer.Ordinal)
    {
        ["maryland-capital"] = new() { Npi = "1234567893", Names = ["Maryland Capital"] },
        ["acme"] = new() { Naic = "12345", Identifiers = ["ACME1"] },
    }));

    [Test]
    public void A_sample_of_the_demonstration_is_read_whole()
    {
        var sheet = Sheet(Bundles.Sample("read"));
        Assert.Multiple(() =>
        {
            Assert.That((sheet.PayerId, sheet.ReferrerNpi, sheet.Priority, sheet.OtherReasons), Is.EqualTo(("maryland-capital", "1987654328", "routine", 0)));
            Assert.That(sheet.Services, Is.EqualTo(new[] { new ServiceAsked(1, "CPT", "99244", 1) }));
            Assert.That(sheet.Diagnoses, Is.EqualTo(new[] { "M54.50" }));
            Assert.That(sheet.MatchedBy, Is.EqualTo(new[] { "member-number", "birth-date" }));
            Assert.That(sheet.Documents, Has.Count.EqualTo(1));
            Assert.That(sheet.ToString(), Is.EqualTo(nameof(ReferralSheet)), "it never prints what it holds");
        });
    }

    [Test]
    public void The_guides_referral_is_read_although_it_gives_no_reason_and_no_birth_date()
    {
        var sheet = Sheet(Bundles.Parse(Bundles.FromCorpus()));
        Assert.Multiple(() =>
        {
            Assert.That((sheet.PayerId, sheet.ReferrerNpi), Is.EqualTo(("maryland-capital", "1234567893")));
            Assert.That(sheet.Services, Is.EqualTo(new[] { new ServiceAsked(1, "X12-1365", "3", 1) }));
            Assert.That(sheet.MatchedBy, Is.EqualTo(new[] { "member-number", "record-number" }));
        });
    }

    [Test]
    public void Of_several_codings_the_one_that_payers_price_by_is_asked_for() => Assert.That(
        Sheet(Bundles.Sample("codings").With("ServiceRequest", "code", """
            {"coding":[{"system":"http://snomed.info/sct","code":"11429006"},{"system":"http://www.ama-assn.org/go/cpt","code":"99243"}]}
            """)).Services.Select(s => $"{s.System} {s.Code}"),
        Is.EqualTo(new[] { "CPT 99243" }));

    [TestCase("""{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"for Sam Alder"}]}""", "code", "invalid-service-code")]
    [TestCase("""{"coding":[{"system":"Sam Alder's list","code":"99243"}]}""", "code", "invalid-service-code")]
    [TestCase("""{"value":0}""", "quantityQuantity", "invalid-quantity")]
    [TestCase("""{"value":1.5}""", "quantityQuantity", "invalid-quantity")]
    [TestCase("""[{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"back pain"}]}]""", "reasonCode", "invalid-diagnosis-code")]
    public void A_code_that_is_none_is_refused_with_a_stable_code(string json, string member, string expected)
    {
        var (sheet, issues) = Read(Bundles.Sample("codes").With("ServiceRequest", member, json));
        Assert.That((sheet, string.Join(' ', issues.Where(i => i.IsError).Select(i => i.Detail))), Is.EqualTo(((ReferralSheet?)null, expected)));
    }

    [Test]
    public void A_diagnosis_in_another_system_and_words_are_reasons() => Assert.That(
        Sheet(Bundles.Sample("reasons").With("ServiceRequest", "reasonCode", """[{"coding":[{"system":"http://snomed.info/sct","code":"279039007"}],"text":"Low back pain"}]""")) is
        { Diagnoses.Count: 0, OtherReasons: 2 });

    [TestCase("""[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}]""", "maryland-capital")]
    [TestCase("""[{"system":"urn:oid:2.16.840.1.113883.6.300","value":"12345"}]""", "acme")]
    [TestCase("""[{"system":"urn:clearinghouse","value":"ACME1"}]""", "acme")]
    [TestCase("""[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1245319599"}]""", null)]
    public void A_payer_is_known_by_its_identifier(string identifier, string? payer)
    {
        var (sheet, issues) = Read(Bundles.Sample("payer").With("Organization", "identifier", identifier));
        Assert.That((sheet?.PayerId, string.Join(' ', issues.Select(i => i.Detail))), Is.EqualTo((payer, payer is null ? "unknown-payer" : "")));
    }

    [Test]
    public void A_payer_without_an_identifier_is_known_by_its_name()
    {
        var (sheet, _) = Read(Bundles.Sample("name").With("Organization", "identifier", json: null));
        Assert.That(sheet?.PayerId, Is.EqualTo("maryland-capital"));
    }

    [Test]
    public void A_referrer_without_a_valid_number_is_known_by_the_practice() => Assert.That(
        Sheet(Bundles.Sample("npi").With("Practitioner", "identifier", """[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1987654321"}]""")).ReferrerNpi, Is.EqualTo("1122334455"));

    [Test]
    public void A_partial_birth_date_is_no_identifier() => Assert.That(
        Sheet(Bundles.Sample("birth").With("Patient", "birthDate", "\"1950\"")).MatchedBy, Is.EqualTo(new[] { "member-number" }));

    [Test]
    public void The_policy_holder_is_kept_when_it_is_another_person()
    {
        var bundle = Bundles.Sample("holder")
            .With("Coverage", "relationship", """{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/subscriber-relationship","code":"child"}]}""")
            .With("Coverage", "subscriber", """{"reference":"Patient/parent"}""");
        (bundle["entry"] as JsonArray)?.Add(JsonNode.Parse("""
            {"fullUrl":"urn:northside/Patient/parent","resource":{"resourceType":"Patient","id":"parent","name":[{"family":"Alder","given":["Robin"]}],"birthDate":"1920-02-03","gender":"female"}}
            """));
        var coverage = Sheet(bundle).Coverage;
        Assert.That((coverage.Relationship, coverage.Subscriber?.Given[0], coverage.Subscriber?.BirthDate), Is.EqualTo(("child", "Robin", new DateOnly(1920, 2, 3))));
    }

    private static ReferralSheet Sheet(JsonObject bundle)
    {
        var (sheet, issues) = Read(bundle);
        return sheet ?? throw new AssertionException(string.Join(' ', issues.Select(i => i.Detail)));
    }

    private static (ReferralSheet? Sheet, IReadOnlyList<FhirIssue> Issues) Read(JsonObject bundle)
    {
        var read = ReferralBundle.Read(bundle.Utf8());
        Assert.That(read.IsAcceptable, string.Join(' ', read.Issues.Where(i => i.IsError).Select(i => i.Detail)));
        return read.TryGet(out var referral) ? Reader.Read(referral) : (null, read.Issues);
    }
}
