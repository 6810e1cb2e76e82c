using System.Globalization;
using System.Xml.Linq;
using Healthcare.Handoffs;

namespace Healthcare.Audit.Map;

/// <summary>
/// The map as a person reads it at a glance: the parts of the journey from left to right, each boundary a band as wide as what comes through and in the colour of its age against its clock.
/// Words say everything that colour and width say. Pure: the same answer draws the same picture.
/// </summary>
internal static class MapPicture
{
    private const int Margin = 24;
    private const int Column = 208;
    private const int Gap = 12;
    private const int Head = 132;
    private const int Legend = 96;
    private const int Band = 34;
    private const int LettersInLine = 25;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    // Light and dark by what the reader's device asks for; late is told by marks too, for those who do not tell its colour.
    private const string Style = """
        text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;font-size:12px;fill:#1f2328}
        .page{fill:#ffffff}.part{fill:#f3f5f8}.heading{fill:#dde3ea}
        .title{font-size:24px;font-weight:700}.under{font-size:14px;fill:#59636e}.phase{font-size:15px;font-weight:600}.name{font-size:13px;font-weight:600}
        .id,.quiet{fill:#59636e}.alarm{fill:#b3261e;font-weight:600}.count{font-size:14px;font-weight:700;fill:#1f2328}.plate{fill:#ffffff;stroke:#59636e;stroke-width:1}
        .clear{fill:#b6bfc9}.in-time{fill:#3f8fc4}.near-due{fill:#e0a526}.late{fill:#d9482b}.very-late{fill:#8a1538}
        @media (prefers-color-scheme:dark){text{fill:#e6edf3}.page{fill:#0d1117}.part{fill:#161b22}.heading{fill:#262d37}
        .under,.id,.quiet{fill:#9ea7b3}.alarm{fill:#ff9a8c}.count{fill:#e6edf3}.plate{fill:#0d1117;stroke:#9ea7b3}
        .clear{fill:#4b5563}.in-time{fill:#4ea3d8}.near-due{fill:#e3b341}.late{fill:#f0633f}.very-late{fill:#e23a6e}}
        """;

