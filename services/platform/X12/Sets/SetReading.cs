using System.Globalization;

namespace Healthcare.X12;

/// <summary>A held set while a view reads it: its heading, its HL levels in order, and findings with their place.</summary>
internal sealed class SetReading
{
    private readonly X12Findings _findings;

    internal SetReading(TransactionSet set, X12Findings findings)
    {
        Set = set;
        _findings = findings;
        var first = 0;
        while (first < set.Segments.Count && set.Segments[first].Id != "HL") first++;
        Heading = [.. set.Segments.Take(first)];
        Levels = Cut(set.Segments, first);
    }

    internal TransactionSet Set { get; }

    internal IReadOnlyList<RawSegment> Heading { get; }

    /// <summary>In the order of the file; a level belongs to those of the codes above it that came last.</summary>
    internal IReadOnlyList<SetLevel> Levels { get; }

    internal RawSegment? FirstOfHeading(string id) => Heading.FirstOrDefault(s => s.Id == id);

    internal void Report(X12FindingCode code, X12Severity severity, RawSegment? segment, int element, string meaning) =>
        _findings.Add(new X12Finding(code, severity, Set.InterchangeNumber, Set.Number, segment?.Number ?? 1, segment?.Id ?? "ST", element, meaning));

    /// <summary>Reports an element whose code is not in its list.</summary>
    internal void CheckCode(RawSegment segment, int element, string? code, params ReadOnlySpan<string> allowed)
    {
        if (code is null || !allowed.Contains(code)) Report(X12FindingCode.ElementInvalid, X12Severity.Warning, segment, element, string.Create(CultureInfo.InvariantCulture, $"{segment.Id}{element:D2} is not in its list"));
    }

    internal DateTime Time(RawSegment? segment, int date, int time)
    {
        if (segment is null) return DateTime.MinValue;
        if (segment.Date(date) is not { } day)
        {
            Report(X12FindingCode.DateUnreadable, X12Severity.Warning, segment, date, string.Create(CultureInfo.InvariantCulture, $"{segment.Id}{date:D2} is not a date"));
            return DateTime.MinValue;
        }

        return day.ToDateTime(X12Text.TimeOrMidnight(segment[time]));
    }

    private List<SetLevel> Cut(IReadOnlyList<RawSegment> segments, int first)
    {
        List<SetLevel> levels = [];
        HashSet<string> numbers = new(StringComparer.Ordinal);
        SetLevel? open = null;
        for (var i = first; i < segments.Count; i++)
        {
            var segment = segments[i];
            if (segment.Id != "HL")
            {
                open?.Own.Add(segment);
                continue;
            }

            open = new SetLevel(segment);
            levels.Add(open);
            // A level that names no level above it is still read where it stands.
            if (segment.TextOrNull(2) is { } parent && !numbers.Contains(parent)) Report(X12FindingCode.LevelParentUnknown, X12Severity.Error, segment, 2, "HL02 names no level above this one");
            if (!numbers.Add(segment[1])) Report(X12FindingCode.LevelNumberWrong, X12Severity.Error, segment, 1, "HL01 was used before in this set");
        }

        return levels;
    }
}

/// <summary>One HL with the segments up to the next.</summary>
internal sealed class SetLevel(RawSegment hl)
{
    internal RawSegment Hl => hl;

    /// <summary>HL03: 20 source, 21 receiver, 19 provider, 22 subscriber, 23 dependent, PT patient, EV event, SS service.</summary>
    internal string Code => hl[3];

    internal List<RawSegment> Own { get; } = [];
}

/// <summary>Cuts a run of segments into what stands before the first loop and the loops that begin with certain segments.</summary>
internal static class Loops
{
    internal static (IReadOnlyList<RawSegment> Head, IReadOnlyList<IReadOnlyList<RawSegment>> Loops) Of(IReadOnlyList<RawSegment> segments, params ReadOnlySpan<string> begin)
    {
        List<RawSegment> head = [];
        List<IReadOnlyList<RawSegment>> loops = [];
        List<RawSegment>? open = null;
        foreach (var segment in segments)
        {
            if (begin.Contains(segment.Id))
            {
                open = [];
                loops.Add(open);
            }

            (open ?? head).Add(segment);
        }

        return (head, loops);
    }
}
