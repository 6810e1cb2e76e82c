using System.Net.Http.Headers;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Platform.Tests.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.ServiceDefaults;

[CancelAfter(300_000)]
public sealed class AnsweringFailures : AtTheDesk
{
    private const string Good = """{"name":"A","currency":"USD","months":3}""";

    [Test]
    public async Task An_unlisted_address_is_not_found_whoever_asks(CancellationToken cancel)
    {
        var answer = await Desk.SendAsync(HttpMethod.Get, "/nowhere", token: null, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(404));
            Assert.That(answer.MediaType, Is.EqualTo("application/problem+json"));
            Assert.That(answer.Code, Is.EqualTo("not-found"));
            Assert.That(answer.Json.GetProperty("type").GetString(), Is.EqualTo("/problems/not-found"));
        });
    }

    [Test]
    public async Task An_unknown_method_names_the_known_ones(CancellationToken cancel)
    {
        var answer = await Desk.SendAsync(HttpMethod.Delete, "/accounts", Issuer.Staff("biller"), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(405));
            Assert.That(answer.Code, Is.EqualTo("method-not-allowed"));
            Assert.That(answer.Headers["Allow"], Is.EqualTo("POST"));
        });
    }

    [Test]
    public async Task Every_answer_carries_a_request_id_of_our_own_making(CancellationToken cancel)
    {
        var good = await Desk.SendAsync(HttpMethod.Get, "/health/live", token: null, cancel);
        var failed = await Desk.SendAsync(HttpMethod.Get, "/broken", Issuer.Staff(), cancel, change: r => r.Headers.Add(RequestIds.Header, "Ada Canary"));
        var passedOn = await Desk.SendAsync(HttpMethod.Get, "/broken", Issuer.Staff(), cancel, change: r => r.Headers.Add(RequestIds.Header, "0198f0a0b0c0d0e0f000112233445566"));
        Assert.Multiple(() =>
        {
            Assert.That(good.Headers[RequestIds.Header], Has.Length.EqualTo(32));
            Assert.That(failed.Headers[RequestIds.Header], Has.Length.EqualTo(32).And.EqualTo(failed.Json.GetProperty("requestId").GetString()));
            Assert.That(passedOn.Headers[RequestIds.Header], Is.EqualTo("0198f0a0b0c0d0e0f000112233445566"), "a service takes over the edge's id");
        });
    }

    [Test]
    public async Task A_stored_event_that_cannot_be_read_is_our_fault_and_says_nothing_of_what_stands_in_it(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        var codec = Desk.Services.GetRequiredService<EventCodec>();
        await Desk.Log.CommitAsync(new Commit { Streams = [await NewEvents.OutdatedAsync(codec, stream, 0, new StatementSent { Pages = 1 }, """{"pages":"Ada Canary"}""", cancel)] }, cancel);
        var answer = await Desk.SendAsync(HttpMethod.Get, $"/accounts/{stream}", Issuer.Staff("biller"), cancel);
        var log = Desk.Logs.Lines.Single(l => l.Contains("cannot be read", StringComparison.Ordinal));
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Code), Is.EqualTo((500, "stored-event-unreadable")));
            Assert.That(answer.Body, Does.Not.Contain("Canary").And.Not.Contain("pages"));
            Assert.That(log, Does.Contain(stream.ToString()).And.Contain("statement_sent.v1").And.Contain("version 1").And.Not.Contain("Canary"));
        });
    }

    [Test]
    public async Task Broken_JSON_is_told_by_line_and_column(CancellationToken cancel)
    {
        var answer = await PostAsync("{\n  \"name\": \"Ada Canary\",\n  \"months\": oops }", cancel);
        var error = answer.Json.GetProperty("errors")[0];
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(400));
            Assert.That(answer.Code, Is.EqualTo("body-malformed"));
            Assert.That(error.GetProperty("path").GetString(), Is.EqualTo("$.months"));
            Assert.That(error.GetProperty("line").GetInt64(), Is.EqualTo(3));
            Assert.That(error.GetProperty("column").GetInt64(), Is.GreaterThan(10));
            Assert.That(answer.Body, Does.Not.Contain("Canary"));
        });
    }

    [TestCase("""{"name":"A","currency":"USD","months":"Ada Canary"}""", "body-malformed")]
    [TestCase("""{"name":"A"}""", "body-malformed")]
    [TestCase("""{"name":null,"currency":"USD","months":3}""", "body-malformed")]
    [TestCase("null", "body-malformed")]
    [TestCase("", "body-malformed")]
    [TestCase("[1,2]", "body-malformed")]
    public async Task A_body_of_another_form_is_refused(string body, string code, CancellationToken cancel)
    {
        var answer = await PostAsync(body, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(400), answer.Body);
            Assert.That(answer.Code, Is.AnyOf(code, "parameter-malformed"));
            Assert.That(answer.Body, Does.Not.Contain("Canary"));
        });
    }

    [Test]
    public async Task A_wrong_shape_names_every_member_and_no_value(CancellationToken cancel)
    {
        var answer = await PostAsync("""{"name":"","currency":"Ada Canary","months":777777777}""", cancel);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(400));
            Assert.That(answer.Code, Is.EqualTo("request-invalid"));
            Assert.That(answer.Json.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("path").GetString()), Is.EqualTo(new[] { "$.name", "$.currency", "$.months" }));
            Assert.That(answer.Body, Does.Not.Contain("Canary").And.Not.Contain("777777777"));
        });
    }

    [Test]
    public async Task A_malformed_parameter_is_named_and_not_quoted(CancellationToken cancel)
    {
        var answer = await Desk.SendAsync(HttpMethod.Get, "/accounts/not-a-uuid", Issuer.Staff("biller"), cancel);
        Assert.That(answer.Status, Is.EqualTo(404), "a route constraint that does not hold is another address");
    }

    [Test]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_read(CancellationToken cancel)
    {
        using var large = new ByteArrayContent(new byte[BodyLimits.Usual + 1]);
        large.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var answer = await Desk.SendAsync(HttpMethod.Post, "/accounts", Issuer.Staff("biller"), cancel, change: r => r.Content = large);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(413));
            Assert.That(answer.Code, Is.EqualTo("body-too-large"));
        });
    }

    [Test]
    public async Task A_body_without_a_length_is_cut_off_at_the_limit_of_its_route(CancellationToken cancel)
    {
        var within = await SendChunkedAsync(6, cancel);
        var beyond = await SendChunkedAsync(9, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(within.Status, Is.EqualTo(200), within.Body);
            Assert.That(beyond.Status, Is.EqualTo(413), beyond.Body);
        });
    }

    [Test]
    public async Task Another_media_type_is_refused(CancellationToken cancel)
    {
        using var text = new StringContent(Good, Encoding.UTF8, "text/plain");
        var answer = await Desk.SendAsync(HttpMethod.Post, "/accounts", Issuer.Staff("biller"), cancel, change: r => r.Content = text);
        Assert.That((answer.Status, answer.Code), Is.EqualTo((415, "media-type-unsupported")));
    }

    [Test]
    public async Task A_compressed_body_is_refused_and_never_inflated(CancellationToken cancel)
    {
        using var packed = new ByteArrayContent([1, 2, 3]);
        packed.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        packed.Headers.ContentEncoding.Add("gzip");
        var answer = await Desk.SendAsync(HttpMethod.Post, "/accounts", Issuer.Staff("biller"), cancel, change: r => r.Content = packed);
        Assert.That((answer.Status, answer.Code), Is.EqualTo((415, "media-type-unsupported")));
    }

    [Test]
    public async Task A_fault_of_ours_says_nothing_but_its_ids(CancellationToken cancel)
    {
        var answer = await Desk.SendAsync(HttpMethod.Get, "/broken", Issuer.Staff(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Code), Is.EqualTo((500, "unexpected")));
            Assert.That(answer.Json.GetProperty("traceId").GetString(), Has.Length.EqualTo(32));
            Assert.That(answer.Body, Does.Not.Contain("Canary"));
            Assert.That(Desk.Logs.Lines, Has.Some.Contains("InvalidOperationException"));
            Assert.That(Desk.Logs.Lines, Has.None.Contains("Canary"), "an exception's message may quote what a partner sent");
        });
    }

    [Test]
    public async Task A_dependency_that_is_away_is_worth_another_try(CancellationToken cancel)
    {
        var answer = await Desk.SendAsync(HttpMethod.Get, "/away", Issuer.Staff(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Code), Is.EqualTo((503, "dependency-unavailable")));
            Assert.That(answer.Headers["Retry-After"], Is.EqualTo("5"));
        });
    }

    [Test]
    public async Task A_FHIR_route_answers_an_OperationOutcome_with_the_same_code(CancellationToken cancel)
    {
        var broken = await Desk.SendAsync(HttpMethod.Post, "/fhir/Account", Issuer.Partner("acme", "system/Account.c"), cancel, "{", r => r.Headers.Add("Idempotency-Key", "fhir-1"));
        var nameless = await Desk.SendAsync(HttpMethod.Post, "/fhir/Account", token: null, cancel, "{}");
        var issue = broken.Json.GetProperty("issue")[0];
        Assert.Multiple(() =>
        {
            Assert.That((broken.Status, broken.MediaType), Is.EqualTo((400, "application/fhir+json")));
            Assert.That(broken.Json.GetProperty("resourceType").GetString(), Is.EqualTo("OperationOutcome"));
            Assert.That(issue.GetProperty("code").GetString(), Is.EqualTo("invalid"));
            Assert.That(issue.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString(), Is.EqualTo("body-malformed"));
            Assert.That(nameless.MediaType, Is.EqualTo("application/fhir+json"));
            Assert.That(nameless.Json.GetProperty("issue")[0].GetProperty("code").GetString(), Is.EqualTo("login"));
        });
    }

    [Test]
    public async Task A_write_says_which_version_it_was_decided_on(CancellationToken cancel)
    {
        var (address, tag) = await OpenAsync(cancel);
        var without = await WithdrawAsync(address, tag: null, cancel);
        var weak = await WithdrawAsync(address, "W/\"1\"", cancel);
        var stale = await WithdrawAsync(address, "\"7\"", cancel, amount: -1);
        var refused = await WithdrawAsync(address, tag, cancel);
        var done = await WithdrawAsync(address, tag, cancel, amount: -1);
        Assert.Multiple(() =>
        {
            Assert.That((without.Status, without.Code), Is.EqualTo((428, "if-match-missing")));
            Assert.That((weak.Status, weak.Code), Is.EqualTo((400, "if-match-malformed")));
            Assert.That((stale.Status, stale.Code, stale.Headers["ETag"]), Is.EqualTo((412, "stale", tag)));
            Assert.That((refused.Status, refused.Code), Is.EqualTo((409, "account-overdrawn")));
            Assert.That(refused.Json.GetProperty("detail").GetString(), Is.EqualTo("There is not that much to withdraw."));
            Assert.That((done.Status, done.Headers["ETag"]), Is.EqualTo((204, "\"2\"")));
        });
    }

    [Test]
    public async Task A_document_that_the_caller_has_already_is_not_sent_again(CancellationToken cancel)
    {
        var (address, tag) = await OpenAsync(cancel);
        var first = await Desk.SendAsync(HttpMethod.Get, address, Issuer.Staff("biller"), cancel);
        var second = await Desk.SendAsync(HttpMethod.Get, address, Issuer.Staff("biller"), cancel, change: r => r.Headers.TryAddWithoutValidation("If-None-Match", tag));
        Assert.That((first.Status, first.Headers["ETag"], second.Status, second.Body), Is.EqualTo((200, tag, 304, "")));
    }

    private Task<Answer> PostAsync(string body, CancellationToken cancel) => Desk.SendAsync(HttpMethod.Post, "/accounts", Issuer.Staff("biller"), cancel, body);

    private Task<Answer> WithdrawAsync(string address, string? tag, CancellationToken cancel, int amount = 5) => Desk.SendAsync(
        HttpMethod.Put, $"{address}/withdrawal", Issuer.Staff("biller"), cancel, $"{{\"amount\":{amount}}}", r => _ = tag is not null && r.Headers.TryAddWithoutValidation("If-Match", tag));

    private async Task<Answer> SendChunkedAsync(int megabytes, CancellationToken cancel)
    {
        using var body = new StreamContent(new MemoryStream(new byte[megabytes * 1024 * 1024]));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await Desk.SendAsync(HttpMethod.Post, "/large", Issuer.Staff(), cancel, change: r =>
        {
            r.Content = body;
            r.Headers.TransferEncodingChunked = true;
        });
    }
}
