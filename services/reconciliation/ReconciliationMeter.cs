using System.Diagnostics.Metrics;

namespace Healthcare.Reconciliation;

/// <summary>The metric of money that does not balance, reported by the process that posts, so that sums are right.</summary>
internal sealed class ReconciliationMeter : IDisposable
{
    public const string Name = "Healthcare.Reconciliation";

    private readonly Meter meter = new(Name);
    private readonly Lock gate = new();
    private long? outOfBalance;

    public ReconciliationMeter() =>
        meter.CreateObservableGauge("money.outofbalance", Measure, "{remittance}", "Remittances whose money does not balance and that nobody has settled");

    public void Dispose() => meter.Dispose();

    /// <summary>What the gauge says from now on; null when another process posts.</summary>
    public void Counted(long? remittances)
    {
        lock (gate) outOfBalance = remittances;
    }

    private IEnumerable<Measurement<long>> Measure()
    {
        lock (gate) return outOfBalance is { } count ? [new Measurement<long>(count)] : [];
    }
}
