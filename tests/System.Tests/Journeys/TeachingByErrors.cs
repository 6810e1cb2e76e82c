using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Healthcare.Local.Demo;
using Healthcare.Testing;
using Healthcare.Testing.Descriptions;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Healthcare.SystemTests.Journeys;

/// <summary>Typical mistakes, each as its page shows it: answered with the page's code, and the page's correction, sent as it stands, succeeds.</summary>
[CancelAfter(300_000)]
public sealed class TeachingByErrors
{
    private const int Waiting = 3;
    private static readonly string[] Partners = ["northside", "clearhouse", "first-harbor", "ehr", "maryland-capital"];

    [Test]
    public async Task The_page_of_each_mistake_shows_what_succeeds(CancellationToken cancel)
    {
        var mistakes = Mistakes();
        var pages = mistakes.ToDictionary(m => m.Code, m => ProblemPage.Of(m.Code), StringComparer.Ordinal);
        var cases = await Task.WhenAll(Enumerable.Range(0, Waiting).Select(n => WaitingCaseAsync(n, cancel)));
        var named = await CommonAsync(cancel);
        var wrong = new List<string>();
        foreach (var mistake in mistakes)
        {
            var values = named.Concat(cases[mistake.Nth]).ToDictionary(StringComparer.Ordinal);
            var refused = await SendAsync(pages[mistake.Code].Wrong, mistake.By, mistake.Of, values, cancel);
            if (refused.Status != mistake.Status || !refused.Says(mistake.Code)) wrong.Add($"{mistake.Code}: the wrong request is answered {refused}");
            var accepted = await SendAsync(pages[mistake.Code].Right, mistake.Then ?? mistake.By, mistake.Of, values, cancel);
            if (accepted.Status is < 200 or > 299) wrong.Add($"{mistake.Code}: the corrected request is answered {accepted}");
            using var page = await TheSystem.Http.GetAsync(new Uri(TheSystem.Gateway, $"/problems/{mistake.Code}"), cancel);
            if (page.StatusCode != HttpStatusCode.OK) wrong.Add($"{mistake.Code}: its page is answered {(int)page.StatusCode}");
        }

        Assert.Multiple(() =>
        {
            foreach (var each in wrong) Assert.Fail(each);
            Assert.That(mistakes, Has.Count.GreaterThanOrEqualTo(40));
        });
    }

    private static async Task<Told> SendAsync(RequestText text, string who, string? of, Dictionary<string, string> named, CancellationToken cancel)
    {
        var values = new Dictionary<string, string>(named, StringComparer.Ordinal) { ["token"] = await TokenAsync(who, cancel), ["key"] = Guid.CreateVersion7().ToString() };
        if (text.Names.Contains("etag"))
        {
            using var read = new HttpRequestMessage(HttpMethod.Get, new Uri(TheSystem.Gateway, new RequestText("GET", of ?? "", new Dictionary<string, string>(StringComparer.Ordinal), Body: null).With(values).Path));
            // What anybody may read: the version is the same for all.
            read.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync("scheduler", cancel));
            using var found = await TheSystem.Http.SendAsync(read, cancel);
            if (found.Headers.ETag is not { } tag) return new Told((int)found.StatusCode, $"without an ETag at {read.RequestUri?.AbsolutePath}");
            values["etag"] = tag.ToString();
        }

