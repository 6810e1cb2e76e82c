using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Testing;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

[TestFixture]
public sealed class WorkingOnItems
{
    private static readonly Guid Id = WorkItemId.ForException("T01", "dish-cold", Subject);
    private static readonly DeciderSpec<WorkItem, WorkItemCommand, WorkItemEvent> Item = Spec.Of(WorkItemAggregate.Value);
    private static readonly Actor Other = new("waiter-8", ActorKind.Human, "waiter");
    private static readonly Actor Boss = new("boss-1", ActorKind.Human, "head-waiter");

    // Due at 12:30; head waiter after 25 % of the 30 minutes, manager 4 hours later.
    private static readonly OpenWorkItem Open = (OpenWorkItem)Kitchen.Exception("T01", "dish-cold", Subject, Case, Noon, 120.50m).Command;
    private static readonly ClaimWorkItem Claim = new(Waiter, ["cook"], At(12, 5));

    [Test]
    public void Of_an_exception_goes_to_the_role_that_the_contract_names() => Item.When(Open).Then(
        new WorkItemOpened("exception", "cook", "dish-cold", Subject, At(12, 30), At(12, 30), Noon)
        {
            Boundary = "T01",
            CaseId = Case,
            Levels = [new LevelDue("head-waiter", At(12, 37).AddSeconds(30)), new LevelDue("manager", At(16, 30))],
            Repeat = TimeSpan.FromDays(1),
            ValueAtStake = 120.50m,
        });

    [Test]
    public void Asked_for_twice_is_one_item() => Item.GivenDone(Open).When(Open with { At = At(13) }).ThenNothing();

    [Test]
    public void For_another_reason_is_renewed_and_stays_with_whoever_has_it()
    {
        var renewed = Item.GivenDone(Open, Claim).When(Open with { ReasonCode = "dish-late", At = At(12, 10), DueAt = At(13) }).ThenKinds(typeof(WorkItemRenewed));
        Assert.That(renewed.State, Is.InstanceOf<WorkItem.Claimed>());
    }

    [Test]
    public void Is_exclusive()
    {
        Item.GivenDone(Open).When(Claim).Then(new WorkItemClaimed(Waiter, At(12, 5)));
        Item.GivenDone(Open, Claim).When(Claim with { By = Other }).ThenRefused(WorkItemRefusals.ClaimedByOther);
        Item.GivenDone(Open, Claim).When(Claim).ThenNothing();
    }

    [Test]
    public void Needs_the_role_or_to_have_been_told()
    {
        Item.GivenDone(Open).When(Claim with { RolesHeld = ["biller"] }).ThenRefused(WorkItemRefusals.RoleNotHeld);
        Item.GivenDone(Open, new EscalateWorkItem(1, "head-waiter", At(13))).When(Claim with { By = Boss, RolesHeld = ["head-waiter"] }).ThenKinds(typeof(WorkItemClaimed));
    }

    [Test]
    public void Is_not_for_an_assistant_which_may_comment()
    {
        Item.GivenDone(Open).When(Claim with { By = Model }).ThenRefused(WorkItemRefusals.PersonMustDecide);
        Item.GivenDone(Open, Claim).When(new ResolveWorkItem("done", Model, At(13))).ThenRefused(WorkItemRefusals.PersonMustDecide);
        Item.GivenDone(Open).When(new CommentWorkItem("try the oven", Model, At(13))).Then(new WorkItemCommented(Sealed.For(Case, "try the oven"), Model, At(13)));
    }

    [Test]
    public void Goes_back_into_the_queue_only_by_the_hand_that_took_it()
    {
        Item.GivenDone(Open, Claim).When(new ReleaseWorkItem(Waiter, At(13))).Then(new WorkItemReleased(Waiter, At(13)));
        Item.GivenDone(Open, Claim).When(new ReleaseWorkItem(Other, At(13))).ThenRefused(WorkItemRefusals.ClaimedByOther);
        Item.GivenDone(Open).When(new ReleaseWorkItem(Waiter, At(13))).ThenNothing();
    }

    [Test]
    public void Is_resolved_with_a_reason_by_the_hand_that_took_it()
    {
        Item.GivenDone(Open, Claim).When(new ResolveWorkItem("warmed-up", Waiter, At(13))).Then(new WorkItemResolved("warmed-up", Waiter, At(13)));
        Item.GivenDone(Open).When(new ResolveWorkItem("warmed-up", Waiter, At(13))).ThenRefused(WorkItemRefusals.NotClaimed);
        Item.GivenDone(Open, Claim).When(new ResolveWorkItem("warmed-up", Other, At(13))).ThenRefused(WorkItemRefusals.ClaimedByOther);
        Item.GivenDone(Open, Claim, new ResolveWorkItem("warmed-up", Waiter, At(13))).When(Claim).ThenRefused(WorkItemRefusals.Resolved);
        Item.When(Claim).ThenRefused(WorkItemRefusals.Unknown);
    }

