using System.Diagnostics;
using System.Net.Http.Headers;
using Healthcare.ServiceDefaults;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Healthcare.Gateway.Tests;

[CancelAfter(300_000)]
public sealed class PassingTheDoor
{
    private Door? door;

    private Door Door => door ?? throw new InvalidOperationException("Not started.");

    [OneTimeSetUp]
    public async Task StartAsync() => door = await Door.StartAsync(
        CancellationToken.None,
        ("RateLimits:Partners:hasty:PerSecond", "1"),
        ("RateLimits:Partners:hasty:Burst", "2"),
        ("ReverseProxy:Routes:partner-deposits:Metadata:Deprecation", "@1767225600"),
        ("ReverseProxy:Routes:partner-deposits:Metadata:Sunset", "Wed, 31 Dec 2026 23:59:59 GMT"));

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (door is not null) await door.DisposeAsync();
    }

    [Test]
    public async Task A_partner_s_request_reaches_its_service_as_it_was_sent(CancellationToken cancel)
    {
        var answer = await Door.SendAsync(HttpMethod.Get, "/partner/v1/referrals/42?page=2", Door.Issuer.Partner("acme"), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
            Assert.That((answer.Heard.Path, answer.Heard.Query), Is.EqualTo(("/partner/v1/referrals/42", "?page=2")));
            Assert.That(answer.Heard.Headers["authorization"], Does.StartWith("Bearer "), "the service checks the token again");
        });
    }

    [Test]
    public async Task A_team_s_path_loses_its_prefix(CancellationToken cancel)
    {
        var answer = await Door.SendAsync(HttpMethod.Get, "/api/billing/v1/work-items/7", Door.Issuer.Staff("biller"), cancel);
        Assert.That((answer.Status, answer.Heard.Path), Is.EqualTo((200, "/work-items/7")));
    }

    [Test]
    public async Task The_request_id_is_the_gateway_s_own_on_both_sides(CancellationToken cancel)
    {
        var answer = await Door.SendAsync(HttpMethod.Get, "/partner/v1/referrals", Door.Issuer.Partner("acme"), cancel, r =>
        {
            r.Headers.Add(RequestIds.Header, "0198f0a0b0c0d0e0f000112233445566");
            r.Headers.Add("baggage", "name=Ada");
            r.Headers.Add("tracestate", "name=Ada");
        });
        Assert.Multiple(() =>
        {
            Assert.That(answer.Headers[RequestIds.Header], Has.Length.EqualTo(32).And.Not.EqualTo("0198f0a0b0c0d0e0f000112233445566"));
            Assert.That(answer.Heard.Headers["x-request-id"], Is.EqualTo(answer.Headers[RequestIds.Header]));
            Assert.That(answer.Heard.Headers["traceparent"], Does.StartWith("00-"));
            Assert.That(answer.Body, Does.Not.Contain("Ada"));
        });
    }

    [TestCase("/")]
    [TestCase("/internal/packets/1")]
    [TestCase("/partner/v2/referrals")]
    [TestCase("/partner/v1/secrets")]
    [TestCase("/api/intake/v2/work-items")]
    [TestCase("/api/payroll/v1/work-items")]
    [TestCase("/openapi/v1.json")]
    [TestCase("/api/intake/v1/internal/packets/1")]
    [TestCase("/api/intake/v1/%69nternal/packets/1")]
    [TestCase("/api/intake/v1//internal/packets/1")]
    [TestCase("/api/intake/v1/INTERNAL/packets/1")]
    [TestCase("/api/intake/v1/x/../internal/packets/1")]
    [TestCase("/api/intake/v1/health/ready")]
    [TestCase("/api/intake/v1/openapi/v1.json")]
    [TestCase("/api/intake/v1/partner/v1/referrals")]
    public async Task What_is_not_listed_is_not_there(string path, CancellationToken cancel)
    {
        var answer = await Door.SendAsync(HttpMethod.Get, path, Door.Issuer.Staff("intake-coordinator"), cancel);
        Assert.That((answer.Status, answer.MediaType), Is.EqualTo((404, "application/problem+json")), answer.Body);
    }

    [Test]
    public async Task Only_the_right_kind_of_caller_passes(CancellationToken cancel)
    {
        var nameless = await Door.SendAsync(HttpMethod.Get, "/partner/v1/referrals", token: null, cancel);
        var staff = await Door.SendAsync(HttpMethod.Get, "/partner/v1/referrals", Door.Issuer.Staff("biller"), cancel);
        var partner = await Door.SendAsync(HttpMethod.Get, "/api/billing/v1/work-items", Door.Issuer.Partner("acme"), cancel);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var expired = await Door.SendAsync(
            HttpMethod.Get, "/partner/v1/referrals", Door.Issuer.Sign(new() { ["actor_kind"] = "partner", ["partner"] = "acme", ["iat"] = now - 300, ["exp"] = now - 100 }), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((nameless.Status, nameless.Code), Is.EqualTo((401, "token-missing")));
            Assert.That((staff.Status, staff.Code), Is.EqualTo((403, "not-permitted")));
            Assert.That((partner.Status, partner.Code), Is.EqualTo((403, "not-permitted")));
            Assert.That((expired.Status, expired.Code), Is.EqualTo((401, "token-expired")));
        });
    }

    [Test]
    public async Task A_partner_over_its_rate_waits_and_the_others_do_not(CancellationToken cancel)
    {
        var token = Door.Issuer.Partner("hasty");
        var answers = new List<Answer>();
        for (var i = 0; i < 4; i++) answers.Add(await Door.SendAsync(HttpMethod.Get, "/partner/v1/referrals", token, cancel));
        var other = await Door.SendAsync(HttpMethod.Get, "/partner/v1/referrals", Door.Issuer.Partner("acme"), cancel);
        var limited = answers.Find(a => a.Status == 429) ?? throw new AssertionException("Nobody was held back.");
        Assert.Multiple(() =>
        {
            Assert.That(limited.Code, Is.EqualTo("too-many-requests"));
            Assert.That(int.Parse(limited.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), Is.InRange(1, 5));
            Assert.That(other.Status, Is.EqualTo(200));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Two_hundred_megabytes_are_refused_in_little_memory(bool chunked, CancellationToken cancel)
    {
        const long Sent = 200L * 1024 * 1024;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var body = new StreamContent(new Zeros(Sent));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (!chunked) body.Headers.ContentLength = Sent;
        var answer = await Door.SendAsync(HttpMethod.Post, "/partner/v1/referrals", Door.Issuer.Partner("acme"), cancel, r =>
        {
            r.Content = body;
            r.Headers.TransferEncodingChunked = chunked;
        });
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Code), Is.EqualTo((413, "body-too-large")), answer.Body);
            Assert.That(grown, Is.LessThan(32 * 1024 * 1024));
        });
    }

    [Test]
    public async Task A_route_may_take_more_than_the_others(CancellationToken cancel)
    {
        const long Sent = 20L * 1024 * 1024;
        using var body = new StreamContent(new Zeros(Sent));
        var answer = await Door.SendAsync(HttpMethod.Post, "/partner/v1/remittances", Door.Issuer.Partner("acme"), cancel, r => r.Content = body);
        Assert.That((answer.Status, answer.Status == 200 ? answer.Heard.Bytes : 0), Is.EqualTo((200, Sent)), answer.Body);
    }

    [Test]
    public async Task A_route_that_will_go_says_when(CancellationToken cancel)
    {
        var answer = await Door.SendAsync(HttpMethod.Get, "/partner/v1/deposits", Door.Issuer.Partner("acme"), cancel);
        Assert.That((answer.Headers["Deprecation"], answer.Headers["Sunset"]), Is.EqualTo(("@1767225600", "Wed, 31 Dec 2026 23:59:59 GMT")));
    }

    [Test]
    public async Task Every_problem_has_a_page_that_shows_what_to_send(CancellationToken cancel)
    {
        foreach (var code in KnownProblems.All.Select(p => p.Code).Append("claim-at-payer").Append("unknown-payer"))
        {
            var page = await Door.SendAsync(HttpMethod.Get, $"/problems/{code}", token: null, cancel);
            Assert.That((page.Status, page.MediaType), Is.EqualTo((200, "text/html")), code);
            Assert.That(page.Body, Does.Contain($"<h1>{code}</h1>").And.Contain("HTTP/1.1").And.Contain("<h2>Who helps</h2>"), code);
            Assert.That(page.Headers["Cache-Control"], Does.Contain("public").And.Contain("max-age"));
        }

        var list = await Door.SendAsync(HttpMethod.Get, "/problems/", token: null, cancel);
        Assert.That((list.Status, ProblemPages.Codes.All(c => list.Body.Contains($"/problems/{c}\"", StringComparison.Ordinal))), Is.EqualTo((200, true)));
    }

    [Test]
    public async Task A_page_is_Markdown_for_who_asks_for_it_and_is_not_sent_twice(CancellationToken cancel)
    {
        var source = await Door.SendAsync(HttpMethod.Get, "/problems/stale", token: null, cancel, r => r.Headers.Accept.ParseAdd("text/markdown, text/html;q=0.5"));
        var browser = await Door.SendAsync(HttpMethod.Get, "/problems/stale", token: null, cancel, r => r.Headers.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8"));
        var known = await Door.SendAsync(HttpMethod.Get, "/problems/stale", token: null, cancel, r => r.Headers.IfNoneMatch.ParseAdd(browser.Headers["ETag"]));
        Assert.Multiple(() =>
        {
            Assert.That((source.Status, source.MediaType, source.Body), Is.EqualTo((200, "text/markdown", File.ReadAllText(Repository.PathOf("contracts", "problems", "stale.md")))));
            Assert.That((browser.MediaType, known.Status), Is.EqualTo(("text/html", 304)));
            Assert.That(source.Headers["Vary"], Is.EqualTo("Accept"));
        });
    }

    [TestCase("no-such-code")]
    [TestCase("%3Cscript%3E")]
    [TestCase("..%2F..%2Fappsettings.json")]
    public async Task A_code_that_nobody_answers_has_no_page(string code, CancellationToken cancel)
    {
        var answer = await Door.SendAsync(HttpMethod.Get, $"/problems/{code}", token: null, cancel);
        Assert.That((answer.Status, answer.Body.Contains("script", StringComparison.OrdinalIgnoreCase)), Is.EqualTo((404, false)));
    }

    [Test]
    public void Every_route_names_its_policy()
    {
        var routes = RoutePolicies.Of(Door.Services);
        var listed = Door.Services.GetRequiredService<IProxyConfigProvider>().GetConfig().Routes;
        Assert.Multiple(() =>
        {
            Assert.That(routes.Select(r => r.Policy), Has.None.EqualTo(RoutePolicy.None));
            Assert.That(routes.Where(r => r.Pattern.StartsWith("/partner/", StringComparison.Ordinal)).Select(r => r.Policy), Has.All.EqualTo("partner").Or.EqualTo("partner:system/Subscription.cruds"));
            Assert.That(routes.Where(r => r.Pattern.StartsWith("/api/", StringComparison.Ordinal)).Select(r => r.Policy), Has.All.EqualTo("staff|assistant"));
            Assert.That(routes.Where(r => !r.Pattern.StartsWith("/partner/", StringComparison.Ordinal) && !r.Pattern.StartsWith("/api/", StringComparison.Ordinal)).Select(r => r.Pattern), Is.EquivalentTo(new[] { "/health/live", "/health/ready", "/problems/", "/problems/{code}" }));
            Assert.That(listed, Is.Not.Empty);
        });
    }

    [Test]
    public async Task The_route_table_of_the_README_is_the_configuration(CancellationToken cancel)
    {
        var told = (await File.ReadAllLinesAsync(Repository.PathOf("gateway", "README.md"), cancel)).Where(l => l.StartsWith("| `/partner/", StringComparison.Ordinal) || l.StartsWith("| `/api/", StringComparison.Ordinal));
        var configured = Door.Services.GetRequiredService<IProxyConfigProvider>().GetConfig().Routes.Select(r =>
            $"| `{r.Match.Path?.Replace("{**rest}", "**", StringComparison.Ordinal)}` | {r.ClusterId} | {r.AuthorizationPolicy?.Replace("|", ", ", StringComparison.Ordinal)} | {(r.MaxRequestBodySize ?? BodyLimits.Usual) / 1024 / 1024} MB | {(r.Transforms is null ? "same path" : "without the prefix")} |");
        Assert.That(told, Is.EquivalentTo(configured));
    }

    [Test]
    public async Task A_service_that_is_away_is_worth_another_try(CancellationToken cancel)
    {
        await using var lonely = await Door.StartAsync(cancel);
        await lonely.StopServicesAsync();
        var since = Stopwatch.GetTimestamp();
        var answer = await lonely.SendAsync(HttpMethod.Get, "/partner/v1/referrals", lonely.Issuer.Partner("acme"), cancel);
        var fhir = await lonely.SendAsync(HttpMethod.Get, "/partner/v1/referrals", lonely.Issuer.Partner("acme"), cancel, r => r.Headers.Accept.ParseAdd("application/fhir+json"));
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Code), Is.EqualTo((503, "dependency-unavailable")));
            Assert.That(answer.Headers["Retry-After"], Is.EqualTo("5"));
            Assert.That((fhir.Status, fhir.MediaType), Is.EqualTo((503, "application/fhir+json")));
            Assert.That(Stopwatch.GetElapsedTime(since), Is.LessThan(TimeSpan.FromSeconds(20)));
        });
    }

    /// <summary>As many zeros as asked for, none of them kept.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long given;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var some = (int)Math.Min(count, length - given);
            buffer.AsSpan(offset, some).Clear();
            given += some;
            return some;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
