using System.Text;
using System.Text.Json;
using Healthcare.Billing.Claims;
using Healthcare.Testing;
using Healthcare.X12;

namespace Healthcare.Billing.Tests.Http;

/// <summary>What the first payer left goes to the next by itself.</summary>
[CancelAfter(300_000)]
public sealed class BillingTheNextPayer
{
    [Test]
    public async Task Once_the_first_payer_has_decided_the_next_gets_the_claim_and_its_decision_is_that_claims(CancellationToken cancel)
    {
        var own = new Case();
        var claim = await own.AcceptedAsync(cancel);
        var clm01 = claim.GetProperty("patientControlNumber").GetString() ?? "";
        var path = $"/claims/{own.ClaimId}/other-coverage";
        var body = new { payerId = "atlantic-mutual", memberNumber = "MZYX0001-2" };
        var etag = (await own.ClaimAsync(cancel)).Headers["ETag"];
        var answers = new[]
        {
            await Case.PutAsync(path, "coder", body, etag, cancel),
            await Case.PutAsync(path, "cob-specialist", body, etag: null, cancel),
            await Case.PutAsync(path, "cob-specialist", body, "\"1\"", cancel),
            await Case.PutAsync(path, "cob-specialist", new { payerId = "atlantic mutual", memberNumber = "" }, etag, cancel),
            await Case.PutAsync(path, "cob-specialist", body with { payerId = Samples.Payer }, etag, cancel),
            await Case.PutAsync($"/claims/{Guid.CreateVersion7()}/other-coverage", "cob-specialist", body, etag, cancel),
        };
        Assert.That(answers.Select(a => (a.Status, a.Code)), Is.EqualTo(new[]
        {
            (403, "not-permitted"), (428, "if-match-missing"), (412, "stale"), (400, "request-invalid"), (409, "other-coverage-misplaced"), (404, "claim-unknown"),
        }));
        Assert.That((await Case.PutAsync(path, "cob-specialist", body, etag, cancel)).Status, Is.EqualTo(204));
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Published.Any(p => p.Kind == "Billing.V1.OtherCoverageNoted" && p.Body.Contains($"{own.ClaimId}", StringComparison.Ordinal))), cancel);
        var told = TheService.Published.Single(p => p.Kind == "Billing.V1.OtherCoverageNoted" && p.Body.Contains($"{own.ClaimId}", StringComparison.Ordinal));
        Assert.That(told.Body, Does.Contain("atlantic-mutual").And.Not.Contain("MZYX0001-2"));

        await own.AdjudicateAsync("1", "230.00", "PR", "3", "20.00", [], cancel);
        await own.DueNextAsync("atlantic-mutual", cancel);
        byte[]? file = null;
        await Eventually.TrueAsync(() => Task.FromResult((file = TheService.Claims.FirstOrDefault(c => Encoding.ASCII.GetString(c) is var text && text.Contains(clm01, StringComparison.Ordinal) && text.Contains("SBR*S*", StringComparison.Ordinal))) is not null), cancel);
        var read = ProfessionalClaims.Read(file ?? [], new X12Findings()).Single();
        Assert.That((read.ClaimId, read.Subscriber.Id, read.OtherInsurances.Single().Paid), Is.EqualTo((clm01, "MZYX0001-2", (decimal?)230m)));
        var further = NextPayer.ClaimOf(own.ClaimId, "atlantic-mutual");
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Published.Any(p => p.Kind == "Billing.V1.ClaimSubmitted" && p.Body.Contains($"{further}", StringComparison.Ordinal))), cancel);
        var submitted = JsonElement.Parse(TheService.Published.First(p => p.Kind == "Billing.V1.ClaimSubmitted" && p.Body.Contains($"{further}", StringComparison.Ordinal)).Body);
        Assert.That((submitted.GetProperty("claimId").GetGuid(), submitted.GetProperty("primaryClaimId").GetGuid()), Is.EqualTo((further, own.ClaimId)));

        await own.AdjudicateAsync("2", "20.00", "OA", "23", "230.00", [], cancel, "SEC1");
        await Eventually.TrueAsync(async () => await StateAsync(further, cancel) == "paid", cancel);
        Assert.That((await own.ClaimAsync(cancel)).Json.GetProperty("adjudications").GetArrayLength(), Is.EqualTo(1), "the first payer's claim heard the first payer only");
    }

    private static async Task<string?> StateAsync(Guid claimId, CancellationToken cancel) =>
        (await TheService.Process.SendAsync(HttpMethod.Get, $"/claims/{claimId}", TheService.Issuer.Staff("biller"), cancel)).Json.GetProperty("state").GetString();
}
