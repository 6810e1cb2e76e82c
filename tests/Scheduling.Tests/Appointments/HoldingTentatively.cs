using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Calendars;
using Healthcare.Scheduling.Journeys;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Appointments;

public sealed class HoldingTentatively
{
    private static readonly AuthorizeScheduling Authorize = new(Approved);
    private static readonly ExpireHold Expire = new(OnHold.ExpiresAt, OnHold.ExpiresAt);

    [Test]
    public void A_time_is_held_while_the_authorization_is_open()
    {
        var held = New.Given(Requested).When(Hold);
        held.Then(OnHold);
        Assert.That(held.Deadlines(AppointmentId), Is.EqualTo(new[] { new DeadlineChange(AppointmentId, "appointment/hold", OnHold.ExpiresAt) }));
        Assert.That(held.FollowUps(AppointmentId, Case), Is.SupersetOf(new[]
        {
            new FollowUp(CalendarAggregate.IdOf(Npi, new DateOnly(2026, 3, 9)), new HoldTime(Npi, new DateOnly(2026, 3, 9), AppointmentId, Monday.Start, Monday.End, Noon)),
            new FollowUp(JourneyAggregate.IdOf(Case), new NoteEvidence(Stage.SurgeryScheduling, "date-held", Source: null, Noon) { Day = new DateOnly(2026, 3, 9), Place = Monday.PlaceOfService }),
        }));
        Assert.That(held.FollowUps(AppointmentId, Case).Select(f => f.Command), Has.None.InstanceOf<QueueTransmission>(), "the EHR is told of firm times");
    }

    [Test]
    public void Held_again_it_changes_nothing_and_another_time_takes_its_place()
    {
        var given = New.Given(Requested, OnHold);
        given.When(Hold with { Message = OtherMessage }).ThenNothing();
        var moved = given.When(Hold with { Booking = Tuesday });
        moved.Then(OnHold with { Booking = Tuesday, Replaces = Monday, ExpiresAt = OnHold.ExpiresAt.AddDays(1) });
        Assert.That(moved.FollowUps(AppointmentId, Case).Select(f => f.Command).OfType<CalendarCommand>().Select(c => c.GetType()), Is.EqualTo(new[] { typeof(ReleaseTime), typeof(HoldTime) }));
    }

