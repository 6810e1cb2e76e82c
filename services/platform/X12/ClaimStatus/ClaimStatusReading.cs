namespace Healthcare.X12;

/// <summary>Reads one 276 or 277 set into a message for each TRN.</summary>
internal sealed class ClaimStatusReading(SetReading set)
{
    private readonly List<ClaimStatusMessage> _read = [];
    private readonly List<LevelSegment> _above = [];
    private ClaimStatusMessage _context = new() { Kind = KindOf(set.Set), Reference = "", At = DateTime.MinValue, Level = "", Trace = new TraceNumber("", "") };

    internal IReadOnlyList<ClaimStatusMessage> Read()
    {
        if (set.FirstOfHeading("BHT") is { } bht)
        {
            _context = _context with { Reference = bht[3], At = set.Time(bht, 4, 5), TransactionType = bht.TextOrNull(6) };
        }
        else
        {
            set.Report(X12FindingCode.ElementMissing, X12Severity.Error, null, 0, "The set has no BHT");
        }

        _above.AddRange(set.Heading.Where(s => s.Id != "BHT" || s.HasBeyond(Named.Through(6))).Select(s => new LevelSegment("", s)));
        foreach (var level in set.Levels) ReadLevel(level);
        return _read;
    }

    private static ClaimStatusKind KindOf(TransactionSet set) =>
        set.Header.Id == "276" ? ClaimStatusKind.Request
        : X12Guides.KindOf(set.Header.Id, set.Implementation) == "277rfai" ? ClaimStatusKind.InformationRequest
        : ClaimStatusKind.Answer;

    private void ReadLevel(SetLevel level)
    {
        Forget(level.Code);
        var (head, loops) = Loops.Of(level.Own, "NM1", "TRN", "SVC");
        Party? party = null;
        ClaimStatusMessage? message = null;
        List<RawSegment> unknown = [];
        foreach (var loop in loops)
        {
            switch (loop[0].Id)
            {
                case "NM1" when party is null && message is null:
                    // DMG stands before NM1 in these guides.
                    party = Party.FromLoop([loop[0], .. head, .. loop.Skip(1)]);
                    _context = Place(level.Code, party);
                    break;
                case "TRN":
                    Add(level.Code, message, unknown);
                    (message, unknown) = Message(level.Code, loop);
                    break;
                case "SVC" when message is not null:
                    message = message with { Lines = Lists.Append(message.Lines, Line(loop)) };
                    break;
                case "SVC":
                    set.Report(X12FindingCode.SegmentOutOfPlace, X12Severity.Error, loop[0], 0, "SVC without TRN");
                    unknown.AddRange(loop);
                    break;
                default:
                    unknown.AddRange(loop);
                    break;
            }
        }

        if (party is null) unknown.InsertRange(0, head);
        if (message is null) _above.AddRange(unknown.Select(s => new LevelSegment(level.Code, s)));
        else Add(level.Code, message, unknown);
    }

    private void Forget(string level)
    {
        _context = level switch
        {
            "20" => _context with { Source = null, Receiver = null, Provider = null, Subscriber = null, Patient = null },
            "21" => _context with { Receiver = null, Provider = null, Subscriber = null, Patient = null },
            "19" => _context with { Provider = null, Subscriber = null, Patient = null },
            "22" => _context with { Subscriber = null, Patient = null },
            _ => _context with { Patient = null },
        };
    }

    private ClaimStatusMessage Place(string level, Party party) => level switch
    {
        "20" => _context with { Source = party },
        "21" => _context with { Receiver = party },
        "19" => _context with { Provider = party },
        "22" => _context with { Subscriber = party },
        _ => _context with { Patient = party },
    };

    private (ClaimStatusMessage Message, List<RawSegment> Unknown) Message(string level, IReadOnlyList<RawSegment> loop)
    {
        var message = _context with { Level = level, Trace = TraceNumber.From(loop[0]) };
        List<RawSegment> unknown = loop[0].HasBeyond(Named.Through(4)) ? [loop[0]] : [];
        var facts = new StatusFacts(set);
        unknown.AddRange(loop.Skip(1).Where(s => !facts.Take(s)));
        return (
            message with { Statuses = facts.Statuses, References = facts.References, Amounts = facts.Amounts, Dates = facts.Dates, Paperwork = facts.Paperwork },
            unknown);
    }

    private StatusedLine Line(IReadOnlyList<RawSegment> loop)
    {
        var svc = loop[0];
        var parts = svc.Components(1);
        List<RawSegment> unknown = svc.HasBeyond(Named.Elements(1, 2, 3, 4, 7)) || parts.Count > 6 ? [svc] : [];
        var facts = new StatusFacts(set);
        // A line has no amounts and no paperwork of its own in these guides.
        unknown.AddRange(loop.Skip(1).Where(s => s.Id is "AMT" or "PWK" || !facts.Take(s)));
        return new StatusedLine
        {
            Qualifier = svc.TextOrNull(1, 1),
            Procedure = svc.TextOrNull(1, 2),
            Modifiers = [.. parts.Skip(2).Take(4).Where(m => m.Length > 0)],
            Charge = svc.Amount(2),
            Paid = svc.Amount(3),
            RevenueCode = svc.TextOrNull(4),
            Units = svc.Amount(7),
            Statuses = facts.Statuses,
            References = facts.References,
            Dates = facts.Dates,
            Unknown = unknown,
        };
    }

    private void Add(string level, ClaimStatusMessage? message, List<RawSegment> unknown)
    {
        if (message is null) return;
        _read.Add(message with { Unknown = [.. _above, .. unknown.Select(s => new LevelSegment(level, s))] });
        _above.Clear();
    }
}

/// <summary>What stands under a TRN or an SVC of a status message.</summary>
internal sealed class StatusFacts(SetReading set)
{
    internal List<ClaimStatus> Statuses { get; } = [];

    internal List<Reference> References { get; } = [];

    internal List<QualifiedAmount> Amounts { get; } = [];

    internal List<QualifiedDate> Dates { get; } = [];

    internal List<Paperwork> Paperwork { get; } = [];

    /// <summary>False where the segment says more than was taken, so that it must be kept as received.</summary>
    internal bool Take(RawSegment segment)
    {
        switch (segment.Id)
        {
            case "STC":
                Statuses.Add(Status(segment));
                return ClaimStatus.IsWhole(segment);
            case "REF":
                References.Add(Reference.From(segment));
                return !segment.HasBeyond(Reference.NamedElements(segment));
            case "AMT" when segment.Amount(2) is { } amount:
                Amounts.Add(new QualifiedAmount(segment[1], amount));
                return !segment.HasBeyond(Named.Through(2));
            case "DTP":
                Dates.Add(QualifiedDate.Of(segment));
                return QualifiedDate.IsWhole(segment);
            case "PWK":
                Paperwork.Add(X12.Paperwork.From(segment));
                return !segment.HasBeyond(X12.Paperwork.NamedElements(segment));
            default:
                return false;
        }
    }

    private ClaimStatus Status(RawSegment stc)
    {
        var status = ClaimStatus.From(stc);
        if (status.Category is not ['A' or 'P' or 'F' or 'R' or 'D' or 'E', ..]) set.Report(X12FindingCode.ElementInvalid, X12Severity.Warning, stc, 1, "STC01-1 is not in its list");
        return status;
    }
}
