using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>The money of 835 sets, summed exactly and checked at service line, claim and transaction; fed one segment after the other, allocating only for findings and sets.</summary>
internal sealed class RemittanceBalance(X12Reader reader)
{
    private readonly Place _bpr = new();
    private readonly Place _claim = new();
    private readonly Place _line = new();
    private bool _hasPayment;
    private bool _hasTrace;
    private bool _inClaim;
    private bool _inLine;
    private bool _fourthVersion;
    private string _trace = "";
    private MoneySum _payment;
    private MoneySum _paid;
    private MoneySum _charged;
    private MoneySum _responsible;
    private MoneySum _provider;
    private MoneySum _allPayments;
    private MoneySum _allCharged;
    private MoneySum _allPaid;
    private MoneySum _allProvider;
    private MoneySum _claimLeft;
    private MoneySum _claimCharge;
    private MoneySum _claimPaid;
    private MoneySum _linesCharge;
    private MoneySum _lineLeft;
    private MoneySum _lineCharge;
    private MoneySum _linePaid;

    internal bool InSet { get; private set; }

    internal int Claims { get; private set; }

    internal int Lines { get; private set; }

    internal long SetsChecked { get; private set; }

    internal long ClaimsChecked { get; private set; }

    internal long LinesChecked { get; private set; }

    internal decimal Payment => _payment.Total;

    internal decimal Charged => _charged.Total;

    internal decimal Paid => _paid.Total;

    internal decimal PatientResponsibility => _responsible.Total;

    internal decimal ProviderTotal => _provider.Total;

    /// <summary>Sums over every set of the file that has ended.</summary>
    internal RemittanceTotals Totals => new(
        reader.BytesRead, SetsChecked, ClaimsChecked, LinesChecked, _allPayments.Total, _allCharged.Total, _allPaid.Total, _allProvider.Total);

    /// <summary>Of the claim closed last.</summary>
    internal decimal ClaimImbalance { get; private set; }

    /// <summary>Of the service line closed last.</summary>
    internal decimal LineImbalance { get; private set; }

    /// <summary>Takes the reader's current segment.</summary>
    internal void Accept()
    {
        var tag = reader.Tag;
        switch (tag)
        {
            case SegmentTag.Cas:
                if (InSet) Adjust(reader.Segment);
                break;
            case SegmentTag.Svc:
                if (InSet) BeginLine(reader.Segment);
                break;
            case SegmentTag.Clp:
                BeginClaim(reader.Segment);
                break;
            case SegmentTag.Plb:
                if (InSet) AdjustProvider(reader.Segment);
                break;
            case SegmentTag.Bpr:
                BeginPayment(reader.Segment);
                break;
            case SegmentTag.Trn:
                if (InSet) Trace(reader.Segment);
                break;
            case SegmentTag.St:
            case SegmentTag.Isa:
            case SegmentTag.Gs:
                EndSet();
                if (tag == SegmentTag.St && reader.Segment[1].SequenceEqual("835"u8)) BeginSet();
                break;
            case SegmentTag.Se:
            case SegmentTag.Ge:
            case SegmentTag.Iea:
                EndSet();
                break;
        }
    }

    internal void EndSet()
    {
        if (!InSet) return;
        CloseClaim();
        InSet = false;
        SetsChecked++;
        _allPayments.Add(_payment);
        _allCharged.Add(_charged);
        _allPaid.Add(_paid);
        _allProvider.Add(_provider);
        if (!_hasPayment)
        {
            reader.Report(X12FindingCode.PaymentHeaderMissing, X12Severity.Error, 0, "The remittance has no BPR");
        }
        else if (!_hasTrace)
        {
            reader.Report(X12FindingCode.TraceMissing, X12Severity.Error, 0, "The remittance has no TRN, so it cannot be matched to a deposit");
        }

        var expected = _paid;
        expected.Subtract(_provider);
        var difference = _payment;
        difference.Subtract(expected);
        if (_hasPayment && !difference.IsZero) Report(BalanceLevel.Transaction, _trace, expected.Total, _payment.Total, _bpr, "BPR", 2);
    }

