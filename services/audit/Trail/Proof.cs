using Healthcare.EventStore;
using Healthcare.ServiceDefaults;

namespace Healthcare.Audit.Trail;

/// <summary>What the trail holds of one service's log.</summary>
internal sealed record ServiceProof(string Service, long Events, long Audited, long Missing, long Mismatched, IReadOnlyList<Guid> Examples);

/// <summary>Whether the trail is complete against every service's own log, and whether nobody altered it.</summary>
internal sealed record ProofAnswer(bool Complete, IReadOnlyList<ServiceProof> Services, ChainProof Chain, DateTimeOffset At);

/// <summary>Holds the trail against every service's log by number and hash, and computes its chains from the first link.</summary>
internal sealed class Proof(IHttpClientFactory http, IEventStore store, TimeProvider clock)
{
    private const int MostExamples = 20;

    public async Task<ProofAnswer> RunAsync(CancellationToken cancel)
    {
        var services = await Task.WhenAll(AuditService.Audited.Select(s => CompareAsync(s, cancel)).Append(CompareOwnAsync(cancel)));
        var chain = await ChainAsync(cancel);
        return new ProofAnswer(chain.Intact && services.All(s => s is { Missing: 0, Mismatched: 0 }), services, chain, clock.GetUtcNow());
    }

    private async Task<ServiceProof> CompareAsync(string service, CancellationToken cancel)
    {
        using var client = http.CreateClient(service);
        var compared = new Comparison(service);
        string? next = null;
        do
        {
            var page = await client.GetFromJsonAsync<LogProofPage>(next is null ? "/internal/log-proof" : $"/internal/log-proof?after={next}", cancel)
                ?? throw new HttpRequestException($"{service} answered nothing.");
            await HoldAsync(compared, page.Items, cancel);
            next = page.Next;
        }
        while (next is not null);
        return compared.Proof();
    }

    private async Task<ChainProof> ChainAsync(CancellationToken cancel)
    {
        var walk = new TrailWalk();
        await foreach (var page in store.ReadWholeLogAsync(1_000, cancel))
        {
            foreach (var recorded in page)
            {
                if (recorded.Event is EntriesRecorded link) walk.Take(recorded.StreamId, link, EventCodec.IsIntact(recorded));
            }
        }

        return walk.Proof();
    }

    // What audit recorded itself is held against the trail like any other service's log, without the way over HTTP.
    private async Task<ServiceProof> CompareOwnAsync(CancellationToken cancel)
    {
        var compared = new Comparison(OwnEvents.Service);
        await foreach (var page in store.ReadWholeLogAsync(1_000, cancel))
            await HoldAsync(compared, [.. page.Where(OwnEvents.Belongs).Select(r => new LogEntry(r.Envelope.EventId, r.Sequence, r.Envelope.Hash))], cancel);

        return compared.Proof();
    }

    private async Task HoldAsync(Comparison compared, IReadOnlyList<LogEntry> log, CancellationToken cancel)
    {
        var ours = (await store.Views.FindAsync(new AuditedView().Name, [.. log.Select(e => AuditedView.KeyOf(compared.Service, e.Sequence))], cancel))
            .ToDictionary(r => r.Key, r => System.Text.Json.JsonSerializer.Deserialize<Audited>(r.Data, EventCodec.ReadOptions), StringComparer.Ordinal);
        foreach (var entry in log) compared.Hold(entry, ours.GetValueOrDefault(AuditedView.KeyOf(compared.Service, entry.Sequence)));
    }

    private sealed class Comparison(string service)
    {
        private readonly List<Guid> examples = [];
        private long events;
        private long missing;
        private long mismatched;

        public string Service => service;

        public void Hold(LogEntry entry, Audited? held)
        {
            events++;
            if (held is null) missing++;
            else if (held.EventId != entry.EventId || held.Hash != entry.Hash) mismatched++;
            else return;
            if (examples.Count < MostExamples) examples.Add(entry.EventId);
        }

        public ServiceProof Proof() => new(service, events, events - missing, missing, mismatched, examples);
    }
}
