namespace Healthcare.Hl7v2;

/// <summary>Bounds on what a reader holds in memory; beyond them a message is reported and passed over.</summary>
/// <param name="LongestMessage">Bytes; a scanned document inside an OBX is the longest that partners send.</param>
/// <param name="MostSegments">Segments of one message.</param>
public sealed record Hl7ReaderOptions(int LongestMessage = 10 << 20, int MostSegments = 50_000)
{
    /// <summary>Repetitions of one field that the typed views and the rules look at; the bytes keep them all.</summary>
    public const int MostRepetitions = 1_000;

    public static Hl7ReaderOptions Usual { get; } = new();
}
