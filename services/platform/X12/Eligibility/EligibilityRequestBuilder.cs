namespace Healthcare.X12;

/// <summary>Gathers the levels of a 270 into one request for each person asked about.</summary>
internal sealed class EligibilityRequestBuilder(X12Reader reader) : SegmentConsumer<EligibilityRequest>(reader)
{
    private static readonly Party Nobody = new() { EntityCode = "" };

    private readonly List<string> _serviceTypes = [];
    private readonly List<LevelSegment> _unknown = [];
    private bool _inSet;
    private bool _asked;
    private string _level = "";
    private string _reference = "";
    private DateTime _at;
    private Party _payer = Nobody;
    private Party _provider = Nobody;
    private Party _subscriber = Nobody;
    private Party? _dependent;
    private string _trace = "";
    private string _originator = "";
    private DateOnly? _date;

    protected override void Accept(in Segment segment)
    {
        switch (Reader.Tag)
        {
            case SegmentTag.St:
                End();
                _inSet = segment[1].SequenceEqual("270"u8);
                (_level, _payer, _provider, _subscriber, _dependent, _trace, _originator) = ("", Nobody, Nobody, Nobody, null, "", "");
                _unknown.Clear();
                if (!_inSet) Reader.Report(X12FindingCode.SetNotExpected, X12Severity.Warning, 1, "The set is not a 270 and was passed over");
                return;
            case SegmentTag.Se or SegmentTag.Ge or SegmentTag.Iea or SegmentTag.Isa or SegmentTag.Gs:
                End();
                _inSet = false;
                return;
            case SegmentTag.Trn when _inSet:
                // The first trace is the provider's; a clearinghouse may add its own after it.
                if (_trace.Length > 0 || segment.HasBeyond(Named.Through(3))) Keep(segment);
                if (_trace.Length == 0) (_trace, _originator) = (segment.Text(2), segment.Text(3));
                return;
        }

        if (!_inSet) return;
        switch (X12Text.Decode(segment.Id))
        {
            case "BHT":
                (_reference, _at) = (segment.Text(3), HeadingTimes.Read(segment));
                if (segment.HasBeyond(Named.Through(5))) Keep(segment);
                return;
            case "HL":
                End();
                BeginLevel(segment.Text(3));
                return;
            case "NM1":
                Place(Party.FromNm1(segment));
                return;
            case "DTP" when segment[1].SequenceEqual("291"u8):
                _date = QualifiedDate.FromDtp(segment).From;
                if (!QualifiedDate.IsWhole(segment.ToRaw()) || segment[2].SequenceEqual("RD8"u8)) Keep(segment);
                return;
            case "EQ":
                _asked = true;
                _serviceTypes.AddRange(segment.ToRaw().Repetitions(1));
                if (segment.HasBeyond(Named.Through(1))) Keep(segment);
                return;
            default:
                if (Placed().With(segment) is { } extended) Place(extended);
                else Keep(segment);
                return;
        }
    }

    protected override void Finish() => End();

    private void Keep(in Segment segment) => _unknown.Add(new LevelSegment(_level, segment.ToRaw()));

    private void BeginLevel(string level)
    {
        _level = level;
        if (level == "22") (_subscriber, _dependent, _trace, _originator, _date) = (Nobody, null, "", "", null);
        if (level == "23") _dependent = null;
    }

    private Party Placed() => _level switch { "20" => _payer, "21" => _provider, "22" => _subscriber, _ => _dependent ?? Nobody };

    private void Place(Party party)
    {
        switch (_level)
        {
            case "20":
                _payer = party;
                break;
            case "21":
                _provider = party;
                break;
            case "22":
                _subscriber = party;
                break;
            case "23":
                _dependent = party;
                break;
        }
    }

    private void End()
    {
        if (!_asked) return;
        _asked = false;
        Emit(new EligibilityRequest
        {
            Reference = _reference,
            At = _at,
            Payer = _payer,
            Provider = _provider,
            Subscriber = _subscriber,
            Dependent = _dependent,
            Trace = _trace,
            TraceOriginator = _originator,
            // Without DTP*291 the inquiry asks about the day it was made.
            ServiceDate = _date ?? DateOnly.FromDateTime(_at),
            ServiceTypes = [.. _serviceTypes],
            Unknown = [.. _unknown],
        });
        _serviceTypes.Clear();
        _unknown.Clear();
    }
}
