using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Calendars;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Appointments;

public sealed class BookingAppointments
{
    [Test]
    public void Approved_care_is_booked() => Open.When(Book).Then(Booked);

    [Test]
    public void The_same_booking_again_changes_nothing() => Open.GivenDone(Book).When(Book with { PayloadId = OtherPayload }).ThenNothing();

    [Test]
    public void What_is_not_approved_yet_is_not_booked()
    {
        New.Given(Requested).When(Book).ThenRefused(AppointmentRefusals.NotReleased);
        New.Given(Approved).When(Book).ThenRefused(AppointmentRefusals.NotReleased);
        New.When(Book).ThenRefused(AppointmentRefusals.Unknown);
    }

    [TestCase("2026-03-01T23:59:00-05:00")]
    [TestCase("2026-06-01T00:00:00-04:00")]
    public void A_day_that_the_payer_did_not_approve_is_refused(string start) =>
        Open.When(Book with { Booking = BookingAt(At(start)) }).ThenRefused(AppointmentRefusals.OutsideAuthorizedDates);

    [TestCase("2026-03-02T00:00:00-05:00")]
    [TestCase("2026-05-31T23:30:00-04:00")]
    public void The_first_and_the_last_approved_day_count_where_the_visit_is(string start) =>
        Open.When(Book with { Booking = BookingAt(At(start)) }).ThenKinds(typeof(AppointmentBooked));

    [Test]
    public void A_place_that_the_payer_did_not_approve_is_refused()
    {
        var office = New.Given(Requested, Approved with { Services = [Approved.Services[0] with { PlaceOfService = "11" }] }, Released);
        office.When(Book).Then(Booked);
        office.When(Book with { Booking = Monday with { PlaceOfService = "22" } }).ThenRefused(AppointmentRefusals.OutsideAuthorizedPlace);
    }

    [Test]
    public void One_transaction_holds_the_time_tells_the_ehr_and_ends_the_work()
    {
        var follow = Open.When(Book).FollowUps(AppointmentId, Case);
        Assert.Multiple(() =>
        {
            Assert.That(follow.Where(f => f.Command is CalendarCommand), Is.EqualTo(new[]
            {
                new FollowUp(CalendarAggregate.IdOf(Npi, new DateOnly(2026, 3, 9)), new HoldTime(Npi, new DateOnly(2026, 3, 9), AppointmentId, Monday.Start, Monday.End, Noon)),
            }));
            Assert.That(follow.Select(f => f.Command), Does.Contain(new QueueTransmission("ehr", "ehr-appointment", Payload.Value, "application/fhir+json", AppointmentId, Noon)));
            Assert.That(follow, Does.Contain(new FollowUp(WorkItemId.ForTask("book-appointment", AppointmentId), new CloseWorkItem("appointment-booked", Noon))));
        });
    }

    [Test]
    public void Another_time_takes_the_place_of_the_first_and_gives_it_back()
    {
        var again = Open.Given(Booked).When(new BookAppointment(Tuesday, OtherPayload, Scheduler, Noon));
        again.Then(Booked with { Booking = Tuesday, Replaces = Monday, PayloadId = OtherPayload, ReportBy = Tuesday.End.AddDays(1) });
        Assert.That(again.FollowUps(AppointmentId, Case).Select(f => f.Command).OfType<CalendarCommand>(), Is.EqualTo(new CalendarCommand[]
        {
            new ReleaseTime(AppointmentId, Noon), new HoldTime(Npi, new DateOnly(2026, 3, 10), AppointmentId, Tuesday.Start, Tuesday.End, Noon),
        }));
    }

    [Test]
    public void A_visit_across_midnight_in_utc_is_held_on_both_days()
    {
        var late = BookingAt(At("2026-03-09T19:50:00-04:00"));
        var days = Open.When(Book with { Booking = late }).FollowUps(AppointmentId, Case).Select(f => f.Command).OfType<HoldTime>().Select(h => h.Day);
        Assert.That(days, Is.EqualTo(new[] { new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 10) }));
        Assert.That(CalendarAggregate.DaysOf(At("2026-03-09T23:00:00+00:00"), At("2026-03-10T00:00:00+00:00")), Is.EqualTo(new[] { new DateOnly(2026, 3, 9) }), "the end is free again");
    }

    [Test]
    public void A_visit_that_took_place_is_not_booked_anew()
    {
        var seen = Open.Given(Booked, Attended);
        seen.When(Book).ThenNothing();
        seen.When(Book with { Booking = Tuesday }).ThenRefused(AppointmentRefusals.AlreadyAttended);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
