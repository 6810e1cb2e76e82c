using Healthcare.Handoffs;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Journeys;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Appointments;

public sealed class AttendingVisits
{
    [Test]
    public void A_booked_visit_is_attended() => Open.Given(Booked).When(Attend).Then(Attended);

    [Test]
    public void What_the_ehr_does_not_say_is_as_it_was_booked() =>
        Open.Given(Booked).When(Attend with { PractitionerNpi = null, PlaceOfService = null, PatientId = null }).Then(Attended);

    [Test]
    public void Who_saw_the_patient_and_where_is_what_the_ehr_says() =>
        Open.Given(Booked).When(Attend with { PractitionerNpi = OtherNpi, PlaceOfService = "22" }).Then(Attended with { PractitionerNpi = OtherNpi, PlaceOfService = "22" });

    [Test]
    public void The_same_visit_again_changes_nothing() =>
        Open.Given(Booked, Attended).When(Attend with { OriginalId = Payload, At = Noon.AddDays(8) }).ThenNothing();

    [Test]
    public void Another_visit_of_the_same_appointment_is_refused()
    {
        Open.Given(Booked, Attended).When(Attend with { EncounterId = "ENC-2" }).ThenRefused(AppointmentRefusals.AlreadyAttended);
        Open.Given(Booked, Attended).When(Attend with { ServiceDate = new DateOnly(2026, 3, 10) }).ThenRefused(AppointmentRefusals.AlreadyAttended);
    }

    [Test]
    public void A_visit_of_another_patient_is_refused() => Open.Given(Booked).When(Attend with { PatientId = Guid.Empty }).ThenRefused(AppointmentRefusals.OfAnotherPatient);

    [Test]
    public void A_visit_that_was_never_booked_is_refused()
    {
        Open.When(Attend).ThenRefused(AppointmentRefusals.NotBooked);
        New.Given(Requested).When(Attend).ThenRefused(AppointmentRefusals.NotBooked);
        New.When(Attend).ThenRefused(AppointmentRefusals.Unknown);
    }

    [Test]
    public void Whatever_was_still_waited_for_ends_with_the_visit() => Assert.That(
        Open.Given(Booked).When(Attend).FollowUps(AppointmentId, Case).Select(f => f.StreamId),
        Is.EqualTo(new[] { "await-visit", "rebook-appointment", "correct-ehr-appointment" }.Select(k => WorkItemId.ForTask(k, AppointmentId)).Append(JourneyAggregate.IdOf(Case))));
}
