namespace Healthcare.EventStore;

/// <summary>
/// One transaction being decided: every command decided in it, and everything that follows from them, is appended together or not at all.
/// It only reads until it commits, so it takes no transaction id before the expected versions were read as committed.
/// </summary>
public sealed class Work
{
    private readonly EventStoreContext store;
    private readonly CallContext context;
    private readonly DateTimeOffset now;
    private readonly bool live;
    private readonly Dictionary<Guid, Touched> touched = [];
    private readonly List<DeadlineChange> deadlines = [];
    private readonly List<RowWrite> rows = [];

    internal Work(EventStoreContext store, CallContext context, DateTimeOffset now, bool live)
    {
        this.store = store;
        this.context = context;
        this.now = now;
        this.live = live;
    }

    /// <summary>True when a decision was taken from the cache; a refusal is then decided again on a live read.</summary>
    internal bool FromCache { get; private set; }

    internal bool HasEvents => touched.Values.Any(t => t.New.Count > 0);

    /// <summary>The aggregates of the streams that it appends to, and whether it sets deadlines, as loops watch for them.</summary>
    internal IReadOnlyCollection<string> CommittedTo =>
        [.. touched.Values.Where(t => t.New.Count > 0).Select(t => t.Aggregate.Name).Distinct(StringComparer.Ordinal), .. deadlines.Count > 0 ? (string[])[CommitSignal.Deadlines] : []];

    /// <summary>The traceparents of what this work goes on from: the last event of each stream that it appends to.</summary>
    internal IEnumerable<string> GoesOnFrom => touched.Values.Where(t => t.New.Count > 0).Select(t => t.ReadTrace).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>The state of a stream as this work sees it, with what it has decided so far.</summary>
    public async Task<TState> LoadAsync<TState, TCommand>(Guid streamId, CancellationToken cancel)
        where TState : notnull
        where TCommand : notnull =>
        (TState)(await TouchAsync(streamId, store.AggregateOf(typeof(TCommand)), cancel)).State;

    /// <summary>Decides a command, and every command that follows from its events, within this work.</summary>
    public async Task<Outcome> DecideAsync<TCommand>(Guid streamId, TCommand command, CancellationToken cancel, StreamVersion? expected = null)
        where TCommand : notnull => await DecideAsync(streamId, store.AggregateOf(typeof(TCommand)), command, expected, causingCase: null, depth: 0, cancel);

    /// <summary>Writes rows of the service's own tables in the same transaction, if the work has events to append.</summary>
    public void With(IEnumerable<RowWrite> writes) => rows.AddRange(writes);

    internal async ValueTask<Commit> ToCommitAsync(InboxMark? inbox, string? answerKey, CancellationToken cancel)
    {
        var streams = new List<StreamAppend>(touched.Count);
        var views = new List<ViewWrite>();
        foreach (var (id, stream) in touched)
        {
            if (stream.New.Count == 0) continue;
            var encoded = new List<EncodedEvent>(stream.New.Count);
            foreach (var (envelope, happened) in stream.New) encoded.Add(await store.Codec.EncodeAsync(envelope, happened, cancel));
            streams.Add(new StreamAppend(id, stream.Aggregate.Name, stream.ReadVersion, encoded));
            foreach (var view in store.InlineViewsOf(stream.Aggregate))
            {
                var document = view.Fold(stream.Documents?.GetValueOrDefault(view.Name), encoded);
                views.Add(view.Write(id, document));
                (stream.NewDocuments ??= new Dictionary<string, object?>(StringComparer.Ordinal))[view.Name] = document;
            }
        }

        streams.Sort(static (a, b) => a.StreamId.CompareTo(b.StreamId));
        return new Commit { Streams = streams, Inbox = inbox, AnswerKey = answerKey, Deadlines = deadlines, Views = views, Rows = rows };
    }

    internal void Remember()
    {
        foreach (var (id, stream) in touched)
        {
            var commands = stream.Commands;
            if (context.CommandId is { } command && stream.New.Count > 0) commands = new Dictionary<Guid, long>(commands) { [command] = stream.Version };
            store.Cache.Put(id, new CachedStream(stream.State, stream.Version, stream.CaseId, commands, stream.NewDocuments ?? stream.Documents)
            {
                TraceParent = stream.New.Count > 0 ? context.TraceParent : stream.ReadTrace,
            });
        }
    }

    internal void Forget()
    {
        foreach (var id in touched.Keys) store.Cache.Remove(id);
    }

