namespace Healthcare.Hl7v2;

/// <summary>What was found while reading; counts all and keeps the first ones, so that a hostile file cannot fill memory.</summary>
public sealed class Hl7Findings(int keep = Hl7Findings.KeptByDefault)
{
    public const int KeptByDefault = 10_000;

    private readonly List<Hl7Finding> _kept = [];

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
        if (_kept.Count < keep) _kept.Add(finding);
        Found?.Invoke(finding);
    }

    /// <summary>Whether a later finding of a message would still be kept; what only repeats itself may stop there.</summary>
    internal bool Full => _kept.Count >= keep;
}
