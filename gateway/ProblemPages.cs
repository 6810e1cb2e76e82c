using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Healthcare.ServiceDefaults;

namespace Healthcare.Gateway;

/// <summary>The page that a problem's <c>type</c> leads to: what is wrong, and the corrected request.</summary>
internal static partial class ProblemPages
{
    public static void MapProblemPages(this WebApplication app)
    {
        var pages = app.MapGroup("/problems").RequireAuthorization(Policies.Public);
        pages.MapGet("/", static () => Page("Problems", List()));
        pages.MapGet("/{code}", static (string code) =>
            KnownProblems.Find(code) is { } problem ? Page(problem.Title, Describe(problem))
            : Code().IsMatch(code) ? Page("A rule of the business said no.", Describe(KnownProblems.Refused with { Code = code }))
            : Results.NotFound());
    }

    private static IResult Page(string title, string body) => Results.Content(
        $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Text(title)}</title>
        <style>body{"{"}font:16px/1.5 system-ui;max-width:44rem;margin:3rem auto;padding:0 1rem{"}"}pre{"{"}background:#f3f3f3;padding:1rem;overflow:auto{"}"}</style></head>
        <body><h1>{Text(title)}</h1>
        {body}
        </body></html>
        """,
        "text/html",
        Encoding.UTF8);

    private static string Describe(Problem problem)
    {
        var page = new StringBuilder();
        page.Append("<p>Status ").Append(problem.Status).Append(", code <code>").Append(Text(problem.Code)).Append("</code>.</p><p>").Append(Text(problem.Remedy)).Append("</p>");
        if (problem.Example is { } example) page.Append("<h2>Like this</h2><pre>").Append(Text(example)).Append("</pre>");
        return page.Append("<p><a href=\"/problems/\">All problems</a></p>").ToString();
    }

    private static string List() =>
        $"<ul>{string.Concat(KnownProblems.All.OrderBy(p => p.Status).ThenBy(p => p.Code, StringComparer.Ordinal).Select(p => $"<li>{p.Status} <a href=\"/problems/{p.Code}\">{Text(p.Code)}</a>: {Text(p.Title)}</li>"))}</ul>";

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+){1,8}$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Code();
}
