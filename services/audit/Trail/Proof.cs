using Healthcare.EventStore;
using Healthcare.ServiceDefaults;

namespace Healthcare.Audit.Trail;

/// <summary>What the trail holds of one service's log.</summary>
internal sealed record ServiceProof(string Service, long Events, long Audited, long Missing, long Mismatched, IReadOnlyList<Guid> Examples);

/// <summary>The chains of the trail, computed anew.</summary>
internal sealed record ChainProof(long Trails, long Entries, bool Intact, IReadOnlyList<Guid> Broken);

/// <summary>Whether the trail is complete against every service's own log, and whether nobody altered it.</summary>
internal sealed record ProofAnswer(bool Complete, IReadOnlyList<ServiceProof> Services, ChainProof Chain, DateTimeOffset At);

/// <summary>Holds the trail against every service's log by number and hash, and computes its chains from the first link.</summary>
internal sealed class Proof(IHttpClientFactory http, IEventStore store, TimeProvider clock)
{
    private const int MostExamples = 20;

    public async Task<ProofAnswer> RunAsync(CancellationToken cancel)
    {
        var services = await Task.WhenAll(AuditService.Audited.Select(s => CompareAsync(s, cancel)));
        var chain = await ChainAsync(cancel);
        return new ProofAnswer(chain.Intact && services.All(s => s is { Missing: 0, Mismatched: 0 }), services, chain, clock.GetUtcNow());
    }

    private async Task<ServiceProof> CompareAsync(string service, CancellationToken cancel)
    {
        using var client = http.CreateClient(service);
        var (events, missing, mismatched) = (0L, 0L, 0L);
        var examples = new List<Guid>();
        string? next = null;
        do
        {
            var page = await client.GetFromJsonAsync<LogProofPage>(next is null ? "/internal/log-proof" : $"/internal/log-proof?after={next}", cancel)
                ?? throw new HttpRequestException($"{service} answered nothing.");
            var ours = (await store.Views.FindAsync(new AuditedView().Name, [.. page.Items.Select(e => AuditedView.KeyOf(service, e.Sequence))], cancel))
                .ToDictionary(r => r.Key, r => System.Text.Json.JsonSerializer.Deserialize<Audited>(r.Data, EventCodec.ReadOptions), StringComparer.Ordinal);
            foreach (var entry in page.Items)
            {
                events++;
                var held = ours.GetValueOrDefault(AuditedView.KeyOf(service, entry.Sequence));
                if (held is null) missing++;
                else if (held.EventId != entry.EventId || held.Hash != entry.Hash) mismatched++;
                else continue;
                if (examples.Count < MostExamples) examples.Add(entry.EventId);
            }

            next = page.Next;
        }
        while (next is not null);
        return new ServiceProof(service, events, events - missing, missing, mismatched, examples);
    }

    private async Task<ChainProof> ChainAsync(CancellationToken cancel)
    {
        var links = new Dictionary<Guid, string>();
        var broken = new HashSet<Guid>();
        var entries = 0L;
        var position = LogPosition.Start;
        while (await store.ReadLogAsync(position, 1_000, cancel) is { } page && page.End != position)
        {
            position = page.End;
            foreach (var recorded in page.Events)
            {
                if (!EventCodec.IsIntact(recorded)) broken.Add(recorded.StreamId);
                if (recorded.Event is not EntriesRecorded link) continue;
                entries += link.Entries.Count;
                if (TrailChain.Next(links.GetValueOrDefault(recorded.StreamId, TrailChain.Start), link.Service, link.Entries) != link.Chain) broken.Add(recorded.StreamId);
                links[recorded.StreamId] = link.Chain;
            }
        }

        return new ChainProof(links.Count, entries, broken.Count == 0, [.. broken.Take(MostExamples)]);
    }
}
