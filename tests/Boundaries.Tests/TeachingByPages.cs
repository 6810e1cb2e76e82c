using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Healthcare.Boundaries.Tests.Architecture;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Healthcare.Testing;
using Healthcare.Testing.Descriptions;

namespace Healthcare.Boundaries.Tests;

/// <summary>Every code that a caller may be answered has its page in contracts/problems, and every page has its code.</summary>
public sealed partial class TeachingByPages
{
    private static readonly IReadOnlyList<ProblemPage> Pages = ProblemPage.All();
    private static readonly IReadOnlyList<Operation> Operations = [.. Product.Services.SelectMany(OperationsOf)];

    [Test]
    public void Every_code_has_a_page_and_every_page_a_code()
    {
        var codes = Declared().Concat(Operations.SelectMany(o => o.Answers.Select(a => a.Code))).Concat(Findings()).ToHashSet(StringComparer.Ordinal);
        var pages = Pages.Select(p => p.Code).ToHashSet(StringComparer.Ordinal);
        Assert.Multiple(() =>
        {
            Assert.That(codes, Has.Count.GreaterThan(200), "the codes are found");
            Assert.That(codes.Except(pages).Order(StringComparer.Ordinal), Is.Empty, "codes without a page");
            Assert.That(pages.Except(codes).Order(StringComparer.Ordinal), Is.Empty, "pages without a code");
        });
    }

    [Test]
    public void Every_page_has_its_parts_and_the_status_that_is_answered()
    {
        var statuses = Operations.SelectMany(o => o.Answers).ToLookup(a => a.Code, a => a.Status, StringComparer.Ordinal);
        Assert.Multiple(() =>
        {
            foreach (var page in Pages)
            {
                Assert.That(page.Text, Does.StartWith($"# {page.Code}\n\n"), page.Code);
                Assert.That(page.Headings, Is.EqualTo(ProblemPage.Sections), page.Code);
                foreach (var section in ProblemPage.Sections) Assert.That(page.Under(section), Is.Not.Empty, $"{page.Code}: {section}");
                if (statuses.Contains(page.Code)) Assert.That(statuses[page.Code], Does.Contain(page.Status), page.Code);
                else Assert.That(page.Status, Is.InRange(400, 599), page.Code);
            }
        });
    }

    [Test]
    public void Every_corrected_request_is_one_that_the_APIs_describe()
    {
        Assert.Multiple(() =>
        {
            foreach (var page in Pages)
            {
                var request = page.Right;
                Assert.That(page.Wrong, Is.Not.EqualTo(request), page.Code);
                if (Operations.FirstOrDefault(o => o.Is(request)) is not { } operation)
                {
                    Assert.Fail($"{page.Code}: no service describes {request.Method} {request.Path}");
                    continue;
                }

                Assert.That(request.Headers.Keys, Is.SupersetOf(operation.Headers.Append("Authorization")), page.Code);
                if (request.Headers.TryGetValue("Content-Type", out var type) && type.EndsWith("json", StringComparison.Ordinal)) Assert.That(() => JsonDocument.Parse(request.Body ?? ""), Throws.Nothing, page.Code);
            }
        });
    }

