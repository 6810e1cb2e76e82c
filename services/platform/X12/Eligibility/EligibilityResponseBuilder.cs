namespace Healthcare.X12;

/// <summary>Gathers the levels of a 271 into one response for each person; a refusal above the person is a response of its own.</summary>
internal sealed class EligibilityResponseBuilder(X12Reader reader) : SegmentConsumer<EligibilityResponse>(reader)
{
    private readonly List<EligibilityRejection> _rejectionsAbove = [];
    private readonly List<EligibilityRejection> _rejectionsOfSubscriber = [];
    private readonly List<EligibilityRejection> _rejections = [];
    private readonly List<EligibilityBenefit> _benefits = [];
    private readonly List<QualifiedDate> _dates = [];
    private readonly List<QualifiedDate> _benefitDates = [];
    private readonly List<string> _messages = [];
    private readonly List<Party> _entities = [];
    private readonly List<RawSegment> _unknown = [];
    private readonly List<LevelSegment> _unknownAbove = [];
    private EligibilityBenefit? _benefit;
    private bool _inSet;
    private bool _emitted;
    private bool _related;
    private bool _answers;
    private string _level = "";
    private EligibilityResponse _response = new();

    protected override void Accept(in Segment segment)
    {
        switch (Reader.Tag)
        {
            case SegmentTag.St:
                EndSet();
                _inSet = segment[1].SequenceEqual("271"u8);
                (_response, _level, _emitted) = (new EligibilityResponse(), "", false);
                if (!_inSet) Reader.Report(X12FindingCode.SetNotExpected, X12Severity.Warning, 1, "The set is not a 271 and was passed over");
                return;
            case SegmentTag.Se or SegmentTag.Ge or SegmentTag.Iea or SegmentTag.Isa or SegmentTag.Gs:
                EndSet();
                _inSet = false;
                return;
            case SegmentTag.Trn when _inSet:
                // TRN01 2 returns the inquiry's own trace; 1 is the payer's.
                var answers = segment[1].SequenceEqual("2"u8);
                var first = _response.Trace is null || (answers && !_answers);
                _answers |= answers;
                if (first) _response = _response with { Trace = segment.TextOrNull(2), TraceOriginator = segment.TextOrNull(3) };
                if (!answers || !first || segment.HasBeyond(Named.Through(3))) Keep(segment);
                return;
        }

        if (!_inSet) return;
        switch (X12Text.Decode(segment.Id))
        {
            case "BHT":
                _response = _response with { Reference = segment.TextOrNull(3), At = HeadingTimes.Read(segment) };
                if (segment.HasBeyond(Named.Through(5))) Keep(segment);
                return;
            case "HL":
                EndPerson(next: segment.Text(3));
                BeginLevel(segment.Text(3));
                return;
            case "AAA":
                (_level is "22" or "23" ? _rejections : _rejectionsAbove).Add(new EligibilityRejection(_level, segment.Text(3), segment.Text(4)) { Valid = segment.Text(1) });
                if (segment.HasBeyond(Named.Elements(1, 3, 4))) Keep(segment);
                return;
            case "EB":
                EndBenefit();
                if (segment.HasBeyond(Named.Through(14))) _unknown.Add(segment.ToRaw());
                _benefit = Benefit(segment);
                return;
        }

        if (_benefit is not null) AcceptBenefit(segment);
        else AcceptPerson(segment);
    }

    protected override void Finish() => EndSet();

    private static EligibilityBenefit Benefit(in Segment eb)
    {
        return new EligibilityBenefit
        {
            Code = eb.Text(1),
            CoverageLevel = eb.TextOrNull(2),
            ServiceTypes = eb.ToRaw().Repetitions(3),
            InsuranceType = eb.TextOrNull(4),
            Plan = eb.TextOrNull(5),
            Period = eb.TextOrNull(6),
            Amount = X12Amount.TryDecimal(eb[7], out var amount) ? amount : null,
            Percent = X12Amount.TryDecimal(eb[8], out var percent) ? percent : null,
            QuantityQualifier = eb.TextOrNull(9),
            Quantity = X12Amount.TryDecimal(eb[10], out var quantity) ? quantity : null,
            AuthorizationRequired = eb.TextOrNull(11),
            InNetwork = eb.TextOrNull(12),
            Procedure = eb.TextOrNull(13)?.Replace((char)eb.Delimiters.Component, ':'),
            DiagnosisPointers = eb.TextOrNull(14)?.Replace((char)eb.Delimiters.Component, ':'),
        };
    }

