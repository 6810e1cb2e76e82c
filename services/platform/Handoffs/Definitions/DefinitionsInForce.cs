using Healthcare.EventStore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Healthcare.Handoffs;

/// <summary>Takes approved definitions into force on their effective day, in every process of the service; work under way keeps the terms that it was offered on.</summary>
internal sealed class DefinitionsInForce(Boundaries boundaries, Views<DefinitionDocument> definitions, CommitSignal signal, TimeProvider clock, ILogger<DefinitionsInForce> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = signal.Watch(DefinitionAggregate.Name);
        while (!stoppingToken.IsCancellationRequested)
        {
            watch.Look();
            try
            {
                await AdoptAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                logger.AdoptingFailed(failure);
            }

            await watch.RestAsync(LookEvery, stoppingToken);
        }
    }

    internal async Task AdoptAsync(CancellationToken cancel)
    {
        var page = await definitions.PageAsync(DefinitionView.Approved, after: null, 200, cancel);
        foreach (var document in page.Documents)
        {
            if (!boundaries.Contracts.TryGetValue(document.Boundary, out var now)) continue;
            var today = Instant.FromDateTimeOffset(clock.GetUtcNow()).InZone(DateTimeZoneProviders.Tzdb[now.Clock.TimeZone]).Date.ToDateOnly();
            if (document.Approved.LastOrDefault(a => a.Effective <= today) is not { } due || due.Version <= now.Version) continue;
            var (contract, problems) = boundaries.Try(document.Boundary, due.Text);
            if (contract is null) logger.NotAdopted(document.Boundary, due.Version, problems.Count == 0 ? "" : problems[0].ToString());
            else if (boundaries.Adopt(contract)) logger.Adopted(document.Boundary, due.Version);
        }
    }
}
