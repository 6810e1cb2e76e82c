using Healthcare.EventStore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Healthcare.Messaging;

/// <summary>Puts outages on the log; one of the store itself is recorded when it is back.</summary>
internal sealed class OutageRecorder(IServiceScopeFactory scopes, MessageMap map, Outages outages, ILogger<OutageRecorder> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in outages.Changes.ReadAllAsync(stoppingToken))
        {
            for (var attempt = 1; !await RecordedAsync(change, stoppingToken); attempt++)
            {
                await Task.Delay(Retry.DelayAfter(attempt, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5)), TimeProvider.System, stoppingToken);
            }
        }
    }

    private async Task<bool> RecordedAsync(OutageChange change, CancellationToken cancel)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            OutageCommand command = change.IsAway ? new NoteDependencyLost(change.Dependency, change.At) : new NoteDependencyRestored(change.Dependency, change.At);
            await scope.ServiceProvider.GetRequiredService<Streams<OutageCommand>>().ExecuteAsync(Outage.IdOf(map.Service, change.Dependency), command, cancel);
            return true;
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            if (change.Dependency != Outages.Store) logger.OutageNotRecorded(change.Dependency, failure);
            return false;
        }
    }
}
