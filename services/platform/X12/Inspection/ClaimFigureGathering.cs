namespace Healthcare.X12;

/// <summary>Counts the claims, lines and charges of 837 sets of any kind.</summary>
internal sealed class ClaimFigureGathering
{
    private readonly List<ClaimSetFigures> _sets = [];
    private readonly List<ClaimFigures> _claims = [];
    private readonly List<string> _unreadable = [];
    private string? _control;
    private string? _implementation;
    private bool _inSet;
    private string? _id;
    private string? _facility;
    private decimal _charge;
    private decimal _lineCharge;
    private int _lines;
    private decimal _setCharge;
    private int _setLines;
    private string? _serviceKind;

    internal IReadOnlyList<ClaimSetFigures> Sets => _sets;

    internal int Claims { get; private set; }

    internal int Lines { get; private set; }

    internal decimal Charge { get; private set; }

    /// <summary>By the guide of the first set, else by the kind of its service lines.</summary>
    internal string Kind => "837" + (X12Guides.ClaimKindOf(_sets.Count > 0 ? _sets[0].Implementation : null) ?? _serviceKind ?? "p");

    internal void Accept(X12Reader reader)
    {
        var segment = reader.Segment;
        switch (X12Text.Decode(segment.Id))
        {
            case "ST":
                EndSet(closed: false);
                _inSet = segment[1].SequenceEqual("837"u8);
                _control = segment.TextOrNull(2);
                _implementation = segment.TextOrNull(3) ?? (reader.Group?.Version is { Length: > 0 } version ? version : null);
                break;
            case "SE":
                EndSet(closed: true);
                break;
            case "GE" or "IEA" or "ISA" or "GS":
                EndSet(closed: false);
                break;
            case "CLM" when _inSet:
                EndClaim();
                _id = segment.Text(1);
                _facility = segment.TextOrNull(5);
                _charge = Amount(segment, 2, "CLM");
                break;
            case "LX" when _id is not null:
                _lines++;
                break;
            case "SV1" when _id is not null:
                _serviceKind ??= "p";
                _lineCharge += Amount(segment, 2, "SV1");
                break;
            case "SV2" when _id is not null:
                _serviceKind ??= "i";
                _lineCharge += Amount(segment, 3, "SV2");
                break;
            case "SV3" when _id is not null:
                _serviceKind ??= "d";
                _lineCharge += Amount(segment, 2, "SV3");
                break;
        }
    }

    internal void EndSet(bool closed)
    {
        if (!_inSet) return;
        EndClaim();
        _inSet = false;
        _sets.Add(new ClaimSetFigures
        {
            St02 = _control,
            Implementation = _implementation,
            ClaimCount = _claims.Count,
            Claims = [.. _claims],
            TotalCharge = X12Inspection.Money(_setCharge),
            TotalServiceLines = _setLines,
            UnparseableAmounts = _unreadable.Count == 0 ? null : [.. _unreadable],
            MissingSe = !closed,
        });
        (_setCharge, _setLines) = (0, 0);
        _claims.Clear();
        _unreadable.Clear();
    }

    private decimal Amount(in Segment segment, int element, string id)
    {
        if (segment[element].IsEmpty) return 0;
        if (X12Amount.TryDecimal(segment[element], out var amount)) return amount;
        _unreadable.Add($"{id} amount '{segment.Text(element)}' in claim {_id}");
        return 0;
    }

    private void EndClaim()
    {
        if (_id is not { } id) return;
        _claims.Add(new ClaimFigures(id, X12Inspection.Money(_charge), _lines, _facility, X12Inspection.Money(_lineCharge), _lineCharge == _charge));
        Claims++;
        Lines += _lines;
        Charge += _charge;
        _setLines += _lines;
        _setCharge += _charge;
        (_id, _lines, _lineCharge, _charge) = (null, 0, 0, 0);
    }
}
