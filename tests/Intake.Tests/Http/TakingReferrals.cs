using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Testing;
using Healthcare.Testing.Descriptions;

namespace Healthcare.Intake.Tests.Http;

[CancelAfter(300_000)]
public sealed class TakingReferrals
{
    [Test]
    public async Task A_referral_is_answered_with_a_receipt_and_is_to_be_read_where_the_receipt_says(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Bundles.Sample("receipt").Utf8(), cancel);
        var trackingId = sent.Json.GetProperty("trackingId").GetString();
        var read = await TheService.Process.SendAsync(HttpMethod.Get, sent.Headers["Location"], TheService.Partner(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((sent.Status, sent.Json.GetProperty("status").GetString(), sent.Json.GetProperty("statusUrl").GetString()), Is.EqualTo((201, "accepted", $"/partner/v1/cases/{trackingId}")), sent.Body);
            Assert.That(trackingId, Does.Match("^R[A-Z2-7]{12}$"));
            Assert.That((sent.Headers["ETag"], sent.Headers["Location"]), Is.EqualTo(("\"5\"", $"/partner/v1/referrals/{trackingId}")));
            Assert.That((read.Status, read.Body, read.Headers["ETag"]), Is.EqualTo((200, sent.Body, "\"5\"")));
        });
    }

    [Test]
    public async Task The_referral_that_the_description_shows_is_accepted(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Bundles.Parse(Encoding.UTF8.GetBytes(ApiDescription.Kept("intake").ExampleOf("sendReferral"))).Utf8(), cancel);
        Assert.That((sent.Status, sent.Json.GetProperty("status").GetString()), Is.EqualTo((201, "accepted")), sent.Body);
    }

    [Test]
    public async Task The_same_request_again_is_answered_from_memory_and_the_same_bytes_under_another_key_are_the_same_referral(CancellationToken cancel)
    {
        var bundle = Bundles.Sample("twice").Utf8();
        var first = await TheService.PostAsync(bundle, cancel, "twice-1");
        var replayed = await TheService.PostAsync(bundle, cancel, "twice-1");
        var again = await TheService.PostAsync(bundle, cancel, "twice-2");
        var elsewhere = await TheService.PostAsync(bundle, cancel, "twice-1", TheService.Partner("southside"));
        Assert.Multiple(() =>
        {
            Assert.That((replayed.Status, replayed.Headers["Idempotent-Replayed"], replayed.Body), Is.EqualTo((201, "true", first.Body)));
            Assert.That((again.Status, again.Body, again.Headers["ETag"]), Is.EqualTo((200, first.Body, first.Headers["ETag"])));
            Assert.That(elsewhere.Status, Is.EqualTo(201), "another partner's referral is another referral");
            Assert.That(elsewhere.Json.GetProperty("trackingId").GetString(), Is.Not.EqualTo(first.Json.GetProperty("trackingId").GetString()));
        });
    }

    [Test]
    public async Task The_same_bytes_under_many_keys_at_once_are_one_referral(CancellationToken cancel)
    {
        var bundle = Bundles.Sample("race").Utf8();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TheService.PostAsync(bundle, cancel)));
        var trackingId = answers.Select(a => a.Json.GetProperty("trackingId").GetString()).Distinct().Single();
        var received = await TheService.QueryAsync($"select count(*) from mt_events where type = 'referral_received.v1' and data->>'trackingId' = '{trackingId}'", cancel);
        Assert.That((answers.Count(a => a.Status == 201), answers.Count(a => a.Status == 200), received[0]), Is.EqualTo((1, 7, "1")));
    }

    [Test]
    public async Task A_partner_sees_only_its_own(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Bundles.Sample("own").Utf8(), cancel);
        var foreign = await TheService.Process.SendAsync(HttpMethod.Get, sent.Headers["Location"], TheService.Partner("southside"), cancel);
        var missing = await TheService.Process.SendAsync(HttpMethod.Get, "/partner/v1/referrals/RAAAAAAAAAAAA", TheService.Partner("southside"), cancel);
        Assert.That((foreign.Status, foreign.Code, missing.Status, missing.Code), Is.EqualTo((404, "referral-unknown", 404, "referral-unknown")));
    }

    [Test]
    public async Task The_guides_bundle_without_its_claim_is_accepted(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Bundles.FromCorpus(), cancel);
        Assert.That((sent.Status, sent.Json.GetProperty("status").GetString()), Is.EqualTo((201, "accepted")), sent.Body);
    }

    [Test]
    public async Task Every_sample_of_the_demonstration_is_accepted(CancellationToken cancel)
    {
        for (var number = 1; number <= 12; number++)
        {
            var sent = await TheService.PostAsync(Bundles.Sample("demo", number).Utf8(), cancel);
            Assert.That((sent.Status, sent.Json.GetProperty("status").GetString()), Is.EqualTo((201, "accepted")), sent.Body);
        }
    }

    [Test]
    public async Task Acceptance_is_published_and_the_packet_behind_it_has_the_hash_that_was_published(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Bundles.Sample("packet").Utf8(), cancel);
        var trackingId = sent.Json.GetProperty("trackingId").GetString();
        JsonElement message = default;
        await Eventually.TrueAsync(() => Task.FromResult(TryHear(trackingId, out message)), cancel);
        var service = TheService.Issuer.Service("authorization");
        var address = $"/internal/packets/{message.GetProperty("referralId").GetGuid()}";
        var packet = await TheService.Process.SendAsync(HttpMethod.Get, address, service, cancel);
        var document = packet.Json.GetProperty("documents")[0];
        var note = await TheService.Process.SendAsync(HttpMethod.Get, $"{address}/documents/{document.GetProperty("id").GetString()}", service, cancel);
        var canonical = new System.Buffers.ArrayBufferWriter<byte>();
        CanonicalJson.Write(packet.Json, canonical);
        var caseId = message.GetProperty("caseId").GetGuid();
        var read = await TheService.QueryAsync($"select data->>'route' from mt_events where type = 'access_recorded.v1' and headers->>'case' = '{caseId}' order by seq_id", cancel);
        Assert.Multiple(() =>
        {
            Assert.That(Convert.ToHexStringLower(SHA256.HashData(canonical.WrittenSpan)), Is.EqualTo(message.GetProperty("packetHash").GetString()));
            Assert.That(packet.Json.GetProperty("caseId").GetGuid(), Is.EqualTo(caseId));
            Assert.That(packet.Json.GetProperty("coverage").GetProperty("memberNumber").GetString(), Does.StartWith("Mpacket"));
            Assert.That((note.Body, note.MediaType), Is.EqualTo(("Six weeks of therapy without relief.", "text/plain")));
            Assert.That(Convert.ToHexStringLower(SHA256.HashData(note.Bytes)), Is.EqualTo(document.GetProperty("sha256").GetString()));
            Assert.That(read, Is.EqualTo(new[] { "/internal/packets/{referralId:guid}/", "/internal/packets/{referralId:guid}/documents/{documentId:guid}" }), "each read is recorded");
        });
    }

    [Test]
    public async Task A_packet_is_for_services_alone(CancellationToken cancel)
    {
        var address = $"/internal/packets/{Guid.CreateVersion7()}";
        var partner = await TheService.Process.SendAsync(HttpMethod.Get, address, TheService.Partner(), cancel);
        var person = await TheService.Process.SendAsync(HttpMethod.Get, address, TheService.Issuer.Staff("scheduler"), cancel);
        var unknown = await TheService.Process.SendAsync(HttpMethod.Get, address, TheService.Issuer.Service("billing"), cancel);
        Assert.That((partner.Status, person.Status, unknown.Status, unknown.Code), Is.EqualTo((403, 403, 404, "referral-unknown")));
    }

    private static bool TryHear(string? trackingId, out JsonElement message)
    {
        foreach (var (kind, body, _) in TheService.Published)
        {
            message = JsonElement.Parse(body);
            if (kind == "Intake.V1.ReferralAccepted" && message.GetProperty("trackingId").GetString() == trackingId) return true;
        }

        message = default;
        return false;
    }
}
