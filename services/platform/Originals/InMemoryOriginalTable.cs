using System.Collections.Concurrent;
using Healthcare.EventStore;

namespace Healthcare.Originals;

/// <summary>Originals in memory: for specs of processes and for simulation.</summary>
public sealed class InMemoryOriginalTable : IOriginalTable
{
    private readonly ConcurrentDictionary<OriginalId, OriginalRow> rows = new();
    private readonly ConcurrentDictionary<string, (Guid Original, byte[] Data, long At)> chunks = new(StringComparer.Ordinal);

    /// <summary>Every stored byte, as one who steals the store would see it.</summary>
    public IEnumerable<byte[]> AtRest => chunks.Values.Select(c => c.Data);

    public Task AddChunkAsync(Guid original, byte[] address, ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        chunks.TryAdd(Convert.ToHexString(address), (original, data.ToArray(), TimeProvider.System.GetTimestamp()));
        return Task.CompletedTask;
    }

    public Task<int> ReadChunkAsync(byte[] address, Memory<byte> into, CancellationToken cancel)
    {
        if (!chunks.TryGetValue(Convert.ToHexString(address), out var chunk)) return Task.FromResult(-1);
        chunk.Data.CopyTo(into);
        return Task.FromResult(chunk.Data.Length);
    }

    public Task AddAsync(OriginalRow row, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (!rows.TryAdd(row.Original.Id, row)) throw new InvalidOperationException($"There is an original {row.Original.Id} already.");
        return Task.CompletedTask;
    }

    public Task<OriginalRow?> FindAsync(OriginalId id, CancellationToken cancel) => Task.FromResult(rows.GetValueOrDefault(id));

    public Task<IReadOnlyList<OriginalRow>> FindAsync(string source, string fingerprint, CancellationToken cancel) => Task.FromResult<IReadOnlyList<OriginalRow>>(
        [.. rows.Values.Where(r => r.Original.Source == source && r.Original.Fingerprint == fingerprint).OrderByDescending(r => r.Original.KeptAt).ThenByDescending(r => r.Original.Id.Value)]);

    public Task<bool> ResealAsync(OriginalId id, Guid from, Guid to, Ciphertext key, CancellationToken cancel) => Task.FromResult(
        rows.TryGetValue(id, out var row) && row.Original.Subject == from && rows.TryUpdate(id, row with { Original = row.Original with { Subject = to }, Key = key }, row));

    public Task DropChunksAsync(Guid original, CancellationToken cancel)
    {
        foreach (var (address, chunk) in chunks)
        {
            if (chunk.Original == original) chunks.TryRemove(address, out _);
        }

        return Task.CompletedTask;
    }

    public Task<int> SweepAsync(TimeSpan age, CancellationToken cancel)
    {
        var orphans = chunks.Where(c => !rows.ContainsKey(new OriginalId(c.Value.Original)) && TimeProvider.System.GetElapsedTime(c.Value.At) >= age).ToList();
        foreach (var orphan in orphans) chunks.TryRemove(orphan.Key, out _);
        return Task.FromResult(orphans.Count);
    }
}
