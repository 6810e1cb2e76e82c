namespace Healthcare.X12;

/// <summary>Gathers the segments of an 837 claim by claim; providers and subscribers come from the HL levels above.</summary>
internal abstract class ClaimBuilder<T>(X12Reader reader) : SegmentConsumer<T>(reader)
    where T : HealthCareClaim
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

    /// <summary>A claim with what its form must have, of which CLM says a part.</summary>
    protected abstract T Begin(RawSegment clm, ClaimLevels above);

    /// <summary>What a segment before the first NM1 says, CLM first, and whether that is all that it says.</summary>
    protected abstract (T Claim, bool IsWhole) Take(T claim, RawSegment segment);

    /// <summary>The claim with its 2310 loops of NM1 and its 2400 loops of LX.</summary>
    protected abstract T Complete(T claim, IEnumerable<Party> parties, IReadOnlyList<IReadOnlyList<RawSegment>> lines);

    /// <summary>Reads LX and the segments of its line; what says more than was taken, and the loops below the line, is kept.</summary>
    protected static (TLine Line, IReadOnlyList<RawSegment> Kept) Gather<TLine>(TLine line, IReadOnlyList<RawSegment> loop, Func<TLine, RawSegment, (TLine Line, bool IsWhole)> take)
    {
        List<RawSegment> kept = loop[0].HasBeyond(Named.Through(1)) ? [loop[0]] : [];
        var own = loop.Skip(1).TakeWhile(s => !ClaimOrder.LineLoops.Contains(s.Id)).ToList();
        line = Fold(line, own, take, kept);
        kept.AddRange(loop.Skip(1 + own.Count));
        return (line, kept);
    }

    private static TPart Fold<TPart>(TPart part, IEnumerable<RawSegment> segments, Func<TPart, RawSegment, (TPart Part, bool IsWhole)> take, List<RawSegment> kept)
    {
        foreach (var segment in segments)
        {
            (part, var isWhole) = take(part, segment);
            if (!isWhole) kept.Add(segment);
        }

        return part;
    }

    private T Read(ClaimLevels above, List<RawSegment> segments)
    {
        var (own, lines) = Loops.Of(segments, "LX");
        var others = own.TakeWhile(s => s.Id != "SBR").Count();
        var (head, parties) = Loops.Of([.. own.Take(others)], "NM1");
        var clm = segments[0];
        if (clm.Amount(2) is null) Report(clm, X12FindingCode.AmountUnreadable, X12Severity.Error, 2, "CLM02 is not an amount and counts as zero");
        var claim = Begin(clm, above) with
        {
            Frequency = clm.TextOrNull(5, 3) ?? "",
            AssignmentCode = clm[7],
            BenefitsAssigned = clm[8],
            ReleaseOfInformation = clm[9],
            PayerResponsibility = above.PayerResponsibility,
            SubscriberRelationship = above.SubscriberRelationship == above.WithoutRelationship ? null : above.SubscriberRelationship,
            GroupNumber = above.GroupNumber,
            FilingIndicator = above.FilingIndicator,
            Patient = above.Patient,
            PatientRelationship = above.Patient is null ? null : above.PatientRelationship,
            LevelUnknown = above.Kept,
            OtherInsurances = OtherInsurance.Of([.. own.Skip(others)]),
            Set = Reader.SetNumber,
        };
        List<RawSegment> kept = [];
        claim = Fold(claim, head, Take, kept) with { Unknown = kept };
        return Complete(claim, parties.Select(Party.FromLoop), lines);
    }

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
