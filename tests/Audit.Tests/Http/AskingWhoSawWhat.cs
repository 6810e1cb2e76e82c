using System.Text.Json;
using Healthcare.Testing;

namespace Healthcare.Audit.Tests.Http;

/// <summary>Compliance asks who did or saw what; each question is itself in the trail.</summary>
[CancelAfter(300_000)]
public sealed class AskingWhoSawWhat
{
    [Test]
    public async Task A_look_at_a_case_is_in_the_trail_with_who_why_and_what(CancellationToken cancel)
    {
        var told = await TheService.TellCaseAsync("RLOOKEDATAAAA", "northside", cancel);
        var nurse = TheService.Issuer.Sign(new() { ["sub"] = "nurse-3", ["actor_kind"] = "human", ["roles"] = (string[])["scheduler"], ["purpose"] = "TREAT" });
        await TheService.GetAsync($"/cases/{told.CaseId}/timeline", nurse, cancel);
        var seen = await FoundAsync($"/events?caseId={told.CaseId}&actor=nurse-3", cancel);
        Assert.Multiple(() =>
        {
            Assert.That(Text(seen, "type"), Is.EqualTo("access_recorded.v1"));
            Assert.That((Text(seen, "service"), Text(seen, "purpose"), Text(seen, "role")), Is.EqualTo(("audit", "TREAT", "scheduler")));
            Assert.That(Text(seen.GetProperty("read"), "route"), Does.EndWith("/timeline"));
            Assert.That(Text(seen.GetProperty("read"), "outcome"), Is.EqualTo("answered"));
        });
        var timeline = await TheService.GetAsync($"/cases/{told.CaseId}/timeline", nurse, cancel);
        Assert.That(timeline.Json.GetProperty("events").EnumerateArray().Select(e => Text(e, "type")), Does.Contain("access_recorded.v1"), "the case's own timeline tells of it");
    }

    [Test]
    public async Task The_question_itself_is_recorded(CancellationToken cancel)
    {
        var told = await TheService.TellCaseAsync("RQUESTIONAAAA", "northside", cancel);
        await TheService.GetAsync($"/events?caseId={told.CaseId}", TheService.Compliance(who: "officer-2"), cancel);
        var asked = await FoundAsync($"/events?caseId={told.CaseId}&actor=officer-2", cancel);
        Assert.That((Text(asked, "type"), Text(asked.GetProperty("read"), "route")), Is.EqualTo(("access_recorded.v1", "/events")));
    }

    [Test]
    public async Task Without_the_purpose_of_compliance_nothing_is_answered_and_the_attempt_is_recorded(CancellationToken cancel)
    {
        var told = await TheService.TellCaseAsync("RNOPURPOSEAAA", "northside", cancel);
        var refused = await TheService.GetAsync($"/events?caseId={told.CaseId}", TheService.Compliance("HOPERAT", "officer-3"), cancel);
        var other = await TheService.GetAsync($"/events?caseId={told.CaseId}", TheService.Issuer.Staff("biller"), cancel);
        Assert.That((refused.Status, refused.Code, other.Status), Is.EqualTo((403, "purpose-missing", 403)));
        var attempt = await FoundAsync("/events?actor=officer-3", cancel);
        Assert.That(Text(attempt.GetProperty("read"), "outcome"), Is.EqualTo("refused"));
    }

    [Test]
    public async Task Events_are_found_by_what_and_when_page_by_page(CancellationToken cancel)
    {
        var kind = $"probe_{Guid.CreateVersion7():N}.v1";
        var caseId = Guid.CreateVersion7();
        var events = Enumerable.Range(1, 5).Select(i => TheService.Event(caseId, caseId, i, kind, "{}") with { RecordedAt = new DateTimeOffset(2026, 3, i, 12, 0, 0, TimeSpan.Zero) }).ToList();
        await TheService.TellAsync("billing", 1, events, cancel);
        await TheService.UntilAsync(caseId, 5, cancel);
        var path = $"/events?type={kind}&from=2026-03-02T00:00:00Z&to=2026-03-05T00:00:00Z&limit=2";
        var first = (await TheService.GetAsync(path, TheService.Compliance(), cancel)).Json;
        var second = (await TheService.GetAsync($"{path}&cursor={Text(first, "next")}", TheService.Compliance(), cancel)).Json;
        Assert.Multiple(() =>
        {
            Assert.That(Versions(first).Concat(Versions(second)), Is.EqualTo(new[] { 2L, 3L, 4L }));
            Assert.That(second.TryGetProperty("next", out _), Is.False, "the time asked for is over");
            Assert.That(first.GetProperty("appendsBehind").GetInt64(), Is.GreaterThanOrEqualTo(0), "it says how far behind it is");
        });
    }

    private static IEnumerable<long> Versions(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("version").GetInt64());

    private static async Task<JsonElement> FoundAsync(string path, CancellationToken cancel)
    {
        JsonElement found = default;
        await Eventually.TrueAsync(
            async () =>
            {
                var answer = await TheService.GetAsync(path, TheService.Compliance(), cancel);
                Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
                found = answer.Json.GetProperty("items").EnumerateArray().FirstOrDefault();
                return found.ValueKind == JsonValueKind.Object;
            },
            cancel);
        return found;
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