    [Test]
    public void Is_opened_again_when_it_is_wanted_again()
    {
        var again = Item.GivenDone(Open, Claim, new ResolveWorkItem("warmed-up", Waiter, At(13))).When(Open with { At = At(14), DueAt = At(15) });
        again.ThenKinds(typeof(WorkItemRenewed));
        Assert.That(again.State, Is.InstanceOf<WorkItem.Free>());
    }

    [Test]
    public void Moves_to_another_role_with_a_reason_and_the_third_move_tells_a_level()
    {
        ReassignWorkItem Move(string role, string held) => new(role, "wrong-queue", Waiter, [held], At(13));
        Item.GivenDone(Open, Claim).When(Move("dishwasher", "cook")).Then(new WorkItemReassigned("dishwasher", "wrong-queue", Waiter, At(13)));
        Item.GivenDone(Open).When(Move("dishwasher", "biller")).ThenRefused(WorkItemRefusals.RoleNotHeld);
        Item.GivenDone(Open, Move("dishwasher", "cook"), Move("cook", "dishwasher")).When(Move("dishwasher", "cook"))
            .ThenKinds(typeof(WorkItemReassigned), typeof(WorkItemEscalated));
    }

    [Test]
    public void Is_taken_out_of_a_persons_hands_by_who_was_told_only()
    {
        var move = new ReassignWorkItem("dishwasher", "absent", Boss, ["head-waiter"], At(13));
        Item.GivenDone(Open, Claim).When(move).ThenRefused(WorkItemRefusals.ClaimedByOther);
        Item.GivenDone(Open, Claim, new EscalateWorkItem(1, "head-waiter", At(13))).When(move).ThenKinds(typeof(WorkItemReassigned));
    }

    [Test]
    public void Gets_another_due_time_with_a_reason_and_the_chain_moves_with_it()
    {
        Item.GivenDone(Open).When(new ChangeWorkItemDue(At(14, 30), "guest-is-late", Waiter, ["cook"], At(12, 10))).Then(
            new WorkItemDueChanged(At(14, 30), At(14, 30), [new LevelDue("head-waiter", At(14, 37).AddSeconds(30)), new LevelDue("manager", At(18, 30))], "guest-is-late", Waiter, At(12, 10)));
        Item.GivenDone(Open).When(new ChangeWorkItemDue(At(12), "guest-is-late", Waiter, ["cook"], At(12, 10))).ThenRefused(WorkItemRefusals.DueInThePast);
    }

    [Test]
    public void Is_put_aside_until_a_time_before_it_is_late_and_comes_back_free()
    {
        var snooze = new SnoozeWorkItem(At(12, 25), "oven-heating", Waiter, ["cook"], At(12, 10));
        Item.GivenDone(Open, Claim).When(snooze).Then(new WorkItemSnoozed(At(12, 25), "oven-heating", Waiter, At(12, 10)));
        Assert.That(Item.GivenDone(Open).When(snooze).Deadlines(Id), Is.EqualTo(new[] { new DeadlineChange(Id, WorkItemAggregate.Deadline, At(12, 25)) }));
        Item.GivenDone(Open, Claim, snooze).When(snooze).ThenNothing();
        var woken = Item.GivenDone(Open, Claim, snooze).When(new FireWorkItemDeadline(At(12, 25), At(12, 25)));
        woken.Then(new WorkItemWoken(At(12, 30), At(12, 25)));
        Assert.That(woken.Deadlines(Id), Is.EqualTo(new[] { new DeadlineChange(Id, WorkItemAggregate.Deadline, At(12, 30)) }));
        Assert.That(woken.State, Is.InstanceOf<WorkItem.Free>());
        Item.GivenDone(Open, snooze).When(new FireWorkItemDeadline(At(12, 30), At(12, 30))).ThenNothing();
        Item.GivenDone(Open).When(snooze with { Until = At(12, 30) }).ThenRefused(WorkItemRefusals.SnoozedTooLong);
        Item.GivenDone(Open).When(snooze with { Until = At(12) }).ThenRefused(WorkItemRefusals.SnoozedTooLong);
        Item.GivenDone(Open).When(snooze with { By = Model }).ThenRefused(WorkItemRefusals.PersonMustDecide);
        Item.GivenDone(Open).When(snooze with { RolesHeld = ["biller"] }).ThenRefused(WorkItemRefusals.RoleNotHeld);
    }

