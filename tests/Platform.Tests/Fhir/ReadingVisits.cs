using System.Text.Json.Nodes;
using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

public sealed class ReadingVisits
{
    [Test]
    public void Says_who_came_when_where_to_whom_and_for_which_appointment()
    {
        var read = EncounterReport.Read(Utf8(Visit));
        var visit = Get(read);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.IsAcceptable, string.Join("; ", read.Issues));
            Assert.That(visit.EncounterId, Is.EqualTo("e1"));
            Assert.That(visit.IsFinished);
            Assert.That(visit.Start?.Day, Is.EqualTo(new DateOnly(2026, 3, 12)));
            Assert.That(visit.Subject?.Identifier?.Value, Is.EqualTo("M-4711"));
            Assert.That(visit.Appointments[0].Literal, Is.EqualTo("Appointment/a1"));
            Assert.That(visit.AppointmentIdentifiers, Is.EqualTo(new[] { new Identifier("urn:scheduling", "APT-9") }));
            Assert.That(visit.PractitionerNpi, Is.EqualTo("1992800015"));
            Assert.That(visit.PlaceOfService, Is.EqualTo("24"));
            Assert.That(visit.LocationName, Is.EqualTo("Endoscopy"));
            Assert.That(visit.ServiceTypes[0].Code, Is.EqualTo("GI"));
        }
    }

    [Test]
    public void An_encounter_may_come_alone_with_identifiers_in_its_references()
    {
        var visit = Get(EncounterReport.Read(Utf8("""
            { "resourceType": "Encounter", "id": "e2", "status": "finished", "class": { "code": "AMB" }, "period": { "start": "2026-03-12" },
              "subject": { "identifier": { "system": "urn:clinic:mrn", "value": "M-1" } },
              "appointment": [ { "identifier": { "system": "urn:scheduling", "value": "APT-1" } } ],
              "participant": [ { "individual": { "identifier": { "system": "http://hl7.org/fhir/sid/us-npi", "value": "1992800015" } } } ] }
            """)));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(visit.Subject?.Identifier?.Value, Is.EqualTo("M-1"));
            Assert.That(visit.AppointmentIdentifiers.Single().Value, Is.EqualTo("APT-1"));
            Assert.That(visit.PractitionerNpi, Is.EqualTo("1992800015"));
        }
    }

    [Test]
    public void A_visit_that_is_not_over_is_not_finished() =>
        Assert.That(Get(EncounterReport.Read(With(Visit, b => b.Resource("Encounter")["status"] = "in-progress"))).IsFinished, Is.False);

    [Test]
    public void A_finished_visit_without_a_time_or_patient_is_refused()
    {
        var read = EncounterReport.Read(With(Visit, b =>
        {
            b.Resource("Encounter").Remove("period");
            b.Resource("Encounter").Remove("subject");
        }));
        Assert.That(read.Issues.Select(i => i.Detail), Is.EquivalentTo(new[] { "missing-period", "missing-patient" }));
    }

    [Test]
    public void Another_resource_is_no_visit() =>
        Assert.That(EncounterReport.Read(Utf8("""{"resourceType":"Patient"}""")).Fault, Is.EqualTo(FhirFault.WrongResourceType));

    [Test]
    public void An_appointment_is_written_back_with_everybody_in_it()
    {
        var body = new AppointmentWriteBack
        {
            AppointmentId = "a-1",
            Identifiers = [new Identifier("urn:scheduling", "APT-9")],
            Status = "booked",
            ServiceType = new Coding(FhirSystems.Cpt, "45378"),
            Start = Noon,
            End = Noon.AddMinutes(40),
            Patient = new Reference("Patient/p1", null, null, null),
            Practitioner = new Reference(null, "Practitioner", new Identifier(FhirSystems.Npi, "1992800015"), null),
            BasedOn = new Reference("ServiceRequest/sr1", null, null, null),
        }.Build();
        var expected = JsonNode.Parse("""
            { "resourceType": "Appointment", "id": "a-1", "identifier": [ { "system": "urn:scheduling", "value": "APT-9" } ], "status": "booked",
              "serviceType": [ { "coding": [ { "system": "http://www.ama-assn.org/go/cpt", "code": "45378" } ] } ],
              "start": "2026-03-02T12:00:00-05:00", "end": "2026-03-02T12:40:00-05:00", "minutesDuration": 40,
              "basedOn": [ { "reference": "ServiceRequest/sr1" } ],
              "participant": [ { "actor": { "reference": "Patient/p1" }, "status": "accepted" },
                { "actor": { "type": "Practitioner", "identifier": { "system": "http://hl7.org/fhir/sid/us-npi", "value": "1992800015" } }, "status": "accepted" } ] }
            """);
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(body), expected), System.Text.Encoding.UTF8.GetString(body));
    }
}
