using Healthcare.Handoffs;
using Healthcare.Intake.Referrals;
using Healthcare.Testing;

namespace Healthcare.Intake.Tests.Referrals;

public sealed class LettingTimePass
{
    private static readonly DateTimeOffset DueAt = Samples.ReferrerRequested.DueAt;
    private static readonly DateTimeOffset CloseOutAt = Samples.ReferrerRequested.CloseOutAt ?? default;
    private static readonly DateTimeOffset ExpiresAt = Samples.ReferrerRequested.ExpiresAt ?? default;

    private static readonly DeciderSpec<Referral, ReferralCommand, ReferralEvent> Waiting = Spec.Of(ReferralAggregate.Value).GivenDone(new ReceiveReferral(Samples.WithoutReferrer, Samples.Noon));

    private static readonly DeciderSpec<Referral, ReferralCommand, ReferralEvent> Overdue = Waiting.GivenDone(Due(DueAt));

    private static readonly DeciderSpec<Referral, ReferralCommand, ReferralEvent> Reviewed = Overdue.GivenDone(Due(CloseOutAt));

    [Test]
    public void What_does_not_come_in_two_business_days_is_somebodys_work()
    {
        var decided = Waiting.When(Due(DueAt));
        decided.Then(new InformationOverdue { Items = ["referrer-identified"], NextAt = CloseOutAt, At = DueAt });
        Assert.That(decided.FollowUps(Samples.Referral).Select(f => f.Command).OfType<OpenWorkItem>().Select(o => (o.ReasonCode, o.Role)), Is.EqualTo(new[] { ("missing-items", "referral-coordinator") }));
    }

    [Test]
    public void After_fifteen_a_person_reviews_whether_to_close_it()
    {
        var decided = Overdue.When(Due(CloseOutAt));
        decided.Then(new CloseOutReviewDue { NextAt = ExpiresAt, At = CloseOutAt });
        Assert.That(decided.FollowUps(Samples.Referral).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo("close-out-review"));
    }

    [Test]
    public void After_thirty_it_expires_when_nobody_decided() => Assert.That(Reviewed.When(Due(ExpiresAt)).State.Status, Is.EqualTo(ReferralStatus.Expired));

    [Test]
    public void What_comes_late_is_taken_all_the_same_and_nobody_is_asked_any_more()
    {
        var decided = Reviewed.When(new SupplementReferral(Samples.Complete, Samples.Noon.AddDays(30)));
        Assert.Multiple(() =>
        {
            Assert.That(decided.State.Status, Is.EqualTo(ReferralStatus.Accepted));
            Assert.That(decided.FollowUps(Samples.Referral).Count(f => f.Command is CloseWorkItem), Is.EqualTo(2));
            Assert.That(decided.Deadlines(Samples.Referral)[0].DueAt, Is.Null);
        });
    }

    [Test]
    public void A_deadline_that_was_moved_on_does_nothing() => Overdue.When(Due(DueAt)).ThenNothing();

    [Test]
    public void An_accepted_referral_expires_when_its_validity_ends_unless_a_visit_is_booked()
    {
        var accepted = Spec.Of(ReferralAggregate.Value).GivenDone(new ReceiveReferral(Samples.Complete, Samples.Noon));
        var end = Samples.Accepted.ExpiresAt ?? default;
        Assert.Multiple(() =>
        {
            Assert.That(accepted.When(Due(end)).State.Status, Is.EqualTo(ReferralStatus.Expired));
            Assert.That(accepted.Given(Samples.Scheduled).When(Due(end)).Decision.Events, Is.Empty);
        });
    }

    [Test]
    public void A_visit_that_was_missed_or_cancelled_sets_the_end_of_the_validity_again()
    {
        var booked = Spec.Of(ReferralAggregate.Value).GivenDone(new ReceiveReferral(Samples.Complete, Samples.Noon)).GivenDone(new HearOfCare(Samples.Scheduled, Samples.Noon));
        var end = Samples.Accepted.ExpiresAt ?? default;
        foreach (var lost in new ReferralEvent[] { Samples.Missed, Samples.VisitCancelled })
        {
            var heard = booked.When(new HearOfCare(lost, lost.At));
            Assert.That(heard.Deadlines(Samples.Referral).Single().DueAt, Is.EqualTo(end));
            Assert.That(booked.GivenDone(new HearOfCare(lost, lost.At)).When(Due(end)).State.Status, Is.EqualTo(ReferralStatus.Expired));
        }

        Assert.That(booked.GivenDone(new HearOfCare(Samples.Attended, Samples.Noon)).When(new HearOfCare(Samples.Missed, Samples.Noon)).Deadlines(Samples.Referral), Is.Empty);
    }

    [Test]
    public void Each_state_that_waits_for_information_keeps_its_next_deadline()
    {
        DateTimeOffset? Next(Decided<Referral, ReferralCommand, ReferralEvent> decided) => decided.Deadlines(Samples.Referral)[^1].DueAt;
        var asked = Spec.Of(ReferralAggregate.Value).When(new ReceiveReferral(Samples.WithoutReferrer, Samples.Noon));
        Assert.That(new[] { Next(asked), Next(Waiting.When(Due(DueAt))), Next(Overdue.When(Due(CloseOutAt))) }, Is.EqualTo(new DateTimeOffset?[] { DueAt, CloseOutAt, ExpiresAt }));
    }

    private static FireReferralDeadline Due(DateTimeOffset at) => new(at, at);
}