    [Test]
    public void Put_aside_it_is_taken_up_again_by_who_claims_it()
    {
        var snooze = new SnoozeWorkItem(At(12, 25), "oven-heating", Waiter, ["cook"], At(12, 10));
        Item.GivenDone(Open, snooze).When(Claim).ThenKinds(typeof(WorkItemClaimed));
        var held = Item.GivenDone(Open, snooze, Claim).When(new FireWorkItemDeadline(At(12, 25), At(12, 25)));
        held.Then(new WorkItemWoken(At(12, 30), At(12, 25)));
        Assert.That(held.State, Is.InstanceOf<WorkItem.Claimed>(), "its clock goes on where it was, in the hand that has it");
    }

    [Test]
    public void Passes_on_at_once_when_nobody_is_on_duty_for_its_role()
    {
        var told = new TellUnstaffedWorkItem("cook", ["cook"], At(12, 1));
        Item.GivenDone(Open).When(told).Then(new WorkItemEscalated(1, "head-waiter", At(16, 30), At(12, 1)) { Cause = "role-unstaffed" });
        Item.GivenDone(Open).When(told with { Unstaffed = ["cook", "head-waiter"] }).Then(new WorkItemEscalated(2, "manager", At(12, 1).AddDays(1), At(12, 1)) { Cause = "role-unstaffed" });
        Item.GivenDone(Open, told).When(told).ThenNothing();
        Item.GivenDone(Open, Claim).When(told).ThenNothing();
        Item.When(told).ThenNothing();
    }

    [Test]
    public void Tells_the_chain_until_somebody_acts()
    {
        var first = At(12, 37).AddSeconds(30);
        FireWorkItemDeadline Due(DateTimeOffset at) => new(at, at);
        Item.GivenDone(Open).When(Due(At(12, 30))).Then(new WorkItemOverdue(At(12, 30), first, At(12, 30)));
        Item.GivenDone(Open, Due(At(12, 30))).When(Due(first)).Then(new WorkItemEscalated(1, "head-waiter", At(16, 30), first));
        Item.GivenDone(Open, Due(At(12, 30)), Due(first)).When(Due(At(16, 30))).Then(new WorkItemEscalated(2, "manager", At(16, 30).AddDays(1), At(16, 30)));
        Item.GivenDone(Open, Due(At(12, 30))).When(Due(At(12, 30))).ThenNothing();
    }

    [Test]
    public void Without_a_chain_of_its_own_reminds_its_owner_every_day()
    {
        var linked = new OpenWorkItem("handoff", "waiter", "timed-out", Subject, At(11), Noon) { Boundary = "T01", CaseId = Case };
        var opened = Item.When(linked);
        Assert.That(opened.Deadlines(Id).Single().DueAt, Is.EqualTo(Noon.AddDays(1)));
        Item.GivenDone(linked, new FireWorkItemDeadline(Noon.AddDays(1), Noon.AddDays(1))).When(new FireWorkItemDeadline(Noon.AddDays(2), Noon.AddDays(2)))
            .Then(new WorkItemNudged("waiter", Noon.AddDays(2), Noon.AddDays(3), Noon.AddDays(2)));
    }

    [Test]
    public void Ends_by_itself_when_what_it_asked_for_came_about()
    {
        Item.GivenDone(Open, Claim).When(new CloseWorkItem("accepted", At(13))).Then(new WorkItemResolved("accepted", By: null, At(13)));
        Item.When(new CloseWorkItem("accepted", At(13))).ThenNothing();
        Item.GivenDone(Open, new CloseWorkItem("accepted", At(13))).When(new CloseWorkItem("accepted", At(14))).ThenNothing();
        Assert.That(Item.GivenDone(Open).When(new CloseWorkItem("accepted", At(13))).Deadlines(Id), Is.EqualTo(new[] { new DeadlineChange(Id, WorkItemAggregate.Deadline, DueAt: null) }));
    }

    [Test]
    public void Stands_in_the_index_by_deadline_then_value_then_age()
    {
        var view = new WorkItemView();
        string Sort(DateTimeOffset due, decimal? value, DateTimeOffset opened) => view.SortOf(new WorkItemDocument
        {
            WorkItemId = Id, Version = 1, Kind = "exception", Role = "cook", ReasonCode = "x", SubjectId = Subject, OpenedAt = opened, DueAt = due, ValueAtStake = value, IsChained = true,
        });
        string[] best = [Sort(At(13), 1, At(12)), Sort(At(14), 500, At(12)), Sort(At(14), 20, At(10)), Sort(At(14), 20, At(11)), Sort(At(14), null, At(9))];
        Assert.That(best, Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
    }
}
