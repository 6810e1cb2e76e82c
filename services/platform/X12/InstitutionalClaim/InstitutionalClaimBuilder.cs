namespace Healthcare.X12;

/// <summary>Gathers the segments of an 837I claim by claim; providers and subscribers come from the HL levels above.</summary>
internal sealed class InstitutionalClaimBuilder(X12Reader reader) : SegmentConsumer<InstitutionalClaim>(reader)
{
    private static readonly Party Nobody = new() { EntityCode = "" };

    // Levels 20, 22 and 23, each with its segments.
    private readonly List<RawSegment>[] _levels = [[], [], []];
    private readonly List<RawSegment> _claim = [];
    private List<RawSegment>? _open;
    private InstitutionalClaim? _above;
    private bool _inSet;

    protected override bool Begins(uint tag) => tag is SegmentTag.Clm or SegmentTag.Hl;

    protected override void Accept(in Segment segment)
    {
        switch (Reader.Tag)
        {
            case SegmentTag.St:
                Close();
                Forget(0);
                _inSet = segment[1].SequenceEqual("837"u8);
                _open = null;
                if (!_inSet) Reader.Report(X12FindingCode.SetNotExpected, X12Severity.Warning, 1, "The set is not an 837 and was passed over");
                return;
            case SegmentTag.Se or SegmentTag.Ge or SegmentTag.Iea or SegmentTag.Isa or SegmentTag.Gs:
                Close();
                _inSet = false;
                return;
            case SegmentTag.Hl when _inSet:
                Close();
                var level = segment[3] switch { [(byte)'2', (byte)'0'] => 0, [(byte)'2', (byte)'2'] => 1, _ => 2 };
                Forget(level);
                _open = _levels[level];
                return;
            case SegmentTag.Clm when _inSet:
                Close();
                _open = _claim;
                break;
        }

        // Submitter and receiver, before the first HL, are the batch's and not a claim's.
        _open?.Add(segment.ToRaw());
    }

    protected override void Finish() => Close();

    private void Forget(int level)
    {
        for (var i = level; i < _levels.Length; i++) _levels[i].Clear();
        _above = null;
    }

    private void Close()
    {
        if (_claim.Count == 0) return;
        _open = null;
        // Read once for all claims under the same levels, because a file may hold many.
        _above ??= ReadLevels();
        Emit(InstitutionalClaimReading.Read(_above with { Set = Reader.SetNumber }, _claim, Reader));
        _claim.Clear();
    }

    private InstitutionalClaim ReadLevels()
    {
        List<RawSegment> unknown = [];
        var (billing, _) = Parties(_levels[0], unknown, "85");
        var (subscriber, payer) = Parties(_levels[1], unknown, "IL", "PR");
        var (patient, _) = Parties(_levels[2], unknown, "QC");
        var above = new InstitutionalClaim
        {
            ClaimId = "",
            Charge = 0,
            FacilityType = "",
            StatementFrom = DateOnly.MinValue,
            PatientStatus = "",
            BillingProvider = billing ?? Nobody,
            Subscriber = subscriber ?? Nobody,
            Payer = payer ?? Nobody,
            Patient = patient,
        };
        List<RawSegment> kept = [];
        foreach (var segment in unknown)
        {
            uint named = 0;
            if (segment.Id == "SBR")
            {
                above = above with { PayerResponsibility = segment[1], GroupNumber = segment.TextOrNull(3), FilingIndicator = segment.TextOrNull(9) };
                named = Named.Elements(1, 3, 9) | (segment[2] == "18" ? Named.Elements(2) : 0);
            }
            else if (segment.Id == "PAT")
            {
                above = above with { PatientRelationship = segment.TextOrNull(1) };
                named = Named.Through(1);
            }
            else if (segment.Id == "PRV" && segment[1] == "BI" && segment[2] == "PXC")
            {
                above = above with { BillingProvider = above.BillingProvider with { Taxonomy = segment.TextOrNull(3) } };
                named = Named.Through(3);
            }

            if (segment.HasBeyond(named)) kept.Add(segment);
        }

        return above with { LevelUnknown = kept };
    }

    private static (Party? First, Party? Second) Parties(List<RawSegment> level, List<RawSegment> unknown, string first, string? second = null)
    {
        var (head, loops) = Loops.Of(level, "NM1");
        unknown.AddRange(head);
        Party?[] found = [null, null];
        foreach (var loop in loops)
        {
            var at = loop[0][1] == first ? 0 : loop[0][1] == second ? 1 : 2;
            if (at < 2 && found[at] is null) found[at] = Party.FromLoop(loop);
            else unknown.AddRange(loop);
        }

        return (found[0], found[1]);
    }
}
