using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>Open work that nobody would miss: without an owner role, a next deadline, or a chain to tell.</summary>
public sealed record Orphan(string Kind, Guid StreamId, string What);

/// <summary>Walks everything that is open in a service and finds what has no owner, no deadline or no escalation chain.</summary>
public sealed class OrphanCheck(Views<HandoffDocument> handoffs, Views<WorkItemDocument> items, IEventStore store)
{
    private const int Page = 500;
    private static readonly DateTimeOffset EndOfTime = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task<IReadOnlyList<Orphan>> FindAsync(CancellationToken cancel)
    {
        var orphans = new List<Orphan>();
        var kept = (await store.DueDeadlinesAsync(EndOfTime, int.MaxValue, cancel)).Select(d => d.StreamId).ToHashSet();
        await foreach (var h in OpenAsync(handoffs, HandoffView.Open, cancel))
        {
            Judge(orphans, HandoffAggregate.Name, h.HandoffId, h.OwnerRole, h.NextDeadlineAt, kept.Contains(h.HandoffId), h.Chain.Count > 0);
        }

        await foreach (var i in OpenAsync(items, WorkItemView.Open, cancel))
        {
            Judge(orphans, WorkItemAggregate.Name, i.WorkItemId, i.Role, i.NextDeadlineAt, kept.Contains(i.WorkItemId), i.IsChained);
        }

        return orphans;
    }

    private static void Judge(List<Orphan> orphans, string kind, Guid id, string role, DateTimeOffset? next, bool isKept, bool isChained)
    {
        if (string.IsNullOrEmpty(role)) orphans.Add(new Orphan(kind, id, "no owner role"));
        if (next is null) orphans.Add(new Orphan(kind, id, "no next deadline"));
        else if (!isKept) orphans.Add(new Orphan(kind, id, "its next deadline is not kept"));
        if (!isChained) orphans.Add(new Orphan(kind, id, "no escalation chain"));
    }

    private static async IAsyncEnumerable<TDocument> OpenAsync<TDocument>(
        Views<TDocument> views, string term, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        where TDocument : class
    {
        ViewCursor? after = null;
        do
        {
            var page = await views.PageAsync(term, after, Page, cancel);
            foreach (var document in page.Documents) yield return document;
            after = page.Next;
        }
        while (after is not null);
    }
}
