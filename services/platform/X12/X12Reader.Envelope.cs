namespace Healthcare.X12;

public sealed partial class X12Reader
{
    private readonly HashSet<string> _setControlNumbers = new(StringComparer.Ordinal);
    private int _groupsInInterchange;
    private int _setsInGroup;
    private long _inSet;
    private long _inInterchange;
    private bool _strayReported;
    private bool _anything;
    private bool _ended;
    private bool _closesSet;
    private SetHeader? _set;

    /// <summary>Ordinal of the interchange in the file, 0 before the first ISA.</summary>
    public int InterchangeNumber { get; private set; }

    /// <summary>Groups begun in the file so far.</summary>
    public int GroupNumber { get; private set; }

    /// <summary>Sets begun in the file so far; the current set's ordinal while in one.</summary>
    public int SetNumber { get; private set; }

    /// <summary>The interchange being read, null in a fragment.</summary>
    public InterchangeHeader? Interchange { get; private set; }

    /// <summary>The group being read, null in a fragment.</summary>
    public GroupHeader? Group { get; private set; }

    /// <summary>The set being read, ST and SE included; null outside one.</summary>
    public SetHeader? Set
    {
        get => _set;
        private set => _set = value;
    }

    /// <summary>Whether the first ISA had the 106 bytes that X12.5 asks for.</summary>
    public bool FirstHeaderPadded { get; private set; }

    /// <summary>The delimiters of the file's first interchange, or those guessed for a fragment.</summary>
    public X12Delimiters FirstDelimiters { get; private set; }

    /// <summary>Position in the set with ST as 1 (IK302); outside a set, position in the interchange with ISA as 1.</summary>
    public long SegmentNumber => Set is null ? _inInterchange : _inSet;

    /// <summary>Adds a finding about the current segment.</summary>
    public void Report(X12FindingCode code, X12Severity severity, int element, string meaning) =>
        Findings.Add(new X12Finding(code, severity, InterchangeNumber, Set is null ? 0 : SetNumber, SegmentNumber, CurrentId(), element, meaning));

    private string CurrentId()
    {
        var id = Segment.Id;
        return X12Text.Decode(id[..Math.Min(id.Length, 3)]);
    }

    /// <summary>Keeps the place in the envelope and checks counts and control numbers.</summary>
    private void Follow()
    {
        if (_closesSet) CloseSet();
        _inInterchange++;
        _inSet++;
        if (_set is not null && !SegmentTag.IsEnvelope(_tag) && SegmentTag.IsWellFormed(_tag)) return;
        FollowEnvelope();
    }

    private void FollowEnvelope()
    {
        switch (_tag)
        {
            case SegmentTag.Isa:
                BeginInterchange();
                break;
            case SegmentTag.Gs:
                BeginGroup();
                break;
            case SegmentTag.St:
                BeginSet();
                break;
            case SegmentTag.Se:
                EndSet();
                break;
            case SegmentTag.Ge:
                EndGroup();
                break;
            case SegmentTag.Iea:
                EndInterchange();
                break;
            default:
                if (Set is null || !SegmentTag.IsWellFormed(_tag)) FollowStray();
                break;
        }

        _anything = true;
    }

    private void CloseSet()
    {
        _closesSet = false;
        Set = null;
    }

    private void FollowStray()
    {
        NoteFragment();
        if (!SegmentTag.IsWellFormed(_tag)) Report(X12FindingCode.SegmentIdInvalid, X12Severity.Error, 0, "The identifier is not two or three capital letters and digits");
        else if (Set is null && _tag != SegmentTag.Ta1 && !_strayReported)
        {
            _strayReported = true;
            Report(X12FindingCode.SegmentOutsideSet, X12Severity.Error, 0, "The segment stands outside a transaction set");
        }
    }

    private void NoteFragment()
    {
        if (_anything) return;
        FirstDelimiters = Delimiters;
        Report(X12FindingCode.InterchangeHeaderMissing, X12Severity.Warning, 0, "There is no ISA; delimiters are guessed from the first segments");
    }

    private void BeginInterchange()
    {
        EndMissing(inGroup: true, inInterchange: true);
        InterchangeNumber++;
        _inInterchange = 1;
        _groupsInInterchange = 0;
        _strayReported = false;
        var isa = Segment;
        if (InterchangeNumber == 1 && !_anything)
        {
            FirstDelimiters = Delimiters;
            FirstHeaderPadded = _framer.HeaderIsPadded;
        }

        Interchange = new InterchangeHeader(
            isa.Text(5).Trim(), isa.Text(6).Trim(), isa.Text(7).Trim(), isa.Text(8).Trim(), isa.Text(9), isa.Text(10),
            isa.Text(12), isa.Text(13).Trim(), isa[14].SequenceEqual("1"u8), isa.Text(15));
        if (!Delimiters.AreLegal) Report(X12FindingCode.DelimitersNotLegal, X12Severity.Warning, 0, "Two delimiters are the same, or one is a letter, digit or blank");
        if (string.CompareOrdinal(Interchange.Version, "00501") < 0) Report(X12FindingCode.VersionBefore5010, X12Severity.Note, 12, "The interchange is older than 5010");
    }

