using System.Net.Http.Json;
using Healthcare.Testing.Services;

namespace Healthcare.Audit.Tests.Http;

/// <summary>Compliance asks with a scope and a purpose; what is missing is said, and each question is a crossing of B27.</summary>
[NonParallelizable]
[CancelAfter(300_000)]
public sealed class QuestioningTheTrail
{
    [Test]
    public async Task A_question_without_scope_is_blocked_and_says_so_at_its_boundary(CancellationToken cancel)
    {
        var receivedAt = TimeProvider.System.GetUtcNow().AddDays(-1);
        var asked = await SendAsync(HttpMethod.Post, "/compliance/questions", new { asksFor = "disclosure-accounting", purpose = "PATRQT", receivedAt }, TheService.Compliance(), cancel);
        var id = asked.Json.GetProperty("questionId").GetString();
        var crossing = await TheService.GetAsync($"/handoffs?boundary=B27", TheService.Issuer.Staff("privacy-officer"), cancel);
        var early = await TheService.GetAsync($"/compliance/questions/{id}/answer", TheService.Compliance(), cancel);
        var half = await SendAsync(HttpMethod.Put, $"/compliance/questions/{id}/answer", body: null, TheService.Compliance(), cancel, asked.Headers["ETag"]);
        var open = await TheService.GetAsync("/compliance/questions?open=true&limit=200", TheService.Compliance(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((asked.Status, asked.Headers["Location"]), Is.EqualTo((201, $"/compliance/questions/{id}")), asked.Body);
            Assert.That((asked.Json.GetProperty("state").GetString(), asked.Json.GetProperty("missing")[0].GetString()), Is.EqualTo(("blocked", "scope-named")));
            Assert.That(asked.Json.GetProperty("dueAt").GetDateTimeOffset(), Is.EqualTo(receivedAt.AddDays(60)).Within(TimeSpan.FromHours(1)), "60 days from receipt, at the same local time");
            Assert.That(crossing.Json.GetProperty("items").EnumerateArray().Select(h => (h.GetProperty("subjectId").GetString(), h.GetProperty("state").GetString())), Does.Contain((id, "blocked")));
            Assert.That((early.Status, early.Code, half.Status, half.Code), Is.EqualTo((409, "question-not-answered", 409, "question-not-stated")));
            Assert.That(open.Json.GetProperty("items").EnumerateArray().Select(q => q.GetProperty("questionId").GetString()), Does.Contain(id));
        });
    }

    [Test]
    public async Task Only_compliance_asks_with_its_purpose_and_in_codes(CancellationToken cancel)
    {
        var question = new { asksFor = "who-saw-what", caseId = Guid.CreateVersion7(), purpose = "HLEGAL" };
        var staff = await SendAsync(HttpMethod.Post, "/compliance/questions", question, TheService.Issuer.Staff("biller"), cancel);
        var purpose = await SendAsync(HttpMethod.Post, "/compliance/questions", question, TheService.Compliance("HOPERAT"), cancel);
        var text = await SendAsync(HttpMethod.Post, "/compliance/questions", new { asksFor = "who-saw-what", purpose = "because Ms Example asked" }, TheService.Compliance(), cancel);
        var ahead = await SendAsync(HttpMethod.Post, "/compliance/questions", new { asksFor = "disclosure-accounting", receivedAt = "2999-01-01T00:00:00Z" }, TheService.Compliance(), cancel);
        var unknown = await TheService.GetAsync($"/compliance/questions/{Guid.CreateVersion7()}", TheService.Compliance(), cancel);
        Assert.That((staff.Status, purpose.Code, text.Status, ahead.Status, unknown.Code), Is.EqualTo((403, "purpose-missing", 400, 400, "question-unknown")));
    }

    [Test]
    public async Task A_delay_is_not_stated_of_a_question_that_names_nobody_nor_without_words_nor_by_others(CancellationToken cancel)
    {
        var asked = await SendAsync(HttpMethod.Post, "/compliance/questions", new { asksFor = "disclosure-accounting", purpose = "PATRQT" }, TheService.Compliance(), cancel);
        var path = $"/compliance/questions/{asked.Json.GetProperty("questionId").GetString()}/extension";
        var body = new { statement = "The records of Ms Example are being restored.", expectedAt = TimeProvider.System.GetUtcNow().AddDays(80) };
        var blocked = await SendAsync(HttpMethod.Put, path, body, TheService.Compliance(), cancel, asked.Headers["ETag"]);
        var none = await TheService.GetAsync(path, TheService.Compliance(), cancel);
        var empty = await SendAsync(HttpMethod.Put, path, new { statement = "", body.expectedAt }, TheService.Compliance(), cancel, asked.Headers["ETag"]);
        var staff = await SendAsync(HttpMethod.Put, path, body, TheService.Issuer.Staff("biller"), cancel, asked.Headers["ETag"]);
        Assert.That((blocked.Code, none.Code, empty.Code, staff.Status), Is.EqualTo(("question-not-stated", "question-not-extended", "request-invalid", 403)));
    }

    internal static Task<ServiceAnswer> SendAsync(HttpMethod method, string path, object? body, string token, CancellationToken cancel, string? version = null, AuditHost? audit = null) =>
        (audit ?? TheService.Host).Process.SendAsync(
            method, path, token, cancel, body is null ? null : JsonContent.Create(body), headers: h => { if (version is not null) h.TryAddWithoutValidation("If-Match", version); });
}
