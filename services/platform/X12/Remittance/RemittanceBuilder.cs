namespace Healthcare.X12;

/// <summary>Gathers the segments of an 835 into its records; the money comes from the same sums as the fast path's.</summary>
internal sealed class RemittanceBuilder(X12Reader reader) : SegmentConsumer<RemittanceRecord>(reader)
{
    private readonly RemittanceBalance _balance = new(reader);
    private readonly RemittanceRules _rules = new(reader.Findings);
    private readonly List<RawSegment> _unknown = [];
    private readonly List<ProviderAdjustment> _providerAdjustments = [];
    private Remittance? _header;
    private bool _headerEmitted;
    private string? _headerNumber;
    private readonly List<RawSegment> _partySegments = [];
    private Party? _party;
    private ClaimDraft? _claim;
    private LineDraft? _line;

    protected override bool Begins(uint tag) => tag is SegmentTag.Clp or SegmentTag.Lx || (tag == SegmentTag.Plb && _providerAdjustments.Count == 0);

    protected override void PassOver() => _balance.Accept();

    protected override void Accept(in Segment segment)
    {
        var tag = Reader.Tag;
        switch (tag)
        {
            case SegmentTag.St:
                EndSet(closed: false);
                _balance.Accept();
                BeginSet();
                return;
            case SegmentTag.Se:
                EndSet(closed: true);
                return;
            case SegmentTag.Isa or SegmentTag.Gs or SegmentTag.Ge or SegmentTag.Iea:
                EndSet(closed: false);
                return;
        }

        if (_header is null) return;
        switch (tag)
        {
            case SegmentTag.Clp:
                EmitHeader();
                CloseClaim();
                _balance.Accept();
                _claim = new ClaimDraft(segment, _balance.Claims, _headerNumber, [.. _unknown]);
                _unknown.Clear();
                return;
            case SegmentTag.Plb:
                EmitHeader();
                CloseClaim();
                _balance.Accept();
                AddProviderAdjustments(segment);
                return;
            case SegmentTag.Svc when _claim is not null:
                CloseLine();
                _balance.Accept();
                _line = new LineDraft(segment, _balance.Lines);
                return;
        }

        _balance.Accept();
        if (tag == SegmentTag.Lx)
        {
            EmitHeader();
            CloseClaim();
            _headerNumber = segment.Text(1);
        }
        else if (_line is not null)
        {
            _line.Accept(tag, segment);
        }
        else if (_claim is not null)
        {
            _claim.Accept(tag, segment);
        }
        else
        {
            AcceptHeader(tag, segment);
        }
    }

    protected override void Finish()
    {
        EndSet(closed: false);
        if (Reader.SetNumber == 0) Reader.Report(X12FindingCode.SetNotExpected, X12Severity.Error, 0, "There is no 835 in the file");
    }

    private void BeginSet()
    {
        _headerEmitted = false;
        _headerNumber = null;
        _party = null;
        if (!_balance.InSet)
        {
            Reader.Report(X12FindingCode.SetNotExpected, X12Severity.Warning, 1, "The set is not an 835 and was passed over");
            return;
        }

        var set = Reader.Set;
        _header = new Remittance
        {
            Interchange = Reader.InterchangeNumber,
            Set = Reader.SetNumber,
            InterchangeSender = Reader.Interchange?.SenderId,
            InterchangeReceiver = Reader.Interchange?.ReceiverId,
            InterchangeControlNumber = Reader.Interchange?.ControlNumber,
            ControlNumber = set?.ControlNumber,
            Implementation = set?.Implementation ?? (Reader.Group?.Version is { Length: > 0 } version ? version : null),
        };
    }

