using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Healthcare.Testing.Telemetry;

/// <summary>One PromQL expression of the board or of an alert, with the panel, variable or alert that asks it.</summary>
public sealed record DashboardQuestion(string AskedBy, string Expression)
{
    /// <summary>The Prometheus series that the expression reads.</summary>
    public IReadOnlySet<string> Metrics { get; } = DashboardMetrics.SeriesIn(Expression);
}

/// <summary>What the chart's dashboard and alerts ask Prometheus, read from the files that the chart ships.</summary>
public static partial class DashboardMetrics
{
    private const int Bound = 1000;

    private static readonly HashSet<string> Words = ["and", "or", "unless", "bool", "offset", "atan2", "ignoring", "on", "group_left", "group_right", "by", "without", "inf", "nan", "start", "end"];

    /// <summary>Every question of every dashboard of the chart.</summary>
    public static IReadOnlyList<DashboardQuestion> OfBoards() =>
        [.. Directory.EnumerateFiles(Repository.PathOf("charts", "healthcare", "dashboards"), "*.json").Order(StringComparer.Ordinal).SelectMany(OfBoard)];

    /// <summary>Every question of every alert of the chart.</summary>
    public static IReadOnlyList<DashboardQuestion> OfAlerts() =>
        [.. Directory.EnumerateFiles(Repository.PathOf("charts", "healthcare", "alerts"), "*.yaml").Order(StringComparer.Ordinal).SelectMany(OfRules)];

    /// <summary>The series that an expression reads: names that are no function, keyword, label or duration.</summary>
    public static IReadOnlySet<string> SeriesIn(string expression)
    {
        var bare = expression;
        foreach (var part in new[] { Quoted(), Selector(), Range(), Grouping() }) bare = part.Replace(bare, " ");
        return Name().Matches(bare).Select(name => name.Value).Where(name => !Words.Contains(name)).ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<DashboardQuestion> OfBoard(string file)
    {
        using var board = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var panel in board.RootElement.GetProperty("panels").EnumerateArray())
        {
            if (!panel.TryGetProperty("targets", out var targets)) continue;
            var title = panel.GetProperty("title").GetString() ?? "";
            foreach (var target in targets.EnumerateArray()) yield return new DashboardQuestion(title, target.GetProperty("expr").GetString() ?? "");
        }

        foreach (var variable in board.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray())
        {
            if (variable.GetProperty("type").GetString() != "query") continue;
            var query = variable.GetProperty("query").GetProperty("query").GetString() ?? "";
            yield return new DashboardQuestion($"${variable.GetProperty("name").GetString()}", LabelValues().Replace(query, "${series}"));
        }
    }

    private static IEnumerable<DashboardQuestion> OfRules(string file)
    {
        using var text = new StreamReader(file);
        var rules = new YamlStream();
        rules.Load(text);
        return from YamlMappingNode rule in ((YamlSequenceNode)rules.Documents[0].RootNode["groups"]).SelectMany(g => (YamlSequenceNode)g["rules"])
               select new DashboardQuestion(rule["alert"].ToString(), rule["expr"].ToString());
    }

    [GeneratedRegex("""
        "[^"]*"
        """, RegexOptions.None, Bound)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, Bound)]
    private static partial Regex Selector();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.None, Bound)]
    private static partial Regex Range();

    [GeneratedRegex(@"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", RegexOptions.None, Bound)]
    private static partial Regex Grouping();

    // A name starts with no digit, so a duration or a number is none; a function is followed by its arguments.
    [GeneratedRegex(@"(?<![\w:.])[a-zA-Z_:][\w:]*\b(?!\s*\()", RegexOptions.None, Bound)]
    private static partial Regex Name();

    [GeneratedRegex(@"^label_values\(\s*(?<series>[^,]+),[^)]*\)$", RegexOptions.None, Bound)]
    private static partial Regex LabelValues();
}
