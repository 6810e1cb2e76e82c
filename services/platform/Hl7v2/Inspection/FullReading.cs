namespace Healthcare.Hl7v2;

/// <summary>Reads every value of a part in every way that there is, so that damage shows wherever it may hide.</summary>
internal static class FullReading
{
    // Beyond these a hostile message only repeats itself.
    private const int MostSegments = 1_000;
    private const int MostFields = 100;
    private const int MostRepetitions = 20;

    private static readonly Func<Hl7Value, object?>[] Types =
    [
        Dtm.Read, Hd.Read, Ei.Read, Cx.Read, Cwe.Read, Xpn.Read, Xcn.Read, Xon.Read, Pln.Read, Xad.Read, Xtn.Read, Pl.Read, Nm.Read, Cp.Read, Tq.Read,
    ];

    internal static void Read(Hl7Part part, Hl7Findings findings)
    {
        switch (part)
        {
            case Hl7Message message:
                Hl7Rules.Check(message, findings);
                foreach (var segment in message.Segments.Take(MostSegments)) Read(segment);
                Views(message);
                _ = Acknowledgement.Read(message);
                _ = Acknowledgement.Of(message, findings).Answer(message, "1", DateTimeOffset.UnixEpoch);
                break;
            case BatchSegment batch:
                Read(batch.Segment);
                break;
            case RefusedPart refused:
                _ = Acknowledgement.Of(refused).Answer(refused, "1", DateTimeOffset.UnixEpoch);
                break;
        }
    }

    private static void Read(Hl7Segment segment)
    {
        foreach (var (_, field) in segment.Fields().Take(MostFields))
        {
            if (field.Presence == Hl7Presence.Absent) continue;
            _ = field.WholeText;
            foreach (var repetition in field.Repetitions.Take(MostRepetitions))
            {
                foreach (var read in Types) _ = read(repetition);
            }
        }
    }

    private static void Views(Hl7Message message)
    {
        _ = ReferralMessage.Of(message)?.ReferredToProvider;
        _ = AppointmentMessage.Of(message)?.Start;
        _ = OrderMessage.Of(message)?.Orders;
        _ = PatientMessage.Of(message)?.Action;
        _ = DocumentMessage.Of(message)?.Content;
        _ = ChargeMessage.Of(message)?.Charges.Select(c => c.Amount).LastOrDefault();
        _ = AccountMessage.Of(message)?.Procedures;
    }
}
