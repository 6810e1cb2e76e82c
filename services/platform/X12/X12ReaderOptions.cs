namespace Healthcare.X12;

/// <summary>Bounds on what a reader holds in memory; beyond them a segment is reported and passed over.</summary>
/// <param name="LongestSegment">Bytes; the longest legal segments of the HIPAA guides are a few thousand.</param>
/// <param name="LongestBinary">Bytes of a BIN or BDS with its data.</param>
public sealed record X12ReaderOptions(int LongestSegment = 1 << 20, int LongestBinary = 16 << 20)
{
    public static X12ReaderOptions Usual { get; } = new();
}
