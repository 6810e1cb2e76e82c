namespace Healthcare.X12;

/// <summary>TA1: what became of one interchange. The outcome is TA104; P does not occur here.</summary>
/// <param name="ControlNumber">TA101, ISA13 of the interchange that is acknowledged.</param>
/// <param name="Date">TA102, ISA09 of that interchange, YYMMDD.</param>
/// <param name="Time">TA103, ISA10 of that interchange.</param>
/// <param name="NoteCode">TA105: 000 no error, 001 control numbers differ, and so on to 031.</param>
public sealed record InterchangeAcknowledgement(string ControlNumber, string Date, string Time, AcknowledgementOutcome Outcome, string NoteCode)
{
    /// <summary>Writes the TA1 into an interchange, before any group.</summary>
    public void Write(X12Writer writer)
    {
        if (Outcome is AcknowledgementOutcome.PartiallyAccepted or AcknowledgementOutcome.SecurityFailed) writer.Refuse(X12RefusalCode.NotAllowed, "TA1", 4, "TA104 is A, E or R");
        writer.Write("TA1", ControlNumber, Date, Time, Outcome.Code(), NoteCode);
    }

    public static IReadOnlyList<InterchangeAcknowledgement> Read(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        List<InterchangeAcknowledgement> read = [];
        while (reader.Read())
        {
            var segment = reader.Segment;
            if (reader.Tag != SegmentTag.Ta1) continue;
            read.Add(new InterchangeAcknowledgement(
                segment.Text(1), segment.Text(2), segment.Text(3), AcknowledgementOutcomes.Read(reader, segment, 4), segment.Text(5)));
        }

        return read;
    }
}
