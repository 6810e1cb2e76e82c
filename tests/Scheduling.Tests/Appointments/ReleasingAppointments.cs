using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Scheduling.Appointments;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Appointments;

public sealed class ReleasingAppointments
{
    private static readonly RequestScheduling Request = new(Requested);
    private static readonly AuthorizeScheduling Authorize = new(Approved);

    [Test]
    public void An_accepted_referral_waits_for_the_payer() => New.When(Request).Then(Requested);

    [Test]
    public void An_approval_releases_what_waits() => New.Given(Requested).When(Authorize).Then(Approved, Released);

    [Test]
    public void An_approval_that_comes_first_waits_for_the_referral() => New.When(Authorize).Then(Approved);

    [Test]
    public void A_referral_that_comes_second_releases_too() => New.Given(Approved).When(Request).Then(Requested, Released);

    [Test]
    public void Either_order_ends_alike() => Assert.That(New.GivenDone(Authorize, Request).State, Is.EqualTo(New.GivenDone(Request, Authorize).State));

    [Test]
    public void The_same_message_again_changes_nothing([Values] bool released)
    {
        var given = released ? Open : New.GivenDone(Request);
        given.When(Request).ThenNothing();
        Open.When(Authorize).ThenNothing();
        New.GivenDone(Authorize).When(Authorize).ThenNothing();
    }

    [Test]
    public void Nothing_moves_once_the_patient_was_seen()
    {
        var seen = Open.Given(Booked, Attended);
        seen.When(Request).ThenNothing();
        seen.When(new AuthorizeScheduling(Approved with { DecidedAt = Noon, Services = [] })).ThenNothing();
    }

    [Test]
    public void An_older_approval_that_comes_late_does_not_count() =>
        Open.When(new AuthorizeScheduling(Approved with { DecidedAt = Noon.AddDays(-1), Services = [] })).ThenNothing();

    [Test]
    public void Another_authorization_crosses_as_well()
    {
        var other = Approved with { AuthorizationId = new Guid("018f0000-0000-8000-8000-0000000000ff"), DecidedAt = Noon };
        Open.When(new AuthorizeScheduling(other)).Then(other, Released with { AuthorizationId = other.AuthorizationId });
    }

    [Test]
    public void A_booking_that_a_new_approval_does_not_cover_goes_to_a_person()
    {
        var later = Approved with { DecidedAt = Noon, Services = [Approved.Services[0] with { From = new DateOnly(2026, 4, 1) }] };
        var told = Open.Given(Booked).When(new AuthorizeScheduling(later));
        told.Then(later, Uncovered);
        var item = told.FollowUps(AppointmentId, Case).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.Kind, item.Role, item.ReasonCode), Is.EqualTo(("rebook-appointment", "scheduler", "date-outside-authorization")));
    }

    [Test]
    public void Every_wait_has_an_owner_a_due_time_and_a_chain()
    {
        Assert.That(Opened(New.When(Request).FollowUps(AppointmentId, Case)), Is.EqualTo(new[] { ("await-authorization", "scheduling-lead") }));
        Assert.That(Opened(New.When(Authorize).FollowUps(AppointmentId, Case)), Is.EqualTo(new[] { ("await-referral", "integration-on-call") }));
        Assert.That(Opened(New.Given(Requested).When(Authorize).FollowUps(AppointmentId, Case)), Is.EqualTo(new[] { ("book-appointment", "scheduler") }));
        Assert.That(Closed(New.Given(Requested).When(Authorize).FollowUps(AppointmentId, Case)), Does.Contain(WorkItemId.ForTask("await-authorization", AppointmentId)));
        Assert.That(Closed(New.Given(Approved).When(Request).FollowUps(AppointmentId, Case)), Does.Contain(WorkItemId.ForTask("await-referral", AppointmentId)));
        Assert.That(Opened(Open.When(Book).FollowUps(AppointmentId, Case)), Is.EqualTo(new[] { ("await-visit", "scheduling-lead") }));
    }

    [TestCase("routine", 48)]
    [TestCase("urgent", 4)]
    [TestCase("stat", 4)]
    public void Who_needs_care_soon_is_booked_soon(string priority, int hours)
    {
        var released = New.Given(Requested with { Priority = priority }).When(Authorize).Decision.Events.OfType<SchedulingReleased>().Single();
        Assert.That(released.BookBy, Is.EqualTo(Noon.AddHours(hours)));
    }

    private static (string Kind, string Role)[] Opened(IEnumerable<FollowUp> follow) =>
    [
        .. follow.Select(f => f.Command).OfType<OpenWorkItem>().Where(i => i is { SubjectId: var subject, CaseId: { } of, Levels.Count: > 0 } && subject == AppointmentId && of == Case && i.DueAt > i.At)
            .Select(i => (i.Kind, i.Role)),
    ];

    private static Guid[] Closed(IEnumerable<FollowUp> follow) => [.. follow.Where(f => f.Command is CloseWorkItem).Select(f => f.StreamId)];
}
