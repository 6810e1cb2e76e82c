namespace Healthcare.X12;

/// <summary>One transaction set as its envelope names it.</summary>
/// <param name="Kind">What the set is by ST01 and its guide: 835, 837p, 277ca, 277rfai, 278 and so on.</param>
/// <param name="Implementation">ST03, else GS08.</param>
/// <param name="Segments">Segments from ST to SE.</param>
/// <param name="Levels">HL segments.</param>
public sealed record SetOverview(string Kind, string St01, string St02, string? Implementation, long Segments, int Levels);

/// <summary>What any X12 file holds by its envelopes, whatever its sets are.</summary>
public sealed record X12Overview
{
    // A hostile file may hold any number of either; the counts beside them are whole.
    private const int MostListed = 10_000;

    /// <summary>The one kind of all its sets, ta1 where there is none but an acknowledged interchange, else x12.</summary>
    public required string Kind { get; init; }

    public required int Interchanges { get; init; }

    public required int FunctionalGroups { get; init; }

    /// <summary>ST segments.</summary>
    public required int Transactions { get; init; }

    /// <summary>TA1 segments.</summary>
    public required int InterchangeAcknowledgements { get; init; }

    /// <summary>Null in a fragment without ISA.</summary>
    public required DelimiterFigures? Delimiters { get; init; }

    /// <summary>The first interchanges.</summary>
    public required IReadOnlyList<InterchangeHeader> Headers { get; init; }

    /// <summary>The first sets.</summary>
    public required IReadOnlyList<SetOverview> Sets { get; init; }

    public static X12Overview Read(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        List<InterchangeHeader> headers = [];
        List<SetOverview> sets = [];
        SetHeader? open = null;
        string? implementation = null;
        long segments = 0;
        var (levels, acknowledged) = (0, 0);
        while (reader.Read())
        {
            var tag = reader.Tag;
            if (!ReferenceEquals(open, reader.Set)) Close();
            if (tag == SegmentTag.Isa && reader.Interchange is { } header && headers.Count < MostListed) headers.Add(header);
            if (tag == SegmentTag.Ta1) acknowledged++;
            if (tag == SegmentTag.St) (open, implementation) = (reader.Set, reader.Set?.Implementation ?? (reader.Group?.Version is { Length: > 0 } version ? version : null));
            segments++;
            if (tag == SegmentTag.Hl) levels++;
        }

        Close();
        return new X12Overview
        {
            Kind = KindOf(sets, acknowledged),
            Interchanges = reader.InterchangeNumber,
            FunctionalGroups = reader.GroupNumber,
            Transactions = reader.SetNumber,
            InterchangeAcknowledgements = acknowledged,
            Delimiters = DelimiterFigures.Of(reader),
            Headers = headers,
            Sets = sets,
        };

        void Close()
        {
            if (open is not null && sets.Count < MostListed)
            {
                sets.Add(new SetOverview(X12Guides.KindOf(open.Id, implementation), open.Id, open.ControlNumber, implementation, segments, levels));
            }

            (segments, levels) = (0, 0);
            open = null;
        }
    }

    private static string KindOf(List<SetOverview> sets, int acknowledged)
    {
        var kinds = sets.Select(s => s.Kind).Distinct().ToList();
        return kinds.Count switch { 1 => kinds[0], 0 when acknowledged > 0 => "ta1", _ => "x12" };
    }
}