    [TestCase("2026-03-03T12:00:00-05:00", "2026-03-02T21:00:00+00:00", TestName = "A visit soon is held for four hours")]
    [TestCase("2026-03-02T13:00:00-05:00", "2026-03-02T18:00:00+00:00", TestName = "A visit within the hour is held until it begins")]
    [TestCase("2026-03-01T13:00:00-05:00", "2026-03-02T21:00:00+00:00", TestName = "A visit that was entered late has its little while")]
    [TestCase("2026-03-20T13:00:00-04:00", "2026-03-18T17:00:00+00:00", TestName = "A visit later is held to two days before")]
    public void The_hold_ends_before_the_visit(string start, string expires)
    {
        var booking = BookingAt(DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture));
        var held = New.Given(Requested).When(Hold with { Booking = booking }).Decision.Events.OfType<AppointmentHeldTentatively>().Single();
        Assert.That(held.ExpiresAt, Is.EqualTo(DateTimeOffset.Parse(expires, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Test]
    public void An_approval_that_covers_the_day_confirms_the_time_by_itself()
    {
        var confirmed = New.Given(Requested, OnHold).When(Authorize);
        confirmed.ThenKinds(typeof(SchedulingAuthorized), typeof(SchedulingReleased), typeof(AppointmentBooked));
        var booked = confirmed.Decision.Events.OfType<AppointmentBooked>().Single();
        Assert.That((booked.Booking, booked.PayloadId, booked.Replaces, booked.By.Kind), Is.EqualTo((Monday, Payload, (Booking?)null, ActorKind.System)));
        var follow = confirmed.FollowUps(AppointmentId, Case);
        Assert.That(follow.Select(f => f.Command), Does.Contain(new QueueTransmission("ehr", "ehr-appointment", Payload.Value, "application/fhir+json", AppointmentId, Noon)));
        Assert.That(follow.Select(f => f.Command).OfType<OpenWorkItem>().Select(i => i.Kind), Is.EqualTo(new[] { "await-visit" }));
        Assert.That(confirmed.Deadlines(AppointmentId), Does.Contain(new DeadlineChange(AppointmentId, "appointment/hold", DueAt: null)));
    }

    [Test]
    public void Where_no_authorization_is_needed_the_time_is_confirmed_too()
    {
        New.Given(Requested, OnHold).When(new WaiveAuthorization(Waived)).ThenKinds(typeof(AuthorizationNotNeeded), typeof(SchedulingReleased), typeof(AppointmentBooked));
        New.Given(Requested, OnHold).When(new WaiveAuthorization(Waived with { GoodThrough = new DateOnly(2026, 3, 8) }))
            .ThenKinds(typeof(AuthorizationNotNeeded), typeof(SchedulingReleased), typeof(BookingUncovered));
    }

    [Test]
    public void An_approval_of_other_days_goes_to_a_person_and_the_time_stays_held()
    {
        var later = new AuthorizeScheduling(Approved with { Services = [Approved.Services[0] with { From = new DateOnly(2026, 4, 1) }] });
        var uncovered = New.Given(Requested, OnHold).When(later);
        uncovered.ThenKinds(typeof(SchedulingAuthorized), typeof(SchedulingReleased), typeof(BookingUncovered));
        Assert.That(uncovered.FollowUps(AppointmentId, Case).Select(f => f.Command).OfType<OpenWorkItem>().Select(i => (i.Kind, i.ReasonCode)), Is.EqualTo(new[] { ("rebook-appointment", "date-outside-authorization") }));
        New.Given(Requested, OnHold).GivenDone(later).When(Book with { Booking = BookingAt(Monday.Start.AddDays(30)) }).ThenKinds(typeof(AppointmentBooked));
    }

    [Test]
    public void A_hold_that_is_not_confirmed_in_time_is_given_back_and_a_person_is_told()
    {
        var expired = New.Given(Requested, OnHold).When(Expire);
        expired.Then(new HoldReleased { Booking = Monday, ReasonCode = "hold-expired", At = OnHold.ExpiresAt });
        var follow = expired.FollowUps(AppointmentId, Case);
        Assert.That(follow.Select(f => f.Command).OfType<OpenWorkItem>().Select(i => (i.Kind, i.Role, i.ReasonCode)), Is.EqualTo(new[] { ("rebook-appointment", "scheduler", "hold-expired") }));
        Assert.That(follow.Select(f => f.Command), Does.Contain(new ReleaseTime(AppointmentId, OnHold.ExpiresAt)));
        New.Given(Requested, OnHold).GivenDone(Expire).When(Expire).ThenNothing();
        New.Given(Requested, OnHold).When(Expire with { DueAt = Noon }).ThenNothing();
        New.Given(Requested, OnHold).GivenDone(Expire).When(Authorize).ThenKinds(typeof(SchedulingAuthorized), typeof(SchedulingReleased));
    }

    [Test]
    public void A_scheduler_gives_a_hold_back()
    {
        New.Given(Requested, OnHold).When(Cancel).Then(new HoldReleased { Booking = Monday, ReasonCode = "patient-ill", At = Cancel.At });
        var confirmed = New.Given(Requested, OnHold).GivenDone(Authorize);
        confirmed.When(Expire).ThenNothing();
    }

    [Test]
    public void Who_waits_for_a_confirmation_books_the_held_time_with_its_own_message()
    {
        var held = New.Given(Requested, OnHold, Approved, Released);
        held.When(Book with { PayloadId = OtherPayload }).Then(Booked);
        held.When(Book with { Booking = Tuesday, PayloadId = OtherPayload }).Then(Booked with { Booking = Tuesday, Replaces = Monday, PayloadId = OtherPayload, ReportBy = Tuesday.End.AddDays(1) });
    }

    [Test]
    public void What_is_booked_seen_or_ended_is_not_held()
    {
        New.When(Hold).ThenRefused(AppointmentRefusals.Unknown);
        New.Given(Approved).When(Hold).ThenRefused(AppointmentRefusals.Unknown);
        Open.Given(Booked).When(Hold with { Booking = Tuesday }).ThenRefused(AppointmentRefusals.AlreadyBooked);
        Open.Given(Booked, Attended).When(Hold).ThenRefused(AppointmentRefusals.AlreadyAttended);
        New.Given(Requested, new SchedulingEnded { Ending = "expired", ReasonCode = "x", At = Noon }).When(Hold).ThenRefused(AppointmentRefusals.Over);
    }

    [Test]
    public void What_the_journey_holds_back_is_neither_booked_nor_confirmed_until_it_is_clear()
    {
        var back = New.Given(Requested, OnHold).GivenDone(new HoldBackScheduling(["pre-op-assessment-expired"], MayHoldTime: true, Noon));
        back.When(Authorize).ThenKinds(typeof(SchedulingAuthorized));
        back.GivenDone(Authorize).When(Book).ThenRefused(AppointmentRefusals.HeldBack);
        back.GivenDone(Authorize).When(new ClearScheduling(Noon)).ThenKinds(typeof(SchedulingCleared), typeof(SchedulingReleased), typeof(AppointmentBooked));
        back.When(new ClearScheduling(Noon)).ThenKinds(typeof(SchedulingCleared));
        New.Given(Requested).When(new ClearScheduling(Noon)).ThenNothing();
        New.Given(Requested).GivenDone(new HoldBackScheduling(["pre-op-assessment-open"], MayHoldTime: false, Noon)).When(Hold).ThenRefused(AppointmentRefusals.HeldBack);
    }

    [Test]
    public void What_was_booked_and_is_held_back_later_goes_to_a_person()
    {
        HoldBackScheduling expired = new(["pre-op-assessment-expired"], MayHoldTime: true, Noon);
        var told = Open.Given(Booked).When(expired);
        told.ThenKinds(typeof(SchedulingHeldBack), typeof(BookingUncovered));
        Assert.That(told.FollowUps(AppointmentId, Case).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo("pre-op-assessment-expired"));
        Open.Given(Booked).GivenDone(expired).When(expired).ThenNothing();
        Open.Given(Booked, Attended).When(expired).ThenNothing();
    }

    [Test]
    public void What_is_clear_again_is_somebodys_to_book()
    {
        HoldBackScheduling back = new(["insurance-verification-returned"], MayHoldTime: true, Noon);
        Assert.That(Items(Open.When(back)), Is.Empty);
        Assert.That(Items(Open.GivenDone(back).When(new ClearScheduling(Noon))), Is.EqualTo(new[] { ("book-appointment", "scheduling-cleared") }));
    }

    private static IEnumerable<(string Kind, string ReasonCode)> Items(Testing.Decided<Appointment, AppointmentCommand, AppointmentEvent> decided) =>
        decided.FollowUps(AppointmentId, Case).Select(f => f.Command).OfType<OpenWorkItem>().Select(i => (i.Kind, i.ReasonCode));
}