    public static string Draw(MapAnswer map)
    {
        var phases = Journey.Phases.Select(p => (Phase: p, Boundaries: map.Boundaries.Where(b => b.Phase == p).ToList())).Where(p => p.Boundaries.Count > 0).ToList();
        var widest = Math.Max(1, map.Boundaries.Max(b => Volume(b)));
        var drawn = new List<XElement>();
        var bottom = Head;
        for (var i = 0; i < phases.Count; i++)
        {
            var x = Margin + (i * (Column + Gap));
            var y = Head + 44;
            var cells = new List<XElement>();
            foreach (var boundary in phases[i].Boundaries)
            {
                var (cell, height) = Cell(boundary, x + 10, y, widest);
                cells.Add(cell);
                y += height;
            }

            drawn.AddRange(Heading(phases[i].Phase, x, i == phases.Count - 1));
            drawn.AddRange(cells);
            bottom = Math.Max(bottom, y);
        }

        var width = (Margin * 2) + (phases.Count * (Column + Gap)) - Gap;
        var parts = phases.Select((_, i) => Box("part", Margin + (i * (Column + Gap)), Head + 32, Column, bottom - Head - 32));
        var picture = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Text(width)} {Text(bottom + Legend)}"),
            new XAttribute("width", width),
            new XAttribute("height", bottom + Legend),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", "map-title map-desc"),
            new XElement(Svg + "title", new XAttribute("id", "map-title"), $"Where work stands, {Moment(map.At)}"),
            new XElement(Svg + "desc", new XAttribute("id", "map-desc"), Description(map)),
            new XElement(Svg + "style", Style.ReplaceLineEndings("\n")),
            Box("page", 0, 0, width, bottom + Legend),
            Line("title", Margin, 44, "Where work stands"),
            Line("under", Margin, 70, Summary(map)),
            Line("under", Margin, 92, Freshness(map)),
            parts,
            drawn,
            LegendOf(bottom + 30, map));
        return picture.ToString() + "\n";
    }

    private static long Volume(MapBoundary b) => b.Standing.All + b.Flow.Crossed;

    private static IEnumerable<XElement> Heading(string phase, int x, bool isLast)
    {
        var point = isLast ? 0 : Gap;
        yield return new XElement(
            Svg + "polygon",
            new XAttribute("class", "heading"),
            new XAttribute("points", $"{x},{Head} {x + Column},{Head} {x + Column + point},{Head + 16} {x + Column},{Head + 32} {x},{Head + 32}"));
        yield return Line("phase", x + 12, Head + 21, phase);
    }

    private static (XElement Cell, int Height) Cell(MapBoundary b, int x, int y, long widest)
    {
        var cell = new XElement(Svg + "g", new XElement(Svg + "title", Told(b)));
        var at = y + 18;
        var lines = Wrapped(b.Name);
        for (var i = 0; i < lines.Count; i++) cell.Add(Line("name", x, at + (i * 16), lines[i]));
        cell.Add(new XElement(Svg + "text", new XAttribute("class", "id"), new XAttribute("x", x + Column - 20), new XAttribute("y", at), new XAttribute("text-anchor", "end"), b.Boundary));
        at += ((lines.Count - 1) * 16) + 8;
        cell.Add(Arrow(b, x, at, widest));
        if (b.Standing.All > 0) cell.Add(Plate(b, x, at));
        at += Band + 14;
        foreach (var (style, text) in Words(b))
        {
            cell.Add(Line(style, x, at, text));
            at += 15;
        }

        return (cell, at - y + 6);
    }

    // The band grows with the root of what comes through, so that ten times as much is seen and one piece still is.
    private static XElement Arrow(MapBoundary b, int x, int y, long widest)
    {
        var volume = Volume(b);
        var half = volume == 0 ? 2.0 : 2.5 + (((Band / 2) - 4.5) * Math.Sqrt((double)volume / widest));
        var (middle, end) = (y + (Band / 2), x + Column - 20);
        var tip = end - (half + 5);
        var points = $"{Text(x)},{Text(middle - half)} {Text(tip)},{Text(middle - half)} {Text(tip)},{Text(middle - half - 2)} {Text(end)},{Text(middle)} {Text(tip)},{Text(middle + half + 2)} {Text(tip)},{Text(middle + half)} {Text(x)},{Text(middle + half)}";
        return new XElement(Svg + "polygon", new XAttribute("class", ClassOf(b.Pace)), new XAttribute("points", points));
    }

    private static IEnumerable<XElement> Plate(MapBoundary b, int x, int y)
    {
        var text = b.Standing.All.ToString(CultureInfo.InvariantCulture) + b.Pace switch { Pace.Late => " !", Pace.VeryLate => " !!", _ => "" };
        yield return new XElement(
            Svg + "rect", new XAttribute("class", "plate"), new XAttribute("x", x + 6), new XAttribute("y", y + 7), new XAttribute("width", 14 + (text.Length * 8)), new XAttribute("height", 20), new XAttribute("rx", 10));
        yield return Line("count", x + 13, y + 22, text);
    }

    private static IEnumerable<(string Style, string Text)> Words(MapBoundary b)
    {
        if (b.Standing.All == 0) yield return ("quiet", "nothing waits");
        else yield return (b.Standing.Late > 0 ? "alarm" : "", Joined($"{Count(b.Standing.All)} waiting", Some(b.Standing.Late, "late"), Some(b.Standing.Blocked, "blocked")));
        if (b.Ages is { } ages) yield return ("", $"oldest {Journey.Age(ages.OldestSeconds)}");
        if (b is { Ages: not null, Allowed: not null }) yield return ("quiet", $"{b.Allowed} allowed");
        if (b.ValueAtStake is { } value) yield return ("", $"{value.ToString("$#,0", CultureInfo.InvariantCulture)} at stake");
        yield return ("quiet", Joined($"{Count(b.Flow.Crossed)} crossed", b.Flow.BounceRate is > 0 ? $"{b.Flow.BounceRate.Value.ToString("0 %", CultureInfo.InvariantCulture)} sent back" : null, Some(b.Flow.Escalations, "escalated")));
    }

    private static IEnumerable<XElement> LegendOf(int y, MapAnswer map)
    {
        var x = Margin;
        foreach (var (style, text) in ((string, string)[])
        [
            ("in-time", "within its time"), ("near-due", "three quarters of its time gone"), ("late", "its time is up  !"), ("very-late", "twice its time gone  !!"), ("clear", "nothing waits"),
        ])
        {
            yield return new XElement(Svg + "rect", new XAttribute("class", style), new XAttribute("x", x), new XAttribute("y", y - 11), new XAttribute("width", 30), new XAttribute("height", 12), new XAttribute("rx", 2));
            yield return Line("", x + 38, y, text);
            x += 60 + (text.Length * 7);
        }

        yield return Line("quiet", Margin, y + 24, $"Colour: nine in ten of what waits have used no more of their time. Number: what waits. Width: what waits and what crossed since {Moment(map.From)}.");
        yield return Line("quiet", Margin, y + 43, "Late: its time is up, whatever it waits for. Sent back: of what was answered. Escalated: times that a higher level was told. No colour is an opinion: each boundary's clock is in its definition.");
    }

    private static string Told(MapBoundary b) =>
        $"{b.Boundary} {b.Name}. {(b.OwnerRole is { } role ? $"Owner: {ContractFiles.Roles.Find(role)?.Title ?? role}. " : "")}{(b.Allowed is { } allowed ? $"Allowed: {allowed}. " : "")}"
        + $"{Count(b.Standing.All)} waiting, of these {Count(b.Standing.Open)} open, {Count(b.Standing.Blocked)} blocked, {Count(b.Standing.Returned)} returned, {Count(b.Standing.TimedOut)} timed out, {Count(b.Standing.Late)} late. "
        + (b.Ages is { } a ? $"Half wait no longer than {Journey.Age(a.P50Seconds)}, nine in ten {Journey.Age(a.P90Seconds)}, the oldest {Journey.Age(a.OldestSeconds)}. " : "")
        + $"{Count(b.Flow.Crossed)} crossed, {Count(b.Flow.Returned)} returned, {Count(b.Flow.Breaches)} breaches, {Count(b.Flow.Escalations)} escalations.";

    private static string Description(MapAnswer map)
    {
        var oldest = map.Boundaries.Where(b => b.Ages is not null).MaxBy(b => b.Ages?.OldestSeconds);
        var late = map.Boundaries.Where(b => b.Standing.Late > 0).Select(b => $"{b.Name} {Count(b.Standing.Late)}").ToList();
        return $"{Summary(map)}. {(oldest?.Ages is { } ages ? $"The longest wait is at {oldest.Name}: {Journey.Age(ages.OldestSeconds)}. " : "")}{(late.Count > 0 ? $"Late: {string.Join(", ", late)}. " : "")}{Freshness(map)}.";
    }

    private static string Summary(MapAnswer map)
    {
        var places = map.Boundaries.Count(b => b.Standing.All > 0);
        var waiting = map.Waiting == 0 ? "nothing waits at any boundary" : $"{Count(map.Waiting)} {(map.Waiting == 1 ? "piece of work waits" : "pieces of work wait")} at {Count(places)} {(places == 1 ? "boundary" : "boundaries")}, {Count(map.Late)} late";
        return $"{Moment(map.At)}: {waiting}";
    }

    private static string Freshness(MapAnswer map) => map switch
    {
        { Complete: true } => "Everything recorded until then is shown",
        { AsOf: { } asOf } => $"Everything recorded until {asOf.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC is shown",
        _ => "Not every service has been heard of yet: something may be missing",
    };

    private static List<string> Wrapped(string name)
    {
        var lines = new List<string> { "" };
        foreach (var word in name.Split(' '))
        {
            // The first line leaves room for the boundary's id.
            var room = lines.Count == 1 ? LettersInLine - 4 : LettersInLine;
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > room) lines.Add(word);
            else lines[^1] = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
        }

        return lines;
    }

    private static XElement Line(string style, int x, int y, string text) => new(
        Svg + "text", style.Length == 0 ? null : new XAttribute("class", style), new XAttribute("x", x), new XAttribute("y", y), text);

    private static XElement Box(string style, int x, int y, int width, int height) => new(
        Svg + "rect", new XAttribute("class", style), new XAttribute("x", x), new XAttribute("y", y), new XAttribute("width", width), new XAttribute("height", height));

    private static string ClassOf(Pace pace) => pace switch
    {
        Pace.InTime => "in-time",
        Pace.NearDue => "near-due",
        Pace.Late => "late",
        Pace.VeryLate => "very-late",
        _ => "clear",
    };

    private static string Joined(params IEnumerable<string?> texts) => string.Join(" · ", texts.OfType<string>());

    private static string? Some(long count, string what) => count == 0 ? null : $"{Count(count)} {what}";

    private static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset at) => $"{at.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} UTC";
}