    private void AcceptHeader(uint tag, in Segment segment)
    {
        if (_header is not { } header) return;
        if (_headerEmitted)
        {
            _unknown.Add(segment.ToRaw());
            return;
        }

        switch (tag)
        {
            case SegmentTag.Bpr:
                if (segment.HasBeyond(Named.Through(16))) _unknown.Add(segment.ToRaw());
                _header = header with
                {
                    Handling = segment.TextOrNull(1),
                    Accounts = Accounts(segment),
                    CreditOrDebit = segment.TextOrNull(3),
                    Method = segment.TextOrNull(4),
                    EffectiveDate = X12Text.DateOrNull(segment[16]),
                };
                return;
            case SegmentTag.Trn when header.TraceNumber is null:
                if (segment.HasBeyond(Named.Through(3))) _unknown.Add(segment.ToRaw());
                _header = header with { TraceNumber = segment.TextOrNull(2), PayerIdentifier = segment.TextOrNull(3) };
                return;
        }

        if (tag == SegmentTag.N1)
        {
            KeepParty();
            _party = Party.FromN1(segment.ToRaw());
            _partySegments.Add(segment.ToRaw());
        }
        else if (_party is not null)
        {
            // What no member of a party holds is the party's own too.
            _partySegments.Add(segment.ToRaw());
            _party = _party.With(_partySegments[^1]) ?? _party with { Unknown = Lists.Append(_party.Unknown, _partySegments[^1]) };
        }
        else if (tag == SegmentTag.Dtm && segment[1].SequenceEqual("405"u8))
        {
            _header = header with { ProductionDate = X12Text.DateOrNull(segment[2]) };
            if (Adjustments.SaysMore(tag, segment)) _unknown.Add(segment.ToRaw());
        }
        else if (tag == SegmentTag.Ref)
        {
            _header = header with { References = Lists.Append(header.References, Reference.From(segment)) };
            if (Adjustments.SaysMore(tag, segment)) _unknown.Add(segment.ToRaw());
        }
        else
        {
            _unknown.Add(segment.ToRaw());
        }
    }

    private static PaymentAccounts? Accounts(in Segment bpr)
    {
        if (!bpr.HasBeyond(Named.Through(4) | Named.Elements(16))) return null;
        return new PaymentAccounts
        {
            Format = bpr.TextOrNull(5),
            Payer = Account(bpr, 6),
            Originator = bpr.TextOrNull(10),
            OriginatorSupplement = bpr.TextOrNull(11),
            Payee = Account(bpr, 12),
        };
    }

    private static BankAccount? Account(in Segment bpr, int first)
    {
        var account = new BankAccount(bpr.TextOrNull(first), bpr.TextOrNull(first + 1), bpr.TextOrNull(first + 2), bpr.TextOrNull(first + 3));
        return account is (null, null, null, null) ? null : account;
    }

    private void KeepParty()
    {
        if (_party is not { } party || _header is not { } header) return;
        if (party.EntityCode == "PR" && header.Payer is null) _header = header with { Payer = party };
        else if (party.EntityCode == "PE" && header.Payee is null) _header = header with { Payee = party };
        else _unknown.AddRange(_partySegments);
        _party = null;
        _partySegments.Clear();
    }

    private void EmitHeader()
    {
        if (_headerEmitted) return;
        KeepParty();
        if (_header is not { } header) return;
        _headerEmitted = true;
        Emit(header with { Payment = _balance.Payment, Unknown = [.. _unknown] });
        _unknown.Clear();
    }

    private void CloseLine()
    {
        _balance.CloseLine();
        if (_line is not { } line) return;
        _line = null;
        _claim?.Add(line, _balance.LineImbalance);
    }

    private void CloseClaim()
    {
        CloseLine();
        _balance.CloseClaim();
        if (_claim is not { } claim || _header is not { } header) return;
        _claim = null;
        var payment = claim.Build(header, _balance.ClaimImbalance);
        _rules.Check(payment, header, claim.SegmentNumber);
        Emit(payment);
    }

    private void EndSet(bool closed)
    {
        if (_header is not { } header) return;
        EmitHeader();
        CloseClaim();
        _balance.EndSet();
        var summary = new RemittanceSummary
        {
            Interchange = header.Interchange,
            Set = header.Set,
            Claims = _balance.Claims,
            Payment = _balance.Payment,
            Charged = _balance.Charged,
            Paid = _balance.Paid,
            PatientResponsibility = _balance.PatientResponsibility,
            ProviderAdjustmentTotal = _balance.ProviderTotal,
            ProviderAdjustments = [.. _providerAdjustments],
            Closed = closed,
            Unknown = [.. _unknown],
        };
        _rules.Check(summary, header);
        Emit(summary);
        _providerAdjustments.Clear();
        _unknown.Clear();
        _header = null;
    }

    private void AddProviderAdjustments(in Segment plb)
    {
        var cursor = new ElementCursor(plb.Bytes[Math.Min(4, plb.Bytes.Length)..], plb.Delimiters.Element);
        var provider = X12Text.Decode(cursor.Next());
        var period = X12Text.DateOrNull(cursor.Next());
        while (cursor.HasMore)
        {
            var reason = cursor.Next();
            var money = cursor.Next();
            if (reason.IsEmpty && money.IsEmpty) continue;
            X12Amount.TryDecimal(money, out var amount);
            var parts = X12Text.Decode(reason).Split((char)plb.Delimiters.Component);
            _providerAdjustments.Add(new ProviderAdjustment(
                provider, period, parts[0], parts is [_, { Length: > 0 } reference, ..] ? reference : null, amount, X12Text.Decode(reason)));
        }
    }
}
