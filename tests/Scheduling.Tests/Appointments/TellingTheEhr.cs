using System.Text;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Ehr;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Appointments;

public sealed class TellingTheEhr
{
    private static readonly EhrNotice Notice = new(AppointmentId, Patient, new ServiceNamed("X12-1365", "3"), EhrNews.Booked, Monday, 1, Noon);

    [Test]
    public void The_appointment_names_patient_practitioner_place_and_itself_by_identifier()
    {
        Assert.That(FhirJson.Parse(EhrAppointments.Write(Notice)).TryGet(out var document), Is.True);
        var root = document?.Root ?? default;
        var actors = root.Each("participant").Select(p => p["actor"]).Select(a => (a["type"].Text, a["identifier"].AsIdentifier()?.System, a["identifier"].AsIdentifier()?.Value)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That((root.ResourceType, root["status"].Text), Is.EqualTo(("Appointment", "booked")));
            Assert.That(root.Identifiers(), Is.EqualTo(new[] { new Identifier("urn:healthcare:appointment", AppointmentId.ToString("D")) }));
            Assert.That((root["start"].Text, root["end"].Text), Is.EqualTo(("2026-03-09T09:30:00-04:00", "2026-03-09T09:50:00-04:00")));
            Assert.That(actors, Is.EqualTo(new (string?, string?, string?)[]
            {
                ("Patient", "urn:healthcare:patient", Patient.ToString("D")), ("Practitioner", FhirSystems.Npi, Npi), ("Location", FhirSystems.PlaceOfService, "11"),
            }));
        });
    }

    [Test]
    public void The_same_booking_is_the_same_bytes_and_another_is_not()
    {
        var first = EhrAppointments.Write(Notice);
        Assert.That(EhrAppointments.Write(Notice with { Booking = Monday with { }, At = Noon.AddHours(1) }), Is.EqualTo(first));
        Assert.That(EhrAppointments.Write(Notice with { Booking = Monday with { PlaceOfService = "22" } }), Is.Not.EqualTo(first));
    }

    [Test]
    public void The_ehrs_yes_is_recorded_once()
    {
        var yes = new RecordEhrUpdate(Payload, "EHR1", Noon);
        Open.Given(Booked).When(yes).Then(Updated);
        Open.Given(Booked, Updated).When(yes).ThenNothing();
        Open.Given(Booked, Attended).When(yes).Then(Updated);
        Open.Given(Booked, Refused).When(yes).Then(Updated);
    }

    [Test]
    public void The_ehrs_no_goes_to_a_person_and_a_yes_ends_it()
    {
        var no = Open.Given(Booked).When(new RecordEhrRefusal(Payload, 409, Noon));
        no.Then(Refused);
        var item = no.FollowUps(AppointmentId, Case).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.Kind, item.Role, item.ReasonCode, item.DueAt), Is.EqualTo(("correct-ehr-appointment", "scheduler", "ehr-answered-409", Noon.AddDays(1))));
        var yes = Open.Given(Booked, Refused).When(new RecordEhrUpdate(Payload, EhrId: null, Noon)).FollowUps(AppointmentId, Case);
        Assert.That(yes, Does.Contain(new FollowUp(WorkItemId.ForTask("correct-ehr-appointment", AppointmentId), new CloseWorkItem("ehr-updated", Noon))));
    }

    [Test]
    public void An_answer_to_a_booking_that_was_replaced_changes_nothing()
    {
        var replaced = Open.Given(Booked, Booked with { Booking = BookingAt(Monday.Start.AddDays(1)), Replaces = Monday, PayloadId = OtherPayload });
        replaced.When(new RecordEhrUpdate(Payload, "EHR1", Noon)).ThenNothing();
        replaced.When(new RecordEhrRefusal(Payload, 409, Noon)).ThenNothing();
    }

    [TestCase("""{"resourceType":"Appointment","id":"EHR1"}""", "EHR1")]
    [TestCase("""{"resourceType":"Appointment","id":"Alder, Sam"}""", null)]
    [TestCase("thanks", null)]
    [TestCase("", null)]
    public async Task The_ehrs_id_is_taken_over_when_it_is_one(string body, string? id)
    {
        var appointment = await AnswerAsync(AnswerKind.Acknowledged, 201, body);
        Assert.That((appointment.Ehr, appointment.EhrId), Is.EqualTo((EhrKnowledge.Taken, id)));
    }

    [Test]
    public async Task An_answer_that_says_nothing_changes_nothing() => Assert.That((await AnswerAsync(AnswerKind.Unconfirmed, status: null, "")).Ehr, Is.EqualTo(EhrKnowledge.Asked));

    private static async Task<AppointmentDocument> AnswerAsync(AnswerKind kind, int? status, string body)
    {
        await using var store = new Store();
        await store.ExecuteAsync(new RequestScheduling(Requested));
        await store.ExecuteAsync(new AuthorizeScheduling(Approved));
        await store.ExecuteAsync(Book);
        var row = new TransmissionRow(Guid.Empty, Case, AppointmentId, "ehr", "ehr-appointment", Payload.Value, "application/fhir+json", "sent", 1, Noon, Noon);
        var decide = await new EhrAppointments().UnderstandAsync(new TransmissionAnswer(row, kind, status, AnswerId: null, "application/fhir+json", Encoding.UTF8.GetBytes(body), Noon), CancellationToken.None);
        await store.ExecuteAsync((work, cancel) => decide(work, cancel));
        return await store.ReadAsync() ?? throw new AssertionException("No appointment.");
    }
}
