using System.Diagnostics.Metrics;
using Healthcare.EventStore;

namespace Healthcare.Handoffs.Transmissions;

/// <summary>
/// Which messages go next, as one leader of the sender sees it. Messages about one subject go to a partner one after another; a partner that gave no answer gets one try at a time,
/// and two places are always free of any one partner, so that nobody waits for another's time-outs.
/// </summary>
internal sealed class SendingOrder(Views<TransmissionRow> views, int parallel)
{
    private const int MostPages = 20;
    private static readonly TimeSpan BehindFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookDeepEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhileWaiting = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WhileIdle = TimeSpan.FromSeconds(2);
    private static readonly Meter Meter = new("Healthcare.Transmissions");
    private static readonly Gauge<long> Queued = Meter.CreateGauge<long>("transmissions.queued", "{transmission}", "Messages to a partner that are not acknowledged yet");
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, string> underWay = [];
    private readonly HashSet<string> silent = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, (Guid SubjectId, long Since)> behind = [];
    private readonly HashSet<string> partners = new(StringComparer.Ordinal);
    private long lookedDeepAt;
    private bool isWaiting;
    private TaskCompletionSource freed = New();

    /// <summary>Completes when the next place is free again.</summary>
    public Task Freed => Volatile.Read(ref freed).Task;

    /// <summary>How long nothing can become due by itself, after a look that took nothing.</summary>
    public TimeSpan NextLookIn() => isWaiting ? WhileWaiting : WhileIdle;

    /// <summary>Messages that may be sent now, each with a place of its partner; whoever takes one says how it ended.</summary>
    public async Task<IReadOnlyList<TransmissionRow>> TakeAsync(CancellationToken cancel)
    {
        ViewCursor? next = null;
        for (var page = 0; page < MostPages; page++)
        {
            var rows = await views.PageAsync(TransmissionView.Due, next, parallel * 16, cancel);
            if (page == 0) Look(rows.Documents);
            if (FirstOfEach(rows.Documents).Where(IsDue).Where(Takes).ToList() is { Count: > 0 } taken) return taken;
            next = rows.Next;
            // What waits behind a partner that is away must not hide what is due for another; but nobody looks through all of that at every commit.
            if (next is null || (page == 0 && !MayLookDeep())) break;
        }

        return [];
    }

    /// <summary>True when an earlier message about the same subject is still open, further back than was looked; then it is passed over until that one has ended.</summary>
    public async Task<bool> IsBehindAsync(TransmissionRow row, CancellationToken cancel)
    {
        var ofSubject = await views.PageAsync(TransmissionView.OfSubject(row.SubjectId), after: null, 200, cancel);
        if (!FirstOfEach(ofSubject.Documents.Where(r => r.IsOpen)).Any(r => r.Partner == row.Partner && r.Id != row.Id)) return false;
        lock (gate) behind[row.Id] = (row.SubjectId, TimeProvider.System.GetTimestamp());
        return true;
    }

    /// <summary>What the partner answered.</summary>
    public void Heard(TransmissionRow row, AnswerKind kind)
    {
        lock (gate)
        {
            if (kind == AnswerKind.Unconfirmed) silent.Add(row.Partner);
            else silent.Remove(row.Partner);
        }
    }

    /// <summary>The place is free again.</summary>
    public void Ended(TransmissionRow row, bool wasBehind)
    {
        lock (gate)
        {
            underWay.Remove(row.Id);
            if (!wasBehind)
            {
                foreach (var (id, _) in behind.Where(b => b.Value.SubjectId == row.SubjectId).ToList()) behind.Remove(id);
            }
        }

        Interlocked.Exchange(ref freed, New()).TrySetResult();
    }

    private static IEnumerable<TransmissionRow> FirstOfEach(IEnumerable<TransmissionRow> rows) =>
        rows.OrderBy(r => r.QueuedAt).ThenBy(r => r.Id).DistinctBy(r => (r.Partner, r.SubjectId));

    // Retries follow the wall clock: a virtual business clock must not hammer a partner, nor hold a resend back.
    private static bool IsDue(TransmissionRow row) => row.State != "unconfirmed" || row.NextAttemptAt <= TimeProvider.System.GetUtcNow();

    private bool Takes(TransmissionRow row)
    {
        lock (gate)
        {
            if (behind.TryGetValue(row.Id, out var known) && TimeProvider.System.GetElapsedTime(known.Since) < BehindFor) return false;
            var most = silent.Contains(row.Partner) ? 1 : Math.Max(1, parallel - 2);
            return underWay.Values.Count(p => p == row.Partner) < most && underWay.TryAdd(row.Id, row.Partner);
        }
    }

    private bool MayLookDeep()
    {
        var now = TimeProvider.System.GetTimestamp();
        if (lookedDeepAt != 0 && TimeProvider.System.GetElapsedTime(lookedDeepAt, now) < LookDeepEvery) return false;
        lookedDeepAt = now;
        return true;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Look(IReadOnlyList<TransmissionRow> due)
    {
        isWaiting = due.Count > 0;
        partners.UnionWith(due.Select(r => r.Partner));
        foreach (var partner in partners) Queued.Record(due.Count(r => r.Partner == partner), new KeyValuePair<string, object?>("partner", partner));
    }
}
