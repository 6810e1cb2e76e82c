using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Healthcare.EventStore;

/// <summary>
/// Tells the other processes of a database about commits, at most once per 5 ms and in a transaction of its own (a NOTIFY inside the append would serialise commits),
/// and hears them. Losing the connection costs latency, never events: readers poll as well.
/// </summary>
internal sealed class CommitListener(NpgsqlDataSource database, CommitSignal signal, IOptions<EventStoreOptions> options, ILogger<CommitListener> logger) : BackgroundService
{
    private const string Channel = "hc_commits";
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync(ListenAsync, stoppingToken),
        RepeatAsync(NotifyAsync, stoppingToken),
        RepeatAsync(WatchHorizonAsync, stoppingToken));

    private async Task RepeatAsync(Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await work(cancel);
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
            {
                logger.ListeningFailed(failure);
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        connection.Notification += (_, e) =>
        {
            if (!string.Equals(e.Payload, options.Value.Holder, StringComparison.Ordinal)) signal.RaiseFromElsewhere();
        };
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection)) await listen.ExecuteNonQueryAsync(cancel);
        signal.RaiseFromElsewhere();
        while (true) await connection.WaitAsync(cancel);
    }

    /// <summary>Every open writer holds every reader's horizon; how old the oldest is, as far as the role may see, is watched and never stepped over.</summary>
    private async Task WatchHorizonAsync(CancellationToken cancel)
    {
        while (true)
        {
            await using (var age = database.CreateCommand("select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float8 from pg_stat_activity where backend_xid is not null"))
            {
                EventStoreTelemetry.HorizonAge.Record(await age.ExecuteScalarAsync(cancel) is double seconds ? seconds : 0);
            }

            await Task.Delay(WatchEvery, TimeProvider.System, cancel);
        }
    }

    private async Task NotifyAsync(CancellationToken cancel)
    {
        while (true)
        {
            await signal.NextHere.WaitAsync(cancel);
            await Task.Delay(Coalesce, TimeProvider.System, cancel);
            await using var notify = database.CreateCommand("select pg_notify($1, $2)");
            notify.Parameters.Add(SideStatements.Text(Channel));
            notify.Parameters.Add(SideStatements.Text(options.Value.Holder));
            await notify.ExecuteNonQueryAsync(cancel);
        }
    }
}
