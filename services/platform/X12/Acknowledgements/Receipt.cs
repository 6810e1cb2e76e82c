namespace Healthcare.X12;

/// <summary>What is answered for one interchange that was received: a TA1, and a 999 for each of its groups.</summary>
/// <param name="Interchange">Null where there was no ISA to answer.</param>
/// <param name="Groups">Empty where the interchange as a whole was refused.</param>
public sealed record InterchangeReceipt(InterchangeHeader? Interchange, InterchangeAcknowledgement Acknowledgement, IReadOnlyList<GroupReceipt> Groups);

/// <summary>A group that was received with what the 999 says of it; null for a group of acknowledgements, which are not acknowledged themselves.</summary>
public sealed record GroupReceipt(GroupHeader Group, Acknowledgement999? Acknowledgement);

/// <summary>Produces TA1 and 999 for what was received, from what reading it found (005010X231A1; TA1 by X12.5).</summary>
public static class Receipts
{
    public static IReadOnlyList<InterchangeReceipt> Of(ReadOnlyMemory<byte> bytes)
    {
        var findings = new X12Findings();
        using var reader = new X12Reader(bytes, findings);
        List<Received> interchanges = [];
        while (reader.Read())
        {
            if (reader.Tag == SegmentTag.Isa && reader.Interchange is { } header) interchanges.Add(new Received(header, reader.InterchangeNumber));
            if (interchanges.Count == 0) continue;
            if (reader.Tag == SegmentTag.Gs && reader.Group is { } group) interchanges[^1].Groups.Add(new ReceivedGroup(group, reader.SegmentNumber));
            if (reader.Tag == SegmentTag.St && reader.Set is { } set && interchanges[^1].Groups is [.., var last]) last.Sets.Add((reader.SetNumber, set));
        }

        return [.. interchanges.Select(i => Answer(i, findings))];
    }

    private static InterchangeReceipt Answer(Received received, X12Findings findings)
    {
        var own = findings.Kept.Where(f => f.Interchange == received.Number).ToList();
        var note = own.Where(f => f.Set == 0 && f.Severity == X12Severity.Error).Select(NoteOf).FirstOrDefault(n => n is not null);
        var acknowledgement = new InterchangeAcknowledgement(
            received.Header.ControlNumber, received.Header.Date, received.Header.Time, note is null ? AcknowledgementOutcome.Accepted : AcknowledgementOutcome.Rejected, note ?? "000");
        return new InterchangeReceipt(received.Header, acknowledgement, note is null ? [.. received.Groups.Select((g, at) => Answer(g, own, at + 1 < received.Groups.Count ? received.Groups[at + 1].From : long.MaxValue))] : []);
    }

    /// <summary>TA105; null where the fault is not one of the interchange.</summary>
    private static string? NoteOf(X12Finding finding) => finding.Code switch
    {
        X12FindingCode.InterchangeControlNumberDiffers => "001",
        X12FindingCode.GroupCountWrong => "021",
        X12FindingCode.InterchangeHeaderUnreadable or X12FindingCode.GroupOutsideInterchange or X12FindingCode.SetOutsideGroup => "022",
        X12FindingCode.InterchangeTrailerMissing => "023",
        X12FindingCode.NothingToRead => "024",
        _ => null,
    };

    private static GroupReceipt Answer(ReceivedGroup group, IReadOnlyList<X12Finding> findings, long until)
    {
        // Acknowledging an acknowledgement would never end.
        if (group.Header.FunctionalId == Acknowledgement999.FunctionalId) return new GroupReceipt(group.Header, null);
        // A trailer's fault names no set; it is the group's whose GS came last before it. A missing GE is found at what follows it.
        var errors = findings.Where(f => f.Set == 0 && f.SegmentNumber > group.From && f.SegmentNumber <= until && f.Severity == X12Severity.Error).Select(GroupErrorOf).OfType<string>().Distinct().ToList();
        var sets = group.Sets.Select(s => Answer(s.Header, [.. findings.Where(f => f.Set == s.Number && f.Severity == X12Severity.Error)])).ToList();
        var accepted = errors.Count > 0 ? 0 : sets.Count(s => s.Outcome != AcknowledgementOutcome.Rejected);
        return new GroupReceipt(group.Header, new Acknowledgement999
        {
            GroupFunctionalId = group.Header.FunctionalId,
            GroupControlNumber = group.Header.ControlNumber,
            GroupVersion = group.Header.Version,
            Sets = sets,
            Outcome = accepted == sets.Count ? AcknowledgementOutcome.Accepted : accepted == 0 ? AcknowledgementOutcome.Rejected : AcknowledgementOutcome.PartiallyAccepted,
            SetsIncluded = sets.Count,
            SetsReceived = sets.Count,
            SetsAccepted = accepted,
            ErrorCodes = errors,
        });
    }

    /// <summary>AK905; null where the fault is not one of the group.</summary>
    private static string? GroupErrorOf(X12Finding finding) => finding.Code switch
    {
        X12FindingCode.GroupTrailerMissing => "3",
        X12FindingCode.GroupControlNumberDiffers => "4",
        X12FindingCode.SetCountWrong => "5",
        _ => null,
    };

    private static SetAcknowledgement Answer(SetHeader set, IReadOnlyList<X12Finding> findings)
    {
        var segments = findings.Where(f => SetErrorOf(f) is null).Take(100).Select(SegmentErrorOf).ToList();
        var codes = findings.Select(SetErrorOf).OfType<string>().Distinct().ToList();
        if (segments.Count > 0) codes.Add("5");
        return new SetAcknowledgement
        {
            SetId = set.Id,
            ControlNumber = set.ControlNumber,
            Implementation = set.Implementation,
            Errors = segments,
            Outcome = codes.Count > 0 ? AcknowledgementOutcome.Rejected : AcknowledgementOutcome.Accepted,
            ErrorCodes = codes,
        };
    }

    /// <summary>IK502; null where the fault is one of a segment.</summary>
    private static string? SetErrorOf(X12Finding finding) => finding.Code switch
    {
        X12FindingCode.SetTrailerMissing => "2",
        X12FindingCode.SetControlNumberDiffers => "3",
        X12FindingCode.SegmentCountWrong => "4",
        X12FindingCode.SetControlNumberRepeated => "23",
        _ => null,
    };

    private static SegmentError SegmentErrorOf(X12Finding finding)
    {
        var id = finding.SegmentId.All(char.IsAsciiLetterOrDigit) && finding.SegmentId.Length is 2 or 3 ? finding.SegmentId : "ZZZ";
        var error = new SegmentError(id, (int)Math.Min(finding.SegmentNumber, int.MaxValue), null, finding.Element > 0 ? "8" : finding.Code == X12FindingCode.SegmentIdInvalid ? "1" : "2");
        return finding.Element > 0 ? error with { Elements = [new ElementError(finding.Element, null, null, null, finding.Code == X12FindingCode.ElementMissing ? "1" : "7", null)] } : error;
    }

    private sealed record Received(InterchangeHeader Header, int Number)
    {
        internal List<ReceivedGroup> Groups { get; } = [];
    }

    /// <param name="From">Position of GS in its interchange.</param>
    private sealed record ReceivedGroup(GroupHeader Header, long From)
    {
        internal List<(int Number, SetHeader Header)> Sets { get; } = [];
    }
}
