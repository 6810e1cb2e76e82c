namespace Healthcare.X12;

/// <summary>A claim while its segments arrive.</summary>
internal sealed class ClaimDraft
{
    private List<ClaimAdjustment>? _adjustments;
    private List<ServicePayment>? _lines;
    private List<Party>? _parties;
    private InpatientAdjudication? _inpatient;
    private OutpatientAdjudication? _outpatient;
    private List<Reference>? _references;
    private List<QualifiedDate>? _dates;
    private List<QualifiedAmount>? _amounts;
    private List<RawSegment>? _unknown;
    private readonly ClaimPayment _claim;

    internal ClaimDraft(in Segment clp, int number, string? headerNumber, IReadOnlyList<RawSegment> before)
    {
        SegmentNumber = clp.Number;
        if (clp.HasBeyond(Named.Through(9) | Named.Elements(11))) _unknown = [clp.ToRaw()];
        X12Amount.TryDecimal(clp[3], out var charge);
        X12Amount.TryDecimal(clp[4], out var paid);
        _claim = new ClaimPayment
        {
            Interchange = 0,
            Set = 0,
            Number = number,
            HeaderNumber = headerNumber,
            Before = before,
            ClaimId = clp.Text(1),
            Status = clp.Text(2),
            Charge = charge,
            Paid = paid,
            PatientResponsibility = clp[5].IsEmpty || !X12Amount.TryDecimal(clp[5], out var responsible) ? null : responsible,
            FilingIndicator = clp.TextOrNull(6),
            PayerControlNumber = clp.TextOrNull(7),
            FacilityCode = clp.TextOrNull(8),
            Frequency = clp.TextOrNull(9),
            DrgCode = clp.TextOrNull(11),
            Imbalance = 0,
        };
    }

    internal void Accept(uint tag, in Segment segment)
    {
        if (tag == SegmentTag.Cas)
        {
            Adjustments.Read(segment, _adjustments ??= []);
            return;
        }

        if (Adjustments.SaysMore(tag, segment)) (_unknown ??= []).Add(segment.ToRaw());
        switch (tag)
        {
            case SegmentTag.Nm1:
                (_parties ??= []).Add(Party.FromNm1(segment));
                return;
            case SegmentTag.Mia when _inpatient is null:
                var mia = segment.ToRaw();
                _inpatient = InpatientAdjudication.From(mia);
                if (!InpatientAdjudication.IsWhole(mia)) (_unknown ??= []).Add(mia);
                return;
            case SegmentTag.Moa when _outpatient is null:
                var moa = segment.ToRaw();
                _outpatient = OutpatientAdjudication.From(moa);
                if (!OutpatientAdjudication.IsWhole(moa)) (_unknown ??= []).Add(moa);
                return;
            case SegmentTag.Ref:
                (_references ??= []).Add(Reference.From(segment));
                return;
            case SegmentTag.Dtm:
                (_dates ??= []).Add(QualifiedDate.FromDtm(segment));
                return;
            case SegmentTag.Amt when X12Amount.TryDecimal(segment[2], out var amount):
                (_amounts ??= []).Add(new QualifiedAmount(segment.Text(1), amount));
                return;
            default:
                (_unknown ??= []).Add(segment.ToRaw());
                return;
        }
    }

    internal void Add(LineDraft line, decimal imbalance) => (_lines ??= []).Add(line.Build(imbalance));

    /// <summary>Position of CLP in its set.</summary>
    internal long SegmentNumber { get; }

    internal ClaimPayment Build(Remittance header, decimal imbalance) => _claim with
    {
        Interchange = header.Interchange,
        Set = header.Set,
        Adjustments = _adjustments ?? (IReadOnlyList<ClaimAdjustment>)[],
        Lines = _lines ?? (IReadOnlyList<ServicePayment>)[],
        Parties = _parties ?? (IReadOnlyList<Party>)[],
        Inpatient = _inpatient,
        Outpatient = _outpatient,
        References = _references ?? (IReadOnlyList<Reference>)[],
        Dates = _dates ?? (IReadOnlyList<QualifiedDate>)[],
        Amounts = _amounts ?? (IReadOnlyList<QualifiedAmount>)[],
        Unknown = _unknown ?? (IReadOnlyList<RawSegment>)[],
        Imbalance = imbalance,
    };
}

/// <summary>A service line while its segments arrive.</summary>
internal sealed class LineDraft
{
    private List<ClaimAdjustment>? _adjustments;
    private List<QualifiedDate>? _dates;
    private List<Reference>? _references;
    private List<QualifiedAmount>? _amounts;
    private List<string>? _remarks;
    private List<RawSegment>? _unknown;
    private readonly ServicePayment _line;

