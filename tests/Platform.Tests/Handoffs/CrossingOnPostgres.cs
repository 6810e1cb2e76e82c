using Healthcare.EventStore;
using Healthcare.Handoffs;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

[CancelAfter(300_000)]
public sealed class CrossingOnPostgres
{
    [Test]
    public async Task Of_two_who_claim_an_item_at_once_one_wins(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        for (var round = 0; round < 10; round++)
        {
            var item = WorkItemId.ForTask($"round-{round}", Subject);
            await restaurant.ExecuteAsync<WorkItemCommand>(item, new OpenWorkItem("task", "waiter", "asked", Subject, At(20), Noon) { CaseId = Case }, cancel);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
                restaurant.ExecuteAsync<WorkItemCommand>(item, new ClaimWorkItem(new Actor($"waiter-{i}", ActorKind.Human, "waiter"), ["waiter"], At(13)), cancel)));
            var document = await restaurant.Services.GetRequiredService<Views<WorkItemDocument>>().FindAsync(item, cancel);
            Assert.Multiple(() =>
            {
                Assert.That(outcomes.Count(o => o is Outcome.Accepted), Is.EqualTo(1));
                Assert.That(outcomes.OfType<Outcome.Refused>().Select(r => r.Refusal), Is.All.EqualTo(WorkItemRefusals.ClaimedByOther));
                Assert.That(document?.ClaimedBy, Does.StartWith("waiter-"));
                Assert.That(document?.Version, Is.EqualTo(2));
            });
        }
    }

    [Test]
    public async Task Of_two_who_decided_on_one_version_the_second_is_stale(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        var item = WorkItemId.ForTask("task", Subject);
        await restaurant.ExecuteAsync<WorkItemCommand>(item, new OpenWorkItem("task", "waiter", "asked", Subject, At(20), Noon), cancel);
        var seen = new StreamVersion(1);
        await restaurant.ExecuteAsync<WorkItemCommand>(item, new CommentWorkItem("on my way", Waiter, At(13)), cancel);
        var outcome = await restaurant.ExecuteAsync<WorkItemCommand>(item, new ClaimWorkItem(Waiter, ["waiter"], At(13)), cancel, seen);
        Assert.That(outcome, Is.EqualTo(new Outcome.Stale(new StreamVersion(2))));
    }

    [Test]
    public async Task Handoff_item_and_deadlines_commit_together_and_nothing_open_is_an_orphan(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        var handoffs = restaurant.Services.GetRequiredService<Views<HandoffDocument>>();
        var items = restaurant.Services.GetRequiredService<Views<WorkItemDocument>>();
        var orphans = restaurant.Services.GetRequiredService<OrphanCheck>();
        await restaurant.ExecuteAsync<HandoffCommand>(StreamId, Unready, cancel);
        var blocked = await handoffs.FindAsync(StreamId, cancel);
        var page = await items.PageAsync(WorkItemView.OpenOf("waiter"), after: null, 10, cancel);
        Assert.Multiple(async () =>
        {
            Assert.That((blocked?.State, blocked?.Unmet[0].Predicate, blocked?.OwnerRole, blocked?.NextDeadlineAt), Is.EqualTo((HandoffState.Blocked, "dish-ready", "waiter", At(15))));
            Assert.That(page.Documents.Single(), Has.Property("WorkItemId").EqualTo(WorkItemId.For(StreamId)).And.Property("CaseId").EqualTo(Case));
            Assert.That(await restaurant.Log.DueDeadlinesAsync(At(23), 10, cancel), Has.Count.EqualTo(2));
            Assert.That(await orphans.FindAsync(cancel), Is.Empty);
        });

        await restaurant.ExecuteAsync<HandoffCommand>(StreamId, Offer(new Dish(IsReady: true, Plates: 4), "b2", At(13)), cancel);
        await restaurant.ExecuteAsync<HandoffCommand>(StreamId, Accept(At(14)), cancel);
        var accepted = await handoffs.FindAsync(StreamId, cancel);
        var item = await items.FindAsync(WorkItemId.For(StreamId), cancel);
        Assert.Multiple(async () =>
        {
            Assert.That((accepted?.State, accepted?.NextDeadlineAt), Is.EqualTo((HandoffState.Accepted, (DateTimeOffset?)null)));
            Assert.That(item?.Resolution, Is.EqualTo("conditions-met"));
            Assert.That(await items.CountAsync(WorkItemView.OpenOf("waiter"), cancel), Is.Zero);
            Assert.That(await handoffs.CountAsync(HandoffView.OfCase(Case), cancel), Is.EqualTo(1));
            Assert.That(await restaurant.Log.DueDeadlinesAsync(At(23).AddDays(365), 10, cancel), Is.Empty);
        });
    }

    [Test]
    public async Task Open_work_whose_deadline_was_lost_is_found(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        await restaurant.ExecuteAsync<HandoffCommand>(StreamId, Ready, cancel);
        await restaurant.Log.CommitAsync(new Commit { Deadlines = [new DeadlineChange(StreamId, HandoffAggregate.Deadline, DueAt: null)] }, cancel);
        var found = await restaurant.Services.GetRequiredService<OrphanCheck>().FindAsync(cancel);
        Assert.That(found, Is.EqualTo(new[] { new Orphan("handoff", StreamId, "its next deadline is not kept") }));
    }

    [Test]
    public async Task Free_text_is_kept_sealed(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        await restaurant.ExecuteAsync<HandoffCommand>(StreamId, Unready, cancel);
        await restaurant.ExecuteAsync<HandoffCommand>(StreamId, new ProceedHandoff("emergency", "Ada Canary is starving", At(20), Waiter, At(13)), cancel);
        var events = await restaurant.Log.ReadStreamAsync(StreamId, 0, cancel);
        var proceeded = (HandoffProceeded)events[^1].Event;
        Assert.Multiple(async () =>
        {
            Assert.That(System.Text.Encoding.UTF8.GetString(events[^1].Data.Span), Does.Not.Contain("Canary"));
            Assert.That(await restaurant.Services.GetRequiredService<Vault>().OpenAsync(proceeded.Reason, cancel), Is.EqualTo("Ada Canary is starving"));
        });
    }
}
