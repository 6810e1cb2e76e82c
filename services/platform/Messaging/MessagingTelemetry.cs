using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Healthcare.Messaging;

/// <summary>Spans and metrics of messaging; ids and numbers only. MassTransit's own spans are the source <c>MassTransit</c>.</summary>
public static class MessagingTelemetry
{
    public const string Name = "Healthcare.Messaging";

    internal static readonly ActivitySource Source = new(Name);
    internal static readonly Meter Meter = new(Name);
    internal static readonly Gauge<double> RelayLag = Meter.CreateGauge<double>("messaging.relay.lag", "s", "Age of the oldest append that is not published");
    internal static readonly Counter<long> Published = Meter.CreateCounter<long>("messaging.published", "{message}");
    internal static readonly Counter<long> Handled = Meter.CreateCounter<long>("messaging.handled", "{message}");
    internal static readonly Counter<long> Duplicates = Meter.CreateCounter<long>("messaging.duplicates", "{message}");
    internal static readonly Counter<long> Failed = Meter.CreateCounter<long>("messaging.failed", "{attempt}");
    internal static readonly Counter<long> Parked = Meter.CreateCounter<long>("messaging.parked", "{message}");
    internal static readonly Counter<long> ResendsAsked = Meter.CreateCounter<long>("messaging.resends.asked", "{request}");
    internal static readonly Gauge<int> PartitionsHeld = Meter.CreateGauge<int>("messaging.partitions.held", "{partition}");
    internal static readonly Gauge<int> DependencyUp = Meter.CreateGauge<int>("messaging.dependency.up", "1", "1 while a dependency answers, 0 while it is away");

    /// <summary>Counts begin at zero, so that a board shows zero for what never happened and sees the first time as an increase.</summary>
    internal static void StartAtZero()
    {
        foreach (var counter in new[] { Published, Handled, Duplicates, Failed, Parked, ResendsAsked }) counter.Add(0);
    }
}
