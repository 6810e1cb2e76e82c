namespace Healthcare.X12;

/// <summary>Writes a typed view together with what it keeps untyped: a kept segment that says all the typed one says, and more, is written in its place; the rest follow at the end.</summary>
internal sealed class KeptSegments(X12Writer writer, IReadOnlyList<RawSegment> kept)
{
    private readonly List<RawSegment> _left = [.. kept];

    internal void Write(string id, params ReadOnlySpan<X12Element> elements)
    {
        if (_left.Count > 0)
        {
            var texts = new string[elements.Length];
            for (var i = 0; i < texts.Length; i++) texts[i] = elements[i].Compose(writer.Delimiters);
            var at = _left.FindIndex(k => k.Translated(writer.Delimiters).Extends(id, texts));
            if (at >= 0)
            {
                writer.Write(_left[at]);
                _left.RemoveAt(at);
                return;
            }
        }

        writer.Write(id, elements);
    }

    /// <summary>The codes that no kept segment of that identifier lists already.</summary>
    internal IEnumerable<T> NotAmong<T>(string id, IEnumerable<T> codes, Func<T, (string Qualifier, string Code)> key)
    {
        var listed = _left.Where(k => k.Id == id).SelectMany(Codes).ToHashSet();
        return codes.Where(c => !listed.Contains(key(c)));
    }

    private static IEnumerable<(string, string)> Codes(RawSegment segment) =>
        Enumerable.Range(1, segment.Elements.Count).Select(segment.Components).Where(c => c.Count > 1).Select(c => (c[0], c[1]));

    internal void WriteRest()
    {
        foreach (var segment in _left) writer.Write(segment);
        _left.Clear();
    }
}
