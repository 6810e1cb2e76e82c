namespace Healthcare.X12;

/// <summary>Gathers AK1 to AK9 into an acknowledgement; AK3, AK4 and AK5 of the older 997 say the same as IK3, IK4 and IK5.</summary>
internal sealed class Acknowledgement999Builder(X12Reader reader) : SegmentConsumer<Acknowledgement999>(reader)
{
    private readonly List<SetAcknowledgement> _sets = [];
    private readonly List<SegmentError> _errors = [];
    private readonly List<ElementError> _elements = [];
    private readonly List<RawSegment> _context = [];
    private readonly List<RawSegment> _unknown = [];
    private (string FunctionalId, string ControlNumber, string? Version)? _group;
    private (string Id, string ControlNumber, string? Implementation)? _set;
    private SegmentError? _error;
    private Acknowledgement999? _read;

    protected override void Accept(in Segment segment)
    {
        switch (X12Text.Decode(segment.Id))
        {
            case "AK1":
                Abandon();
                _group = (segment.Text(1), segment.Text(2), segment.TextOrNull(3));
                break;
            case "AK2":
                if (_set is not null) Reader.Report(X12FindingCode.ElementMissing, X12Severity.Error, 0, "The set before has no IK5");
                EndSet(AcknowledgementOutcome.Rejected, [], was: _set is not null);
                _set = (segment.Text(1), segment.Text(2), segment.TextOrNull(3));
                break;
            case "IK3" or "AK3":
                EndError();
                _error = new SegmentError(segment.Text(1), X12Text.CountOrZero(segment[2]), segment.TextOrNull(3), segment.TextOrNull(4));
                break;
            case "CTX":
                _context.Add(segment.ToRaw());
                break;
            case "IK4" or "AK4":
                _elements.Add(new ElementError(
                    X12Text.CountOrZero(segment.Component(1, 1)), segment.TextOrNull(1, 2), segment.TextOrNull(1, 3), segment.TextOrNull(2), segment.Text(3), segment.TextOrNull(4)));
                break;
            case "IK5" or "AK5":
                EndSet(AcknowledgementOutcomes.Read(Reader, segment, 1), Codes(segment, 2), was: true);
                break;
            case "AK9":
                EndGroup(segment);
                break;
            default:
                if (SegmentTag.IsEnvelope(Reader.Tag)) Flush();
                else if (_group is not null || _read is not null) _unknown.Add(segment.ToRaw());
                break;
        }
    }

    protected override void Finish() => Abandon();

    private static string[] Codes(in Segment segment, int first) => [.. segment.ToRaw().Elements.Skip(first - 1).Where(c => c.Length > 0)];

    private void EndGroup(in Segment ak9)
    {
        if (_group is not var (functionalId, controlNumber, version))
        {
            Reader.Report(X12FindingCode.SegmentOutOfPlace, X12Severity.Error, 0, "AK9 without AK1");
            return;
        }

        EndSet(AcknowledgementOutcome.Rejected, [], was: _set is not null);
        _read = new Acknowledgement999
        {
            GroupFunctionalId = functionalId,
            GroupControlNumber = controlNumber,
            GroupVersion = version,
            Sets = [.. _sets],
            Outcome = AcknowledgementOutcomes.Read(Reader, ak9, 1),
            SetsIncluded = X12Text.CountOrZero(ak9[2]),
            SetsReceived = X12Text.CountOrZero(ak9[3]),
            SetsAccepted = X12Text.CountOrZero(ak9[4]),
            ErrorCodes = Codes(ak9, 5),
        };
        _group = null;
        _sets.Clear();
    }

    private void EndSet(AcknowledgementOutcome outcome, string[] codes, bool was)
    {
        EndError();
        if (was && _set is var (id, controlNumber, implementation))
        {
            _sets.Add(new SetAcknowledgement
            {
                SetId = id,
                ControlNumber = controlNumber,
                Implementation = implementation,
                Errors = [.. _errors],
                Outcome = outcome,
                ErrorCodes = codes,
            });
        }

        _errors.Clear();
        _set = null;
    }

    private void EndError()
    {
        if (_error is { } error) _errors.Add(error with { Elements = [.. _elements], Context = [.. _context] });
        _error = null;
        _elements.Clear();
        _context.Clear();
    }

    /// <summary>What follows AK9 belongs to its group too, up to the end of the set.</summary>
    private void Flush()
    {
        if (_read is not { } read) return;
        _read = null;
        Emit(read with { Unknown = [.. _unknown] });
        _unknown.Clear();
    }

    private void Abandon()
    {
        Flush();
        if (_group is not null) Reader.Report(X12FindingCode.ElementMissing, X12Severity.Error, 0, "The acknowledged group has no AK9");
        EndSet(AcknowledgementOutcome.Rejected, [], was: false);
        _group = null;
        _sets.Clear();
        _unknown.Clear();
    }
}
