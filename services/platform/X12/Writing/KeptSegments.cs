namespace Healthcare.X12;

/// <summary>
/// Writes a typed view together with what it keeps untyped: a kept segment that says all the typed one says, and more, is written in its place; the rest follow,
/// each where the guide's order has its kind when there is one, and loops at the end.
/// </summary>
internal sealed class KeptSegments
{
    private readonly X12Writer _writer;
    private readonly string[]? _order;
    private readonly List<RawSegment> _left;
    private readonly IReadOnlyList<RawSegment> _loops;
    private readonly List<(int Rank, RawSegment? Kept, string Id, X12Element[] Elements)> _ready = [];

    internal KeptSegments(X12Writer writer, IReadOnlyList<RawSegment> kept, string[]? order = null, params ReadOnlySpan<string> loops)
    {
        _writer = writer;
        _order = order;
        var head = kept.Count;
        for (var i = 0; i < kept.Count && head == kept.Count; i++)
        {
            if (loops.Contains(kept[i].Id)) head = i;
        }

        _left = [.. kept.Take(head)];
        _loops = [.. kept.Skip(head)];
    }

    internal void Write(string id, params ReadOnlySpan<X12Element> elements)
    {
        if (_left.Count > 0)
        {
            var texts = Texts(elements);
            var at = _left.FindIndex(k => k.Translated(_writer.Delimiters).Extends(id, texts));
            if (at >= 0)
            {
                Put(_left[at]);
                _left.RemoveAt(at);
                return;
            }
        }

        Put(id, elements);
    }

    /// <summary>Writes the first kept segment that fits; false where there is none.</summary>
    internal bool WriteKept(Predicate<RawSegment> fits)
    {
        if (_left.FindIndex(fits) is not (>= 0 and var at)) return false;
        Put(_left[at]);
        _left.RemoveAt(at);
        return true;
    }

    /// <summary>Writes a segment that its loop has once: what the typed one says, completed by the kept one of that identifier.</summary>
    internal void WriteOnce(string id, params ReadOnlySpan<X12Element> elements)
    {
        var at = _left.FindIndex(k => k.Id == id);
        if (at < 0)
        {
            Put(id, elements);
            return;
        }

        var (kept, texts) = (_left[at], Texts(elements));
        _left.RemoveAt(at);
        var own = kept.Translated(_writer.Delimiters);
        if (own.Extends(id, texts))
        {
            Put(kept);
            return;
        }

        var merged = new X12Element[Math.Max(texts.Length, own.Elements.Count)];
        for (var i = 0; i < merged.Length; i++)
        {
            var typed = i < texts.Length && texts[i].Length > 0;
            merged[i] = typed && !own.Says(i + 1, texts[i]) ? elements[i] : X12Element.AsRead(own[i + 1]);
        }

        Put(id, merged);
    }

    /// <summary>The codes that no kept segment of that identifier lists already.</summary>
    internal IEnumerable<T> NotAmong<T>(string id, IEnumerable<T> codes, Func<T, (string Qualifier, string Code)> key)
    {
        var listed = _left.Where(k => k.Id == id).SelectMany(Codes).ToHashSet();
        return codes.Where(c => !listed.Contains(key(c)));
    }

    internal void WriteRest() => WriteRest(() => { });

    /// <summary>Writes what is left, with the typed loops before the kept ones.</summary>
    internal void WriteRest(Action loops)
    {
        foreach (var segment in _left) Put(segment);
        _left.Clear();
        foreach (var (_, kept, id, elements) in _ready.OrderBy(r => r.Rank))
        {
            if (kept is not null) _writer.Write(kept);
            else _writer.Write(id, elements);
        }

        _ready.Clear();
        loops();
        foreach (var segment in _loops) _writer.Write(segment);
    }

    private static IEnumerable<(string, string)> Codes(RawSegment segment) =>
        Enumerable.Range(1, segment.Elements.Count).Select(segment.Components).Where(c => c.Count > 1).Select(c => (c[0], c[1]));

    private string[] Texts(ReadOnlySpan<X12Element> elements)
    {
        var texts = new string[elements.Length];
        for (var i = 0; i < texts.Length; i++) texts[i] = elements[i].Compose(_writer.Delimiters);
        return texts;
    }

    private void Put(RawSegment segment)
    {
        if (_order is null) _writer.Write(segment);
        else _ready.Add((RankOf(segment.Id), segment, segment.Id, []));
    }

    private void Put(string id, ReadOnlySpan<X12Element> elements)
    {
        if (_order is null) _writer.Write(id, elements);
        else _ready.Add((RankOf(id), null, id, elements.ToArray()));
    }

    private int RankOf(string id) => _order is not null && Array.IndexOf(_order, id) is >= 0 and var rank ? rank : int.MaxValue;
}
