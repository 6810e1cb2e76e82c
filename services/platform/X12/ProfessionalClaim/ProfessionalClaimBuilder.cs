namespace Healthcare.X12;

/// <summary>Gathers the segments of an 837P into claims; providers and subscribers come from the HL levels above.</summary>
internal sealed class ProfessionalClaimBuilder : SegmentConsumer<ProfessionalClaim>
{
    private static readonly Party Nobody = new() { EntityCode = "" };

    // What is kept of levels 20, 22 and 23.
    private readonly List<RawSegment>[] _above = [[], [], []];
    private List<RawSegment> _levelUnknown;
    private IReadOnlyList<RawSegment>? _shared;
    private readonly List<RawSegment> _unknown = [];
    private readonly List<RawSegment> _lineUnknown = [];
    private readonly List<Diagnosis> _diagnoses = [];
    private readonly List<ProfessionalServiceLine> _lines = [];
    private ProfessionalClaim? _claim;
    private ProfessionalServiceLine? _line;
    private bool _inClaimSet;
    private bool _otherSubscriber;
    private string _partyAt = "";
    private Party _billing = Nobody;
    private Party _subscriber = Nobody;
    private Party? _patient;
    private Party _payer = Nobody;
    private string _responsibility = "P";
    private string? _groupNumber;
    private string? _filing;
    private string? _relationship;
    private string? _billingTaxonomy;

    internal ProfessionalClaimBuilder(X12Reader reader)
        : base(reader) => _levelUnknown = _above[0];

    protected override bool Begins(uint tag) => tag is SegmentTag.Clm or SegmentTag.Hl;

    protected override void Accept(in Segment segment)
    {
        switch (Reader.Tag)
        {
            case SegmentTag.St:
                Close();
                _inClaimSet = segment[1].SequenceEqual("837"u8);
                (_billing, _subscriber, _payer, _patient, _partyAt) = (Nobody, Nobody, Nobody, null, "");
                if (!_inClaimSet) Reader.Report(X12FindingCode.SetNotExpected, X12Severity.Warning, 1, "The set is not an 837 and was passed over");
                return;
            case SegmentTag.Se or SegmentTag.Ge or SegmentTag.Iea or SegmentTag.Isa or SegmentTag.Gs:
                Close();
                _inClaimSet = false;
                return;
        }

        if (!_inClaimSet) return;
        var id = X12Text.Decode(segment.Id);
        switch (id)
        {
            case "HL":
                Close();
                BeginLevel(segment.Text(3));
                return;
            case "CLM":
                Close();
                BeginClaim(segment);
                return;
            case "LX" when _claim is not null:
                CloseLine();
                _otherSubscriber = false;
                _partyAt = "";
                _line = new ProfessionalServiceLine { Procedure = "", Charge = 0, ServiceDate = null, DiagnosisPointers = [] };
                return;
        }

        if (_line is not null) AcceptLine(id, segment);
        else if (_claim is not null) AcceptClaim(id, segment);
        else AcceptLevel(id, segment);
    }

    protected override void Finish() => Close();

    private void BeginLevel(string code)
    {
        _partyAt = "";
        if (code == "20") (_billing, _subscriber, _payer, _patient, _billingTaxonomy) = (Nobody, Nobody, Nobody, null, null);
        if (code == "22") (_subscriber, _payer, _patient) = (Nobody, Nobody, null);
        var level = code switch { "20" => 0, "22" => 1, _ => 2 };
        for (var i = level; i < _above.Length; i++) _above[i].Clear();
        _levelUnknown = _above[level];
        _shared = null;
    }

    private void AcceptLevel(string id, in Segment segment)
    {
        switch (id)
        {
            case "NM1":
                _partyAt = segment.Text(1);
                var party = Party.FromNm1(segment);
                if (!Place(party)) _levelUnknown.Add(segment.ToRaw());
                return;
            case "SBR":
                (_responsibility, _groupNumber, _filing) = (segment.Text(1), segment.TextOrNull(3), segment.TextOrNull(9));
                if (segment.HasBeyond(Named.Elements(1, 3, 9) | (segment[2].SequenceEqual("18"u8) ? Named.Elements(2) : 0))) _levelUnknown.Add(segment.ToRaw());
                return;
            case "PAT" when segment.TextOrNull(1) is { } relationship:
                _relationship = relationship;
                if (segment.HasBeyond(Named.Through(1))) _levelUnknown.Add(segment.ToRaw());
                return;
            case "PRV" when _partyAt.Length == 0:
                _billingTaxonomy = segment.TextOrNull(3);
                if (segment.HasBeyond(Named.Through(3))) _levelUnknown.Add(segment.ToRaw());
                return;
        }

        if (Placed() is { } placed && placed.With(segment) is { } extended) Place(extended);
        else if (id != "BHT") _levelUnknown.Add(segment.ToRaw());
    }

