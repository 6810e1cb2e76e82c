using System.Text.Json;
using Healthcare.Testing.Services;

namespace Healthcare.Intake.Tests.Http;

[CancelAfter(300_000)]
public sealed class AskingForWhatIsMissing
{
    private const string NoNumber = """[{"system":"urn:northside:staff","value":"17"}]""";

    [Test]
    public async Task An_incomplete_referral_waits_in_a_queue_and_is_accepted_when_the_partner_completes_it(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Incomplete("complete-later"), cancel);
        var referral = await FindAsync(sent, cancel);
        var item = await QueueItemAsync(referral.GetProperty("referralId").GetGuid(), cancel);
        var completed = await TheService.PostAsync(Bundles.Sample("complete-later").Utf8(), cancel);
        var repeated = await TheService.PostAsync(Bundles.Sample("complete-later").Utf8(), cancel);
        var queued = await QueueItemAsync(referral.GetProperty("referralId").GetGuid(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((sent.Status, sent.Json.GetProperty("status").GetString()), Is.EqualTo((201, "awaiting-information")), sent.Body);
            Assert.That(sent.Json.GetProperty("missing").EnumerateArray().Select(m => (m.GetProperty("code").GetString(), m.GetProperty("sentence").GetString())),
                Is.EqualTo(new[] { ("referrer-identified", "The referrer is known by a valid NPI.") }));
            Assert.That(item?.GetProperty("boundary").GetString(), Is.EqualTo("B02"));
            Assert.That((completed.Status, completed.Json.GetProperty("status").GetString()), Is.EqualTo((200, "accepted")), completed.Body);
            Assert.That(completed.Json.GetProperty("trackingId").GetString(), Is.EqualTo(sent.Json.GetProperty("trackingId").GetString()), "it is the same case");
            Assert.That((repeated.Status, repeated.Body), Is.EqualTo((200, completed.Body)));
            Assert.That(queued, Is.Null, "nobody is asked to do what is done");
        });
    }

    [Test]
    public async Task Another_patients_referral_under_the_same_identifier_is_a_referral_of_its_own(CancellationToken cancel)
    {
        var waiting = await TheService.PostAsync(Incomplete("reused"), cancel);
        var other = Bundles.Sample("reused").With("Coverage", "subscriberId", "\"ANOTHER1\"").With("Coverage", "identifier", json: null);
        var sent = await TheService.PostAsync(other.Utf8(), cancel);
        Assert.That((sent.Status, sent.Json.GetProperty("trackingId").GetString() == waiting.Json.GetProperty("trackingId").GetString()), Is.EqualTo((201, false)), sent.Body);
    }

    [Test]
    public async Task A_coordinator_declines_with_the_version_that_was_read(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Incomplete("declined"), cancel);
        var referralId = (await FindAsync(sent, cancel)).GetProperty("referralId").GetGuid();
        var coordinator = TheService.Issuer.Staff("referral-coordinator");
        var read = await TheService.Process.SendAsync(HttpMethod.Get, $"/referrals/{referralId}", coordinator, cancel);
        var (blind, stale, scheduler, malformed) = (
            await DeclineAsync(referralId, coordinator, etag: null, cancel),
            await DeclineAsync(referralId, coordinator, "\"1\"", cancel),
            await DeclineAsync(referralId, TheService.Issuer.Staff("scheduler"), read.Headers["ETag"], cancel),
            await DeclineAsync(referralId, coordinator, read.Headers["ETag"], cancel, "They never called back"));
        var declined = await DeclineAsync(referralId, coordinator, read.Headers["ETag"], cancel);
        var told = await TheService.Process.SendAsync(HttpMethod.Get, sent.Headers["Location"], TheService.Partner(), cancel);
        var late = await TheService.PostAsync(Bundles.Sample("declined").Utf8(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((blind.Status, stale.Status, scheduler.Status, malformed.Status), Is.EqualTo((428, 412, 403, 400)));
            Assert.That((declined.Status, declined.Headers["ETag"]), Is.EqualTo((204, "\"5\"")), declined.Body);
            Assert.That(told.Json.GetProperty("status").GetString(), Is.EqualTo("declined"));
            Assert.That((late.Status, late.Json.GetProperty("status").GetString()), Is.EqualTo((201, "accepted")), "after that, a complete one is a referral of its own");
        });
    }

    [Test]
    public async Task People_list_referrals_page_by_page_and_read_what_came(CancellationToken cancel)
    {
        var bundle = Bundles.Sample("listed").Utf8();
        await TheService.PostAsync(Bundles.Sample("listed", 2).Utf8(), cancel);
        var sent = await TheService.PostAsync(bundle, cancel);
        var coordinator = TheService.Issuer.Staff("intake-coordinator");
        var first = await TheService.Process.SendAsync(HttpMethod.Get, "/referrals?limit=1&status=accepted", coordinator, cancel);
        var second = await TheService.Process.SendAsync(HttpMethod.Get, $"/referrals?limit=1&status=accepted&cursor={first.Json.GetProperty("next").GetString()}", coordinator, cancel);
        var broken = await TheService.Process.SendAsync(HttpMethod.Get, "/referrals?cursor=nonsense!", coordinator, cancel);
        var referralId = (await FindAsync(sent, cancel)).GetProperty("referralId").GetGuid();
        var read = await TheService.Process.SendAsync(HttpMethod.Get, $"/referrals/{referralId}", coordinator, cancel);
        var original = await TheService.Process.SendAsync(HttpMethod.Get, $"/referrals/{referralId}/original", coordinator, cancel);
        var aimless = await TheService.Process.SendAsync(
            HttpMethod.Get, $"/referrals/{referralId}", TheService.Issuer.Sign(new() { ["actor_kind"] = "human", ["roles"] = (string[])["intake-coordinator"] }), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(first.Json.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
            Assert.That(second.Json.GetProperty("items")[0].GetProperty("referralId").GetGuid(), Is.Not.EqualTo(first.Json.GetProperty("items")[0].GetProperty("referralId").GetGuid()));
            Assert.That(broken.Status, Is.EqualTo(400));
            Assert.That(read.Json.GetProperty("patient").GetProperty("family").GetString(), Is.EqualTo("Birch"));
            Assert.That((original.Bytes, original.MediaType), Is.EqualTo((bundle, "application/fhir+json")), "byte for byte");
            Assert.That((aimless.Status, aimless.Code), Is.EqualTo((403, "purpose-missing")));
        });
    }

    private static byte[] Incomplete(string run) => Bundles.Sample(run).With("Practitioner", "identifier", NoNumber).WithoutPractice().Utf8();

    private static async Task<JsonElement> FindAsync(ServiceAnswer sent, CancellationToken cancel)
    {
        var trackingId = sent.Json.GetProperty("trackingId").GetString();
        var page = await TheService.Process.SendAsync(HttpMethod.Get, "/referrals?limit=200", TheService.Issuer.Staff("intake-coordinator"), cancel);
        return page.Json.GetProperty("items").EnumerateArray().Single(r => r.GetProperty("trackingId").GetString() == trackingId);
    }

    private static async Task<JsonElement?> QueueItemAsync(Guid referralId, CancellationToken cancel)
    {
        var queue = await TheService.Process.SendAsync(HttpMethod.Get, "/work-items?role=referral-coordinator&limit=200", TheService.Issuer.Staff("referral-coordinator"), cancel);
        var items = queue.Json.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("subjectId").GetGuid() == referralId).ToList();
        return items is [var only] ? only : null;
    }

    private static async Task<ServiceAnswer> DeclineAsync(Guid referralId, string token, string? etag, CancellationToken cancel, string reason = "no-answer")
    {
        using var body = System.Net.Http.Json.JsonContent.Create(new { reasonCode = reason });
        return await TheService.Process.SendAsync(HttpMethod.Put, $"/referrals/{referralId}/declination", token, cancel, body, h =>
        {
            if (etag is not null) h.TryAddWithoutValidation("If-Match", etag);
        });
    }
}
