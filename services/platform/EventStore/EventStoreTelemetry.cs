using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Healthcare.EventStore;

/// <summary>Spans and metrics of the store; ids and numbers only.</summary>
public static class EventStoreTelemetry
{
    public const string Name = "Healthcare.EventStore";

    internal static readonly ActivitySource Source = new(Name);
    internal static readonly Meter Meter = new(Name);
    internal static readonly Counter<long> Appended = Meter.CreateCounter<long>("eventstore.events.appended", "{event}");
    internal static readonly Counter<long> Conflicts = Meter.CreateCounter<long>("eventstore.commits.conflicted", "{commit}");
    internal static readonly Gauge<double> Lag = Meter.CreateGauge<double>("eventstore.reader.lag", "s", "Age of the oldest append that a reader has not seen");
    internal static readonly Gauge<double> HorizonAge = Meter.CreateGauge<double>("eventstore.horizon.age", "s", "Age of the oldest open writer on the server");
}
