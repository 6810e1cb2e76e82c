using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.EventStore;

/// <summary>
/// Runs work that one process at a time may do, under a lease row with an epoch. The work is cancelled when the lease cannot be renewed in time,
/// and whatever it still writes is refused, because every write of its position says <c>epoch = mine</c>.
/// </summary>
public sealed class Leadership(IEventStore store, LeaseRequests leases, IOptions<EventStoreOptions> options, ILogger<Leadership> logger)
{
    /// <summary>Leads whenever the lease can be had, until cancelled; what goes wrong while leading is logged, the lease given up, and leading tried again.</summary>
    public async Task LeadAsync(string name, Func<LeaseGrant, CancellationToken, Task> lead, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lead);
        var life = options.Value.LeaseLife;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (await leases.AcquireAsync(name, cancel) is { } lease) await HoldAsync(lease, life, lead, cancel);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                logger.LeadingFailed(name, failure);
            }

            await Task.Delay(leases.UntilNext(life / 6), TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HoldAsync(LeaseGrant lease, TimeSpan life, Func<LeaseGrant, CancellationToken, Task> lead, CancellationToken cancel)
    {
        logger.LeadingStarted(lease.Name, lease.Epoch);
        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var leading = lead(lease, held.Token);
        try
        {
            var renewedAt = TimeProvider.System.GetTimestamp();
            while (!leading.IsCompleted)
            {
                await Task.WhenAny(leading, Task.Delay(leases.UntilNext(life / 4), TimeProvider.System, held.Token));
                if (leading.IsCompleted || cancel.IsCancellationRequested) break;
                if (TimeProvider.System.GetElapsedTime(renewedAt) > life) break;
                var askedAt = TimeProvider.System.GetTimestamp();
                if (await leases.AcquireAsync(lease.Name, cancel) is not { } renewed || renewed.Epoch != lease.Epoch) break;
                renewedAt = askedAt;
            }
        }
        finally
        {
            await held.CancelAsync();
            await leading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await store.ReleaseLeaseAsync(lease, CancellationToken.None);
            logger.LeadingEnded(lease.Name, lease.Epoch);
        }

        await leading.ConfigureAwait(ConfigureAwaitOptions.None);
    }
}

/// <summary>A hosted leader: at most one process does its work at a time.</summary>
public abstract class Leader(Leadership leadership) : BackgroundService
{
    protected abstract string LeaseName { get; }

    protected abstract Task LeadAsync(LeaseGrant lease, CancellationToken cancel);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => leadership.LeadAsync(LeaseName, LeadAsync, stoppingToken);
}
