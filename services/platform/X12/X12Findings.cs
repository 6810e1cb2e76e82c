namespace Healthcare.X12;

/// <summary>What was found while reading; counts all and keeps the first ones, so that a hostile file cannot fill memory.</summary>
public sealed class X12Findings(int keep = X12Findings.KeptByDefault)
{
    public const int KeptByDefault = 10_000;

    private readonly List<X12Finding> _kept = [];

    /// <summary>The first findings, in the order of the file.</summary>
    public IReadOnlyList<X12Finding> Kept => _kept;

    /// <summary>All findings, kept or not.</summary>
    public long Count { get; private set; }

    /// <summary>Findings of severity error, kept or not.</summary>
    public long Errors { get; private set; }

    /// <summary>Imbalances of money, kept or not.</summary>
    public long Imbalances { get; private set; }

    /// <summary>Whether some findings were counted but not kept.</summary>
    public bool Truncated => Count > _kept.Count;

    /// <summary>Called with every finding as it is made, kept or not.</summary>
    public Action<X12Finding>? Found { get; init; }

    public void Add(X12Finding finding)
    {
        Count++;
        if (finding.Severity == X12Severity.Error) Errors++;
        if (finding is OutOfBalance) Imbalances++;
        if (_kept.Count < keep) _kept.Add(finding);
        Found?.Invoke(finding);
    }
}
