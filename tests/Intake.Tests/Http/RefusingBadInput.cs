using System.Net;
using System.Text;
using Healthcare.Testing.Services;

namespace Healthcare.Intake.Tests.Http;

/// <summary>What is wrong is answered as an OperationOutcome with a stable code, leaves no half of a referral, and keeps what was sent.</summary>
[CancelAfter(300_000)]
public sealed class RefusingBadInput
{
    private static IEnumerable<TestCaseData> Bad()
    {
        yield return Case("Not_JSON", "{ \"resourceType\": \"Bundle\", "u8.ToArray(), 400, "not-json");
        yield return Case("Nothing_at_all", [], 400, "not-json");
        yield return Case("Not_FHIR", "{\"hello\":\"world\"}"u8.ToArray(), 400, "not-fhir");
        yield return Case("Another_resource", "{\"resourceType\":\"Patient\"}"u8.ToArray(), 400, "wrong-resource-type");
        yield return Case("XML_that_says_it_is_JSON", "<Bundle xmlns=\"http://hl7.org/fhir\"/>"u8.ToArray(), 415, "xml-not-supported");
        yield return Case("No_request", Bundles.Sample("bad").Without("ServiceRequest").Utf8(), 422, "missing-service-request");
        yield return Case("No_patient", Bundles.Sample("bad").Without("Patient").Utf8(), 422, "missing-patient");
        yield return Case("No_coverage", Bundles.Sample("bad").Without("Coverage").Utf8(), 422, "missing-coverage");
        yield return Case("A_revoked_request", Bundles.Sample("bad").With("ServiceRequest", "status", "\"revoked\"").Utf8(), 422, "request-not-open");
        yield return Case("An_unknown_payer", Bundles.Sample("bad").With("Organization", "identifier", """[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1245319599"}]""").Utf8(), 422, "unknown-payer");
        yield return Case("A_code_that_is_none", Bundles.Sample("bad").With("ServiceRequest", "code", """{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"knee surgery"}]}""").Utf8(), 422, "invalid-service-code");
        yield return Case("Too_deep", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 5000)) + string.Concat(Enumerable.Repeat("]", 5000))), 400, "too-deep");
    }

    [TestCaseSource(nameof(Bad))]
    public async Task Is_answered_with_its_code_and_begins_nothing(byte[] body, int status, string code, CancellationToken cancel)
    {
        var before = await CountsAsync(cancel);
        var answer = await TheService.PostAsync(body, cancel);
        var after = await CountsAsync(cancel);
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.MediaType, answer.Json.GetProperty("resourceType").GetString()), Is.EqualTo((status, "application/fhir+json", "OperationOutcome")), answer.Body);
            Assert.That(answer.Code, Is.EqualTo(code), answer.Body);
            Assert.That(after.Events, Is.EqualTo(before.Events), "nothing half-done");
            Assert.That(answer.Headers, Does.ContainKey("X-Request-Id"));
        });
    }

    [Test]
    public async Task What_was_refused_is_kept_as_it_came(CancellationToken cancel)
    {
        var before = await CountsAsync(cancel);
        await TheService.PostAsync(Encoding.UTF8.GetBytes($"not json {Guid.CreateVersion7()}"), cancel);
        Assert.That((await CountsAsync(cancel)).Originals, Is.EqualTo(before.Originals + 1));
    }

    [Test]
    public async Task A_refused_request_may_be_corrected_under_the_same_key(CancellationToken cancel)
    {
        var refused = await TheService.PostAsync(Bundles.Sample("corrected").Without("Coverage").Utf8(), cancel, "corrected");
        var corrected = await TheService.PostAsync(Bundles.Sample("corrected").Utf8(), cancel, "corrected");
        Assert.That((refused.Status, corrected.Status), Is.EqualTo((422, 201)));
    }

    [Test]
    public async Task XML_is_not_taken(CancellationToken cancel)
    {
        var answer = await TheService.PostAsync("<Bundle xmlns=\"http://hl7.org/fhir\"/>"u8.ToArray(), cancel, mediaType: "application/fhir+xml");
        Assert.That((answer.Status, answer.MediaType, answer.Code), Is.EqualTo((415, "application/fhir+json", "media-type-unsupported")), answer.Body);
    }

    [Test]
    public async Task The_same_key_with_another_body_is_refused(CancellationToken cancel)
    {
        await TheService.PostAsync(Bundles.Sample("key", 1).Utf8(), cancel, "one-key");
        var other = await TheService.PostAsync(Bundles.Sample("key", 2).Utf8(), cancel, "one-key");
        Assert.That((other.Status, other.Code), Is.EqualTo((422, "idempotency-key-reused")), other.Body);
    }

    [Test]
    public async Task Without_a_key_a_partner_sends_nothing(CancellationToken cancel)
    {
        using var content = new ByteArrayContent(Bundles.Sample("no-key").Utf8()) { Headers = { ContentType = new("application/fhir+json") } };
        var answer = await TheService.Process.SendAsync(HttpMethod.Post, "/partner/v1/referrals", TheService.Partner(), cancel, content);
        Assert.That((answer.Status, answer.Code), Is.EqualTo((400, "idempotency-key-missing")), answer.Body);
    }

    [Test]
    public async Task Tokens_that_do_not_hold_are_told_apart(CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var expired = TheService.Issuer.Sign(new() { ["actor_kind"] = "partner", ["partner"] = "northside", ["scope"] = "system/Bundle.c", ["iat"] = now - 900, ["exp"] = now - 600 });
        var bundle = Bundles.Sample("tokens").Utf8();
        var late = await TheService.PostAsync(bundle, cancel, token: expired);
        var elsewhere = await TheService.PostAsync(bundle, cancel, token: TheService.Issuer.Partner("northside", "system/X12.c"));
        var person = await TheService.PostAsync(bundle, cancel, token: TheService.Issuer.Staff("intake-coordinator"));
        Assert.That((late.Status, late.Code, elsewhere.Status, elsewhere.Code, person.Status), Is.EqualTo((401, "token-expired", 403, "not-permitted", 403)), late.Body);
    }

    [Test]
    public async Task Two_hundred_megabytes_are_refused_in_bounded_memory(CancellationToken cancel)
    {
        // Once before, so that what the process needs anyway is not counted.
        await TheService.PostAsync(Bundles.Sample("warm").Utf8(), cancel);
        var before = await CountsAsync(cancel);
        var told = await SendLargeAsync(length: 200 * 1024 * 1024, chunked: false, cancel);
        var streamed = await SendLargeAsync(length: 200 * 1024 * 1024, chunked: true, cancel);
        var after = await CountsAsync(cancel);
        Assert.Multiple(() =>
        {
            Assert.That((told?.Status, told?.Code), Is.EqualTo((413, "body-too-large")), told?.Body);
            Assert.That((streamed?.Status, streamed?.Code), Is.EqualTo((413, "body-too-large")), streamed?.Body);
            Assert.That(after, Is.EqualTo(before), "neither events nor originals");
            Assert.That(TheService.Process.MostMemory() / (1024 * 1024), Is.LessThan(400), "MiB at most");
        });
    }

    [Test]
    public async Task The_largest_that_is_taken_is_read(CancellationToken cancel)
    {
        var bundle = Bundles.Sample("large");
        bundle.With("DocumentReference", "content", $$"""[{"attachment":{"contentType":"application/pdf","data":"{{new string('A', 16 * 1024 * 1024)}}"} }]""");
        var answer = await TheService.PostAsync(bundle.Utf8(), cancel);
        Assert.That((answer.Status, answer.Json.GetProperty("status").GetString()), Is.EqualTo((201, "accepted")), answer.Body);
    }

    private static async Task<ServiceAnswer?> SendLargeAsync(int length, bool chunked, CancellationToken cancel) => await TheService.PostAsync(new Large(length, chunked), cancel);

    private static async Task<(string Events, long Originals)> CountsAsync(CancellationToken cancel) => (
        (await TheService.QueryAsync("select count(*) from mt_events where type <> 'access_recorded.v1' and type not like 'outage%'", cancel))[0],
        long.Parse((await TheService.QueryAsync("select count(*) from hc_originals", cancel))[0], System.Globalization.CultureInfo.InvariantCulture));

    private static TestCaseData Case(string name, byte[] body, int status, string code) => new TestCaseData(body, status, code).SetArgDisplayNames(name);

    private sealed class Large(long length, bool chunked) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var some = new byte[64 * 1024];
            some.AsSpan().Fill((byte)' ');
            for (var sent = 0L; sent < length; sent += some.Length) await stream.WriteAsync(some);
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return !chunked;
        }
    }
}
