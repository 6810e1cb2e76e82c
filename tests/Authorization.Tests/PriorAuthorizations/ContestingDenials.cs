using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Testing;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.PriorAuthorizations;

/// <summary>B08: what the payer denied is contested, or a person says that it is not, before the last day is over.</summary>
public sealed class ContestingDenials
{
    private static readonly Actor Advisor = new("advisor", ActorKind.Human, "physician-advisor");
    private static readonly RecordPayerAnswer Denial = Answer(Approved(1), Word(2, "A3", reason: "0F", text: "Try therapy first"));
    private static readonly ChooseDenialRoute Appeal = new("appeal", "The chart says otherwise", Advisor, Noon);
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Denied =
        Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(), Assembling(), Denial);

    // The 65th day after the second of March, in New York (42 CFR 422.582(b)).
    private static readonly DateTimeOffset LastDay = new(2026, 5, 7, 4, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_denial_has_a_last_day_to_contest_it_and_an_approval_has_none()
    {
        var denied = Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(), Assembling()).When(Denial);
        Assert.That(denied.Decision.Events.OfType<AuthorizationConcluded>().Single().ContestBy, Is.EqualTo(LastDay));
        Assert.That(denied.Deadlines(AuthorizationId), Does.Contain(new DeadlineChange(AuthorizationId, PriorAuthorizationDecider.ContestDeadline, LastDay)));
        var approved = Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(), Assembling()).When(Answer(Approved(1), Approved(2)));
        Assert.That(approved.Decision.Events.OfType<AuthorizationConcluded>().Single().ContestBy, Is.Null);
        Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(), Assembling(), Answer(Approved(1), Approved(2))).When(Appeal).ThenRefused(PriorAuthorizationRefusals.NothingToContest);
    }

    [Test]
    public async Task The_way_that_a_person_chooses_takes_it_over_the_boundary()
    {
        await using var provider = Store.New();
        var log = await Store.DecidedAsync(provider, Requesting(), Assembling(), Denial);
        Assert.That(At(log), Is.EqualTo(new[] { "handoff_offered.v1", "handoff_blocked.v1" }));
        Assert.That(log.Select(e => e.Event).OfType<HandoffBlocked>().Last().Unmet.Single().Predicate, Is.EqualTo("route-chosen-by-person"));
        log = await Store.DecidedAsync(provider, Appeal);
        Assert.That(At(log)[2..], Is.EqualTo(new[] { "handoff_cleared.v1", "handoff_accepted.v1" }));
        Assert.That(log.Select(e => e.Event).OfType<HandoffAccepted>().Last().By, Is.EqualTo(Advisor));
    }

    [Test]
    public async Task Neither_way_ends_the_crossing_and_another_choice_is_another_attempt()
    {
        await using var provider = Store.New();
        var log = await Store.DecidedAsync(provider, Requesting(), Assembling(), Denial, Appeal with { Route = "neither" });
        Assert.That(At(log)[2..], Is.EqualTo(new[] { "handoff_cleared.v1", "handoff_returned.v1", "handoff_closed.v1" }));
        log = await Store.DecidedAsync(provider, Appeal, Appeal with { Route = "neither" });
        Assert.That(At(log)[5..], Is.EqualTo(new[] { "handoff_offered.v1", "handoff_accepted.v1", "handoff_offered.v1", "handoff_returned.v1", "handoff_closed.v1" }));
    }

    [Test]
    public async Task The_last_day_that_nobody_used_is_said_with_its_owner()
    {
        await using var provider = Store.New();
        var fire = new FireDecisionDeadline(PriorAuthorizationDecider.ContestDeadline, LastDay, LastDay);
        var log = await Store.DecidedAsync(provider, Requesting(), Assembling(), Denial, fire, fire with { At = LastDay.AddSeconds(1) });
        Assert.That(log.Count(e => e.Type == "contest_window_closed.v1"), Is.EqualTo(1));
        Assert.That(At(log), Does.Contain("handoff_closed.v1"));
        var items = log.Select(e => e.Event).OfType<WorkItemOpened>().Select(i => (i.Role, i.ReasonCode));
        Assert.That(items, Does.Contain(("physician-advisor", "lost-to-deadline")));
    }

    [Test]
    public void The_same_choice_again_changes_nothing_and_ends_the_deadline()
    {
        Assert.That(Denied.When(Appeal).Deadlines(AuthorizationId), Is.EqualTo(new[] { new DeadlineChange(AuthorizationId, PriorAuthorizationDecider.ContestDeadline, DueAt: null) }));
        Denied.GivenDone(Appeal).When(Appeal).ThenNothing();
        Denied.GivenDone(Appeal).When(new FireDecisionDeadline(PriorAuthorizationDecider.ContestDeadline, LastDay, LastDay)).ThenNothing();
    }

    [Test]
    public void A_denial_without_its_letter_is_told_so() =>
        Assert.That(
            Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(), Assembling()).When(Answer(Approved(1), Word(2, "A3")) with { AnswerId = null }).FollowUps(AuthorizationId)
                .Select(f => f.Command).OfType<OfferHandoff>().Single(o => o.Terms.Boundary == "B08").Unmet.Select(u => u.Predicate),
            Is.EqualTo(new[] { "decision-letter-stored", "route-chosen-by-person" }));

    private static List<string> At(IEnumerable<Recorded> log) => [.. log.Where(e => e.StreamId == HandoffId.For("B08", AuthorizationId)).Select(e => e.Type)];
}
