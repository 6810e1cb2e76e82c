namespace Healthcare.X12;

/// <summary>Gathers whole sets; with a kind, only sets of that ST01.</summary>
internal sealed class TransactionSetBuilder(X12Reader reader, string? kind) : SegmentConsumer<TransactionSet>(reader)
{
    private readonly List<RawSegment> _segments = [];
    private TransactionSet? _set;

    protected override void Accept(in Segment segment)
    {
        switch (Reader.Tag)
        {
            case SegmentTag.St:
                End(closed: false);
                Begin(segment.Text(1));
                return;
            case SegmentTag.Se:
                End(closed: true);
                return;
            case SegmentTag.Isa or SegmentTag.Gs or SegmentTag.Ge or SegmentTag.Iea:
                End(closed: false);
                return;
        }

        if (_set is not null) _segments.Add(segment.ToRaw());
    }

    protected override void Finish() => End(closed: false);

    private void Begin(string id)
    {
        if (kind is not null && id != kind)
        {
            Reader.Report(X12FindingCode.SetNotExpected, X12Severity.Warning, 1, "The set is of another kind and was passed over");
            return;
        }

        if (Reader.Set is not { } header) return;
        _set = new TransactionSet
        {
            Header = header,
            Interchange = Reader.Interchange,
            Group = Reader.Group,
            InterchangeNumber = Reader.InterchangeNumber,
            Number = Reader.SetNumber,
            Segments = [],
        };
    }

    private void End(bool closed)
    {
        if (_set is not { } set) return;
        _set = null;
        Emit(set with { Segments = [.. _segments], Closed = closed });
        _segments.Clear();
    }
}
