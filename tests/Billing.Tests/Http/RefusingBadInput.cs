using System.Text;
using System.Text.Json;
using Healthcare.Billing.Tests.Claims;
using Healthcare.X12;

namespace Healthcare.Billing.Tests.Http;

[CancelAfter(300_000)]
public sealed class RefusingBadInput
{
    [Test]
    public async Task What_is_no_acknowledgement_is_refused_and_kept(CancellationToken cancel)
    {
        // A partner of its own: other tests fill the same table meanwhile.
        var partner = TheService.Clearinghouse("careless-house");
        var nonsense = await TheService.AcknowledgeAsync(Encoding.UTF8.GetBytes($"Zyxcanary {Guid.CreateVersion7()}"), cancel, token: partner);
        var empty = await TheService.AcknowledgeAsync([], cancel, token: partner);
        var ta1 = Files.Ta1("000000017", AcknowledgementOutcome.Accepted, "000");
        var cut = await TheService.AcknowledgeAsync(ta1[..^12], cancel, token: partner);
        Assert.Multiple(() =>
        {
            Assert.That((nonsense.Status, empty.Status, cut.Status), Is.EqualTo((400, 400, 422)), cut.Body);
            Assert.That(nonsense.Body, Does.Not.Contain("Zyxcanary"));
        });
        Assert.That(await TheService.QueryAsync("select count(*) from hc_originals where source like '%careless-house'", cancel), Is.EqualTo(new[] { "3" }));
    }

    [Test]
    public async Task An_acknowledgement_of_nobodys_claim_is_taken_and_a_person_asks_whose_it_is(CancellationToken cancel)
    {
        var answer = await TheService.AcknowledgeAsync(Files.Claim277("CNOBODYS", "B1", "A2", "WQ"), cancel);
        var queue = await TheService.Process.SendAsync(HttpMethod.Get, "/work-items?role=integration-on-call", TheService.Issuer.Staff("integration-on-call"), cancel);
        Assert.That((answer.Status, answer.Json.GetProperty("read")[0].TryGetProperty("claimId", out _)), Is.EqualTo((202, false)), answer.Body);
        Assert.That(
            queue.Json.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("kind").GetString() == "unmatched-acknowledgement").Select(i => i.GetProperty("subjectId").GetGuid()),
            Has.Member(answer.Json.GetProperty("originalId").GetGuid()));
    }

    [Test]
    public async Task Another_partners_acknowledgement_moves_no_claim(CancellationToken cancel)
    {
        var own = new Case();
        var claim = await own.BillAsync(cancel);
        var other = await TheService.AcknowledgeAsync(
            Files.Claim277(claim.GetProperty("patientControlNumber").GetString() ?? "", "", "A7", "U"), cancel, token: TheService.Clearinghouse("other-house"));
        Assert.That((other.Status, other.Json.GetProperty("read")[0].TryGetProperty("claimId", out _)), Is.EqualTo((202, false)), other.Body);
        Assert.That((await own.ClaimAsync(cancel)).Json.GetProperty("state").GetString(), Is.EqualTo("submitted"));
    }

    [Test]
    public async Task Key_type_scope_and_size_are_asked_for(CancellationToken cancel)
    {
        var file = Files.Ta1("000000017", AcknowledgementOutcome.Accepted, "000");
        using var content = new ByteArrayContent(file) { Headers = { ContentType = new("application/edi-x12") } };
        var keyless = await TheService.Process.SendAsync(HttpMethod.Post, "/partner/v1/acknowledgements", TheService.Clearinghouse(), cancel, content);
        var json = await TheService.AcknowledgeAsync(file, cancel, mediaType: "application/json");
        var scope = await TheService.AcknowledgeAsync(file, cancel, token: TheService.Issuer.Partner("clearhouse", "system/Deposit.c"));
        var person = await TheService.AcknowledgeAsync(file, cancel, token: TheService.Issuer.Staff("biller"));
        var large = await TheService.AcknowledgeAsync(new byte[6 * 1024 * 1024], cancel);
        await TheService.AcknowledgeAsync(file, cancel, "one-key");
        var reused = await TheService.AcknowledgeAsync(Files.Ta1("000000018", AcknowledgementOutcome.Accepted, "000"), cancel, "one-key");
        Assert.That(
            (keyless.Status, json.Status, scope.Status, person.Status, large.Status, reused.Status, reused.Code), Is.EqualTo((400, 415, 403, 403, 413, 422, "idempotency-key-reused")), reused.Body);
    }

    [Test]
    public async Task Codes_of_the_wrong_shape_version_or_person_are_refused(CancellationToken cancel)
    {
        var own = new Case();
        await own.ReferAsync(cancel);
        await own.ApproveAsync(cancel);
        await own.AttendAsync(cancel);
        await own.QueuedAsync(cancel);
        var encounter = await own.EncounterAsync(cancel);
        var (proposed, etag) = (encounter.Json.GetProperty("proposedCoding"), encounter.Headers["ETag"]);
        var pointing = await own.CodeAsync(JsonElement.Parse("""{"codes":[{"line":1,"procedure":"99243","modifiers":[],"diagnosisPointers":[2]}],"diagnoses":["Z00.00"]}"""), etag, cancel);
        var misspelt = await own.CodeAsync(JsonElement.Parse("""{"codes":[{"line":1,"procedure":"visit","modifiers":[],"diagnosisPointers":[1]}],"diagnoses":["Zyxcanary"]}"""), etag, cancel);
        var short_ = await own.CodeAsync(JsonElement.Parse("""{"codes":[],"diagnoses":["Z00.00"]}"""), etag, cancel);
        var bare = await own.CodeAsync(JsonElement.Parse("{}"), etag, cancel);
        var blind = await own.CodeAsync(proposed, etag: null, cancel);
        var stale = await own.CodeAsync(proposed, "\"1\"", cancel);
        var biller = await own.CodeAsync(proposed, etag, cancel, "biller");
        var done = await own.CodeAsync(proposed, etag, cancel);
        var again = await own.CodeAsync(proposed, etag, cancel);
        Assert.Multiple(() =>
        {
            Assert.That((pointing.Status, misspelt.Status, bare.Status, short_.Status, short_.Code), Is.EqualTo((400, 400, 400, 409, "coding-lines-differ")), pointing.Body + misspelt.Body);
            Assert.That(misspelt.Body, Does.Not.Contain("Zyxcanary"));
            Assert.That((blind.Status, stale.Status, biller.Status, done.Status, again.Status), Is.EqualTo((428, 412, 403, 204, 204)), done.Body);
        });
    }
}
