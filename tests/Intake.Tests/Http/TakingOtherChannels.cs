using System.Text;
using Healthcare.Hl7v2;
using Healthcare.Intake.Referrals;
using Healthcare.Local.Demo;
using Healthcare.Testing.Services;
using Microsoft.Extensions.Logging.Abstractions;

namespace Healthcare.Intake.Tests.Http;

[CancelAfter(300_000)]
public sealed class TakingOtherChannels
{
    private const string Er7 = "x-application/hl7-v2+er7";

    [Test]
    public async Task A_message_is_acknowledged_and_its_receipt_stands_in_the_headers(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Message("er7"), cancel, mediaType: Er7);
        var read = await TheService.Process.SendAsync(HttpMethod.Get, sent.Headers["Location"], TheService.Partner(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((sent.Status, sent.MediaType, sent.Headers["Referral-Status"]), Is.EqualTo((201, Er7, "accepted")), sent.Body);
            Assert.That(Said(sent).Code, Is.EqualTo(AcknowledgementCode.AA), sent.Body);
            Assert.That((Said(sent).ControlId, Said(sent).Text), Is.EqualTo(("MSG1", sent.Headers["Tracking-Id"])));
            Assert.That(read.Json.GetProperty("trackingId").GetString(), Is.EqualTo(sent.Headers["Tracking-Id"]));
        });
    }

    [Test]
    public async Task A_bundle_and_then_its_message_are_one_referral(CancellationToken cancel)
    {
        var bundle = await TheService.PostAsync(Bundles.Sample("two-channels").Utf8(), cancel);
        var message = await TheService.PostAsync(Message("two-channels"), cancel, mediaType: "application/hl7-v2");
        var again = await TheService.PostAsync(Message("two-channels"), cancel, mediaType: Er7);
        var trackingId = bundle.Json.GetProperty("trackingId").GetString();
        var noted = await TheService.QueryAsync($"select e.data->>'channel' from mt_events e join mt_events r on r.stream_id = e.stream_id and r.version = 1 where e.type = 'referral_duplicate_received.v1' and r.data->>'trackingId' = '{trackingId}'", cancel);
        Assert.Multiple(() =>
        {
            Assert.That((message.Status, message.Headers["Tracking-Id"], again.Status, again.Headers["Tracking-Id"]), Is.EqualTo((200, trackingId, 200, trackingId)), message.Body);
            Assert.That(noted, Is.EqualTo(new[] { "hl7v2" }), "once, however often it comes");
        });
    }

    [Test]
    public async Task A_message_and_then_its_bundle_are_one_referral_whoever_is_first(CancellationToken cancel)
    {
        var answers = await Task.WhenAll(
            TheService.PostAsync(Message("at-once"), cancel, mediaType: Er7),
            TheService.PostAsync(Bundles.Sample("at-once").Utf8(), cancel));
        Assert.That((answers.Count(a => a.Status == 201), answers[0].Headers["Tracking-Id"]), Is.EqualTo((1, answers[1].Json.GetProperty("trackingId").GetString())));
    }

    [TestCase("IN1|", "IX1|", 422, "AE", "missing-coverage")]
    [TestCase("1234567893^^^^NPI|MARYLAND CAPITAL", "1245319599^^^^NPI|NOBODY", 422, "AE", "unknown-payer")]
    [TestCase("REF^I12^REF_I12", "REF^I15^REF_I15", 422, "AE", "unsupported-event")]
    [TestCase("REF^I12^REF_I12", "ADT^A01^ADT_A01", 422, "AR", "Only REF")]
    [TestCase("MSH|", "XXX|", 400, "AR", "")]
    public async Task What_cannot_be_taken_is_answered_with_its_reason_and_kept(string part, string instead, int status, string code, string reason, CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Message("bad")).Replace(part, instead, StringComparison.Ordinal)), cancel, mediaType: Er7);
        Assert.That((sent.Status, Said(sent).Code.ToString(), sent.Body.Contains(reason, StringComparison.Ordinal)), Is.EqualTo((status, code, true)), sent.Body);
    }

    [Test]
    public async Task A_portals_record_is_taken_and_says_where_its_fields_came_from(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Encoding.UTF8.GetBytes(ReferralExample.Portal), cancel, mediaType: "application/json");
        var (id, _, _) = await TheService.ReadAsync(sent.Json.GetProperty("trackingId").GetString(), cancel);
        var provenance = await TheService.Process.SendAsync(HttpMethod.Get, $"/referrals/{id}/provenance", TheService.Issuer.Staff("intake-coordinator"), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((sent.Status, sent.Json.GetProperty("status").GetString()), Is.EqualTo((201, "accepted")), sent.Body);
            Assert.That(provenance.Json.GetProperty("channel").GetString(), Is.EqualTo("portal"));
            Assert.That(provenance.Body, Does.Contain("/coverage/memberNumber").And.Not.Contain("EXAMPLE0003"), "places, no values");
        });
    }

    [Test]
    public async Task A_portals_mistake_is_named_by_its_pointer(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync("""{"patient":{"family":"Example"},"coverage":{"memberNumber":"M1","payer":{"npi":"1245319599"}}}"""u8.ToArray(), cancel, mediaType: "application/json");
        Assert.That((sent.Status, sent.Code, sent.Json.GetProperty("issue")[0].GetProperty("expression")[0].GetString()), Is.EqualTo((422, "unknown-payer", "/coverage/payer")), sent.Body);
    }

    [Test]
    public async Task A_bundle_that_breaks_the_profile_that_it_claims_is_refused_with_the_places(CancellationToken cancel)
    {
        var claims = Bundles.Sample("profile").With("Patient", "meta", """{"profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]}""");
        var fine = await TheService.PostAsync(claims.Utf8(), cancel);
        var broken = await TheService.PostAsync(claims.With("Patient", "gender", "\"lady\"").Utf8(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(fine.Status, Is.EqualTo(201), fine.Body);
            Assert.That((broken.Status, broken.Json.GetProperty("issue")[0].GetProperty("expression")[0].GetString()), Is.EqualTo((422, "Bundle.entry[1].resource.gender")), broken.Body);
        });
    }

    [Test]
    public async Task Over_MLLP_the_register_says_whose_a_message_is_and_the_answer_follows_the_commit(CancellationToken cancel)
    {
        var taken = await SendAsync(ReferralMessages.Sample("mllp", 1, Noon, "M1"), cancel);
        var received = await TheService.QueryAsync($"select data->>'channel' || ' ' || (data->>'partnerId') from mt_events where type = 'referral_received.v1' and data->>'trackingId' = '{taken.Text}'", cancel);
        var bundle = await TheService.PostAsync(Bundles.Sample("mllp").Utf8(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((taken.Code, taken.ControlId), Is.EqualTo((AcknowledgementCode.AA, "M1")));
            Assert.That(received, Is.EqualTo(new[] { "mllp northside" }));
            Assert.That((bundle.Status, bundle.Json.GetProperty("trackingId").GetString()), Is.EqualTo((200, taken.Text)), "the same referral over FHIR is no other");
        });
    }

    [Test]
    public async Task A_message_of_nobody_is_kept_and_a_person_is_asked_whose_it_is(CancellationToken cancel)
    {
        var message = ReferralMessages.Sample("stranger", 1, Noon, "M2", "NOBODYS_EHR", "NOWHERE");
        var refused = await SendAsync(message, cancel);
        var queue = await TheService.Process.SendAsync(HttpMethod.Get, "/work-items?role=intake-coordinator&limit=200", TheService.Issuer.Staff("intake-coordinator"), cancel);
        var item = queue.Json.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("reasonCode").GetString() == "unknown-sender");
        var kept = await TheService.Process.SendAsync(HttpMethod.Get, $"/quarantine/{item.GetProperty("subjectId").GetGuid()}", TheService.Issuer.Staff("intake-coordinator"), cancel);
        Assert.That((refused.Code, item.GetProperty("boundary").GetString(), kept.Bytes), Is.EqualTo((AcknowledgementCode.AR, "B01", message)));
    }

    private static DateTimeOffset Noon => new(2026, 3, 2, 17, 0, 0, TimeSpan.Zero);

    private static byte[] Message(string run) => ReferralMessages.Sample(run, 1, Noon, "MSG1");

    private static Acknowledgement Said(ServiceAnswer answer) => Said(answer.Bytes);

    private static Acknowledgement Said(ReadOnlyMemory<byte> answer) =>
        Hl7Message.Read(answer, new Hl7Findings()) is { } message ? Acknowledgement.Read(message) ?? throw new InvalidDataException("No MSA.") : throw new InvalidDataException("No message.");

    private static async Task<Acknowledgement> SendAsync(byte[] message, CancellationToken cancel)
    {
        await using var client = new MllpClient(new MllpClientOptions { Host = TheService.Mllp.Address.ToString(), Port = TheService.Mllp.Port }, TimeProvider.System, NullLogger<MllpClient>.Instance);
        return await client.SendAsync(message, cancel) is MllpOutcome.Answered answered ? answered.Acknowledgement : throw new InvalidDataException("No answer.");
    }
}
