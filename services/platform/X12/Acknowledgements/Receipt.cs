namespace Healthcare.X12;

/// <summary>What is answered for one interchange that was received: a TA1, and a 999 for each of its groups.</summary>
/// <param name="Interchange">Null where there was no ISA to answer.</param>
/// <param name="Groups">Empty where the interchange as a whole was refused.</param>
public sealed record InterchangeReceipt(InterchangeHeader? Interchange, InterchangeAcknowledgement Acknowledgement, IReadOnlyList<GroupReceipt> Groups)
{
    /// <summary>Whether the interchange held nothing but TA1, 999 and 997, even where it was refused.</summary>
    public bool HoldsOnlyAcknowledgements { get; init; }
}

/// <summary>A group that was received with what the 999 says of it; null for a group of acknowledgements, which are not acknowledged themselves.</summary>
public sealed record GroupReceipt(GroupHeader Group, Acknowledgement999? Acknowledgement);

/// <summary>Produces TA1 and 999 for what was received, from what reading it found (005010X231A1; TA1 by X12.5).</summary>
public static class Receipts
{
    public static IReadOnlyList<InterchangeReceipt> Of(ReadOnlyMemory<byte> bytes)
    {
        var faults = new Faults();
        using var reader = new X12Reader(bytes, new X12Findings(keep: 0) { Found = faults.Add });
        List<Received> interchanges = [];
        while (reader.Read()) Take(reader, interchanges);
        return [.. interchanges.Select(i => Answer(i, faults))];
    }

    public static async Task<IReadOnlyList<InterchangeReceipt>> OfAsync(Stream stream, CancellationToken cancel)
    {
        var faults = new Faults();
        using var reader = new X12Reader(stream, new X12Findings(keep: 0) { Found = faults.Add });
        List<Received> interchanges = [];
        while (await reader.ReadAsync(cancel).ConfigureAwait(false)) Take(reader, interchanges);
        return [.. interchanges.Select(i => Answer(i, faults))];
    }

    private static void Take(X12Reader reader, List<Received> interchanges)
    {
        if (reader.Tag == SegmentTag.Isa && reader.Interchange is { } header) interchanges.Add(new Received(header, reader.InterchangeNumber));
        if (interchanges is not [.., var open]) return;
        if (reader.Tag == SegmentTag.Ta1) open.HoldsTa1 = true;
        if (reader.Tag == SegmentTag.Gs && reader.Group is { } group) open.Groups.Add(new ReceivedGroup(group, reader.SegmentNumber));
        if (reader.Tag == SegmentTag.St && reader.Set is { } set && open.Groups is [.., var last]) last.Sets.Add((reader.SetNumber, set));
    }

    private static InterchangeReceipt Answer(Received received, Faults faults)
    {
        var own = faults.OfInterchange(received.Number);
        var note = own.Select(NoteOf).FirstOrDefault(n => n is not null);
        var acknowledgement = new InterchangeAcknowledgement(
            received.Header.ControlNumber, received.Header.Date, received.Header.Time, note is null ? AcknowledgementOutcome.Accepted : AcknowledgementOutcome.Rejected, note ?? "000");
        List<GroupReceipt> groups = [];
        var next = 0;
        for (var i = 0; note is null && i < received.Groups.Count; i++)
        {
            // A trailer's fault names no set; it is the group's whose GS came last before it. A missing GE is found at what follows it.
            var until = i + 1 < received.Groups.Count ? received.Groups[i + 1].From : long.MaxValue;
            var first = next;
            while (next < own.Count && own[next].SegmentNumber <= until) next++;
            groups.Add(Answer(received.Groups[i], own.Skip(first).Take(next - first), faults));
        }

        return new InterchangeReceipt(received.Header, acknowledgement, groups)
        {
            HoldsOnlyAcknowledgements = (received.HoldsTa1 || received.Groups.Count > 0) && received.Groups.All(g => g.Header.FunctionalId == Acknowledgement999.FunctionalId),
        };
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

    private static GroupReceipt Answer(ReceivedGroup group, IEnumerable<X12Finding> own, Faults faults)
    {
        // Acknowledging an acknowledgement would never end.
        if (group.Header.FunctionalId == Acknowledgement999.FunctionalId) return new GroupReceipt(group.Header, null);
        var errors = own.Select(GroupErrorOf).OfType<string>().Distinct().ToList();
        var sets = group.Sets.Select(s => Answer(s.Header, faults.OfSet(s.Number))).ToList();
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
        var segments = findings.Where(f => SetErrorOf(f) is null).Select(SegmentErrorOf).ToList();
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

        internal bool HoldsTa1 { get; set; }
    }

    /// <param name="From">Position of GS in its interchange.</param>
    private sealed record ReceivedGroup(GroupHeader Header, long From)
    {
        internal List<(int Number, SetHeader Header)> Sets { get; } = [];
    }

    /// <summary>The errors of each set and interchange, the first of each: one is enough to refuse, and a hostile file has no end of them.</summary>
    private sealed class Faults
    {
        private const int MostOfEach = 100;

        private readonly Dictionary<int, List<X12Finding>> _bySet = [];
        private readonly Dictionary<int, List<X12Finding>> _byInterchange = [];

        internal void Add(X12Finding finding)
        {
            if (finding.Severity != X12Severity.Error) return;
            var (by, key) = finding.Set == 0 ? (_byInterchange, finding.Interchange) : (_bySet, finding.Set);
            if (!by.TryGetValue(key, out var list)) by[key] = list = [];
            if (list.Count < MostOfEach) list.Add(finding);
        }

        internal List<X12Finding> OfSet(int number) => _bySet.GetValueOrDefault(number) ?? [];

        internal List<X12Finding> OfInterchange(int number) => _byInterchange.GetValueOrDefault(number) ?? [];
    }
}
