using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Calendars;
using Healthcare.Scheduling.Journeys;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Appointments;

/// <summary>BSeR 5.1.2 and 5.1.3: a missed or cancelled visit returns the case to be scheduled.</summary>
public sealed class LosingVisits
{
    [Test]
    public void A_no_show_frees_the_time_tells_the_ehr_and_asks_for_another()
    {
        var missed = Open.Given(Booked).When(Miss);
        missed.Then(Missed);
        var follow = missed.FollowUps(AppointmentId, Case);
        Assert.That(follow, Is.SupersetOf(new[]
        {
            new FollowUp(CalendarAggregate.IdOf(Npi, new DateOnly(2026, 3, 9)), new ReleaseTime(AppointmentId, Miss.At)),
            new FollowUp(WorkItemId.ForTask("await-visit", AppointmentId), new CloseWorkItem("visit-missed", Miss.At)),
            new FollowUp(JourneyAggregate.IdOf(Case), new ReopenStage(Stage.Procedure, "visit-missed", Source: null, Miss.At)),
        }));
        Assert.That(follow.Select(f => f.Command), Does.Contain(new QueueTransmission("ehr", "ehr-appointment", OtherPayload.Value, "application/fhir+json", AppointmentId, Miss.At)));
        Assert.That(Items(missed), Is.EqualTo(new[] { ("rebook-appointment", "scheduler", "no-show") }));
    }

    [Test]
    public void It_is_booked_again_with_the_same_approval()
    {
        var lost = Open.Given(Booked, Missed);
        lost.When(Book with { Booking = Tuesday }).Then(Booked with { Booking = Tuesday, ReportBy = Tuesday.End.AddDays(1) });
        lost.When(Hold with { Booking = Tuesday }).ThenKinds(typeof(AppointmentHeldTentatively));
        lost.GivenDone(Book with { Booking = Tuesday }).When(Attend).ThenKinds(typeof(VisitAttended));
    }

    [Test]
    public void The_third_one_goes_to_a_lead_and_tells_the_chain()
    {
        var twice = Open.Given(Booked, Missed, Booked, Missed with { Count = 2 }, Booked);
        var third = twice.When(Miss);
        third.Then(Missed with { Count = 3 });
        Assert.That(Items(third), Is.EqualTo(new[] { ("rebook-appointment", "scheduling-lead", "no-show-3") }));
        Assert.That(third.FollowUps(AppointmentId, Case).Select(f => f.Command), Does.Contain(new EscalateWorkItem(1, "scheduling-manager", Miss.At)));
    }

    [Test]
    public void What_the_ehr_says_it_is_not_told()
    {
        var reported = Open.Given(Booked).When(Miss with { Message = null, OriginalId = Encounter, Start = Monday.Start });
        Assert.That(reported.FollowUps(AppointmentId, Case).Select(f => f.Command), Has.None.InstanceOf<QueueTransmission>());
        Assert.That(Items(reported).Select(i => i.Kind), Is.EqualTo(new[] { "rebook-appointment" }));
    }

    [Test]
    public void Where_no_message_could_be_written_a_person_tells_the_ehr() =>
        Assert.That(Items(Open.Given(Booked).When(Cancel with { Message = null })).Select(i => (i.Kind, i.ReasonCode)), Does.Contain(("correct-ehr-appointment", "ehr-not-told")));

    [Test]
    public void The_same_news_again_changes_nothing_and_news_of_another_time_is_refused()
    {
        Open.Given(Booked, Missed).When(Miss).ThenNothing();
        Open.Given(Booked, Cancelled).When(Cancel).ThenNothing();
        Open.Given(Booked).When(Miss with { Start = Tuesday.Start }).ThenRefused(AppointmentRefusals.OfAnotherTime);
        Open.Given(Booked).When(Cancel with { Start = Tuesday.Start }).ThenRefused(AppointmentRefusals.OfAnotherTime);
        Open.Given(Booked, Missed).When(Cancel).ThenRefused(AppointmentRefusals.NotBooked);
        Open.Given(Booked, Missed).When(Miss with { Start = Tuesday.Start }).ThenRefused(AppointmentRefusals.NotBooked);
    }

    [Test]
    public void A_cancelled_visit_says_by_whom_and_waits_for_another_time()
    {
        var cancelled = Open.Given(Booked).When(Cancel);
        cancelled.Then(Cancelled);
        Assert.That(Items(cancelled), Is.EqualTo(new[] { ("rebook-appointment", "scheduler", "cancelled-by-patient") }));
        Open.Given(Booked, Cancelled).When(Book).ThenKinds(typeof(AppointmentBooked));
    }

    [Test]
    public void What_was_seen_or_never_booked_is_neither_missed_nor_cancelled()
    {
        foreach (var command in new AppointmentCommand[] { Miss, Cancel })
        {
            Open.Given(Booked, Attended).When(command).ThenRefused(AppointmentRefusals.AlreadyAttended);
            Open.When(command).ThenRefused(AppointmentRefusals.NotBooked);
            New.When(command).ThenRefused(AppointmentRefusals.Unknown);
        }
    }

