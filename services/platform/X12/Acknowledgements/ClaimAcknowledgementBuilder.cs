namespace Healthcare.X12;

/// <summary>Gathers the levels of a 277CA into one document for each set.</summary>
internal sealed class ClaimAcknowledgementBuilder(X12Reader reader) : SegmentConsumer<ClaimAcknowledgement277>(reader)
{
    private readonly List<ClaimAcknowledgement> _claims = [];
    private readonly List<ClaimStatus> _statuses = [];
    private readonly List<ClaimStatus> _lineStatuses = [];
    private readonly List<ClaimStatus> _batchStatuses = [];
    private readonly List<LevelSegment> _unknown = [];
    private readonly List<RawSegment> _claimUnknown = [];
    private ClaimAcknowledgement277? _document;
    private ClaimAcknowledgement? _claim;
    private Party? _patient;
    private string _level = "";
    private bool _inLine;

    protected override void Accept(in Segment segment)
    {
        switch (Reader.Tag)
        {
            case SegmentTag.St:
                EndSet();
                if (segment[1].SequenceEqual("277"u8)) BeginSet();
                else Reader.Report(X12FindingCode.SetNotExpected, X12Severity.Warning, 1, "The set is not a 277 and was passed over");
                return;
            case SegmentTag.Se or SegmentTag.Ge or SegmentTag.Iea or SegmentTag.Isa or SegmentTag.Gs:
                EndSet();
                return;
        }

        if (_document is not { } document) return;
        switch (X12Text.Decode(segment.Id))
        {
            case "BHT":
                _document = document with { Reference = segment.Text(3), At = HeadingTimes.Read(segment) };
                if (segment.HasBeyond(Named.Through(6))) Keep(segment);
                break;
            case "HL":
                EndClaim();
                _level = segment.Text(3);
                _patient = null;
                break;
            case "NM1":
                Name(document, Party.FromNm1(segment));
                break;
            case "TRN":
                Trace(document, segment);
                if (segment.HasBeyond(Named.Through(2)) || (_level == "19" && !segment[2].SequenceEqual("0"u8))) Keep(segment);
                break;
            case "STC":
                (_level is "PT" or "22" or "23" ? _inLine ? _lineStatuses : _statuses : _batchStatuses).Add(Status(segment));
                break;
            case "REF" when _claim is { } claim && segment[1].SequenceEqual("1K"u8):
                _claim = claim with { PayerControlNumber = segment.TextOrNull(2) };
                if (segment.HasBeyond(Named.Through(2))) Keep(segment);
                break;
            case "SVC" when _claim is not null:
                _inLine = true;
                Keep(segment);
                break;
            case "DTP":
                if (!Date(document, QualifiedDate.FromDtp(segment)) || !QualifiedDate.IsWhole(segment.ToRaw())) Keep(segment);
                break;
            default:
                Keep(segment);
                break;
        }
    }

    protected override void Finish() => EndSet();

    private void Keep(in Segment segment)
    {
        if (_claim is not null || _level is "PT" or "22" or "23") _claimUnknown.Add(segment.ToRaw());
        else _unknown.Add(new LevelSegment(_level, segment.ToRaw()));
    }

    private ClaimStatus Status(in Segment stc)
    {
        var status = ClaimStatus.From(stc.ToRaw());
        if (!ClaimStatus.IsWhole(stc.ToRaw())) Keep(stc);
        // X12 RFI 1942: a claim is taken or not before adjudication; there is no other category and no third action.
        if (!status.Category.StartsWith('A')) Reader.Report(X12FindingCode.ElementInvalid, X12Severity.Warning, 1, "STC01-1 is not one of the A categories");
        if (status.Action is not ("WQ" or "U")) Reader.Report(X12FindingCode.ElementInvalid, X12Severity.Warning, 3, "STC03 is not WQ or U");
        return status;
    }

    private void BeginSet()
    {
        _level = "";
        var nobody = new Party { EntityCode = "" };
        _document = new ClaimAcknowledgement277
        {
            Reference = "",
            At = DateTime.MinValue,
            Source = nobody,
            SourceTrace = "",
            Receiver = nobody,
            BatchReference = "",
        };
    }

    private void Name(ClaimAcknowledgement277 document, Party party)
    {
        switch (_level)
        {
            case "20":
                _document = document with { Source = party };
                break;
            case "21":
                _document = document with { Receiver = party };
                break;
            case "19":
                _document = document with { BillingProvider = party };
                break;
            default:
                _patient = party;
                break;
        }
    }

    private void Trace(ClaimAcknowledgement277 document, in Segment trn)
    {
        switch (_level)
        {
            case "20":
                _document = document with { SourceTrace = trn.Text(2) };
                break;
            case "21":
                _document = document with { BatchReference = trn.Text(2) };
                break;
            case "PT" or "22" or "23":
                EndClaim();
                _claim = new ClaimAcknowledgement { ClaimId = trn.Text(2), Statuses = [], Patient = _patient };
                break;
        }
    }

    private bool Date(ClaimAcknowledgement277 document, QualifiedDate date)
    {
        if (_claim is { } claim && !_inLine && date.Qualifier == "472") _claim = claim with { ServiceDate = date.From, ServiceDateEnd = date.To };
        else if (_level == "20" && date.Qualifier == "050") _document = document with { Received = date.From };
        else if (_level == "20" && date.Qualifier == "009") _document = document with { Processed = date.From };
        else return false;
        return true;
    }

    private void EndClaim()
    {
        _inLine = false;
        if (_claim is not { } claim) return;
        _claim = null;
        _claims.Add(claim with { Statuses = [.. _statuses], LineStatuses = [.. _lineStatuses], Unknown = [.. _claimUnknown] });
        _claimUnknown.Clear();
        _statuses.Clear();
        _lineStatuses.Clear();
    }

    private void EndSet()
    {
        EndClaim();
        if (_document is not { } document) return;
        _document = null;
        _unknown.AddRange(_claimUnknown.Select(s => new LevelSegment("PT", s)));
        _claimUnknown.Clear();
        Emit(document with { Claims = [.. _claims], BatchStatuses = [.. _batchStatuses], Unknown = [.. _unknown] });
        _unknown.Clear();
        _claims.Clear();
        _batchStatuses.Clear();
        _statuses.Clear();
    }
}
