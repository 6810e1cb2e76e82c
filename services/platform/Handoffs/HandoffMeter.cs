using System.Diagnostics.Metrics;
using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>The metrics of handoffs, deadlines and work items. Gauges are reported by the process that leads the deadline clock, so that sums are right.</summary>
public sealed class HandoffMeter : IDisposable
{
    public const string Name = "Healthcare.Handoffs";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> fired;
    private readonly Histogram<double> lateness;
    private readonly Counter<long> escalations;
    private OpenWork? counted;

    public HandoffMeter()
    {
        fired = meter.CreateCounter<long>("deadlines.fired", "{deadline}");
        lateness = meter.CreateHistogram<double>("deadlines.lateness", "s", "Business time between due and fired");
        escalations = meter.CreateCounter<long>("handoffs.escalations", "{escalation}");
        meter.CreateObservableGauge("handoffs.open", () => By("boundary", w => w.HandoffsByBoundary.Select(b => (b.Key, b.Value.Count))), "{handoff}");
        meter.CreateObservableGauge(
            "handoffs.oldest.age", () => By("boundary", w => w.HandoffsByBoundary.Where(b => b.Value.Oldest is not null).Select(b => (b.Key, (w.At - b.Value.Oldest.GetValueOrDefault()).TotalSeconds))), "s");
        meter.CreateObservableGauge("workitems.open", () => By("role", w => w.WorkItemsByRole.Select(r => (r.Key, r.Value))), "{item}");
        meter.CreateObservableGauge("deadlines.overdue", () => Single(w => w.Overdue), "{deadline}");
        meter.CreateObservableGauge("handoffs.orphans", () => Single(w => w.Orphans), "{item}", "Open work without owner, deadline or chain");
    }

    public void Dispose() => meter.Dispose();

    /// <summary>Counts begin at zero, so that a board shows zero for what never happened and sees the first time as an increase.</summary>
    internal void StartAtZero()
    {
        fired.Add(0);
        escalations.Add(0);
    }

    internal void Fired(DueDeadline due, DateTimeOffset now, IReadOnlyList<Recorded> events)
    {
        var kind = new KeyValuePair<string, object?>("deadline", due.Name);
        fired.Add(1, kind);
        lateness.Record(Math.Max(0, (now - due.DueAt).TotalSeconds), kind);
        foreach (var recorded in events)
        {
            var role = recorded.Event switch { HandoffEscalated e => e.Role, WorkItemEscalated e => e.Role, _ => null };
            if (role is not null) escalations.Add(1, new KeyValuePair<string, object?>("role", role));
        }
    }

    /// <summary>What the gauges say from now on; null when another process leads.</summary>
    internal void Counted(OpenWork? work) => Volatile.Write(ref counted, work);

    private IEnumerable<Measurement<T>> By<T>(string tag, Func<OpenWork, IEnumerable<(string Key, T Value)>> values)
        where T : struct => Volatile.Read(ref counted) is { } work ? values(work).Select(v => new Measurement<T>(v.Value, new KeyValuePair<string, object?>(tag, v.Key))) : [];

    private IEnumerable<Measurement<long>> Single(Func<OpenWork, long> value) => Volatile.Read(ref counted) is { } work ? [new Measurement<long>(value(work))] : [];
}

/// <summary>Open work at a moment of business time.</summary>
internal sealed record OpenWork(
    DateTimeOffset At,
    IReadOnlyDictionary<string, (long Count, DateTimeOffset? Oldest)> HandoffsByBoundary,
    IReadOnlyDictionary<string, long> WorkItemsByRole,
    long Overdue,
    long Orphans);
