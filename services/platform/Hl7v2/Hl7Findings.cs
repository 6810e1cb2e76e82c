namespace Healthcare.Hl7v2;

/// <summary>What was found while reading; counts all and keeps the first ones, so that a hostile file cannot fill memory.</summary>
public sealed class Hl7Findings(int keep = Hl7Findings.KeptByDefault)
{
    public const int KeptByDefault = 10_000;

    private readonly List<Hl7Finding> _kept = [];
    private int _lastMessage;
    private long _lastMessageErrors;

    /// <summary>The first findings, in the order of the file.</summary>
    public IReadOnlyList<Hl7Finding> Kept => _kept;

    /// <summary>All findings, kept or not.</summary>
    public long Count { get; private set; }

    /// <summary>Findings of severity error, kept or not.</summary>
    public long Errors { get; private set; }

    /// <summary>Whether some findings were counted but not kept.</summary>
    public bool Truncated => Count > _kept.Count;

    /// <summary>Called with every finding as it is made, kept or not.</summary>
    public Action<Hl7Finding>? Found { get; init; }

    public void Add(Hl7Finding finding)
    {
        Count++;
        if (finding.Severity == Hl7Severity.Error) Errors++;
        if (finding.Message > _lastMessage) (_lastMessage, _lastMessageErrors) = (finding.Message, 0);
        if (finding.Severity == Hl7Severity.Error && finding.Message == _lastMessage) _lastMessageErrors++;
        if (_kept.Count < keep) _kept.Add(finding);
        Found?.Invoke(finding);
    }

    /// <summary>Whether the message that was read last has an error, kept or not.</summary>
    internal bool HasErrors(Hl7Message last) => last.Ordinal == _lastMessage && _lastMessageErrors > 0;

    /// <summary>The kept findings of the message that was read last; those of earlier messages are not looked at.</summary>
    internal IReadOnlyList<Hl7Finding> Of(Hl7Message last)
    {
        var from = _kept.Count;
        while (from > 0 && (_kept[from - 1].Message == 0 || _kept[from - 1].Message >= last.Ordinal)) from--;
        return [.. _kept.Skip(from).Where(f => f.Message == last.Ordinal)];
    }

    /// <summary>Whether a later finding of a message would still be kept; what only repeats itself may stop there.</summary>
    internal bool Full => _kept.Count >= keep;
}
