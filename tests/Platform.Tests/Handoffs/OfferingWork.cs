using Healthcare.EventStore;
using Healthcare.Handoffs;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

[TestFixture]
public sealed class OfferingWork
{
    [Test]
    public void Keeps_every_condition_with_the_inputs_it_saw() => TheHandoff
        .When(Ready)
        .Then(new HandoffOffered(1, Prior: null, Subject, Case, Terms, "a1", [Seen("dish-ready", true, "ready", "true"), Seen("enough-plates", true, "plates", "4")], Noon));

    [Test]
    public void Is_blocked_by_what_is_missing_and_says_from_whom() => TheHandoff
        .When(Offer(new Dish(IsReady: false, Plates: 1)))
        .Then(
            new HandoffOffered(1, Prior: null, Subject, Case, Terms, "a1", [Seen("dish-ready", false, "ready", "false"), Seen("enough-plates", false, "plates", "1")], Noon),
            new HandoffBlocked(
                1,
                "a1",
                [new Unmet("dish-ready", "The dish is ready.", "cook"), new Unmet("enough-plates", "There are enough plates.", "waiter")],
                [Seen("dish-ready", false, "ready", "false"), Seen("enough-plates", false, "plates", "1")],
                Noon));

    [Test]
    public void Goes_on_by_itself_when_what_was_missing_is_there() => TheHandoff
        .GivenDone(Unready)
        .When(Offer(new Dish(IsReady: true, Plates: 4), "b2", At(13)))
        .Then(new HandoffCleared(1, "b2", [Seen("dish-ready", true, "ready", "true"), Seen("enough-plates", true, "plates", "4")], At(13)));

    [Test]
    public void Twice_the_same_changes_nothing()
    {
        TheHandoff.GivenDone(Ready).When(Offer(new Dish(IsReady: true, Plates: 4), at: At(13))).ThenNothing();
        TheHandoff.GivenDone(Unready).When(Offer(new Dish(IsReady: false, Plates: 4), at: At(13))).ThenNothing();
        TheHandoff.GivenDone(Ready, Accept(At(13))).When(Offer(new Dish(IsReady: true, Plates: 4), at: At(14))).ThenNothing();
    }

    [Test]
    public void Is_blocked_again_when_a_condition_no_longer_holds() => TheHandoff
        .GivenDone(Ready)
        .When(Offer(new Dish(IsReady: false, Plates: 4), "b2", At(13)))
        .ThenKinds(typeof(HandoffBlocked));

    [Test]
    public void After_a_return_opens_the_next_attempt_linked_to_the_last()
    {
        var again = TheHandoff.GivenDone(Ready, Return(At(13))).When(Offer(new Dish(IsReady: true, Plates: 4), at: At(14))).ThenKinds(typeof(HandoffOffered));
        Assert.That((HandoffOffered)again.Decision.Events[0], Has.Property(nameof(HandoffOffered.Attempt)).EqualTo(2).And.Property(nameof(HandoffOffered.Prior)).EqualTo(1));
    }

    [Test]
    public void Accepted_work_with_another_packet_crosses_anew() => TheHandoff
        .GivenDone(Ready, Accept(At(13)))
        .When(Offer(new Dish(IsReady: true, Plates: 4), "changed", At(14)))
        .ThenKinds(typeof(HandoffOffered));

    [Test]
    public void Counts_the_time_from_the_fact_that_the_contract_names()
    {
        var offered = TheHandoff.When(Offer(new Dish(IsReady: true, Plates: 4), at: At(14), startedAt: Noon)).Decision.Events.OfType<HandoffOffered>().Single();
        Assert.That(offered.Terms.DueAt, Is.EqualTo(At(16)));
    }

    [Test]
    public void A_further_attempt_whose_time_has_run_out_gets_the_time_anew()
    {
        var late = TheHandoff
            .GivenDone(Ready, Fire(At(15)), Fire(At(16)))
            .When(Offer(new Dish(IsReady: false, Plates: 4), "b2", At(18), startedAt: Noon));
        Assert.That(late.Decision.Events.OfType<HandoffOffered>().Single().Terms.DueAt, Is.EqualTo(At(22)));
    }

    [Test]
    public void Keeps_one_deadline_the_next_one() => Assert.That(
        TheHandoff.When(Unready).Deadlines(StreamId),
        Is.EqualTo(new[] { new DeadlineChange(StreamId, HandoffAggregate.Deadline, At(15)) }));

    [Test]
    public void Gives_a_person_an_item_only_when_there_is_something_to_do()
    {
        Assert.That(TheHandoff.When(Ready).FollowUps(StreamId), Is.Empty);
        var item = TheHandoff.When(Unready).FollowUps(StreamId).Single();
        Assert.That(item.StreamId, Is.EqualTo(WorkItemId.For(StreamId)));
        Assert.That(item.Command, Is.InstanceOf<OpenWorkItem>()
            .With.Property(nameof(OpenWorkItem.Role)).EqualTo("waiter")
            .And.Property(nameof(OpenWorkItem.ReasonCode)).EqualTo("dish-ready"));
    }

    [Test]
    public void Refuses_a_predicate_that_would_keep_free_text() =>
        Assert.That(() => Verdict.Of(true, ("who", "Ada Lovelace")), Throws.ArgumentException.With.Message.Contains("no code"));

    private static ConditionSeen Seen(string predicate, bool met, string input, string value) =>
        new(predicate, met, new Dictionary<string, string>(StringComparer.Ordinal) { [input] = value });
}