    private void BeginLevel(string level)
    {
        _level = level;
        _answers = false;
        switch (level)
        {
            case "20":
                _response = _response with { Payer = null, Provider = null, Subscriber = null, Dependent = null, Trace = null };
                break;
            case "21":
                _response = _response with { Provider = null, Subscriber = null, Dependent = null, Trace = null };
                break;
            case "22":
                _response = _response with { Subscriber = null, Dependent = null, Trace = null, TraceOriginator = null };
                break;
            case "23":
                _response = _response with { Dependent = null };
                break;
        }
    }

    private void AcceptBenefit(in Segment segment)
    {
        switch (X12Text.Decode(segment.Id))
        {
            case "DTP":
                _benefitDates.Add(QualifiedDate.FromDtp(segment));
                if (!QualifiedDate.IsWhole(segment.ToRaw())) _unknown.Add(segment.ToRaw());
                return;
            case "MSG":
                _messages.Add(segment.Text(1));
                if (segment.HasBeyond(Named.Through(1))) _unknown.Add(segment.ToRaw());
                return;
            case "LS":
                _related = true;
                return;
            case "LE":
                _related = false;
                return;
            case "NM1":
                _entities.Add(Party.FromNm1(segment));
                return;
        }

        if (_related && _entities.Count > 0 && _entities[^1].With(segment) is { } extended) _entities[^1] = extended;
        else _unknown.Add(segment.ToRaw());
    }

    private void AcceptPerson(in Segment segment)
    {
        if (segment.Id.SequenceEqual("NM1"u8))
        {
            Place(Party.FromNm1(segment));
            return;
        }

        if (segment.Id.SequenceEqual("DTP"u8))
        {
            _dates.Add(QualifiedDate.FromDtp(segment));
            if (!QualifiedDate.IsWhole(segment.ToRaw())) Keep(segment);
            return;
        }

        var placed = _level switch { "20" => _response.Payer, "21" => _response.Provider, "22" => _response.Subscriber, "23" => _response.Dependent, _ => null };
        if (placed?.With(segment) is { } extended) Place(extended);
        else Keep(segment);
    }

    private void Keep(in Segment segment) => _unknownAbove.Add(new LevelSegment(_level, segment.ToRaw()));

    private void Place(Party party) => _response = _level switch
    {
        "20" => _response with { Payer = party },
        "21" => _response with { Provider = party },
        "22" => _response with { Subscriber = party },
        "23" => _response with { Dependent = party },
        _ => _response,
    };

    private void EndBenefit()
    {
        _related = false;
        if (_benefit is not { } benefit) return;
        _benefit = null;
        _benefits.Add(benefit with { Dates = [.. _benefitDates], Messages = [.. _messages], Entities = [.. _entities], Unknown = [.. _unknown] });
        _benefitDates.Clear();
        _messages.Clear();
        _entities.Clear();
        _unknown.Clear();
    }

    /// <summary>A subscriber above a dependent is a response only where benefits are stated; a refusal of the subscriber is one of the dependent too.</summary>
    private void EndPerson(string next)
    {
        EndBenefit();
        if (_level == "22" && next == "23" && _benefits.Count == 0)
        {
            _rejectionsOfSubscriber.AddRange(_rejections);
        }
        else if (_level is "22" or "23")
        {
            _emitted = true;
            Emit(_response with { Dates = [.. _dates], Benefits = [.. _benefits], Rejections = [.. _rejectionsAbove, .. _rejectionsOfSubscriber, .. _rejections], Unknown = [.. _unknownAbove] });
            _unknownAbove.Clear();
        }

        if (next != "23") _rejectionsOfSubscriber.Clear();
        _benefits.Clear();
        _rejections.Clear();
        _dates.Clear();
    }

    private void EndSet()
    {
        if (_inSet)
        {
            EndPerson(next: "");
            if (!_emitted) Emit(_response with { Rejections = [.. _rejectionsAbove], Unknown = [.. _unknownAbove] });
        }

        _inSet = false;
        _unknownAbove.Clear();
        _rejectionsAbove.Clear();
    }
}
