using System.Text.Json;
using Healthcare.Audit.Queue;
using Healthcare.Audit.Trail;
using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Audit.Tests.Queue;

/// <summary>The queue across services shows an item as its own service does, and finds it by whatever is asked.</summary>
public sealed class QueueingWork
{
    private static readonly DateTimeOffset Noon = Entries.Noon;
    private static readonly Guid Item = new("01890000-0000-7000-8000-0000000000aa");
    private static readonly Actor Clerk = new("clerk-1", ActorKind.Human, "biller");
    private static readonly QueueView View = new();

    private static readonly WorkItemOpened Opened = new("handoff", "biller", "charges-missing", Item, Noon.AddDays(2), Noon.AddDays(2), Noon)
    {
        Boundary = "B16", CaseId = Cases.Id, Repeat = TimeSpan.FromDays(1), ValueAtStake = 125.5m, Levels = [new LevelDue("billing-lead", Noon.AddDays(3))],
    };

    [Test]
    public void An_item_is_what_its_own_service_shows()
    {
        WorkItemEvent[] happened =
        [
            Opened, new WorkItemClaimed(Clerk, Noon.AddHours(1)), new WorkItemDueChanged(Noon.AddDays(4), Noon.AddDays(4), [], "patient-away", Clerk, Noon.AddHours(2)),
            new WorkItemEscalated(1, "billing-lead", Noon.AddDays(5), Noon.AddDays(4)), new WorkItemReleased(Clerk, Noon.AddDays(4)),
        ];
        WorkItemDocument? own = null;
        QueuedWork? queued = null;
        for (var i = 0; i < happened.Length; i++)
        {
            own = WorkItemView.After(own, happened[i], Item, i + 1);
            queued = Told(queued, happened[i], i + 1);
            Assert.That(queued, Is.EqualTo(new QueuedWork(own ?? throw new AssertionException("Nothing."), "billing")), happened[i].GetType().Name);
        }

        Assert.That((queued?.Version, queued?.Address), Is.EqualTo((5L, $"/api/billing/v1/work-items/{Item}")));
        Assert.That(View.SortOf(queued ?? throw new AssertionException("Nothing.")), Is.EqualTo(new WorkItemView().SortOf(queued)), "in the same order");
    }

    [Test]
    public void It_is_found_by_everything_that_it_is_and_by_nothing_else()
    {
        var free = Told(known: null, Opened, 1) ?? throw new AssertionException("Nothing.");
        var held = Told(Told(free, new WorkItemEscalated(1, "billing-lead", Noon.AddDays(5), Noon), 2), new WorkItemClaimed(Clerk, Noon), 3) ?? throw new AssertionException("Nothing.");
        string?[] roles = [null, "biller", "billing-lead", "coder"], services = [null, "billing", "intake"], boundaries = [null, "B16", "B02"];
        Holding?[] holdings = [null, Holding.Free, Holding.Claimed, Holding.Snoozed];
        var all = from role in roles from service in services from boundary in boundaries from holding in holdings select new QueueFilter(role, service, boundary, holding);
        Assert.Multiple(() =>
        {
            foreach (var filter in all)
            {
                Assert.That(View.TermsOf(free).Contains(filter.Term), Is.EqualTo(filter.Admits(free)), $"free: {filter}");
                Assert.That(View.TermsOf(held).Contains(filter.Term), Is.EqualTo(filter.Admits(held)), $"claimed: {filter}");
            }
        });
        Assert.That(View.TermsOf(held), Does.Contain(QueueView.OfOwner("clerk-1")).And.Contain(QueueView.OfCase(Cases.Id)).And.Unique);
    }

    [Test]
    public void What_is_resolved_is_in_no_queue_and_comes_back_whole_when_it_is_wanted_again()
    {
        var resolved = Told(Told(known: null, Opened, 1), new WorkItemResolved("done", Clerk, Noon.AddDays(1)), 2);
        Assert.That(View.TermsOf(resolved ?? throw new AssertionException("Nothing.")), Is.Empty);
        var renewed = Told(resolved, new WorkItemRenewed("biller", "charges-differ", Noon.AddDays(9), Noon.AddDays(9), [], Noon.AddDays(2)), 3);
        Assert.That((renewed?.Kind, renewed?.Boundary, renewed?.ReasonCode, renewed?.IsOpen), Is.EqualTo(("handoff", "B16", "charges-differ", true)));
    }

    [Test]
    public void A_comment_counts_without_its_text_and_what_is_of_no_known_form_changes_nothing()
    {
        var opened = Told(known: null, Opened, 1);
        Assert.That(Entered(opened, "work_item_commented.v1", """{"by":{"id":"clerk-1","kind":"human","role":"biller"},"at":"2026-03-02T12:00:00Z"}""", 2)?.Comments, Is.EqualTo(1));
        Assert.That(Entered(opened, "work_item_claimed.v1", """{"by":7}""", 2), Is.SameAs(opened));
        Assert.That(Entered(opened, "work_item_beamed.v1", "{}", 2), Is.SameAs(opened));
    }

    private static QueuedWork? Told(QueuedWork? known, WorkItemEvent happened, long version)
    {
        var types = new EventTypes();
        types.AddFamily(typeof(WorkItemEvent));
        return Entered(known, types.NameOf(happened.GetType()), JsonSerializer.Serialize(happened, happened.GetType(), EventCodec.ReadOptions), version);
    }

    private static QueuedWork? Entered(QueuedWork? known, string type, string data, long version)
    {
        var entry = Entries.Of(Cases.Id, 1) with { StreamId = Item, Aggregate = "work_item", Type = type, Version = version, Data = JsonElement.Parse(data) };
        return View.Apply(Item.ToString("D"), known, new EntriesRecorded("billing", [entry], ""), Envelope);
    }

    private static readonly EventEnvelope Envelope = new()
    {
        EventId = Item, StreamId = Cases.Id, Aggregate = "trail", Version = 1, Type = "entries_recorded.v1", Timestamp = Noon, Actor = Actor.Service("audit"),
    };
}