    [Test]
    public void Every_role_that_helps_exists()
    {
        var roles = RoleLine().Matches(File.ReadAllText(Repository.PathOf("contracts", "handoffs", "roles.yaml"))).Select(m => m.Groups["role"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.That(Pages.SelectMany(p => RoleNamed().Matches(p.Text).Select(m => m.Groups["role"].Value)).ToHashSet(StringComparer.Ordinal), Is.SubsetOf(roles));
    }

    /// <summary>What is declared as a refusal or a problem, in whatever class.</summary>
    private static IEnumerable<string> Declared()
    {
        const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (var type in Product.Projects.Select(Product.AssemblyOf).SelectMany(a => a.GetTypes()).Where(t => !t.ContainsGenericParameters))
        {
            foreach (var field in type.GetFields(Static))
            {
                if (field.FieldType == typeof(Refusal) && field.GetValue(null) is Refusal refusal) yield return refusal.Code;
                if (field.FieldType == typeof(Problem) && field.GetValue(null) is Problem problem) yield return problem.Code;
            }
        }
    }

    /// <summary>What intake's readers find wrong with a referral: they are written where they are found.</summary>
    private static IEnumerable<string> Findings()
    {
        var files = Directory.EnumerateFiles(Repository.PathOf("services", "intake"), "*.cs", SearchOption.AllDirectories)
            .Concat(new[] { "Json", "Referral", "Validation" }.SelectMany(f => Directory.EnumerateFiles(Repository.PathOf("services", "platform", "Fhir", f), "*.cs")))
            .Concat(Directory.EnumerateFiles(Repository.PathOf("services", "platform", "Fhir"), "*.cs"))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Path.GetFileName(f) != "FhirValidation.cs");
        // Of a referral, a reference that leads nowhere is a warning and refuses nothing.
        return files.Select(File.ReadAllText).SelectMany(text => Finding().Matches(text)).SelectMany(m => m.Groups["code"].Captures.Select(c => c.Value)).Where(c => c != "unresolved-reference");
    }

    private static IEnumerable<Operation> OperationsOf(string service)
    {
        using var api = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("contracts", "openapi", $"{service}.v1.json")));
        foreach (var path in api.RootElement.GetProperty("paths").EnumerateObject())
        {
            var outside = path.Name.StartsWith("/partner/", StringComparison.Ordinal) ? path.Name : $"/api/{service}/v1{path.Name}";
            foreach (var method in path.Value.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Object && m.Value.TryGetProperty("responses", out _)))
            {
                var answers = from response in method.Value.GetProperty("responses").EnumerateObject()
                              where response.Value.TryGetProperty("content", out _)
                              from content in response.Value.GetProperty("content").EnumerateObject()
                              where content.Value.TryGetProperty("examples", out _)
                              from example in content.Value.GetProperty("examples").EnumerateObject()
                              where response.Name[0] is '4' or '5'
                              select (example.Name.Replace(".outcome", "", StringComparison.Ordinal), int.Parse(response.Name, System.Globalization.CultureInfo.InvariantCulture));
                var headers = method.Value.TryGetProperty("parameters", out var parameters)
                    ? parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "header" && p.TryGetProperty("required", out var r) && r.GetBoolean()).Select(p => p.GetProperty("name").GetString() ?? "")
                    : [];
                yield return new Operation(method.Name.ToUpperInvariant(), new Regex($"^{PathParameter().Replace(outside, "[^/]+")}$", RegexOptions.None, TimeSpan.FromSeconds(1)), [.. headers], [.. answers]);
            }
        }
    }

    private sealed record Operation(string Method, Regex Path, IReadOnlyList<string> Headers, IReadOnlyList<(string Code, int Status)> Answers)
    {
        public bool Is(RequestText request) => request.Method == Method && Path.IsMatch(request.Path.Split('?')[0]);
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex PathParameter();

    [GeneratedRegex(@"^  (?<role>[a-z-]+): \{", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RoleLine();

    [GeneratedRegex("[Rr]ole `(?<role>[a-z-]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RoleNamed();

    [GeneratedRegex(
        """FhirIssue\.(Required|Invalid)\([^;]*?,\s*"(?<code>[a-z]+(-[a-z]+)*)",\s*\$?"|\bError\("[^"]*", "(?<code>[a-z-]+)"|Refused\(issues, "[^"]*", "(?<code>[a-z-]+)"|FhirSeverity\.(Error|Fatal)[\s\S]{0,250}?Detail = "(?<code>[a-z-]+)"|\bSay\("[a-z-]+", ([^";]*\? )?"(?<code>[a-z-]+)"( : "(?<code>[a-z-]+)")?|Fault\(FhirFault\.\w+, "[^"]+", "(?<code>[a-z-]+)\b""",
        RegexOptions.ExplicitCapture,
        5000)]
    private static partial Regex Finding();
}
