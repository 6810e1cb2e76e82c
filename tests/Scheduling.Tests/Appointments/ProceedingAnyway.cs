using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Journeys;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Appointments;

public sealed class ProceedingAnyway
{
    private static readonly AuthorizeScheduling Authorize = new(Approved);

    [Test]
    public void A_named_person_lets_an_emergency_go_on_and_somebody_settles_it()
    {
        var proceeded = New.Given(Requested).When(Proceed);
        proceeded.Then(Proceeded);
        var follow = proceeded.FollowUps(AppointmentId, Case);
        Assert.That(follow.Select(f => f.Command).OfType<OpenWorkItem>().Select(i => (i.Kind, i.Role, i.ReasonCode, i.DueAt)), Is.EqualTo(new[]
        {
            ("retro-authorization-due", "authorization-lead", "emergency", Noon.AddDays(2)), ("book-appointment", "scheduler", "care-proceeded", Noon.AddHours(4)),
        }));
        Assert.That(follow.Select(f => f.Command).OfType<PassStages>().Single().Stages, Does.Contain(Stage.Authorization));
        Assert.That(follow, Does.Contain(new FollowUp(WorkItemId.ForTask("await-authorization", AppointmentId), new CloseWorkItem("care-proceeded", Noon))));
    }

    [Test]
    public void Then_any_day_can_be_booked_before_the_payer_decided() => New.Given(Requested, Proceeded).When(Book).ThenKinds(typeof(AppointmentBooked));

    [Test]
    public void A_held_time_is_a_schedulers_to_confirm() => New.Given(Requested, OnHold, Proceeded).When(Book with { PayloadId = OtherPayload }).Then(Booked);

    [Test]
    public void The_approval_that_comes_after_all_settles_it([Values] bool seen)
    {
        var given = New.Given(Requested, Proceeded, Booked);
        var settled = (seen ? given.Given(Attended) : given).When(Authorize);
        settled.ThenKinds(typeof(SchedulingAuthorized), typeof(SchedulingReleased));
        Assert.That(settled.FollowUps(AppointmentId, Case), Does.Contain(new FollowUp(WorkItemId.ForTask("retro-authorization-due", AppointmentId), new CloseWorkItem("authorization-approved", Noon))));
        Assert.That(settled.FollowUps(AppointmentId, Case).Select(f => f.Command).OfType<OpenWorkItem>(), Is.Empty);
    }

    [Test]
    public void A_patient_accepts_the_cost_by_a_signed_estimate()
    {
        var accepted = Proceed with { Ground = "patient-accepts-cost" };
        New.Given(Requested).When(accepted).ThenRefused(AppointmentRefusals.EvidenceMissing);
        var proceeded = New.Given(Requested).When(accepted with { EvidenceCode = "EST-1" }).Decision.Events.OfType<CareProceeded>().Single();
        Assert.That((proceeded.EvidenceCode, proceeded.OwnerRole, proceeded.DueAt), Is.EqualTo(("EST-1", "financial-clearance", Noon.AddDays(14).AddHours(-1))));
    }

    [Test]
    public void Another_deadline_may_be_given_in_the_future()
    {
        var due = New.Given(Requested).When(Proceed with { DueAt = Noon.AddDays(1) }).Decision.Events.OfType<CareProceeded>().Single();
        Assert.That(due.DueAt, Is.EqualTo(Noon.AddDays(1)));
        New.Given(Requested).When(Proceed with { DueAt = Noon }).ThenRefused(AppointmentRefusals.DueInThePast);
    }

    [Test]
    public void Approved_care_has_nothing_to_go_on_without()
    {
        Open.When(Proceed).ThenRefused(AppointmentRefusals.CareIsAuthorized);
        Open.Given(Booked).When(Proceed).ThenRefused(AppointmentRefusals.CareIsAuthorized);
        Open.Given(Booked with { Booking = BookingAt(Monday.Start.AddDays(200)) }).When(Proceed).ThenKinds(typeof(CareProceeded));
    }

    [Test]
    public void Said_again_it_changes_nothing_and_what_is_over_does_not_proceed()
    {
        New.Given(Requested, Proceeded).When(Proceed).ThenNothing();
        New.Given(Requested, Proceeded).When(Proceed with { Ground = "retro-authorization" }).ThenKinds(typeof(CareProceeded));
        New.When(Proceed).ThenRefused(AppointmentRefusals.Unknown);
        Open.Given(Booked, Attended).When(Proceed).ThenRefused(AppointmentRefusals.AlreadyAttended);
        New.Given(Requested, new SchedulingEnded { Ending = "expired", ReasonCode = "x", At = Noon }).When(Proceed).ThenRefused(AppointmentRefusals.Over);
    }

    [Test]
    public async Task An_assistant_may_not_decide_it()
    {
        await using var store = new Store();
        await store.ExecuteAsync(new RequestScheduling(Requested));
        Assert.That(await store.ExecuteAsync(Proceed, ActorKind.Ai), Is.EqualTo(new Outcome.Refused(Judgments.PersonMustDecide)));
        Assert.That(await store.ExecuteAsync(Proceed, ActorKind.Human), Is.InstanceOf<Outcome.Accepted>());
    }
}
