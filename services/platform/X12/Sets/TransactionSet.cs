using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>One transaction set of any kind held whole: every segment in order, nothing interpreted, nothing dropped.</summary>
public sealed record TransactionSet
{
    public required SetHeader Header { get; init; }

    /// <summary>Null in a fragment.</summary>
    public InterchangeHeader? Interchange { get; init; }

    /// <summary>Null in a fragment.</summary>
    public GroupHeader? Group { get; init; }

    /// <summary>Ordinal of the interchange in the file, 0 in a fragment.</summary>
    public int InterchangeNumber { get; init; }

    /// <summary>Ordinal of the set in the file.</summary>
    public int Number { get; init; }

    /// <summary>Whether SE closed the set.</summary>
    public bool Closed { get; init; }

    /// <summary>What stands between ST and SE.</summary>
    public required IReadOnlyList<RawSegment> Segments { get; init; }

    /// <summary>ST03, else GS08.</summary>
    public string? Implementation => Header.Implementation ?? (Group?.Version is { Length: > 0 } version ? version : null);

    /// <summary>Writes the set into the writer's open group, with the writer's delimiters.</summary>
    public void Write(X12Writer writer, string setControlNumber)
    {
        writer.BeginSet(Header.Id, setControlNumber, withImplementation: Header.Implementation is not null);
        foreach (var segment in Segments) writer.Write(segment);
        writer.EndSet();
    }

    public static IReadOnlyList<TransactionSet> Read(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        return [.. new TransactionSetBuilder(reader, null).ReadAll()];
    }

    public static async IAsyncEnumerable<TransactionSet> ReadAsync(Stream stream, X12Findings findings, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new X12Reader(stream, findings);
        await foreach (var set in new TransactionSetBuilder(reader, null).ReadAllAsync(cancel).ConfigureAwait(false)) yield return set;
    }

    /// <summary>Reads the sets of one kind into views; others are passed over with a finding.</summary>
    internal static IReadOnlyList<T> Views<T>(ReadOnlyMemory<byte> bytes, X12Findings findings, string id, Func<SetReading, IEnumerable<T>> view)
    {
        using var reader = new X12Reader(bytes, findings);
        return [.. new TransactionSetBuilder(reader, id).ReadAll().SelectMany(s => view(new SetReading(s, findings)))];
    }

    internal static async IAsyncEnumerable<T> ViewsAsync<T>(
        Stream stream, X12Findings findings, string id, Func<SetReading, IEnumerable<T>> view, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new X12Reader(stream, findings);
        await foreach (var set in new TransactionSetBuilder(reader, id).ReadAllAsync(cancel).ConfigureAwait(false))
        {
            foreach (var each in view(new SetReading(set, findings))) yield return each;
        }
    }
}