    private async Task<Outcome> DecideAsync(Guid streamId, IAggregate aggregate, object command, StreamVersion? expected, Guid? causingCase, int depth, CancellationToken cancel)
    {
        if (command is IJudgment && context.Actor.Kind == ActorKind.Ai) return new Outcome.Refused(Judgments.PersonMustDecide);
        if (depth > 16) throw new InvalidOperationException($"Follow-ups of {aggregate.Name} do not come to an end.");
        var stream = await TouchAsync(streamId, aggregate, cancel);
        if (depth == 0 && context.CommandId is { } id && stream.Commands.TryGetValue(id, out var at)) return new Outcome.Accepted(new StreamVersion(at), []);

        var (events, refusal) = aggregate.Decide(stream.State, command);
        // Only what is appended to is held to its version: where a cached state finds nothing to do, another replica may have given it something.
        if (refusal is null && events.Count == 0 && stream is { IsCached: true, New.Count: 0 })
        {
            touched[streamId] = stream = await ReadAsync(streamId, aggregate, cancel);
            if (depth == 0 && context.CommandId is { } repeated && stream.Commands.TryGetValue(repeated, out var done)) return new Outcome.Accepted(new StreamVersion(done), []);
            (events, refusal) = aggregate.Decide(stream.State, command);
        }

        if (refusal is not null) return new Outcome.Refused(refusal);
        if (events.Count == 0) return new Outcome.Accepted(new StreamVersion(stream.Version), []);
        if (expected is { } version && version.Value != stream.Version) return new Outcome.Stale(new StreamVersion(stream.Version));

        stream.CaseId = context.CaseId ?? stream.CaseId ?? causingCase;
        var follow = new List<FollowUp>();
        foreach (var happened in events)
        {
            stream.Version++;
            stream.State = aggregate.Evolve(stream.State, happened);
            stream.New.Add((EnvelopeOf(streamId, stream), happened));
            follow.AddRange(aggregate.Follows(stream.State, streamId, stream.CaseId, happened));
            deadlines.AddRange(aggregate.Deadlines(streamId, stream.CaseId, happened));
        }

        foreach (var next in follow)
        {
            var outcome = await DecideAsync(next.StreamId, store.AggregateOf(next.Command.GetType()), next.Command, expected: null, stream.CaseId, depth + 1, cancel);
            if (outcome is not Outcome.Accepted) return outcome;
        }

        // What follows may come back to this stream: the caller is told where it stands then.
        return new Outcome.Accepted(new StreamVersion(stream.Version), []);
    }

    private async Task<Touched> TouchAsync(Guid streamId, IAggregate aggregate, CancellationToken cancel)
    {
        if (touched.TryGetValue(streamId, out var known)) return known;
        if (!live && store.Cache.Find(streamId) is { } cached)
        {
            FromCache = true;
            known = new Touched(aggregate, cached.State, cached.Version, cached.CaseId, cached.Commands) { IsCached = true, Documents = cached.Documents, ReadTrace = cached.TraceParent };
        }
        else
        {
            known = await ReadAsync(streamId, aggregate, cancel);
        }

        touched.Add(streamId, known);
        return known;
    }

    private async Task<Touched> ReadAsync(Guid streamId, IAggregate aggregate, CancellationToken cancel)
    {
        var events = await store.Log.ReadStreamAsync(streamId, 0, cancel);
        var state = aggregate.Initial;
        var commands = new Dictionary<Guid, long>();
        Guid? caseId = null;
        foreach (var recorded in events)
        {
            state = aggregate.Evolve(state, recorded.Event);
            caseId = recorded.CaseId ?? caseId;
            if (recorded.Envelope.CommandId is { } command) commands[command] = recorded.Version;
        }

        var stream = new Touched(aggregate, state, events.Count == 0 ? 0 : events[^1].Version, caseId, commands) { ReadTrace = events.Count == 0 ? null : events[^1].Envelope.TraceParent };
        foreach (var view in store.InlineViewsOf(aggregate))
        {
            (stream.Documents ??= new Dictionary<string, object?>(StringComparer.Ordinal))[view.Name] = view.Fold(document: null, events);
        }

        return stream;
    }

    private EventEnvelope EnvelopeOf(Guid streamId, Touched stream) => new()
    {
        EventId = Guid.CreateVersion7(now),
        StreamId = streamId,
        Aggregate = stream.Aggregate.Name,
        Version = stream.Version,
        Type = "",
        Timestamp = now,
        Actor = context.Actor,
        PurposeOfUse = context.PurposeOfUse,
        CaseId = stream.CaseId,
        CorrelationId = context.CorrelationId,
        CausationId = context.CausationId,
        CommandId = context.CommandId,
        Sensitivity = context.Sensitivity,
        TraceParent = context.TraceParent,
    };

    private sealed class Touched(IAggregate aggregate, object state, long version, Guid? caseId, IReadOnlyDictionary<Guid, long> commands)
    {
        public IAggregate Aggregate { get; } = aggregate;

        public bool IsCached { get; init; }

        public string? ReadTrace { get; init; }

        public object State { get; set; } = state;

        public long ReadVersion { get; } = version;

        public long Version { get; set; } = version;

        public Guid? CaseId { get; set; } = caseId;

        public IReadOnlyDictionary<Guid, long> Commands { get; } = commands;

        public List<(EventEnvelope Envelope, object Happened)> New { get; } = [];

        public Dictionary<string, object?>? Documents { get; set; }

        public Dictionary<string, object?>? NewDocuments { get; set; }
    }
}