    internal void CloseClaim()
    {
        CloseLine();
        if (!_inClaim) return;
        _inClaim = false;
        ClaimsChecked++;
        ClaimImbalance = 0;
        if (!_claimLeft.IsZero)
        {
            ClaimImbalance = _claimLeft.Total;
            Report(BalanceLevel.Claim, _claim.Reference(), _claimPaid.Total + _claimLeft.Total, _claimPaid.Total, _claim, "CLP", 4);
        }

        if (Lines == 0) return;
        _linesCharge.Subtract(_claimCharge);
        if (_linesCharge.IsZero) return;
        reader.Findings.Add(new X12Finding(
            X12FindingCode.LineChargesDifferFromClaim, X12Severity.Warning, _claim.Interchange, _claim.Set, _claim.SegmentNumber, "CLP", 3, "The sum of SVC02 is not CLP03"));
    }

    internal void CloseLine()
    {
        if (!_inLine) return;
        _inLine = false;
        LinesChecked++;
        LineImbalance = 0;
        if (_lineLeft.IsZero) return;
        LineImbalance = _lineLeft.Total;
        Report(BalanceLevel.ServiceLine, $"{_claim.Reference()}/{Lines}", _linePaid.Total + _lineLeft.Total, _linePaid.Total, _line, "SVC", 3);
    }

    private void BeginSet()
    {
        InSet = true;
        Claims = 0;
        Lines = 0;
        _hasPayment = _hasTrace = _inClaim = _inLine = false;
        _trace = "";
        _payment = _paid = _charged = _responsible = _provider = default;
        _fourthVersion = reader.Group?.Version.StartsWith("004", StringComparison.Ordinal) == true;
    }

    private void BeginPayment(in Segment bpr)
    {
        if (!InSet) return;
        CloseClaim();
        if (_hasPayment) reader.Report(X12FindingCode.SegmentOutOfPlace, X12Severity.Error, 0, "The set has a second BPR");
        _hasPayment = true;
        _bpr.Mark(reader, default);
        _payment = default;
        var amount = bpr[2];
        if (amount.IsEmpty) reader.Report(X12FindingCode.ElementMissing, X12Severity.Error, 2, "BPR02 is empty");
        else Add(ref _payment, amount, 2);
        if (!amount.IsEmpty && amount[0] == '-') reader.Report(X12FindingCode.NegativePayment, X12Severity.Warning, 2, "BPR02 is negative; a net-negative remittance is brought to zero with a negative FB");
    }

    private void Trace(in Segment trn)
    {
        if (_hasTrace || Claims > 0) return;
        _hasTrace = true;
        _trace = trn.Text(2);
    }

    private void BeginClaim(in Segment clp)
    {
        if (!InSet) return;
        CloseClaim();
        _inClaim = true;
        Claims++;
        Lines = 0;
        var cursor = new ElementCursor(clp.Bytes[Math.Min(4, clp.Bytes.Length)..], clp.Delimiters.Element);
        _claim.Mark(reader, cursor.Next());
        cursor.Next();
        _claimCharge = _claimPaid = _claimLeft = _linesCharge = default;
        Add(ref _claimCharge, cursor.Next(), 3);
        Add(ref _claimPaid, cursor.Next(), 4);
        var responsible = cursor.Next();
        if (!responsible.IsEmpty) Add(ref _responsible, responsible, 5);
        _claimLeft = _claimCharge;
        _claimLeft.Subtract(_claimPaid);
        _charged.Add(_claimCharge);
        _paid.Add(_claimPaid);
    }

    private void BeginLine(in Segment svc)
    {
        CloseLine();
        if (!_inClaim)
        {
            reader.Report(X12FindingCode.SegmentOutOfPlace, X12Severity.Error, 0, "SVC without CLP");
            return;
        }

        _inLine = true;
        Lines++;
        _line.Mark(reader, default);
        var cursor = new ElementCursor(svc.Bytes[Math.Min(4, svc.Bytes.Length)..], svc.Delimiters.Element);
        cursor.Next();
        _lineCharge = _linePaid = default;
        Add(ref _lineCharge, cursor.Next(), 2);
        Add(ref _linePaid, cursor.Next(), 3);
        _lineLeft = _lineCharge;
        _lineLeft.Subtract(_linePaid);
        _linesCharge.Add(_lineCharge);
    }

