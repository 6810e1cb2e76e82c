using System.Security.Cryptography;
using System.Text;

namespace Healthcare.EventStore;

/// <summary>Data keys in memory.</summary>
public sealed class InMemoryKeyTable : IKeyTable
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, WrappedKey> bySubject = [];

    public Task<WrappedKey?> FindAsync(Guid keyId, CancellationToken cancel)
    {
        lock (gate) return Task.FromResult(bySubject.Values.FirstOrDefault(k => k.KeyId == keyId));
    }

    public Task<WrappedKey?> FindBySubjectAsync(Guid subject, CancellationToken cancel)
    {
        lock (gate) return Task.FromResult(bySubject.GetValueOrDefault(subject));
    }

    public Task<WrappedKey> AddAsync(WrappedKey key, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (gate)
        {
            bySubject.TryAdd(key.Subject, key);
            return Task.FromResult(bySubject[key.Subject]);
        }
    }

    public Task<IReadOnlyList<WrappedKey>> ListAsync(string exceptMasterKeyId, int limit, CancellationToken cancel)
    {
        lock (gate)
        {
            IReadOnlyList<WrappedKey> found = [.. bySubject.Values.Where(k => k.MasterKeyId != exceptMasterKeyId).OrderBy(k => k.KeyId).Take(limit)];
            return Task.FromResult(found);
        }
    }

    public Task RewrapAsync(WrappedKey key, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (gate) bySubject[key.Subject] = key;
        return Task.CompletedTask;
    }

    public Task EraseAsync(Guid subject, CancellationToken cancel)
    {
        lock (gate) bySubject.Remove(subject);
        return Task.CompletedTask;
    }
}

internal sealed class InMemoryAnswerTable : IAnswerTable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, AnswerState> answers = new(StringComparer.Ordinal);

    public Task<AnswerState?> BeginAsync(string key, string requestHash, TimeSpan life, CancellationToken cancel)
    {
        lock (gate)
        {
            var now = TimeProvider.System.GetUtcNow();
            if (answers.TryGetValue(key, out var standing) && (standing.SealedAnswer is not null || standing.RequestHash != requestHash || standing.StartedAt >= now - life))
                return Task.FromResult<AnswerState?>(standing);
            answers[key] = new AnswerState(key, requestHash, Running: true, Committed: standing?.Committed ?? false, SealedAnswer: null, now);
            return Task.FromResult<AnswerState?>(null);
        }
    }

    public Task RenewAsync(string key, CancellationToken cancel)
    {
        lock (gate)
        {
            if (answers.TryGetValue(key, out var state) && state.SealedAnswer is null) answers[key] = state with { StartedAt = TimeProvider.System.GetUtcNow() };
        }

        return Task.CompletedTask;
    }

    public Task CompleteAsync(string key, byte[] sealedAnswer, CancellationToken cancel)
    {
        lock (gate) answers[key] = answers[key] with { SealedAnswer = sealedAnswer, Running = false };
        return Task.CompletedTask;
    }

    public Task ForgetAsync(string key, CancellationToken cancel)
    {
        lock (gate)
        {
            if (answers.TryGetValue(key, out var state) && state.SealedAnswer is null) answers.Remove(key);
        }

        return Task.CompletedTask;
    }

    public Task<int> SweepAsync(TimeSpan age, CancellationToken cancel)
    {
        lock (gate)
        {
            var oldest = TimeProvider.System.GetUtcNow() - age;
            var old = answers.Values.Where(a => a.StartedAt <= oldest).Select(a => a.Key).ToList();
            foreach (var key in old) answers.Remove(key);
            return Task.FromResult(old.Count);
        }
    }

    internal void Commit(string key)
    {
        lock (gate)
        {
            if (answers.TryGetValue(key, out var state)) answers[key] = state with { Committed = true };
        }
    }
}

internal sealed class InMemoryViewTables : IViewTables
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SortedDictionary<string, ViewWrite>> views = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<ViewRow>> FindAsync(string view, IReadOnlyCollection<string> keys, CancellationToken cancel)
    {
        lock (gate)
        {
            IReadOnlyList<ViewRow> found = [.. keys.Select(k => Of(view).GetValueOrDefault(k)).OfType<ViewWrite>().Select(Row)];
            return Task.FromResult(found);
        }
    }

    public async Task<IReadOnlyList<IReadOnlyList<ViewRow>>> FindAsync(IReadOnlyList<ViewKeys> wanted, CancellationToken cancel)
    {
        var found = new List<IReadOnlyList<ViewRow>>(wanted.Count);
        foreach (var (view, keys) in wanted) found.Add(await FindAsync(view, keys, cancel));
        return found;
    }

    public Task<IReadOnlyList<ViewRow>> PageAsync(string view, string term, ViewCursor? after, int limit, CancellationToken cancel)
    {
        lock (gate)
        {
            var rows = Of(view).Values.Where(w => term.Length == 0 || w.Terms.Contains(term, StringComparer.Ordinal));
            var ordered = term.Length == 0
                ? rows.Where(w => after is null || string.CompareOrdinal(w.Key, after.Key) > 0)
                : rows.OrderBy(w => w.Sort, StringComparer.Ordinal).ThenBy(w => w.Key, StringComparer.Ordinal).Where(w => after is null || IsAfter(w, after));
            IReadOnlyList<ViewRow> page = [.. ordered.Take(limit).Select(Row)];
            return Task.FromResult(page);
        }
    }

    public async Task<IReadOnlyList<ViewCursor>> PlacesAsync(string view, string term, ViewCursor? after, int limit, CancellationToken cancel) =>
        [.. (await PageAsync(view, term, after, limit, cancel)).Select(r => new ViewCursor(r.Sort, r.Key))];

    public Task<long> CountAsync(string view, string term, CancellationToken cancel)
    {
        lock (gate) return Task.FromResult(Of(view).Values.LongCount(w => term.Length == 0 || w.Terms.Contains(term, StringComparer.Ordinal)));
    }

    public Task<string> FingerprintAsync(string view, CancellationToken cancel)
    {
        lock (gate)
        {
            var text = string.Concat(Of(view).Values.Select(w => $"{w.Key}\t{w.Data}\t{w.Sort}\n"));
            return Task.FromResult(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        }
    }

    public async Task ReplaceAsync(string view, IAsyncEnumerable<ViewWrite> rows, string checkpoint, Func<LogPosition> position, CancellationToken cancel)
    {
        var next = new SortedDictionary<string, ViewWrite>(StringComparer.Ordinal);
        await foreach (var row in rows.WithCancellation(cancel)) next[row.Key] = row;
        lock (gate) views[view] = next;
    }

    internal void Write(IReadOnlyList<ViewWrite> writes)
    {
        lock (gate)
        {
            foreach (var write in writes)
            {
                if (write.Data is null) Of(write.View).Remove(write.Key);
                else Of(write.View)[write.Key] = write;
            }
        }
    }

    private static bool IsAfter(ViewWrite write, ViewCursor after)
    {
        var bySort = string.CompareOrdinal(write.Sort, after.Sort);
        return bySort > 0 || (bySort == 0 && string.CompareOrdinal(write.Key, after.Key) > 0);
    }

    private static ViewRow Row(ViewWrite write) => new(write.Key, write.Data ?? "", write.Sort);

    private SortedDictionary<string, ViewWrite> Of(string view)
    {
        if (!views.TryGetValue(view, out var rows)) views[view] = rows = new SortedDictionary<string, ViewWrite>(StringComparer.Ordinal);
        return rows;
    }
}
