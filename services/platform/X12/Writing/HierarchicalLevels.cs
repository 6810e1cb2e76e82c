namespace Healthcare.X12;

/// <summary>Numbers HL segments and finds each one's parent: the last level above it.</summary>
internal sealed class HierarchicalLevels(X12Writer writer)
{
    private readonly List<(string Code, int Number)> _open = [];
    private int _last;

    /// <summary>Writes HL; a level of a code already open closes it and what is below.</summary>
    internal void Write(string code, bool hasChildren)
    {
        var at = _open.FindIndex(l => l.Code == code);
        if (at >= 0) _open.RemoveRange(at, _open.Count - at);
        _last++;
        writer.Write("HL", _last, _open.Count == 0 ? (X12Element)"" : _open[^1].Number, code, hasChildren ? "1" : "0");
        _open.Add((code, _last));
    }

}
