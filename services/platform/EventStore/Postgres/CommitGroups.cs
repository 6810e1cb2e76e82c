using System.Diagnostics;
using Npgsql;

namespace Healthcare.EventStore;

/// <summary>
/// Commits that come while others are on their way go together: a busy service writes many commands in one transaction, with one append statement and one flush to disk, an idle one each at once.
/// What touches a stream that is being written waits for it, and conflicts without asking the database if it was decided on what that changed; so no two of a transaction touch one stream,
/// message or answer. Where the database refuses one of several, nothing of the transaction stands and each is written again alone, so that one caller's conflict is no other's.
/// </summary>
/// <param name="write">Writes them in one transaction and tells what became of each; a refusal of several is thrown.</param>
internal sealed class CommitGroups(Func<IReadOnlyList<Commit>, CancellationToken, Task<IReadOnlyList<CommitResult>>> write)
{
    private const int MostAtOnce = 2;
    private const int MostCommits = 32;
    private const int MostEvents = 200;
    private readonly Lock gate = new();
    private readonly LinkedList<Waiting> queue = new();
    private readonly HashSet<object> beingWritten = [];
    private int writers;

    public async Task<CommitResult> CommitAsync(Commit commit, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var waiting = new Waiting(commit, Activity.Current, cancel);
        bool isWriter;
        lock (gate)
        {
            queue.AddLast(waiting);
            isWriter = writers < MostAtOnce;
            if (isWriter) writers++;
        }

        if (isWriter) _ = WriteAllAsync();
        return await waiting.Result.Task.WaitAsync(cancel);
    }

    private async Task WriteAllAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            // What is traced of a transaction is traced under the first that it is of.
            Activity.Current = group[0].Activity;
            await WriteAsync(group);
            Leave(group);
        }
    }

    private List<Waiting> Take()
    {
        lock (gate)
        {
            var group = new List<Waiting>();
            var events = 0;
            var before = new HashSet<object>(beingWritten);
            for (var node = queue.First; node is not null && group.Count < MostCommits && events < MostEvents;)
            {
                var (waiting, next) = (node.Value, node.Next);
                // Who went away before it was written wants it no more.
                if (waiting.Cancel.IsCancellationRequested) queue.Remove(node);
                else if (!waiting.Touches.Any(before.Contains))
                {
                    queue.Remove(node);
                    group.Add(waiting);
                    events += waiting.Commit.Streams.Sum(s => s.Events.Count);
                }

                // Behind one that waits, too, what touches the same waits.
                before.UnionWith(waiting.Touches);
                node = next;
            }

            foreach (var waiting in group) beingWritten.UnionWith(waiting.Touches);
            if (group.Count == 0) writers--;
            return group;
        }
    }

    private void Leave(List<Waiting> group)
    {
        var versions = group.Where(w => w.Result.Task is { IsCompletedSuccessfully: true, Result: CommitResult.Committed }).SelectMany(w => w.Commit.Streams).ToDictionary(s => s.StreamId, s => s.ExpectedVersion + s.Events.Count);
        lock (gate)
        {
            foreach (var waiting in group) beingWritten.ExceptWith(waiting.Touches);
            for (var node = queue.First; node is not null;)
            {
                var (waiting, next) = (node.Value, node.Next);
                if (waiting.Commit.Streams.Any(s => s.ExpectedVersion < versions.GetValueOrDefault(s.StreamId)))
                {
                    queue.Remove(node);
                    waiting.Result.TrySetResult(new CommitResult.Conflict());
                }

                node = next;
            }
        }
    }

    private async Task WriteAsync(List<Waiting> group)
    {
        try
        {
            var results = await write([.. group.Select(w => w.Commit)], group is [var only] ? only.Cancel : CancellationToken.None);
            for (var i = 0; i < group.Count; i++) group[i].Result.TrySetResult(results[i]);
        }
        catch (PostgresException) when (group.Count > 1)
        {
            foreach (var alone in group) await WriteAsync([alone]);
        }
        catch (Exception failure)
        {
            foreach (var waiting in group) waiting.Result.TrySetException(failure);
        }
    }

    private sealed record Waiting(Commit Commit, Activity? Activity, CancellationToken Cancel)
    {
        public TaskCompletionSource<CommitResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<object> Touches { get; } = [.. TouchedBy(Commit)];

        private static IEnumerable<object> TouchedBy(Commit commit)
        {
            foreach (var stream in commit.Streams) yield return stream.StreamId;
            if (commit.Inbox is { } mark) yield return (mark.Source, mark.OrderKey);
            if (commit.AnswerKey is { } key) yield return key;
        }
    }
}
