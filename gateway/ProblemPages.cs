using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Healthcare.ServiceDefaults;
using Markdig;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Healthcare.Gateway;

/// <summary>The page that a problem's <c>type</c> leads to: what is wrong, why, the corrected request and who helps; written in contracts/problems, one for each code.</summary>
internal static class ProblemPages
{
    private const string Folder = "problems/";
    private const string Html = "text/html";
    private const string Markdown = "text/markdown";

    // The pages are ours, and still no HTML in them is taken for markup.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();

    private static readonly FrozenDictionary<string, Page> Pages = Read().ToFrozenDictionary(p => p.Code, StringComparer.Ordinal);

    private static readonly Page Contents = Page.Of("", $"# Problems\n\n{string.Concat(Pages.Values.OrderBy(p => p.Code, StringComparer.Ordinal).Select(p => $"- [`{p.Code}`](/problems/{p.Code}): {p.Sentence}\n"))}");

    /// <summary>The codes that have a page.</summary>
    public static IReadOnlyCollection<string> Codes => Pages.Keys;

    public static void MapProblemPages(this WebApplication app)
    {
        var pages = app.MapGroup("/problems").RequireAuthorization(Policies.Public);
        pages.MapGet("/", static (HttpContext http) => Contents.Answer(http));
        pages.MapGet("/{code}", static Results<FileContentHttpResult, NotFound> (string code, HttpContext http) =>
            Pages.TryGetValue(code, out var page) ? page.Answer(http) : TypedResults.NotFound());
    }

    private static IEnumerable<Page> Read()
    {
        var assembly = typeof(ProblemPages).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the assembly.");
            using var reader = new StreamReader(stream, Encoding.UTF8);
            yield return Page.Of(Path.GetFileNameWithoutExtension(name[Folder.Length..]), reader.ReadToEnd());
        }
    }

    private sealed record Page(string Code, string Sentence, byte[] Source, byte[] Rendered)
    {
        public static Page Of(string code, string markdown)
        {
            // The first paragraph under the title.
            var sentence = markdown.Split('\n').Skip(1).FirstOrDefault(l => l.Length > 0) ?? "";
            return new Page(code, sentence, Encoding.UTF8.GetBytes(markdown), Encoding.UTF8.GetBytes(Document(code, Markdig.Markdown.ToHtml(markdown, Pipeline))));
        }

        public FileContentHttpResult Answer(HttpContext http)
        {
            var wantsSource = Prefers(http.Request.GetTypedHeaders().Accept);
            var (bytes, type) = wantsSource ? (Source, Markdown) : (Rendered, Html);
            http.Response.Headers.CacheControl = "public, max-age=3600";
            http.Response.Headers.Vary = HeaderNames.Accept;
            http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
            return TypedResults.Bytes(bytes, $"{type}; charset=utf-8", entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\""));
        }

        private static bool Prefers(IList<MediaTypeHeaderValue> accepted) => WeightOf(accepted, Markdown) > WeightOf(accepted, Html);

        private static double WeightOf(IList<MediaTypeHeaderValue> accepted, string type) =>
            accepted.Where(a => string.Equals(a.MediaType.Value, type, StringComparison.OrdinalIgnoreCase)).Select(a => a.Quality ?? 1).DefaultIfEmpty(0).Max();

        private static string Document(string code, string body) =>
            $$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{HtmlEncoder.Default.Encode(code.Length > 0 ? code : "Problems")}}</title>
            <style>
            :root { color-scheme: light dark }
            body { font: 16px/1.5 system-ui; max-width: 48rem; margin: 3rem auto; padding: 0 1rem }
            pre { background: color-mix(in srgb, currentcolor 8%, transparent); padding: 1rem; overflow: auto }
            </style></head>
            <body>
            {{body}}
            <p><a href="/problems/">All problems</a></p>
            </body></html>
            """;
    }
}
