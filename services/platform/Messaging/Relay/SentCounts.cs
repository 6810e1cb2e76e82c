using System.Globalization;
using System.Text;
using Healthcare.EventStore;

namespace Healthcare.Messaging;

/// <summary>
/// The place of each message in its order key's history. It is the ordinal of its event among all stored events of the key, and so depends on the log alone:
/// a message made again, by another replica or a later release, has the same count. A receiver that consumes only some kinds
/// learns from <c>before</c>, the last count of each kind, whether it missed one of them.
/// </summary>
internal sealed class SentCounts(MessageMap map)
{
    /// <summary>One event makes fewer messages than this.</summary>
    public const int MessagesPerEvent = 16;

    private const string Events = "#";
    private const int MostKeys = 20_000;
    private readonly Dictionary<string, Dictionary<string, long>> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> unsaved = new(StringComparer.Ordinal);

    /// <summary>What changed since the last save, as it is stored.</summary>
    public IReadOnlyDictionary<string, long> Unsaved => unsaved;

    public async Task LoadAsync(IEventStore store, string counter, IReadOnlyCollection<string> orderKeys, CancellationToken cancel)
    {
        var missing = orderKeys.Where(k => !known.ContainsKey(k)).ToList();
        if (missing.Count == 0) return;
        var names = map.Published.Select(p => p.Name).Append(MessageMap.RecordedName).Append(Events).ToList();
        var counts = await store.ReadCountsAsync(counter, [.. missing.SelectMany(key => names.Select(name => StoredKey(key, name)))], cancel);
        foreach (var key in missing)
        {
            var ofKey = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var name in names)
            {
                if (counts.TryGetValue(StoredKey(key, name), out var n)) ofKey[name] = n;
            }

            known[key] = ofKey;
        }
    }

    /// <summary>The ordinal of the next event of an order key, from 1.</summary>
    public long NextEvent(string orderKey)
    {
        var counts = Of(orderKey);
        var ordinal = counts.GetValueOrDefault(Events) + 1;
        Set(orderKey, counts, Events, ordinal);
        return ordinal;
    }

    /// <summary>The last count of every contract kind of an order key, written <c>kind=count;kind=count</c>; then the given count becomes the last of its kind.</summary>
    public string BeforeContract(string orderKey, string kind, long count)
    {
        var counts = Of(orderKey);
        var before = new StringBuilder();
        foreach (var (known, n) in counts)
        {
            if (known is not Events && known != MessageMap.RecordedName) Append(before, known, n);
        }

        Set(orderKey, counts, kind, count);
        return before.ToString();
    }

    /// <summary>The same for what goes to audit, which is counted apart from contracts.</summary>
    public string BeforeRecorded(string orderKey, long count)
    {
        var counts = Of(orderKey);
        var before = new StringBuilder();
        if (counts.TryGetValue(MessageMap.RecordedName, out var last)) Append(before, MessageMap.RecordedName, last);
        Set(orderKey, counts, MessageMap.RecordedName, count);
        return before.ToString();
    }

    public void Saved()
    {
        unsaved.Clear();
        if (known.Count > MostKeys) known.Clear();
    }

    private static void Append(StringBuilder before, string kind, long count)
    {
        if (before.Length > 0) before.Append(';');
        before.Append(kind).Append('=').Append(count.ToString(CultureInfo.InvariantCulture));
    }

    private static string StoredKey(string orderKey, string name) => $"{orderKey}/{name}";

    private Dictionary<string, long> Of(string orderKey)
    {
        if (!known.TryGetValue(orderKey, out var counts)) known[orderKey] = counts = new Dictionary<string, long>(StringComparer.Ordinal);
        return counts;
    }

    private void Set(string orderKey, Dictionary<string, long> counts, string name, long n)
    {
        counts[name] = n;
        unsaved[StoredKey(orderKey, name)] = n;
    }
}
