using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Testing;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.PriorAuthorizations;

public sealed class MissingTheDeadline
{
    // Monday 9 March 2026, 12:00 in the payer's zone after the change to daylight saving.
    private static readonly DateTimeOffset Due = Noon.AddDays(7).AddHours(-1);
    private static readonly DateTimeOffset DeemedAt = Due.AddDays(1);
    private static readonly FireDecisionDeadline Overdue = new("authorization/decision", Due, Due);
    private static readonly FireDecisionDeadline Deemed = new("authorization/deemed", DeemedAt, DeemedAt);

    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Pended =
        Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(), Assembling(), Answer(Word(1, "A4"), Approved(2)));

    [Test]
    public void A_decision_that_does_not_come_is_overdue_and_leaves_a_business_day_to_reach_the_payer()
    {
        var overdue = Pended.When(Overdue);
        overdue.Then(new DecisionOverdue(Due, DeemedAt, Due));
        Assert.That(overdue.Deadlines(AuthorizationId), Is.EqualTo(new[]
        {
            new DeadlineChange(AuthorizationId, "authorization/decision", DueAt: null), new DeadlineChange(AuthorizationId, "authorization/deemed", DeemedAt),
        }));
        Pended.GivenDone(Overdue).When(Overdue).ThenNothing();
    }

    [Test]
    public void After_that_it_counts_as_a_denial_and_opens_the_appeal()
    {
        var deemed = Pended.GivenDone(Overdue).When(Deemed);
        deemed.Then(new DecisionDeemedDenied([1], DeemedAt));
        var item = deemed.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.ReasonCode, item.Role), Is.EqualTo(("deemed-denied", "authorization-lead")));
        Assert.That(deemed.Deadlines(AuthorizationId).Select(d => d.DueAt), Is.All.Null);
        Pended.GivenDone(Overdue, Deemed).When(Deemed).ThenNothing();
    }

    [Test]
    public void A_late_decision_is_applied_all_the_same()
    {
        var late = Pended.GivenDone(Overdue, Deemed).When(Answer(Approved(1)));
        late.ThenKinds(typeof(AuthorizationDecided), typeof(AuthorizationConcluded), typeof(AuthorizationReleased));
        Assert.That(late.FollowUps(AuthorizationId).Select(f => f.Command), Does.Contain(new CloseWorkItem("decided-late", Noon)));
    }

    [Test]
    public void A_deadline_that_fires_after_the_decision_brings_nothing() => Pended.GivenDone(Answer(Approved(1))).When(Overdue).ThenNothing();
}
