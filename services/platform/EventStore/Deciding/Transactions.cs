using System.Diagnostics;

namespace Healthcare.EventStore;

/// <summary>
/// Runs work until it commits: after a version conflict it decides again, in a new transaction, on what is there now.
/// Scoped to a request or a message, whose actor, purpose, case, inbox mark and idempotency key go with what it commits.
/// </summary>
public sealed class Transactions
{
    private const int MostTries = 50;
    private readonly EventStoreContext store;
    private readonly CallScope scope;
    private readonly TimeProvider clock;
    private readonly CommitSignal signal;

    internal Transactions(EventStoreContext store, CallScope scope, TimeProvider clock, CommitSignal signal)
    {
        this.store = store;
        this.scope = scope;
        this.clock = clock;
        this.signal = signal;
    }

    /// <summary>Decides and commits. Inside a message's handling it may run once, because effect and inbox mark are one transaction.</summary>
    /// <exception cref="MessageNotNextException">The message was handled before, or is not the next of its order key.</exception>
    public async Task<Outcome> ExecuteAsync(Func<Work, CancellationToken, Task<Outcome>> decide, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(decide);
        using var activity = EventStoreTelemetry.Source.StartActivity("eventstore.execute");
        var context = scope.Context with { TraceParent = scope.Context.TraceParent ?? Activity.Current?.Id };
        var live = false;
        for (var attempt = 1; ; attempt++)
        {
            var work = new Work(store, context, clock.GetUtcNow(), live);
            var outcome = await decide(work, cancel);
            if (outcome is not Outcome.Accepted || !work.HasEvents)
            {
                // What a stale entry refused, or found already done, a live read may see otherwise.
                if (work.FromCache)
                {
                    work.Forget();
                    live = true;
                    continue;
                }

                scope.Refused = (outcome as Outcome.Refused)?.Refusal;
                return outcome;
            }

            var result = await store.Log.CommitAsync(await work.ToCommitAsync(scope.Inbox, scope.AnswerKey, cancel), cancel);
            switch (result)
            {
                case CommitResult.Committed committed:
                    work.Remember();
                    scope.Committed();
                    signal.Raise(work.CommittedTo);
                    activity?.SetTag("eventstore.tries", attempt);
                    Link(activity, work);
                    EventStoreTelemetry.Appended.Add(committed.Events.Count);
                    return outcome is Outcome.Accepted accepted ? accepted with { Events = committed.Events } : outcome;
                case CommitResult.NotNext:
                    work.Forget();
                    throw new MessageNotNextException();
                default:
                    EventStoreTelemetry.Conflicts.Add(1);
                    work.Forget();
                    live = true;
                    if (attempt >= MostTries) throw new TimeoutException($"The stream was changed by others {attempt} times in a row; try again.");
                    break;
            }
        }
    }

    /// <summary>Marks the scope's message as handled when its handling had no effect to commit it with.</summary>
    public async Task CommitInboxAsync(CancellationToken cancel)
    {
        if (scope.Inbox is not { } mark) return;
        if (await store.Log.CommitAsync(new Commit { Inbox = mark }, cancel) is CommitResult.NotNext) throw new MessageNotNextException();
        scope.Committed();
    }

    // What a person or a partner does later begins a trace of its own: the link leads back to what it goes on from, so that a case is followed from its first request to its last.
    private static void Link(Activity? activity, Work work)
    {
        if (activity is null) return;
        foreach (var before in work.GoesOnFrom)
        {
            if (ActivityContext.TryParse(before, traceState: null, isRemote: true, out var cause) && cause.TraceId != activity.TraceId) activity.AddLink(new ActivityLink(cause));
        }
    }

    internal async Task<(TState State, StreamVersion Version)> ReadAsync<TState, TCommand>(Guid streamId, CancellationToken cancel)
        where TState : notnull
    {
        var aggregate = store.AggregateOf(typeof(TCommand));
        var state = aggregate.Initial;
        var events = await store.Log.ReadStreamAsync(streamId, 0, cancel);
        foreach (var recorded in events) state = aggregate.Evolve(state, recorded.Event);
        return ((TState)state, new StreamVersion(events.Count == 0 ? 0 : events[^1].Version));
    }
}

/// <summary>A message whose count does not follow the last one handled: a duplicate, or one that came too early.</summary>
public sealed class MessageNotNextException() : Exception("The message is not the next of its order key.");