        var filled = text.With(values);
        for (var from = TimeProvider.System.GetTimestamp(); ;)
        {
            using var request = RequestOf(filled);
            using var answer = await TheSystem.Http.SendAsync(request, cancel);
            var body = await answer.Content.ReadAsStringAsync(cancel);
            // A service that is away for a moment says nothing of the request.
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || TimeProvider.System.GetElapsedTime(from) > TimeSpan.FromSeconds(20)) return new Told((int)answer.StatusCode, body);
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, cancel);
        }
    }

    private static HttpRequestMessage RequestOf(RequestText text)
    {
        var request = new HttpRequestMessage(new HttpMethod(text.Method), new Uri(TheSystem.Gateway, text.Path));
        if (text.Body is { } body) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        foreach (var (name, value) in text.Headers)
        {
            if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)) request.Content?.Headers.TryAddWithoutValidation(name, value);
            else request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static async Task<string> TokenAsync(string who, CancellationToken cancel) => who.Split(' ') switch
    {
        [var partner] when Partners.Contains(partner, StringComparer.Ordinal) => await TheSystem.Tokens.PartnerAsync(partner, cancel),
        [var role, "for", var purpose] => await GrantedAsync(new { user = "teach", roles = new[] { role }, purpose }, cancel),
        [var role] when role.Split('/') is [var named, var user] => await TheSystem.Tokens.StaffAsync(user, named, cancel),
        [var role] => await TheSystem.Tokens.StaffAsync("teach", role, cancel),
        _ => throw new FormatException($"Who is '{who}'?"),
    };

    private static async Task<string> GrantedAsync(object asked, CancellationToken cancel)
    {
        using var answer = await TheSystem.Http.PostAsJsonAsync(new Uri(TheSystem.Sandbox, "/idp/staff-tokens"), asked, cancel);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
        return body.GetProperty("access_token").GetString() ?? throw new InvalidOperationException($"No token: {body}");
    }

    /// <summary>What pages name besides the ids of a case.</summary>
    private static async Task<Dictionary<string, string>> CommonAsync(CancellationToken cancel)
    {
        var used = Guid.CreateVersion7().ToString();
        await Referring.SendAsync(TheSystem.AsPartner("northside"), Referrals.Sample($"teach{TheSystem.Running.ProcessIdOf("intake")}", 0), cancel, used);
        var now = TimeProvider.System.GetUtcNow();
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["usedKey"] = used,
            ["expiredToken"] = await GrantedAsync(new { user = "teach", roles = new[] { "scheduler" }, expiresIn = -60 }, cancel),
            ["npi"] = "1679576722",
            ["day"] = now.AddDays(40).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["soon"] = now.AddMinutes(5).ToString("O", CultureInfo.InvariantCulture),
            ["boundary"] = "B07",
        };
    }

    /// <summary>A case whose care is approved and that nobody has booked yet.</summary>
    private static async Task<Dictionary<string, string>> WaitingCaseAsync(int number, CancellationToken cancel)
    {
        var receipt = await Referring.SendAsync(TheSystem.AsPartner("northside"), Referrals.Sample($"taught{TheSystem.Running.ProcessIdOf("intake")}", number + 1), cancel);
        Assert.That(receipt.Status, Is.EqualTo(201), receipt.Body.ToString());
        var (compliance, scheduler) = (TheSystem.As("teach", "compliance-officer"), TheSystem.As("teach", "scheduler"));
        JsonElement item = default;
        await Eventually.TrueAsync(
            async () =>
            {
                var cases = (await compliance.GetAsync($"/api/audit/v1/cases?trackingId={receipt.TrackingId}", cancel)).GetProperty("items");
                if (cases.GetArrayLength() == 0) return false;
                var items = (await scheduler.GetAsync($"/api/scheduling/v1/work-items?role=scheduler&caseId={cases[0].GetProperty("caseId").GetString()}", cancel)).GetProperty("items");
                item = items.EnumerateArray().FirstOrDefault(i => i.GetProperty("kind").GetString() == "book-appointment");
                return item.ValueKind == JsonValueKind.Object;
            },
            TimeSpan.FromSeconds(60),
            cancel,
            () => $"{receipt.TrackingId} waits for a scheduler");
        // Another hour for each, so that none takes another's time; the other journeys fill the hours from now on.
        var start = TimeProvider.System.GetUtcNow().AddDays(2).AddHours(number);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["appointment"] = item.GetProperty("subjectId").GetString() ?? "",
            ["workItem"] = item.GetProperty("workItemId").GetString() ?? "",
            ["case"] = item.GetProperty("caseId").GetString() ?? "",
            ["start"] = new DateTimeOffset(start.Year, start.Month, start.Day, start.Hour, 0, 0, TimeSpan.Zero).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        };
    }

    private static List<Mistake> Mistakes() => new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build()
        .Deserialize<List<Mistake>>(File.ReadAllText(Repository.PathOf("tests", "System.Tests", "Mistakes", "mistakes.yaml")));

    /// <summary>One line of the file.</summary>
    private sealed record Mistake
    {
        public string Code { get; init; } = "";

        public int Status { get; init; }

        public string By { get; init; } = "";

        public string? Then { get; init; }

        public string? Of { get; init; }

        public int Nth { get; init; }
    }

    private sealed record Told(int Status, string Body)
    {
        /// <summary>The code of a problem, or of each issue of an OperationOutcome.</summary>
        public bool Says(string code)
        {
            if (!Body.StartsWith('{')) return false;
            var json = JsonElement.Parse(Body);
            return json.TryGetProperty("issue", out var issues)
                ? issues.EnumerateArray().Any(i => i.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString() == code)
                : json.TryGetProperty("code", out var told) && told.GetString() == code;
        }

        public override string ToString() => $"{Status} {(Body.Length > 400 ? Body[..400] : Body)}";
    }
}