    private Party? Placed() => _partyAt switch
    {
        "85" => _billing,
        "IL" => _subscriber,
        "PR" => _payer,
        "QC" => _patient,
        _ => null,
    };

    private bool Place(Party party)
    {
        switch (_partyAt)
        {
            case "85":
                _billing = party.Taxonomy is null ? party with { Taxonomy = _billingTaxonomy } : party;
                return true;
            case "IL":
                _subscriber = party;
                return true;
            case "PR":
                _payer = party;
                return true;
            case "QC":
                _patient = party;
                return true;
            default:
                return false;
        }
    }

    private void BeginClaim(in Segment clm)
    {
        if (!X12Amount.TryDecimal(clm[2], out var charge)) Reader.Report(X12FindingCode.AmountUnreadable, X12Severity.Error, 2, "CLM02 is not an amount and counts as zero");
        _partyAt = "";
        _otherSubscriber = false;
        if (clm.HasBeyond(Named.Elements(1, 2, 5, 6, 7, 8, 9))) _unknown.Add(clm.ToRaw());
        _claim = new ProfessionalClaim
        {
            ClaimId = clm.Text(1),
            Charge = charge,
            PlaceOfService = clm.TextOrNull(5, 1) ?? "",
            Frequency = clm.TextOrNull(5, 3) ?? "",
            ProviderSignatureOnFile = clm[6].SequenceEqual("Y"u8),
            AssignmentCode = clm.Text(7),
            BenefitsAssigned = clm.Text(8),
            ReleaseOfInformation = clm.Text(9),
            BillingProvider = _billing,
            Subscriber = _subscriber,
            PayerResponsibility = _responsibility,
            GroupNumber = _groupNumber,
            FilingIndicator = _filing,
            Patient = _patient,
            PatientRelationship = _patient is null ? null : _relationship,
            Payer = _payer,
            Set = Reader.SetNumber,
        };
    }

    private void AcceptClaim(string id, in Segment segment)
    {
        if (_claim is not { } claim) return;
        // From SBR on, names and references are those of other insurances (2320), which stay raw.
        if (id == "SBR") _otherSubscriber = true;
        if (_otherSubscriber)
        {
            _unknown.Add(segment.ToRaw());
            return;
        }

        if (id == "REF" && _partyAt.Length == 0 && segment.HasBeyond(Named.Through(2)) && segment.Text(1) is "G1" or "9F" or "F8") _unknown.Add(segment.ToRaw());
        switch (id)
        {
            case "NM1":
                _partyAt = segment.Text(1);
                if (!PlaceClaimParty(claim, Party.FromNm1(segment))) _unknown.Add(segment.ToRaw());
                return;
            case "HI":
                if (!ReadDiagnoses(segment)) _unknown.Add(segment.ToRaw());
                return;
            case "PWK" when _partyAt.Length == 0:
                var paperwork = segment.ToRaw();
                _claim = claim with { Paperwork = Lists.Append(claim.Paperwork, Paperwork.From(paperwork)) };
                if (paperwork.HasBeyond(Paperwork.NamedElements(paperwork))) _unknown.Add(paperwork);
                return;
            case "REF" when _partyAt.Length == 0 && segment[1].SequenceEqual("G1"u8):
                _claim = claim with { PriorAuthorization = segment.TextOrNull(2) };
                return;
            case "REF" when _partyAt.Length == 0 && segment[1].SequenceEqual("9F"u8):
                _claim = claim with { Referral = segment.TextOrNull(2) };
                return;
            case "REF" when _partyAt.Length == 0 && segment[1].SequenceEqual("F8"u8):
                _claim = claim with { PayerControlNumber = segment.TextOrNull(2) };
                return;
        }

        var party = _partyAt switch { "DN" => claim.ReferringProvider, "82" => claim.RenderingProvider, "77" => claim.ServiceFacility, _ => null };
        if (party?.With(segment) is not { } extended || !PlaceClaimParty(claim, extended)) _unknown.Add(segment.ToRaw());
    }

