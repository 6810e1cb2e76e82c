using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Healthcare.Audit.Trail;

/// <summary>Settings of the watch over the trail's lag, section <c>Lag</c>.</summary>
internal sealed class LagOptions
{
    /// <summary>How often each service is asked what it has; the lag of a quiet system is never more than a little over this.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Events that are awaited at most before the watch stops asking for more.</summary>
    public int MostAwaited { get; set; } = 10_000;
}

/// <summary>
/// Asks each service what it has recorded and looks whether the trail holds it: not how long the last event took, but how far behind the trail is now, whatever the reason: a relay,
/// the broker, a consumer, a parked message. In real time, and in every replica; where it got to is kept, so that a start does not read everything again.
/// </summary>
internal sealed class LagWatch(
    IHttpClientFactory http, IEventStore store, IOptions<LagOptions> options, IOptions<EventStoreOptions> stores, TimeProvider clock, ILogger<LagWatch> logger) : BackgroundService
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CatchUpWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CatchUpLook = TimeSpan.FromMilliseconds(10);
    private readonly IReadOnlyList<ServiceWatch> watches = [.. AuditService.Audited.Select(s => new ServiceWatch(s))];

    /// <summary>
    /// The lag now, once a view that follows the log holds what the trail held when this was asked, so that it says no less than what is kept with the trail itself. Where it does not get there
    /// soon, nobody knows.
    /// </summary>
    public async Task<LagNow> CaughtUpAsync(string view, CancellationToken cancel)
    {
        var now = Now();
        var head = await store.HeadAsync(cancel);
        for (var from = TimeProvider.System.GetTimestamp(); (await store.LoadCheckpointAsync(LogReader.Of(view), cancel)).Position < head;)
        {
            if (TimeProvider.System.GetElapsedTime(from) > CatchUpWithin) return now with { AsOf = null, Milliseconds = null };
            await Task.Delay(CatchUpLook, TimeProvider.System, cancel);
        }

        return now;
    }

    /// <summary>
    /// The lag now; a time of business as far back from now as the trail is behind in real time. Asked before a status is read: what the trail holds by then is in the status, which is kept with it.
    /// </summary>
    public LagNow Now()
    {
        var now = TimeProvider.System.GetUtcNow();
        var services = watches.Select(w => w.At(now)).ToList();
        if (services.Any(s => s.SecondsBehind is null)) return new LagNow(AsOf: null, Milliseconds: null, services);
        var worst = TimeSpan.FromSeconds(services.Max(s => s.SecondsBehind ?? 0));
        return new LagNow(EventCodec.Microseconds(clock.GetUtcNow() - worst), (long)worst.TotalMilliseconds, services);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(watches.Select(w => WatchAsync(w, stoppingToken)));

    private async Task WatchAsync(ServiceWatch watch, CancellationToken cancel)
    {
        string? after = null;
        var isKnown = false;
        var savedAt = TimeProvider.System.GetTimestamp();
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (!isKnown) (after, isKnown) = (await LoadAsync(watch.Service, cancel), true);
                after = await LookAsync(watch, after, cancel);
                if (watch.Awaited.Count == 0 && after is not null && TimeProvider.System.GetElapsedTime(savedAt) > SaveEvery)
                {
                    savedAt = TimeProvider.System.GetTimestamp();
                    await SaveAsync(watch.Service, after, cancel);
                }
            }
            catch (Exception failure) when (!cancel.IsCancellationRequested)
            {
                // A service that is away is what the lag says; there is nothing else to do about it here.
                logger.NotLooked(watch.Service, failure);
            }

            await Task.Delay(options.Value.LookEvery, TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string?> LookAsync(ServiceWatch watch, string? after, CancellationToken cancel)
    {
        using var client = http.CreateClient(watch.Service);
        var at = TimeProvider.System.GetUtcNow();
        var shown = new HashSet<long>();
        var isWhole = false;
        while (!isWhole && watch.Awaited.Count + shown.Count < options.Value.MostAwaited)
        {
            var page = await client.GetFromJsonAsync<LogProofPage>(after is null ? "/internal/log-proof" : $"/internal/log-proof?after={after}", cancel)
                ?? throw new HttpRequestException($"{watch.Service} answered nothing.");
            shown.UnionWith(page.Items.Select(i => i.Sequence));
            isWhole = page.Next is null;
            after = page.Next ?? after;
        }

        watch.Looked(at, shown, await MissingAsync(watch.Service, [.. shown.Union(watch.Awaited)], cancel), isWhole);
        return after;
    }

    private async Task<IReadOnlySet<long>> MissingAsync(string service, IReadOnlyCollection<long> numbers, CancellationToken cancel)
    {
        var missing = numbers.ToHashSet();
        foreach (var some in numbers.Chunk(2_000))
        {
            var byKey = some.ToDictionary(n => AuditedView.KeyOf(service, n), StringComparer.Ordinal);
            foreach (var row in await store.Views.FindAsync(new AuditedView().Name, byKey.Keys, cancel)) missing.Remove(byKey[row.Key]);
        }

        return missing;
    }

    private static string NameOf(string service) => $"lag:{service}";

    private async Task<string?> LoadAsync(string service, CancellationToken cancel) =>
        (await store.LoadCheckpointAsync(NameOf(service), cancel)).Position is var position && position > LogPosition.Start ? position.ToString() : null;

    // Whichever replica has the lease saves; all of them know.
    private async Task SaveAsync(string service, string after, CancellationToken cancel)
    {
        if (after.Split('.') is not [var era, var transaction, var first]) return;
        if (await store.AcquireLeaseAsync(NameOf(service), stores.Value.Holder, stores.Value.LeaseLife, cancel) is not { } lease) return;
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        await store.SaveCheckpointAsync(new CheckpointSave(NameOf(service), new LogPosition(int.Parse(era, culture), ulong.Parse(transaction, culture), long.Parse(first, culture)), lease), cancel);
        await store.ReleaseLeaseAsync(lease, cancel);
    }
}

internal static partial class LagLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "{Service} does not say what it has recorded")]
    internal static partial void NotLooked(this ILogger logger, string service, Exception failure);
}
