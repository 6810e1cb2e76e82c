using System.Globalization;

namespace Healthcare.Hl7v2;

/// <summary>Holds batches and files to the counts in their trailers (HL7 2.10.3).</summary>
internal sealed class BatchCheck(Hl7Findings findings)
{
    // A file that repeats a control number a million times need not be remembered whole.
    private const int MostControlIds = 100_000;

    private readonly HashSet<string> _controlIds = new(StringComparer.Ordinal);
    private bool _inFile;
    private bool _inBatch;
    private int _batchesInFile;
    private int _messagesInBatch;
    private int _message;

    internal int Batches { get; private set; }

    internal void Accept(Hl7Part part)
    {
        switch (part)
        {
            case Hl7Message message:
                _messagesInBatch++;
                _message = message.Ordinal;
                if (message.ControlId.Length > 0 && _controlIds.Count < MostControlIds && !_controlIds.Add(message.ControlId)) Report(Hl7FindingCode.ControlIdRepeated, Hl7Severity.Warning, "MSH", 10, "An earlier message of the file has the same control id");
                break;
            case RefusedPart { Reason.Message: > 0 }:
                _messagesInBatch++;
                break;
            case BatchSegment { Segment: { Id: "FHS" } }:
                CloseBatch();
                if (_inFile) Report(Hl7FindingCode.TrailerMissing, Hl7Severity.Warning, "FHS", 0, "The file before has no FTS");
                _inFile = true;
                _batchesInFile = 0;
                break;
            case BatchSegment { Segment: { Id: "BHS" } }:
                CloseBatch();
                _inBatch = true;
                Batches++;
                _batchesInFile++;
                _messagesInBatch = 0;
                break;
            case BatchSegment { Segment: { Id: "BTS" } trailer }:
                if (!_inBatch) Report(Hl7FindingCode.TrailerWithoutHeader, Hl7Severity.Warning, "BTS", 0, "BTS without BHS");
                else Compare(trailer, _messagesInBatch, Hl7FindingCode.MessageCountWrong, "BTS-1 is not the number of messages in the batch");
                _inBatch = false;
                break;
            case BatchSegment { Segment: { Id: "FTS" } trailer }:
                CloseBatch();
                if (!_inFile) Report(Hl7FindingCode.TrailerWithoutHeader, Hl7Severity.Warning, "FTS", 0, "FTS without FHS");
                else Compare(trailer, _batchesInFile, Hl7FindingCode.BatchCountWrong, "FTS-1 is not the number of batches in the file");
                _inFile = false;
                break;
        }
    }

    internal void End()
    {
        CloseBatch();
        if (_inFile) Report(Hl7FindingCode.TrailerMissing, Hl7Severity.Warning, "FHS", 0, "FHS without FTS");
        _inFile = false;
    }

    private void CloseBatch()
    {
        if (_inBatch) Report(Hl7FindingCode.TrailerMissing, Hl7Severity.Warning, "BHS", 0, "BHS without BTS");
        _inBatch = false;
    }

    private void Compare(Hl7Segment trailer, int actual, Hl7FindingCode code, string meaning)
    {
        // The count is optional in both trailers.
        if (trailer.Text(1) is not { } text) return;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var said) || said != actual) Report(code, Hl7Severity.Error, trailer.Id, 1, meaning);
    }

    private void Report(Hl7FindingCode code, Hl7Severity severity, string segmentId, int field, string meaning) =>
        findings.Add(new Hl7Finding(code, severity, segmentId == "MSH" ? _message : 0, segmentId == "MSH" ? 1 : 0, segmentId, field, 0, meaning));
}