    private void Adjust(in Segment cas)
    {
        if (!_inClaim)
        {
            reader.Report(X12FindingCode.SegmentOutOfPlace, X12Severity.Error, 0, "CAS without CLP");
            return;
        }

        var cursor = new ElementCursor(cas.Bytes[Math.Min(4, cas.Bytes.Length)..], cas.Delimiters.Element);
        CheckGroup(cursor.Next());
        MoneySum adjusted = default;
        for (var element = 3; cursor.HasMore; element += 3)
        {
            cursor.Next();
            var amount = cursor.Next();
            if (!amount.IsEmpty) Add(ref adjusted, amount, element);
            cursor.Next();
        }

        _claimLeft.Subtract(adjusted);
        if (_inLine) _lineLeft.Subtract(adjusted);
    }

    private void CheckGroup(ReadOnlySpan<byte> group)
    {
        if (group.Length == 2)
        {
            var code = (group[0] << 8) | group[1];
            if (code is ('C' << 8 | 'O') or ('P' << 8 | 'R') or ('O' << 8 | 'A') or ('P' << 8 | 'I')) return;
            if (code == ('C' << 8 | 'R') && _fourthVersion) return;
        }

        reader.Report(X12FindingCode.AdjustmentGroupUnknown, X12Severity.Warning, 1, "CAS01 is not CO, OA, PI or PR");
    }

    private void AdjustProvider(in Segment plb)
    {
        CloseClaim();
        var cursor = new ElementCursor(plb.Bytes[Math.Min(4, plb.Bytes.Length)..], plb.Delimiters.Element);
        cursor.Next();
        cursor.Next();
        for (var element = 4; cursor.HasMore; element += 2)
        {
            cursor.Next();
            var amount = cursor.Next();
            if (!amount.IsEmpty) Add(ref _provider, amount, element);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(ref MoneySum sum, ReadOnlySpan<byte> amount, int element)
    {
        if (X12Amount.TryCents(amount, out var cents)) sum.AddCents(cents);
        else AddCarefully(ref sum, amount, element);
    }

    private void AddCarefully(ref MoneySum sum, ReadOnlySpan<byte> amount, int element)
    {
        if (amount.IsEmpty) return;
        if (!X12Amount.TryDecimal(amount, out var value))
        {
            reader.Report(X12FindingCode.AmountUnreadable, X12Severity.Error, element, "The amount is not a number and counts as zero");
            return;
        }

        if (X12Amount.IsFinerThanCent(value)) reader.Report(X12FindingCode.AmountFinerThanCent, X12Severity.Warning, element, "The amount is finer than a cent");
        sum.Add(value);
    }

    private void Report(BalanceLevel level, string reference, decimal expected, decimal actual, Place place, string segmentId, int element) =>
        reader.Findings.Add(new OutOfBalance(level, reference, expected, actual, place.Interchange, place.Set, place.SegmentNumber, segmentId, element));

    /// <summary>Where a payment, claim or line began, and under which identifier, without allocating.</summary>
    private sealed class Place
    {
        private byte[] _reference = new byte[64];
        private int _length;

        internal int Interchange { get; private set; }

        internal int Set { get; private set; }

        internal long SegmentNumber { get; private set; }

        internal void Mark(X12Reader reader, ReadOnlySpan<byte> reference)
        {
            Interchange = reader.InterchangeNumber;
            Set = reader.SetNumber;
            SegmentNumber = reader.SegmentNumber;
            if (reference.Length > _reference.Length) _reference = new byte[reference.Length * 2];
            reference.CopyTo(_reference);
            _length = reference.Length;
        }

        internal string Reference() => X12Text.Decode(_reference.AsSpan(0, _length));
    }
}
