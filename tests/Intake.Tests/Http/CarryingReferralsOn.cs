using System.Text;
using System.Text.Json;
using Healthcare.Testing;
using Healthcare.Testing.Services;

namespace Healthcare.Intake.Tests.Http;

[CancelAfter(300_000)]
public sealed class CarryingReferralsOn
{
    private const string NoNumber = """[{"system":"urn:northside:staff","value":"17"}]""";

    [Test]
    public async Task What_is_missing_is_asked_for_with_example_place_and_deadline_and_supplied_piece_by_piece(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Bundles.Sample("pieces", 2).With("Practitioner", "identifier", NoNumber).WithoutPractice().Without("DocumentReference").Utf8(), cancel);
        var trackingId = sent.Json.GetProperty("trackingId").GetString();
        var missing = sent.Json.GetProperty("missing").EnumerateArray().ToDictionary(m => m.GetProperty("code").GetString() ?? "", m => m, StringComparer.Ordinal);
        var document = await SupplyAsync($"/partner/v1/referrals/{trackingId}/documents?loinc=11488-4", new ByteArrayContent("Six weeks of therapy."u8.ToArray()) { Headers = { ContentType = new("text/plain") } }, cancel);
        var number = await SupplyAsync($"/partner/v1/referrals/{trackingId}/information", Json("""{"referrerNpi":"1987654328"}"""), cancel);
        var late = await SupplyAsync($"/partner/v1/referrals/{trackingId}/information", Json("""{"reason":"More to say."}"""), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(missing.Keys, Is.EquivalentTo(new[] { "referrer-identified", "supporting-document" }), sent.Body);
            Assert.That(missing["referrer-identified"].GetProperty("where").GetString(), Does.Contain("Practitioner.identifier"));
            Assert.That(missing["referrer-identified"].GetProperty("example").GetString(), Is.EqualTo("1234567893"));
            Assert.That(sent.Json.GetProperty("informationDueAt").GetDateTimeOffset(), Is.GreaterThan(sent.Json.GetProperty("receivedAt").GetDateTimeOffset()));
            Assert.That((document.Status, document.Json.GetProperty("missing").GetArrayLength()), Is.EqualTo((200, 1)), document.Body);
            Assert.That((number.Status, number.Json.GetProperty("status").GetString()), Is.EqualTo((200, "accepted")), number.Body);
            Assert.That((late.Status, late.Code), Is.EqualTo((409, "referral-already-accepted")), late.Body);
        });
    }

    [Test]
    public async Task A_referrer_withdraws_and_a_person_reopens_and_it_is_accepted_again(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Bundles.Sample("withdrawn").Utf8(), cancel);
        var address = sent.Headers["Location"];
        var blind = await TheService.PutAsync($"{address}/withdrawal", TheService.Partner(), new { reasonCode = "patient-moved" }, etag: null, cancel);
        var withdrawn = await TheService.PutAsync($"{address}/withdrawal", TheService.Partner(), new { reasonCode = "patient-moved" }, sent.Headers["ETag"], cancel);
        var foreign = await TheService.PutAsync($"{address}/withdrawal", TheService.Partner("southside"), new { reasonCode = "patient-moved" }, sent.Headers["ETag"], cancel);
        var (id, referral, etag) = await TheService.ReadAsync(sent.Json.GetProperty("trackingId").GetString(), cancel);
        var reopened = await TheService.PutAsync($"/referrals/{id}/reopening", TheService.Issuer.Staff("referral-coordinator"), new { note = "Sam Birch called: the move is off." }, etag, cancel);
        var (_, after, _) = await TheService.ReadAsync(sent.Json.GetProperty("trackingId").GetString(), cancel);
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Published.Count(p => p.Body.Contains(id.ToString(), StringComparison.Ordinal) && p.Kind == "Intake.V1.ReferralAccepted") == 2), cancel);
        var messages = TheService.Published.Where(p => p.Kind == "Intake.V1.ReferralAccepted" && p.Body.Contains(id.ToString(), StringComparison.Ordinal)).Select(p => JsonElement.Parse(p.Body)).ToList();
        var notes = await TheService.QueryAsync($"select data::text from mt_events where type = 'referral_reopened.v1' and stream_id = '{id}'", cancel);
        Assert.Multiple(() =>
        {
            Assert.That((blind.Status, withdrawn.Status, foreign.Status), Is.EqualTo((428, 204, 404)), withdrawn.Body);
            Assert.That((referral.GetProperty("status").GetString(), referral.GetProperty("endedBecause").GetString()), Is.EqualTo(("withdrawn", "patient-moved")));
            Assert.That((reopened.Status, after.GetProperty("status").GetString(), after.GetProperty("attempt").GetInt32()), Is.EqualTo((204, "accepted", 2)), reopened.Body);
            Assert.That(messages.Select(m => (m.GetProperty("attempt").GetInt32(), m.GetProperty("serviceLine").GetString())), Is.EqualTo(new[] { (1, "consultation"), (2, "consultation") }));
            Assert.That(TheService.Published.Any(p => p.Kind == "Intake.V1.ReferralEnded" && p.Body.Contains(id.ToString(), StringComparison.Ordinal) && p.Body.Contains("withdrawn", StringComparison.Ordinal)), "the others stop what is under way");
            Assert.That(notes[0], Does.Not.Contain("Birch"));
        });
    }

    [Test]
    public async Task Cancelling_is_asked_for_by_the_referrer_and_decided_by_a_person(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Bundles.Sample("cancelling").Utf8(), cancel);
        var asked = await TheService.PutAsync($"{sent.Headers["Location"]}/cancellation", TheService.Partner(), new { reasonCode = "patient-moved" }, sent.Headers["ETag"], cancel);
        var (id, referral, etag) = await TheService.ReadAsync(sent.Json.GetProperty("trackingId").GetString(), cancel);
        var queue = await TheService.Process.SendAsync(HttpMethod.Get, $"/work-items?role=referral-coordinator&limit=200&caseId={referral.GetProperty("caseId").GetGuid()}", TheService.Issuer.Staff("referral-coordinator"), cancel);
        var scheduler = await TheService.PutAsync($"/referrals/{id}/cancellation", TheService.Issuer.Staff("scheduler"), new { grants = true, reasonCode = "patient-moved" }, etag, cancel);
        var granted = await TheService.PutAsync($"/referrals/{id}/cancellation", TheService.Issuer.Staff("referral-coordinator"), new { grants = true, reasonCode = "patient-moved" }, etag, cancel);
        var told = await TheService.Process.SendAsync(HttpMethod.Get, sent.Headers["Location"], TheService.Partner(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((asked.Status, referral.GetProperty("status").GetString()), Is.EqualTo((204, "cancel-requested")), asked.Body);
            Assert.That(queue.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("reasonCode").GetString()), Is.EqualTo(new[] { "cancel-request" }));
            Assert.That((scheduler.Status, granted.Status, told.Json.GetProperty("status").GetString()), Is.EqualTo((403, 204, "cancelled")), granted.Body);
        });
    }

    [Test]
    public async Task A_patient_in_doubt_is_looked_at_by_a_person_and_then_goes_on(CancellationToken cancel)
    {
        var first = await TheService.PostAsync(Bundles.Sample("doubt", 1).Utf8(), cancel);
        var other = Bundles.Sample("doubt", 1).With("Patient", "birthDate", "\"1977-07-07\"");
        other["identifier"] = System.Text.Json.Nodes.JsonNode.Parse("""{"system":"urn:northside:referral","value":"doubt-again"}""");
        var second = await TheService.PostAsync(other.Utf8(), cancel);
        var (known, knownReferral, _) = await TheService.ReadAsync(first.Json.GetProperty("trackingId").GetString(), cancel);
        var (id, referral, etag) = await TheService.ReadAsync(second.Json.GetProperty("trackingId").GetString(), cancel);
        var patientId = knownReferral.GetProperty("patientId").GetGuid();
        var stranger = await TheService.PutAsync($"/referrals/{id}/patient-match", TheService.Issuer.Staff("intake-coordinator"), new { isKnown = true, patientId = Guid.CreateVersion7() }, etag, cancel);
        var confirmed = await TheService.PutAsync($"/referrals/{id}/patient-match", TheService.Issuer.Staff("intake-coordinator"), new { isKnown = true, patientId }, etag, cancel);
        var (_, after, _) = await TheService.ReadAsync(second.Json.GetProperty("trackingId").GetString(), cancel);
        var packet = await TheService.Process.SendAsync(HttpMethod.Get, $"/internal/packets/{id}", TheService.Issuer.Service("authorization"), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((second.Status, second.Json.GetProperty("status").GetString()), Is.EqualTo((201, "in-triage")), second.Body);
            Assert.That(referral.GetProperty("patientMatch").GetProperty("matchedOn")[0].GetString(), Is.EqualTo("other-birth-date"));
            Assert.That(referral.GetProperty("patientId").GetGuid(), Is.Not.EqualTo(patientId), "nothing is joined before");
            Assert.That((stranger.Status, stranger.Code), Is.EqualTo((409, "patient-not-a-candidate")));
            Assert.That((confirmed.Status, after.GetProperty("status").GetString(), after.GetProperty("patientId").GetGuid()), Is.EqualTo((204, "accepted", patientId)), confirmed.Body);
            Assert.That(packet.Json.GetProperty("patient").GetProperty("birthDate").GetString(), Is.EqualTo("1977-07-07"), "what is sealed anew opens");
            Assert.That(known, Is.Not.EqualTo(id));
        });
    }

    [Test]
    public async Task What_seems_to_be_a_duplicate_is_merged_by_a_person_and_split_again(CancellationToken cancel)
    {
        var first = await TheService.PostAsync(Bundles.Sample("seems", 1).Utf8(), cancel);
        var alike = Bundles.Sample("seems", 1).With("ServiceRequest", "reasonCode", """[{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"M54.51"}]}]""");
        alike["identifier"] = System.Text.Json.Nodes.JsonNode.Parse("""{"system":"urn:northside:referral","value":"seems-again"}""");
        var second = await TheService.PostAsync(alike.Utf8(), cancel);
        var (other, _, _) = await TheService.ReadAsync(first.Json.GetProperty("trackingId").GetString(), cancel);
        var (id, referral, etag) = await TheService.ReadAsync(second.Json.GetProperty("trackingId").GetString(), cancel);
        var coordinator = TheService.Issuer.Staff("intake-coordinator");
        var itself = await TheService.PutAsync($"/referrals/{id}/merge", coordinator, new { otherId = id, basis = "same-order" }, etag, cancel);
        var merged = await TheService.PutAsync($"/referrals/{id}/merge", coordinator, new { otherId = other, basis = "same-order" }, etag, cancel);
        var (_, duplicate, mergedETag) = await TheService.ReadAsync(second.Json.GetProperty("trackingId").GetString(), cancel);
        var split = await TheService.PutAsync($"/referrals/{id}/split", coordinator, new { basis = "other-knee" }, mergedETag, cancel);
        var (_, after, _) = await TheService.ReadAsync(second.Json.GetProperty("trackingId").GetString(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((second.Status, second.Json.GetProperty("status").GetString()), Is.EqualTo((201, "accepted")), second.Body);
            Assert.That(referral.GetProperty("suspectedDuplicatesOf")[0].GetGuid(), Is.EqualTo(other));
            Assert.That((itself.Status, itself.Code, merged.Status), Is.EqualTo((409, "referral-merges-with-itself", 204)), merged.Body);
            Assert.That((duplicate.GetProperty("status").GetString(), duplicate.GetProperty("mergedInto").GetGuid()), Is.EqualTo(("duplicate", other)));
            Assert.That((split.Status, after.GetProperty("status").GetString(), after.GetProperty("attempt").GetInt32()), Is.EqualTo((204, "accepted", 2)), split.Body);
        });
    }

    [Test]
    public async Task A_report_is_returned_only_for_a_patient_who_was_seen(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Bundles.Sample("report").Utf8(), cancel);
        var (id, _, etag) = await TheService.ReadAsync(sent.Json.GetProperty("trackingId").GetString(), cancel);
        var report = new { docId = "DocumentReference/note-1", to = "northside", channel = "fhir", evidence = "ack-1", deliveredAt = TimeProvider.System.GetUtcNow().AddMinutes(-1) };
        var early = await TheService.PutAsync($"/referrals/{id}/report-return", TheService.Issuer.Staff("referral-coordinator"), report, etag, cancel);
        var malformed = await TheService.PutAsync($"/referrals/{id}/report-return", TheService.Issuer.Staff("referral-coordinator"), new { docId = "Sam's note", to = "northside", channel = "pigeon", evidence = "", deliveredAt = report.deliveredAt }, etag, cancel);
        Assert.That((early.Status, early.Code, malformed.Status, malformed.Json.GetProperty("errors").GetArrayLength()), Is.EqualTo((409, "referral-not-attended", 400, 4)), malformed.Body);
    }

    private static async Task<ServiceAnswer> SupplyAsync(string path, HttpContent content, CancellationToken cancel)
    {
        using (content) return await TheService.Process.SendAsync(HttpMethod.Post, path, TheService.Partner(), cancel, content, h => h.Add("Idempotency-Key", Guid.CreateVersion7().ToString()));
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}