    [Test]
    public void An_approval_that_ends_takes_the_release_back()
    {
        LapseAuthorization voided = new(Approved.AuthorizationId, "voided", Noon);
        Assert.That(Items(Open.When(voided)), Is.EqualTo(new[] { ("await-authorization", "scheduling-lead", "authorization-voided") }));
        Open.GivenDone(voided).When(Book).ThenRefused(AppointmentRefusals.NotReleased);
        Open.GivenDone(voided).When(voided).ThenNothing();
        Open.When(voided with { AuthorizationId = Guid.Empty }).ThenNothing();
        Open.Given(Booked).When(voided).ThenKinds(typeof(AuthorizationLapsed), typeof(BookingUncovered));
        Open.Given(Booked).When(voided with { Ending = "exhausted" }).ThenNothing();
        Open.Given(Booked, Attended).When(voided).ThenNothing();
        New.Given(Approved).When(voided).ThenKinds(typeof(AuthorizationLapsed));
        New.Given(Approved).GivenDone(voided, new RequestScheduling(Requested)).When(Book).ThenRefused(AppointmentRefusals.NotReleased);
        var again = Open.GivenDone(voided).When(new AuthorizeScheduling(Approved with { DecidedAt = Noon }));
        again.ThenKinds(typeof(SchedulingAuthorized), typeof(SchedulingReleased));
    }

    [Test]
    public void Other_services_need_another_approval()
    {
        ChangeServices change = new(1, [new ServiceAsked(1, "CPT", "29881", 1)], Noon);
        Open.When(change).ThenKinds(typeof(ServicesChanged));
        Open.Given(Booked).When(change).ThenKinds(typeof(ServicesChanged), typeof(BookingUncovered));
        Open.GivenDone(change).When(change).ThenNothing();
        Open.GivenDone(change).When(Book).ThenRefused(AppointmentRefusals.NotReleased);
        Open.GivenDone(change).When(new AuthorizeScheduling(Approved with { DecidedAt = Noon })).ThenNothing();
        var approved = new AuthorizeScheduling(Approved with { DecidedAt = Noon, Services = [Approved.Services[0] with { System = "CPT", Code = "29881" }] });
        Open.GivenDone(change).When(approved).ThenKinds(typeof(SchedulingAuthorized), typeof(SchedulingReleased));
        var covered = Open.Given(Booked).GivenDone(change).When(approved);
        Assert.That(covered.FollowUps(AppointmentId, Case), Does.Contain(new FollowUp(WorkItemId.ForTask("rebook-appointment", AppointmentId), new CloseWorkItem("authorization-approved", Noon))));
    }

    [Test]
    public void A_referral_that_ends_frees_what_is_held_or_booked_and_ends_every_wait()
    {
        EndScheduling end = new("withdrawn", "treated-elsewhere", Noon) { Message = OtherMessage };
        Open.When(end).ThenKinds(typeof(SchedulingEnded));
        New.Given(Requested, OnHold).When(end).ThenKinds(typeof(HoldReleased), typeof(SchedulingEnded));
        var ended = Open.Given(Booked).When(end);
        ended.ThenKinds(typeof(VisitCancelled), typeof(SchedulingEnded));
        var closed = ended.FollowUps(AppointmentId, Case).Where(f => f.Command is CloseWorkItem { ReasonCode: "referral-withdrawn" }).Select(f => f.StreamId);
        Assert.That(closed, Is.EqualTo(new[] { "await-authorization", "book-appointment", "rebook-appointment", "await-visit", "retro-authorization-due" }.Select(k => WorkItemId.ForTask(k, AppointmentId))));
        Assert.That(ended.FollowUps(AppointmentId, Case).Select(f => f.Command), Does.Contain(new QueueTransmission("ehr", "ehr-appointment", OtherPayload.Value, "application/fhir+json", AppointmentId, Noon)));
        Open.Given(Booked).GivenDone(end).When(end).ThenNothing();
        Open.Given(Booked, Attended).When(end).ThenNothing();
        New.When(end).ThenNothing();
    }

    [Test]
    public void A_reopened_referral_is_asked_for_anew_and_its_approval_may_come_first()
    {
        EndScheduling end = new("expired", "no-answer", Noon);
        var second = new RequestScheduling(Requested with { Attempt = 2 });
        var ended = Open.GivenDone(end);
        ended.When(Book).ThenRefused(AppointmentRefusals.Over);
        ended.When(new RequestScheduling(Requested)).ThenNothing();
        ended.When(second).ThenKinds(typeof(SchedulingRequested));
        ended.GivenDone(second).When(Book).ThenRefused(AppointmentRefusals.NotReleased);
        var approval = new AuthorizeScheduling(Approved with { AuthorizationId = new Guid("018f0000-0000-8000-8000-0000000000fe"), DecidedAt = Noon });
        ended.When(approval).ThenKinds(typeof(SchedulingAuthorized));
        ended.GivenDone(approval).When(second).ThenKinds(typeof(SchedulingRequested), typeof(SchedulingReleased));
        Assert.That(ended.GivenDone(approval, second).State, Is.EqualTo(ended.GivenDone(second, approval).State));
    }

    private static (string Kind, string Role, string ReasonCode)[] Items(Testing.Decided<Appointment, AppointmentCommand, AppointmentEvent> decided) =>
        [.. decided.FollowUps(AppointmentId, Case).Select(f => f.Command).OfType<OpenWorkItem>().Select(i => (i.Kind, i.Role, i.ReasonCode))];
}
