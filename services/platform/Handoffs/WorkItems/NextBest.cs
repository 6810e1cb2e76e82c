using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>Where a page of a queue ends, and when its first page was asked for: later pages rank as of then, so that none of them repeats or passes over an item.</summary>
public sealed record QueueCursor(ViewCursor Last, DateTimeOffset AskedAt)
{
    public static bool TryRead(string? text, out QueueCursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!Cursor.TryParts(text, out var parts) || parts is not [var sort, var key, var asked]) return false;
        if (!long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTimeOffset.MaxValue.UtcTicks) return false;
        cursor = new QueueCursor(new ViewCursor(sort, key), new DateTimeOffset(ticks, TimeSpan.Zero));
        return QueuePlace.TryRead(cursor.Last, cursor.AskedAt, out _);
    }

    public override string ToString() => Cursor.Text(Last.Sort, Last.Key, AskedAt.UtcTicks.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Pages of work, next best first: the earliest deadline, to the minute, then value at stake × age.</summary>
public static class NextBest
{
    // The first look goes a little past the page, which nearly always ends the minute that the page ends in.
    private const int Ahead = 64;
    private const int AtOnce = 5_000;

    public static async Task<Page<TItem>> NextBestAsync<TItem>(this Views<TItem> items, string term, QueueCursor? after, int limit, DateTimeOffset now, CancellationToken cancel)
        where TItem : WorkItemDocument
    {
        ArgumentNullException.ThrowIfNull(items);
        var asked = after?.AskedAt ?? now;
        var best = await PlacesAsync(items, term, after?.Last, limit, asked, cancel);
        var next = best.Count == limit ? new QueueCursor(best[^1], asked).ToString() : null;
        return new Page<TItem>(await items.FindAsync(term, best, cancel), next);
    }

    // An index holds what does not change with the hour. What is due in one minute and has a value is therefore read whole and ranked as of the asking;
    // what has no value has no product at any hour, comes last in its minute, and stays as the index has it.
    private static async Task<IReadOnlyList<ViewCursor>> PlacesAsync<TItem>(Views<TItem> items, string term, ViewCursor? after, int limit, DateTimeOffset asked, CancellationToken cancel)
        where TItem : WorkItemDocument
    {
        var passed = Place(after, asked);
        var from = passed is { Cents: > 0 } valued ? new ViewCursor(valued.Minute, "") : after;
        var count = limit + Ahead;
        List<QueuePlace> best = new(limit), minute = [];
        while (best.Count < limit)
        {
            var read = await items.PlacesAsync(term, from, count, cancel);
            foreach (var place in read.Select(at => Place(at, asked)).OfType<QueuePlace>())
            {
                if (minute.Count > 0 && (place.Cents == 0 || !place.IsDueWith(minute[0]))) Settle();
                if (best.Count >= limit) break;
                if (place.Cents == 0) best.Add(place);
                else if (passed is not { } last || QueuePlace.Compare(place, last) > 0) minute.Add(place);
            }

            if (read.Count < count)
            {
                Settle();
                break;
            }

            // However much is due in a minute, no more of it is kept than a page can hold.
            if (minute.Count > limit)
            {
                minute.Sort(QueuePlace.Compare);
                minute.RemoveRange(limit, minute.Count - limit);
            }

            (from, count) = (read[^1], AtOnce);
        }

        return [.. best.Take(limit).Select(p => p.At)];

        void Settle()
        {
            minute.Sort(QueuePlace.Compare);
            best.AddRange(minute);
            minute.Clear();
        }
    }

    private static QueuePlace? Place(ViewCursor? at, DateTimeOffset asked) => at is not null && QueuePlace.TryRead(at, asked, out var place) ? place : null;
}
