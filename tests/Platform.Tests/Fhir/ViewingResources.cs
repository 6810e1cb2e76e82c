using Healthcare.Fhir.Resources;
using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

// The views of what crosses a boundary: the elements of the trade are typed, everything else stays in the source.
public sealed class ViewingResources
{
    [Test]
    public void A_payment_divides_over_its_claims()
    {
        var payment = new PaymentReconciliation(Root("""
            { "resourceType": "PaymentReconciliation", "status": "active", "paymentDate": "2026-04-02", "paymentAmount": { "value": 150.50, "currency": "USD" },
              "paymentIdentifier": { "system": "urn:traces", "value": "TRN-1" }, "outOfR4": { "kept": true },
              "detail": [ { "type": { "text": "payment" }, "request": { "reference": "Claim/1" }, "amount": { "value": 100.50, "currency": "USD" } }, { "amount": { "value": 50 } } ] }
            """));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(payment.PaymentAmount, Is.EqualTo(new Money(150.50m, "USD")));
            Assert.That(payment.PaymentIdentifier?.Value, Is.EqualTo("TRN-1"));
            Assert.That(payment.Details.Sum(d => d.Amount?.Value), Is.EqualTo(150.50m));
            Assert.That(payment.Details[0].Request["reference"].Text, Is.EqualTo("Claim/1"));
            Assert.That(payment.Source["outOfR4"]["kept"].Flag, Is.True);
        }
    }

    [Test]
    public void An_explanation_says_what_was_paid()
    {
        var told = new ExplanationOfBenefit(Root("""
            { "resourceType": "ExplanationOfBenefit", "status": "active", "use": "claim", "outcome": "complete", "billablePeriod": { "start": "2026-03" },
              "total": [ { "category": { "coding": [ { "code": "benefit" } ] }, "amount": { "value": 80, "currency": "USD" } } ],
              "payment": { "date": "2026-04-02", "amount": { "value": 80, "currency": "USD" } }, "item": [ { "sequence": 1 } ] }
            """));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(told.Totals.Single().Amount, Is.EqualTo(told.PaymentAmount));
            Assert.That(told.PaymentDate?.Day, Is.EqualTo(new DateOnly(2026, 4, 2)));
            Assert.That(told.BillablePeriod?.Start?.Precision, Is.EqualTo(FhirPrecision.Month));
            Assert.That(told.Items.Single()["sequence"].Integer, Is.EqualTo(1));
        }
    }

    [Test]
    public void Eligibility_is_asked_and_answered()
    {
        var asked = new CoverageEligibilityRequest(Root("""
            { "resourceType": "CoverageEligibilityRequest", "purpose": [ "benefits" ], "servicedDate": "2026-03-10", "insurance": [ { "coverage": { "reference": "Coverage/1" } } ] }
            """));
        var answered = new CoverageEligibilityResponse(Root("""
            { "resourceType": "CoverageEligibilityResponse", "outcome": "complete", "insurance": [ { "inforce": false, "item": [ {}, {} ] } ], "error": [ { "code": { "text": "75" } } ] }
            """));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(asked.Serviced?.Start, Is.EqualTo(asked.Serviced?.End));
            Assert.That(asked.Coverages.Single()["reference"].Text, Is.EqualTo("Coverage/1"));
            Assert.That((answered.Insurances.Single().InForce, answered.Insurances[0].Items.Count), Is.EqualTo((false, 2)));
            Assert.That(answered.Errors.Single().Text, Is.EqualTo("75"));
        }
    }

    [Test]
    public void Times_are_offered_and_answered()
    {
        var slot = new Slot(Root("""{ "resourceType": "Slot", "schedule": { "reference": "Schedule/1" }, "status": "free", "start": "2026-03-10T08:00:00Z", "end": "2026-03-10T08:30:00Z" }"""));
        var schedule = new Schedule(Root("""{ "resourceType": "Schedule", "active": true, "actor": [ { "reference": "Practitioner/1" } ], "planningHorizon": { "end": "2026-12-31" } }"""));
        var answer = new AppointmentResponse(Root("""{ "resourceType": "AppointmentResponse", "appointment": { "reference": "Appointment/1" }, "participantStatus": "declined", "comment": "on leave" }"""));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((slot.Status, slot.End?.Instant - slot.Start?.Instant), Is.EqualTo(("free", TimeSpan.FromMinutes(30))));
            Assert.That((schedule.Active, schedule.Actors.Count(), schedule.PlanningHorizon?.End?.Text), Is.EqualTo((true, 1, "2026-12-31")));
            Assert.That((answer.ParticipantStatus, answer.Comment), Is.EqualTo(("declined", "on leave")));
        }
    }

    [Test]
    public void Care_is_described_and_charged()
    {
        var charge = new ChargeItem(Root("""
            { "resourceType": "ChargeItem", "status": "billable", "code": { "coding": [ { "code": "45378" } ] }, "context": { "reference": "Encounter/1" }, "quantity": { "value": 2 },
              "occurrenceDateTime": "2026-03-12", "priceOverride": { "value": 12.34 } }
            """));
        var procedure = new Procedure(Root("""{ "resourceType": "Procedure", "performedPeriod": { "start": "2026-03-12" }, "performer": [ { "actor": { "display": "a surgeon" } } ] }"""));
        var condition = new Condition(Root("""{ "resourceType": "Condition", "clinicalStatus": { "coding": [ { "code": "active" } ] }, "onsetDateTime": "2024" }"""));
        var word = new Communication(Root("""{ "resourceType": "Communication", "sent": "2026-03-01T10:00:00Z", "payload": [ { "contentString": "come earlier" }, { "contentAttachment": { "title": "map" } } ] }"""));
        var answers = new QuestionnaireResponse(Root("""{ "resourceType": "QuestionnaireResponse", "questionnaire": "urn:q", "item": [ { "linkId": "1" } ] }"""));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((charge.Quantity?.Value, charge.PriceOverride?.Value, charge.Occurrence?.Start?.Text), Is.EqualTo((2m, 12.34m, "2026-03-12")));
            Assert.That((procedure.Performed?.Start?.Text, procedure.Performers.Single()["display"].Text), Is.EqualTo(("2026-03-12", "a surgeon")));
            Assert.That((condition.ClinicalStatus?.Codings[0].Code, condition.Onset?.Precision), Is.EqualTo(("active", FhirPrecision.Year)));
            Assert.That((word.Texts.Single(), word.Attachments.Single().Title), Is.EqualTo(("come earlier", "map")));
            Assert.That((answers.Questionnaire, answers.Items.Single()["linkId"].Text), Is.EqualTo(("urn:q", "1")));
        }
    }

    [Test]
    public void What_happened_to_data_is_recorded()
    {
        var happened = new AuditEvent(Root("""
            { "resourceType": "AuditEvent", "type": { "code": "rest" }, "action": "R", "outcome": "0", "recorded": "2026-03-01T10:00:00Z",
              "agent": [ { "who": { "display": "a clerk" }, "requestor": true } ], "entity": [ { "what": { "reference": "Patient/1" } } ] }
            """));
        var origin = new Provenance(Root("""{ "resourceType": "Provenance", "target": [ { "reference": "Patient/1" } ], "agent": [ { "who": { "display": "a clinic" }, "type": { "text": "author" } } ] }"""));
        var consent = new Consent(Root("""{ "resourceType": "Consent", "status": "active", "dateTime": "2026-01-01", "provision": { "type": "deny" } }"""));
        var notice = new PaymentNotice(Root("""{ "resourceType": "PaymentNotice", "amount": { "value": 5, "currency": "USD" }, "paymentStatus": { "coding": [ { "code": "cleared" } ] } }"""));
        var wish = new Subscription(Root("""{ "resourceType": "Subscription", "criteria": "urn:topic", "channel": { "type": "rest-hook", "endpoint": "https://a.example" } }"""));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((happened.Action, happened.Agents.Single().Requestor, happened.Entities.Single()["reference"].Text), Is.EqualTo(("R", true, "Patient/1")));
            Assert.That((origin.Targets.Single()["reference"].Text, origin.Agents.Single().Role?.Text), Is.EqualTo(("Patient/1", "author")));
            Assert.That((consent.Provision, consent.SignedAt?.Text), Is.EqualTo(("deny", "2026-01-01")));
            Assert.That((notice.Amount?.Value, notice.PaymentStatus?.Codings[0].Code), Is.EqualTo((5m, "cleared")));
            Assert.That((wish.ChannelType, wish.Endpoint), Is.EqualTo(("rest-hook", "https://a.example")));
        }
    }

    private static FhirElement Root(string json) => Get(FhirJson.Parse(Utf8(json))).Root;
}
