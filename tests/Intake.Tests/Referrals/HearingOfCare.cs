using Healthcare.Intake.Referrals;
using Healthcare.Testing;

namespace Healthcare.Intake.Tests.Referrals;

/// <summary>What authorization and scheduling tell comes in any order, twice, and for cases that nobody knows.</summary>
public sealed class HearingOfCare
{
    private static readonly DeciderSpec<Referral, ReferralCommand, ReferralEvent> Accepted = Spec.Of(ReferralAggregate.Value).GivenDone(new ReceiveReferral(Samples.Complete, Samples.Noon));

    private static readonly ReferralEvent[] Course =
    [
        Samples.NotCovered, Samples.Covered with { AnsweredAt = Samples.Noon.AddMinutes(2) }, Samples.Pended, Samples.Approved, Samples.Ready, Samples.Scheduled, Samples.Missed, Samples.VisitCancelled,
        Samples.Rebooked, Samples.Attended, Samples.Attended with { AttendedAt = Samples.Attended.AttendedAt.AddDays(3) }, Samples.Answered(AuthorizationStanding.Denied, 3), Samples.NotRequired,
    ];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void In_any_order_and_any_number_of_times_it_comes_to_the_same(int start)
    {
        for (var round = 0; round < 2_000; round++)
        {
            var seed = (start * 1_000_003) + round;
            var random = new Random(seed);
            var heard = Course.Where(_ => random.Next(4) > 0).ToArray();
            var inOrder = After(heard);
            var anyhow = heard.Concat(heard.Where(_ => random.Next(2) == 0)).ToArray();
            random.Shuffle(anyhow);
            var shuffled = After(anyhow);
            Assert.That((Facts.Text(shuffled.Onward), shuffled.Status), Is.EqualTo((Facts.Text(inOrder.Onward), inOrder.Status)), $"seed {seed}: {string.Join(", ", anyhow.Select(h => h.GetType().Name))}");
        }
    }

    [Test]
    public void A_late_word_takes_nothing_back() => Assert.That(
        After([Samples.Rebooked, Samples.Scheduled, Samples.Missed, Samples.Ready]).Status, Is.EqualTo(ReferralStatus.Scheduled));

    [Test]
    public void Whoever_was_seen_stays_seen() => Assert.That(After([Samples.Attended, Samples.Rebooked with { BookedAt = Samples.Noon.AddDays(20) }]).Status, Is.EqualTo(ReferralStatus.Attended));

    [Test]
    public void After_a_no_show_it_is_ready_when_released_again() => Assert.That(
        After([Samples.Scheduled, Samples.Missed, Samples.Ready with { ReadyAt = Samples.Noon.AddDays(8) }]).Status, Is.EqualTo(ReferralStatus.ReadyToSchedule));

    [Test]
    public void The_same_word_again_changes_nothing() => Accepted.Given(Samples.Scheduled).When(new HearOfCare(Samples.Scheduled, Samples.Scheduled.At)).ThenNothing();

    [Test]
    public void Of_a_case_that_nobody_knows_nothing_is_kept() => Spec.Of(ReferralAggregate.Value).When(new HearOfCare(Samples.Scheduled, Samples.Noon)).ThenNothing();

    [Test]
    public void What_belongs_to_the_former_course_does_not_count_after_a_reopening()
    {
        var reopened = Accepted.GivenDone(new WithdrawReferral("patient-moved", Samples.Referrer, Samples.Noon.AddDays(1)), new ReopenReferral("The patient is back.", Samples.Coordinator, Samples.Noon.AddDays(9)));
        Assert.Multiple(() =>
        {
            reopened.When(new HearOfCare(Samples.Missed, Samples.Noon.AddDays(10))).ThenNothing();
            Assert.That(reopened.When(new HearOfCare(Samples.Attended, Samples.Attended.At)).State.Status, Is.EqualTo(ReferralStatus.Attended));
        });
    }

    private static Referral.Accepted After(ReferralEvent[] heard) =>
        heard.Aggregate(Accepted, (spec, fact) => spec.GivenDone(new HearOfCare(fact, fact.At))).State as Referral.Accepted ?? throw new InvalidOperationException("It was accepted.");
}
