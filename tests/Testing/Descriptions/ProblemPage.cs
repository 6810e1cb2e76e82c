using System.Globalization;
using System.Text.RegularExpressions;

namespace Healthcare.Testing.Descriptions;

/// <summary>A page of contracts/problems, in its parts.</summary>
public sealed partial record ProblemPage(string Code, string Text)
{
    /// <summary>The sections that every page has, in this order.</summary>
    public static readonly IReadOnlyList<string> Sections = ["Why", "Wrong", "Right", "Who helps"];

    public int Status => StatusLine().Match(Text) is { Success: true } line ? int.Parse(line.Groups["status"].ValueSpan, CultureInfo.InvariantCulture) : 0;

    public IReadOnlyList<string> Headings => [.. Heading().Matches(Text).Select(m => m.Groups["name"].Value)];

    public RequestText Wrong => RequestText.Parse(BlockOf("Wrong"));

    public RequestText Right => RequestText.Parse(BlockOf("Right"));

    public static IReadOnlyList<ProblemPage> All() =>
    [
        .. Directory.EnumerateFiles(Repository.PathOf("contracts", "problems"), "*.md").Order(StringComparer.Ordinal)
            .Select(f => new ProblemPage(Path.GetFileNameWithoutExtension(f), File.ReadAllText(f))),
    ];

    public static ProblemPage Of(string code) => new(code, File.ReadAllText(Repository.PathOf("contracts", "problems", $"{code}.md")));

    /// <summary>What stands under a heading.</summary>
    public string Under(string heading)
    {
        var at = Text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        if (at < 0) return "";
        var from = at + heading.Length + 5;
        var until = Text.IndexOf("\n## ", from, StringComparison.Ordinal);
        return (until < 0 ? Text[from..] : Text[from..until]).Trim();
    }

    private string BlockOf(string heading)
    {
        var blocks = Block().Matches(Under(heading));
        return blocks is [var one] ? one.Groups["request"].Value : throw new FormatException($"{Code}: '{heading}' shows one request, here are {blocks.Count}.");
    }

    [GeneratedRegex(@"^Status (?<status>\d{3})\.", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatusLine();

    [GeneratedRegex("^## (?<name>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("^```http\n(?<request>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}

/// <summary>A request as it is written down: first line, headers, an empty line, the body; <c>{names}</c> in it are to be filled in.</summary>
public sealed partial record RequestText(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string? Body)
{
    public static RequestText Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = (end < 0 ? text : text[..end]).Split('\n');
        if (lines[0].Split(' ') is not [var method, var path, "HTTP/1.1"]) throw new FormatException($"No request begins with: {lines[0]}");
        var headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(h => h[0], h => h[1], StringComparer.OrdinalIgnoreCase);
        return new RequestText(method, path, headers, end < 0 ? null : text[(end + 2)..]);
    }

    /// <summary>The names that are to be filled in.</summary>
    public IReadOnlySet<string> Names => Name().Matches($"{Path}\n{string.Join('\n', Headers.Values)}\n{Body}").Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

    public RequestText With(IReadOnlyDictionary<string, string> values) => new(
        Method,
        Filled(Path, values),
        Headers.ToDictionary(h => h.Key, h => Filled(h.Value, values), StringComparer.OrdinalIgnoreCase),
        Body is null ? null : Filled(Body, values));

    private static string Filled(string text, IReadOnlyDictionary<string, string> values) =>
        Name().Replace(text, m => values.GetValueOrDefault(m.Groups["name"].Value) ?? throw new FormatException($"Nobody says what {m.Value} is."));

    [GeneratedRegex(@"\{(?<name>[a-zA-Z]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
