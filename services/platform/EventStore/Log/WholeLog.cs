using System.Runtime.CompilerServices;

namespace Healthcare.EventStore;

/// <summary>A log as those read it who want all of it.</summary>
public static class WholeLog
{
    /// <summary>Every event from the first to the last that may be seen now, in order, some appends at a time.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<Recorded>> ReadWholeLogAsync(this IEventStore store, int appendsPerPage, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        var position = LogPosition.Start;
        while (await store.ReadLogAsync(position, appendsPerPage, cancel) is { } page && page.End != position)
        {
            position = page.End;
            yield return page.Events;
        }
    }
}