    internal LineDraft(in Segment svc, int number)
    {
        if (svc.HasBeyond(Named.Through(7)) || svc.Components(1) > 6) _unknown = [svc.ToRaw()];
        X12Amount.TryDecimal(svc[2], out var charge);
        X12Amount.TryDecimal(svc[3], out var paid);
        List<string>? modifiers = null;
        for (var i = 3; i <= 6; i++)
        {
            if (svc.TextOrNull(1, i) is { } modifier) (modifiers ??= []).Add(modifier);
        }

        _line = new ServicePayment
        {
            Number = number,
            Qualifier = svc.TextOrNull(1, 1),
            Procedure = svc.TextOrNull(1, 2),
            Modifiers = modifiers ?? (IReadOnlyList<string>)[],
            Charge = charge,
            Paid = paid,
            RevenueCode = svc.TextOrNull(4),
            Units = X12Amount.TryDecimal(svc[5], out var units) ? units : 1,
            OriginalProcedure = svc.TextOrNull(6)?.Replace((char)svc.Delimiters.Component, ':'),
            OriginalUnits = X12Amount.TryDecimal(svc[7], out var original) ? original : null,
            Imbalance = 0,
        };
    }

    internal void Accept(uint tag, in Segment segment)
    {
        if (tag == SegmentTag.Cas)
        {
            Adjustments.Read(segment, _adjustments ??= []);
            return;
        }

        if (Adjustments.SaysMore(tag, segment)) (_unknown ??= []).Add(segment.ToRaw());
        switch (tag)
        {
            case SegmentTag.Dtm:
                (_dates ??= []).Add(QualifiedDate.FromDtm(segment));
                return;
            case SegmentTag.Ref:
                (_references ??= []).Add(Reference.From(segment));
                return;
            case SegmentTag.Amt when X12Amount.TryDecimal(segment[2], out var amount):
                (_amounts ??= []).Add(new QualifiedAmount(segment.Text(1), amount));
                return;
            case SegmentTag.Lq when segment[1].SequenceEqual("HE"u8):
                (_remarks ??= []).Add(segment.Text(2));
                return;
            default:
                (_unknown ??= []).Add(segment.ToRaw());
                return;
        }
    }

    internal ServicePayment Build(decimal imbalance) => _line with
    {
        Adjustments = _adjustments ?? (IReadOnlyList<ClaimAdjustment>)[],
        Dates = _dates ?? (IReadOnlyList<QualifiedDate>)[],
        References = _references ?? (IReadOnlyList<Reference>)[],
        Amounts = _amounts ?? (IReadOnlyList<QualifiedAmount>)[],
        RemarkCodes = _remarks ?? (IReadOnlyList<string>)[],
        Unknown = _unknown ?? (IReadOnlyList<RawSegment>)[],
        Imbalance = imbalance,
    };
}

/// <summary>CAS: a group and up to six triples of reason, amount and quantity; and which segments say more than their members.</summary>
internal static class Adjustments
{
    /// <summary>Whether a segment that has a typed member says more than it, and so is kept as received too.</summary>
    internal static bool SaysMore(uint tag, in Segment segment) => tag switch
    {
        SegmentTag.Ref => segment.HasBeyond(segment[2].IsEmpty ? Named.Elements(1, 3) : Named.Through(2)),
        SegmentTag.Dtm => segment.HasBeyond(Named.Through(2)) || X12Text.DateOrNull(segment[2]) is null,
        SegmentTag.Amt => segment.HasBeyond(Named.Through(2)) && X12Amount.TryDecimal(segment[2], out _),
        SegmentTag.Lq => segment[1].SequenceEqual("HE"u8) && segment.HasBeyond(Named.Through(2)),
        _ => false,
    };

    /// <summary>Reads a CAS of a claim; false where it says more than its triples, so that it is kept as received.</summary>
    internal static bool TryRead(RawSegment cas, List<ClaimAdjustment> into)
    {
        for (var element = 2; element <= 17; element += 3)
        {
            if (cas[element].Length == 0 && cas[element + 1].Length == 0 && cas[element + 2].Length == 0) continue;
            if (cas[element].Length == 0 || cas.Amount(element + 1) is null || (cas[element + 2].Length > 0 && cas.Amount(element + 2) is null)) return false;
        }

        if (cas.HasBeyond(Named.Through(19))) return false;
        for (var element = 2; element <= 17; element += 3)
        {
            if (cas.Amount(element + 1) is { } amount) into.Add(new ClaimAdjustment(cas[1], cas[element], amount, cas.Amount(element + 2)));
        }

        return true;
    }

    internal static void Read(in Segment cas, List<ClaimAdjustment> into)
    {
        // From left to right and once: a hostile CAS has as many elements as fit into a segment.
        var cursor = new ElementCursor(cas.Bytes[Math.Min(4, cas.Bytes.Length)..], cas.Delimiters.Element);
        var group = X12Text.Decode(cursor.Next());
        while (cursor.HasMore)
        {
            var reason = cursor.Next();
            var money = cursor.Next();
            var units = cursor.Next();
            if (reason.IsEmpty && money.IsEmpty) continue;
            X12Amount.TryDecimal(money, out var amount);
            into.Add(new ClaimAdjustment(group, X12Text.Decode(reason), amount, X12Amount.TryDecimal(units, out var quantity) ? quantity : null));
        }
    }
}
