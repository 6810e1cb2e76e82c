using System.Diagnostics.Metrics;
using Healthcare.EventStore;

namespace Healthcare.Audit.Trail;

/// <summary>Counts cases by stage every few seconds: where work stands, before a person asks.</summary>
internal sealed class CaseMeter(Views<CaseStatus> cases) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly Meter Meter = new("Healthcare.Audit");
    private static readonly Gauge<long> Open = Meter.CreateGauge<long>("cases.open", "{case}", "Cases that stand at a stage");

    internal static readonly Counter<long> Completed = Meter.CreateCounter<long>("cases.completed", "{case}", "Cases whose journal the ledger took");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Completed.Add(0);
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var stage in Stages.All)
            {
                if (!Stages.IsOver(stage)) Open.Record(await cases.CountAsync(CaseStatusView.OfStage(stage), stoppingToken), new KeyValuePair<string, object?>("stage", stage));
            }

            await Task.Delay(Every, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
