using System.Text.Json.Nodes;
using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

public sealed class ReadingReferrals
{
    [Test]
    public void Gives_what_was_asked_for_whom_by_whom_and_who_pays()
    {
        var read = ReferralBundle.Read(Utf8(Referral));
        var referral = Get(read);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.IsAcceptable, string.Join("; ", read.Issues));
            Assert.That(referral.ServiceRequestId, Is.EqualTo("sr1"));
            Assert.That(referral.ServiceRequestIdentifiers, Is.EqualTo(new[] { new Identifier("urn:clinic:orders", "O-77") }));
            Assert.That(referral.RequestedServices, Is.EqualTo(new[] { new Coding(FhirSystems.Cpt, "45378") }));
            Assert.That(referral.Diagnoses, Is.EqualTo(new[] { new Coding(FhirSystems.Icd10Cm, "K62.5") }));
            Assert.That(referral.Priority, Is.EqualTo("urgent"));
            Assert.That(referral.OccurrenceFrom?.Day, Is.EqualTo(new DateOnly(2026, 3, 10)));
            Assert.That(referral.OccurrenceTo?.Text, Is.EqualTo("2026-04"));
            Assert.That(referral.OccurrenceTo?.Day, Is.Null, "a month is not a day");
            Assert.That(referral.Patient?.Name?.Family, Is.EqualTo("Beispiel"));
            Assert.That(referral.Patient?.Name?.Given, Is.EqualTo(new[] { "Ada", "Maria" }));
            Assert.That(referral.Patient?.BirthDate?.Text, Is.EqualTo("1961-07-09"));
            Assert.That(referral.Coverage?.MemberNumber, Is.EqualTo("MB-900"));
            Assert.That(referral.Coverage?.SubscriberId, Is.EqualTo("SUB-1"));
            Assert.That(referral.Coverage?.GroupNumber, Is.EqualTo("G-5"));
            Assert.That(referral.Coverage?.Relationship, Is.EqualTo("self"));
            Assert.That(referral.Coverage?.Payer?.Name, Is.EqualTo("Prairie Health Plan"));
            Assert.That(referral.Coverage?.Payer?.PayerIdentifier?.Value, Is.EqualTo("PHP01"));
            Assert.That(referral.Requester?.Npi, Is.EqualTo("1992800007"));
            Assert.That(referral.RequestingOrganization?.Npi, Is.EqualTo("1902800006"));
            Assert.That(referral.Documents, Has.Count.EqualTo(1));
            Assert.That(referral.Documents[0], Has.Property("Loinc").EqualTo("34117-2").And.Property("Size").EqualTo(5).And.Property("Title").EqualTo("History"));
        }
    }

    [TestCase("collection")]
    [TestCase("message")]
    [TestCase("transaction")]
    [TestCase("batch")]
    [TestCase("searchset")]
    public void Takes_any_type_of_bundle(string type) =>
        Assert.That(Get(ReferralBundle.Read(With(Referral, b => b["type"] = type))).Patient, Is.Not.Null);

    [TestCase("Coverage", "missing-coverage", "Bundle.entry")]
    [TestCase("Patient", "missing-patient", "Bundle.entry[0].resource.subject")]
    public void Says_what_is_missing_and_where(string removed, string detail, string expression)
    {
        var read = ReferralBundle.Read(With(Referral, b => b.Remove(removed)));
        var issue = read.Issues.SingleOrDefault(i => i.Detail == detail);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.IsAcceptable, Is.False);
            Assert.That(issue?.Severity, Is.EqualTo(FhirSeverity.Error));
            Assert.That(issue?.Expression, Is.EqualTo(expression));
            Assert.That(read.HttpStatus, Is.EqualTo(422));
        }
    }

    [Test]
    public void A_bundle_without_a_service_request_is_no_referral()
    {
        var read = ReferralBundle.Read(With(Referral, b => b.Remove("ServiceRequest")));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Fault, Is.EqualTo(FhirFault.Incomplete));
            Assert.That(read.Issues.Single().Detail, Is.EqualTo("missing-service-request"));
        }
    }

    [Test]
    public void A_referral_without_reason_or_documents_is_taken_with_warnings()
    {
        var read = ReferralBundle.Read(With(Referral, b =>
        {
            b.Remove("DocumentReference");
            b.Resource("ServiceRequest").Remove("reasonCode");
        }));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.IsAcceptable);
            Assert.That(read.Issues.Select(i => i.Detail), Is.EquivalentTo(new[] { "missing-reason", "missing-documents" }));
        }
    }

    [Test]
    public void A_coverage_without_member_number_or_payer_is_refused_by_name()
    {
        var read = ReferralBundle.Read(With(Referral, b =>
        {
            var coverage = b.Resource("Coverage");
            coverage.Remove("identifier");
            coverage.Remove("subscriberId");
            coverage.Remove("payor");
        }));
        Assert.That(read.Issues.Where(i => i.IsError).Select(i => i.Detail), Is.EquivalentTo(new[] { "missing-member-number", "missing-payer" }));
    }

    [Test]
    public void Two_requests_in_one_bundle_are_refused_because_one_would_be_lost()
    {
        var read = ReferralBundle.Read(With(Referral, b =>
        {
            var second = JsonNode.Parse(b.Resource("ServiceRequest").ToJsonString());
            if (second is not null) second["id"] = "sr2";
            b["entry"]?.AsArray().Add(new JsonObject { ["fullUrl"] = "https://clinic.example/fhir/ServiceRequest/sr2", ["resource"] = second });
        }));
        Assert.That(read.Issues.Select(i => i.Detail), Does.Contain("several-service-requests"));
    }

    [Test]
    public void The_member_number_falls_back_to_the_subscriber_id() =>
        Assert.That(Get(ReferralBundle.Read(With(Referral, b => b.Resource("Coverage").Remove("identifier")))).Coverage?.MemberNumber, Is.EqualTo("SUB-1"));

    [Test]
    public void Coverages_come_in_order_of_payment()
    {
        var referral = Get(ReferralBundle.Read(With(Referral, b =>
        {
            b.Resource("ServiceRequest").Remove("insurance");
            b.Resource("Coverage")["order"] = 2;
            var first = (JsonObject?)JsonNode.Parse(b.Resource("Coverage").ToJsonString());
            if (first is null) return;
            first["id"] = "c2";
            first["order"] = 1;
            first["subscriberId"] = "SUB-2";
            first.Remove("identifier");
            b["entry"]?.AsArray().Add(new JsonObject { ["fullUrl"] = "https://clinic.example/fhir/Coverage/c2", ["resource"] = first });
        })));
        Assert.That(referral.Coverages.Select(c => c.MemberNumber), Is.EqualTo(new[] { "SUB-2", "MB-900" }));
    }

    [Test]
    public void Reasons_are_found_in_conditions_that_the_request_names()
    {
        var referral = Get(ReferralBundle.Read(With(Referral, b =>
        {
            var request = b.Resource("ServiceRequest");
            request.Remove("reasonCode");
            request["reasonReference"] = new JsonArray(new JsonObject { ["reference"] = "#why" });
            request["contained"] = new JsonArray(JsonNode.Parse(
                """{ "resourceType": "Condition", "id": "why", "code": { "coding": [ { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "D50.9" } ] } }"""));
        })));
        Assert.That(referral.Diagnoses.Select(d => d.Code), Is.EqualTo(new[] { "D50.9" }));
    }

    [Test]
    public void Everything_that_has_no_place_in_the_facts_is_listed()
    {
        var referral = ReadReferral();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(referral.Unmapped, Does.Contain("Bundle.entry[0].resource.patientInstruction"));
            Assert.That(referral.Unmapped, Does.Contain("Bundle.entry[1].resource.name[0].family"), "the former name is not taken");
            Assert.That(referral.Unmapped, Has.None.Contains("birthDate").And.None.Contains("subscriberId").And.None.Contains("name[1]"));
        }
    }

    [Test]
    public void Facts_about_people_do_not_print_themselves()
    {
        var referral = ReadReferral();
        var printed = $"{referral} {referral.Patient} {referral.Coverage} {referral.Documents[0]} {referral.Patient?.Name} {referral.Patient?.Address}";
        Assert.That(printed, Does.Not.Contain("Beispiel").And.Not.Contain("MB-900").And.Not.Contain("1961").And.Not.Contain("Sample Way"));
    }

    [Test]
    public void Issues_never_repeat_what_the_document_says()
    {
        var read = ReferralBundle.Read(With(Referral, b =>
        {
            b.Resource("ServiceRequest")["priority"] = "CANARY";
            b.Resource("ServiceRequest")["status"] = "revoked";
            b.Resource("ServiceRequest")["subject"] = new JsonObject { ["reference"] = "Patient/CANARY" };
            b.Resource("Patient").Remove("birthDate");
            b.Resource("ServiceRequest")["CANARY NAME"] = "x";
        }));
        var said = string.Join(' ', read.Issues) + string.Join(' ', Get(read).Unmapped) + System.Text.Encoding.UTF8.GetString(OperationOutcome.Write(read.Issues));
        Assert.That(said, Does.Not.Contain("CANARY"));
    }
}
