namespace Healthcare.Messaging;

/// <summary>Lets one at a time of each key through, in the order of asking.</summary>
internal sealed class Turns<TKey>
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, Task> last = [];

    /// <summary>Waits for the turn; disposing what comes back passes it on.</summary>
    public async Task<IDisposable> TakeAsync(TKey key)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? before;
        lock (gate)
        {
            last.TryGetValue(key, out before);
            last[key] = mine.Task;
        }

        if (before is not null) await before;
        return new Turn(this, key, mine);
    }

    private void Pass(TKey key, TaskCompletionSource turn)
    {
        lock (gate)
        {
            if (last.TryGetValue(key, out var current) && current == turn.Task) last.Remove(key);
        }

        turn.TrySetResult();
    }

    private sealed class Turn(Turns<TKey> turns, TKey key, TaskCompletionSource mine) : IDisposable
    {
        public void Dispose() => turns.Pass(key, mine);
    }
}
