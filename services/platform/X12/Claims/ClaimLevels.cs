namespace Healthcare.X12;

/// <summary>What the HL levels above a claim say, the same for an 837 of every kind.</summary>
internal sealed record ClaimLevels
{
    internal static readonly ClaimLevels Nothing = new();

    private static readonly Party Nobody = new() { EntityCode = "" };

    /// <summary>2010AA.</summary>
    internal Party BillingProvider { get; init; } = Nobody;

    /// <summary>2010BA.</summary>
    internal Party Subscriber { get; init; } = Nobody;

    /// <summary>2010BB.</summary>
    internal Party Payer { get; init; } = Nobody;

    /// <summary>2010CA.</summary>
    internal Party? Patient { get; init; }

    internal string PayerResponsibility { get; init; } = "P";

    /// <summary>SBR02 as read; null where it was not read.</summary>
    internal string? SubscriberRelationship { get; init; }

    /// <summary>SBR02 as it is written: 18 where the subscriber is the patient.</summary>
    internal string WrittenRelationship => SubscriberRelationship ?? WithoutRelationship;

    internal string WithoutRelationship => Patient is null ? "18" : "";

    internal string? GroupNumber { get; init; }

    internal string? FilingIndicator { get; init; }

    internal string? PatientRelationship { get; init; }

    internal KeptLevels Kept { get; init; } = KeptLevels.Nothing;

    internal static ClaimLevels OfBillingProvider(IReadOnlyList<RawSegment> level)
    {
        List<RawSegment> kept = [];
        var (billing, _) = Parties(level, kept, "85");
        var party = billing ?? Nobody;
        if (kept.FindIndex(s => s.Id == "PRV") is >= 0 and var at && party.Taxonomy is null)
        {
            party = party with { Taxonomy = kept[at].TextOrNull(3) };
            if (kept[at][1] == "BI" && kept[at][2] == "PXC" && !kept[at].HasBeyond(Named.Through(3))) kept.RemoveAt(at);
        }

        return new ClaimLevels { BillingProvider = party, Kept = new KeptLevels(kept, [], []) };
    }

    internal ClaimLevels WithSubscriber(IReadOnlyList<RawSegment> level)
    {
        List<RawSegment> all = [], kept = [];
        var (subscriber, payer) = Parties(level, all, "IL", "PR");
        var levels = new ClaimLevels { BillingProvider = BillingProvider, Subscriber = subscriber ?? Nobody, Payer = payer ?? Nobody };
        var seen = false;
        foreach (var segment in all)
        {
            if (segment.Id == "SBR" && !seen)
            {
                seen = true;
                levels = levels with { PayerResponsibility = segment[1], SubscriberRelationship = segment[2], GroupNumber = segment.TextOrNull(3), FilingIndicator = segment.TextOrNull(9) };
                if (!segment.HasBeyond(Named.Elements(1, 2, 3, 9))) continue;
            }

            kept.Add(segment);
        }

        return levels with { Kept = Kept with { Subscriber = kept, Patient = [] } };
    }

    internal ClaimLevels WithPatient(IReadOnlyList<RawSegment> level)
    {
        List<RawSegment> all = [], kept = [];
        var (patient, _) = Parties(level, all, "QC");
        var levels = this with { Patient = patient, PatientRelationship = null };
        foreach (var segment in all)
        {
            if (segment.Id == "PAT" && levels.PatientRelationship is null)
            {
                levels = levels with { PatientRelationship = segment.TextOrNull(1) };
                if (!segment.HasBeyond(Named.Through(1))) continue;
            }

            kept.Add(segment);
        }

        return levels with { Kept = Kept with { Patient = kept } };
    }

    private static (Party? First, Party? Second) Parties(IReadOnlyList<RawSegment> level, List<RawSegment> others, string first, string? second = null)
    {
        var (head, loops) = Loops.Of(level, "NM1");
        others.AddRange(head);
        Party?[] found = [null, null];
        foreach (var loop in loops)
        {
            var at = loop[0][1] == first ? 0 : loop[0][1] == second ? 1 : 2;
            if (at < 2 && found[at] is null) found[at] = Party.FromLoop(loop);
            else others.AddRange(loop);
        }

        return (found[0], found[1]);
    }
}

/// <summary>Gathers the segments of an 837 claim by claim; providers and subscribers come from the HL levels above.</summary>
internal abstract class ClaimBuilder<T>(X12Reader reader) : SegmentConsumer<T>(reader)
    where T : class
{
    private readonly List<RawSegment> _level = [];
    private readonly List<RawSegment> _claim = [];
    private List<RawSegment>? _open;
    private int _code = -1;
    private ClaimLevels _billing = ClaimLevels.Nothing;
    private ClaimLevels _subscriber = ClaimLevels.Nothing;
    private ClaimLevels _above = ClaimLevels.Nothing;
    private bool _inSet;

    protected override bool Begins(uint tag) => tag is SegmentTag.Clm or SegmentTag.Hl;

    protected override void Accept(in Segment segment)
    {
        switch (Reader.Tag)
        {
            case SegmentTag.St:
                Close();
                (_billing, _subscriber, _above, _open, _code) = (ClaimLevels.Nothing, ClaimLevels.Nothing, ClaimLevels.Nothing, null, -1);
                _level.Clear();
                _inSet = segment[1].SequenceEqual("837"u8);
                if (!_inSet) Reader.Report(X12FindingCode.SetNotExpected, X12Severity.Warning, 1, "The set is not an 837 and was passed over");
                return;
            case SegmentTag.Se or SegmentTag.Ge or SegmentTag.Iea or SegmentTag.Isa or SegmentTag.Gs:
                Close();
                _inSet = false;
                return;
            case SegmentTag.Hl when _inSet:
                Close();
                EndLevel();
                _code = segment[3] switch { [(byte)'2', (byte)'0'] => 0, [(byte)'2', (byte)'2'] => 1, _ => 2 };
                _open = _level;
                return;
            case SegmentTag.Clm when _inSet:
                Close();
                EndLevel();
                _open = _claim;
                break;
        }

        // Submitter and receiver, before the first HL, are the batch's and not a claim's.
        _open?.Add(segment.ToRaw());
    }

    protected override void Finish() => Close();

    /// <summary>A finding at a segment that was gathered before it is read.</summary>
    protected void Report(RawSegment segment, X12FindingCode code, X12Severity severity, int element, string meaning) =>
        Reader.Findings.Add(new X12Finding(code, severity, Reader.InterchangeNumber, Reader.SetNumber, segment.Number, segment.Id, element, meaning));

    protected abstract T Read(ClaimLevels above, IReadOnlyList<RawSegment> segments);

    // Read once for all claims under the same level, because a file may hold many.
    private void EndLevel()
    {
        switch (_code)
        {
            case 0:
                _billing = ClaimLevels.OfBillingProvider(_level);
                _subscriber = _above = _billing;
                break;
            case 1:
                _subscriber = _above = _billing.WithSubscriber(_level);
                break;
            case 2:
                _above = _subscriber.WithPatient(_level);
                break;
        }

        _code = -1;
        _level.Clear();
    }

    private void Close()
    {
        if (_claim.Count == 0) return;
        _open = null;
        Emit(Read(_above, _claim));
        _claim.Clear();
    }
}