    private void BeginGroup()
    {
        NoteFragment();
        EndMissing(inGroup: true, inInterchange: false);
        if (Interchange is null && InterchangeNumber > 0) Report(X12FindingCode.GroupOutsideInterchange, X12Severity.Error, 0, "The group stands outside an interchange");
        GroupNumber++;
        _groupsInInterchange++;
        _setsInGroup = 0;
        _setControlNumbers.Clear();
        var gs = Segment;
        Group = new GroupHeader(gs.Text(1), gs.Text(2), gs.Text(3), gs.Text(4), gs.Text(5), gs.Text(6), gs.Text(8));
    }

    private void BeginSet()
    {
        NoteFragment();
        EndMissing(inGroup: false, inInterchange: false);
        SetNumber++;
        _setsInGroup++;
        _inSet = 1;
        var st = Segment;
        Set = new SetHeader(st.Text(1), st.Text(2), st.TextOrNull(3));
        if (Group is null && (InterchangeNumber > 0 || GroupNumber > 0)) Report(X12FindingCode.SetOutsideGroup, X12Severity.Error, 0, "The set stands outside a functional group");
        // Bounded, because a hostile group may hold any number of sets.
        if (!_setControlNumbers.Add(Set.ControlNumber)) Report(X12FindingCode.SetControlNumberRepeated, X12Severity.Warning, 2, "ST02 was used before in this group");
        if (_setControlNumbers.Count > 100_000) _setControlNumbers.Clear();
    }

    private void EndSet()
    {
        if (Set is not { } set)
        {
            NoteFragment();
            Report(X12FindingCode.TrailerWithoutHeader, X12Severity.Error, 0, "SE without ST");
            return;
        }

        var se = Segment;
        CheckCount(se[1], _inSet, X12FindingCode.SegmentCountWrong, "SE01");
        if (!SameControl(se[2], set.ControlNumber)) Report(X12FindingCode.SetControlNumberDiffers, X12Severity.Error, 2, "SE02 is not ST02");
        _closesSet = true;
    }

    private void EndGroup()
    {
        EndMissing(inGroup: false, inInterchange: false);
        if (Group is not { } group)
        {
            Report(X12FindingCode.TrailerWithoutHeader, X12Severity.Error, 0, "GE without GS");
            return;
        }

        var ge = Segment;
        CheckCount(ge[1], _setsInGroup, X12FindingCode.SetCountWrong, "GE01");
        if (!SameControl(ge[2], group.ControlNumber)) Report(X12FindingCode.GroupControlNumberDiffers, X12Severity.Error, 2, "GE02 is not GS06");
        Group = null;
    }

    private void EndInterchange()
    {
        EndMissing(inGroup: true, inInterchange: false);
        if (Interchange is not { } interchange)
        {
            Report(X12FindingCode.TrailerWithoutHeader, X12Severity.Error, 0, "IEA without ISA");
            return;
        }

        var iea = Segment;
        CheckCount(iea[1], _groupsInInterchange, X12FindingCode.GroupCountWrong, "IEA01");
        if (!SameControl(iea[2], interchange.ControlNumber)) Report(X12FindingCode.InterchangeControlNumberDiffers, X12Severity.Error, 2, "IEA02 is not ISA13");
        Interchange = null;
    }

    private void EndMissing(bool inGroup, bool inInterchange)
    {
        if (Set is not null)
        {
            Report(X12FindingCode.SetTrailerMissing, X12Severity.Error, 0, "The set has no SE");
            Set = null;
        }

        if (inGroup && Group is not null)
        {
            Report(X12FindingCode.GroupTrailerMissing, X12Severity.Error, 0, "The group has no GE");
            Group = null;
        }

        if (!inInterchange || Interchange is null) return;
        Report(X12FindingCode.InterchangeTrailerMissing, X12Severity.Error, 0, "The interchange has no IEA");
        Interchange = null;
    }

    private void AtEnd()
    {
        if (_ended) return;
        _ended = true;
        if (_closesSet) CloseSet();
        _segmentLength = 0;
        if (!_anything) Report(X12FindingCode.NothingToRead, X12Severity.Error, 0, "There is no segment in the file");
        EndMissing(inGroup: true, inInterchange: true);
    }

    private void CheckCount(ReadOnlySpan<byte> stated, long counted, X12FindingCode code, string element)
    {
        if (!X12Text.TryCount(stated.Trim((byte)' '), out var value) || value != counted)
        {
            Report(code, X12Severity.Error, 1, $"{element} does not count {counted}");
        }
    }

    private static bool SameControl(ReadOnlySpan<byte> trailer, string header) => X12Text.Decode(trailer).Trim() == header.Trim();

    private void ReportFraming(X12FindingCode code)
    {
        var (severity, meaning) = code switch
        {
            X12FindingCode.ByteOrderMark => (X12Severity.Note, "The file starts with a byte-order mark"),
            X12FindingCode.BytesBeforeInterchange => (X12Severity.Warning, "There are bytes before the first ISA"),
            X12FindingCode.InterchangeHeaderNotPadded => (X12Severity.Warning, "ISA is not 106 bytes long; its padding was lost"),
            X12FindingCode.InterchangeHeaderUnreadable => (X12Severity.Error, "ISA has not sixteen elements; delimiters are guessed"),
            X12FindingCode.TerminatorMissing => (X12Severity.Warning, "The last segment has no terminator"),
            X12FindingCode.SegmentTooLong => (X12Severity.Error, "The segment is longer than the reader takes and was passed over"),
            X12FindingCode.BinaryLengthInvalid => (X12Severity.Error, "The stated length of the binary data is not its length"),
            _ => (X12Severity.Error, "The segment cannot be read"),
        };
        Report(code, severity, 0, meaning);
    }
}
