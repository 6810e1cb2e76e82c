using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.EventStore;

/// <summary>Drops what is no longer needed; run now and then by one replica of a service.</summary>
public interface ISweep
{
    /// <summary>What is dropped, such as <c>answers</c>; named in the log.</summary>
    string Name { get; }

    /// <summary>Returns how many were dropped.</summary>
    Task<int> SweepAsync(CancellationToken cancel);
}

/// <summary>Settings of sweeps, section <c>Sweeps</c>.</summary>
public sealed class SweepOptions
{
    public TimeSpan Every { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a repeated request gets the stored answer; after that it is decided again, and finds what it did.</summary>
    public TimeSpan AnswersKeptFor { get; set; } = TimeSpan.FromDays(7);
}

/// <summary>Runs every sweep of the service, one replica at a time; one that fails does not keep the others.</summary>
internal sealed class Sweeper(Leadership leadership, IEnumerable<ISweep> sweeps, TimeProvider clock, IOptions<SweepOptions> options, ILogger<Sweeper> logger) : Leader(leadership)
{
    protected override string LeaseName => "sweeps";

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        while (true)
        {
            foreach (var sweep in sweeps) await SweepAsync(sweep, cancel);
            await Task.Delay(options.Value.Every, clock, cancel);
        }
    }

    private async Task SweepAsync(ISweep sweep, CancellationToken cancel)
    {
        try
        {
            var dropped = await sweep.SweepAsync(cancel);
            if (dropped > 0) logger.Swept(sweep.Name, dropped);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            logger.SweepFailed(sweep.Name, failure);
        }
    }
}

/// <summary>Stored answers of idempotent requests.</summary>
internal sealed class AnswerSweep(IEventStore store, IOptions<SweepOptions> options) : ISweep
{
    public string Name => "answers";

    public Task<int> SweepAsync(CancellationToken cancel) => store.Answers.SweepAsync(options.Value.AnswersKeptFor, cancel);
}