    private bool PlaceClaimParty(ProfessionalClaim claim, Party party)
    {
        _claim = _partyAt switch
        {
            "DN" => claim with { ReferringProvider = party },
            "82" => claim with { RenderingProvider = party },
            "77" => claim with { ServiceFacility = party },
            _ => claim,
        };
        return _partyAt is "DN" or "82" or "77";
    }

    private bool ReadDiagnoses(in Segment hi)
    {
        var qualifier = hi.TextOrNull(1, 1);
        if (qualifier is not ("ABK" or "ABF" or "BK" or "BF")) return false;
        var raw = hi.ToRaw();
        for (var i = 1; i <= raw.Elements.Count; i++)
        {
            if (raw.Components(i) is [{ Length: > 0 } each, { Length: > 0 } code, ..]) _diagnoses.Add(new Diagnosis(each, code));
        }

        return !hi.HasBeyond(Named.Through(12));
    }

    private void AcceptLine(string id, in Segment segment)
    {
        if (_line is not { } line) return;
        switch (id)
        {
            case "SV1":
                _line = ReadService(line, segment);
                if (segment.HasBeyond(Named.Elements(1, 2, 3, 4, 5, 7)) || segment.Components(1) > 6) _lineUnknown.Add(segment.ToRaw());
                return;
            case "DTP" when segment[1].SequenceEqual("472"u8):
                var date = QualifiedDate.FromDtp(segment);
                if (!QualifiedDate.IsWhole(segment.ToRaw())) _lineUnknown.Add(segment.ToRaw());
                if (date.From is null) Reader.Report(X12FindingCode.DateUnreadable, X12Severity.Warning, 3, "DTP03 is not a date");
                _line = line with { ServiceDate = date.From, ServiceDateEnd = date.To };
                return;
            case "REF" when segment[1].SequenceEqual("6R"u8):
                _line = line with { LineControlNumber = segment.TextOrNull(2) };
                if (segment.HasBeyond(Named.Through(2))) _lineUnknown.Add(segment.ToRaw());
                return;
            default:
                _lineUnknown.Add(segment.ToRaw());
                return;
        }
    }

    private ProfessionalServiceLine ReadService(ProfessionalServiceLine line, in Segment sv1)
    {
        if (!X12Amount.TryDecimal(sv1[2], out var charge)) Reader.Report(X12FindingCode.AmountUnreadable, X12Severity.Error, 2, "SV102 is not an amount and counts as zero");
        List<string> modifiers = [];
        for (var i = 3; i <= 6; i++)
        {
            if (sv1.TextOrNull(1, i) is { } modifier) modifiers.Add(modifier);
        }

        List<int> pointers = [];
        for (var i = 1; i <= Math.Min(sv1.Components(7), 4); i++)
        {
            if (X12Text.TryCount(sv1.Component(7, i), out var pointer) && pointer <= 12) pointers.Add((int)pointer);
        }

        return line with
        {
            ProcedureQualifier = sv1.TextOrNull(1, 1) ?? "",
            Procedure = sv1.TextOrNull(1, 2) ?? "",
            Modifiers = modifiers,
            Charge = charge,
            UnitBasis = sv1.Text(3),
            Quantity = X12Amount.TryDecimal(sv1[4], out var quantity) ? quantity : 1,
            PlaceOfService = sv1.TextOrNull(5),
            DiagnosisPointers = pointers,
        };
    }

    private void CloseLine()
    {
        if (_line is not { } line) return;
        _lines.Add(line with { Unknown = [.. _lineUnknown] });
        _lineUnknown.Clear();
        _line = null;
    }

    private void Close()
    {
        CloseLine();
        if (_claim is not { } claim) return;
        Emit(claim with { Diagnoses = [.. _diagnoses], Lines = [.. _lines], LevelUnknown = _shared ??= [.. _above.SelectMany(a => a)], Unknown = [.. _unknown] });
        _claim = null;
        _diagnoses.Clear();
        _lines.Clear();
        _unknown.Clear();
    }
}
