using System.Text.Json;
using Healthcare.Testing;

namespace Healthcare.Audit.Tests.Http;

/// <summary>What waits for a role over all services, how late it is, what blocks it, and how far behind all of that is.</summary>
[CancelAfter(300_000)]
public sealed class WorkingAsTeams
{
    private static readonly DateTimeOffset Early = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Cases_that_wait_for_a_role_are_listed_the_oldest_deadline_first(CancellationToken cancel)
    {
        var role = $"role-{Guid.CreateVersion7():N}"[..20];
        var late = await WaitingAsync("RTEAMLATEAAAA", role, Early.AddDays(2), cancel);
        var later = await WaitingAsync("RTEAMLATERAAA", role, Early.AddYears(50), cancel);
        var latest = await WaitingAsync("RTEAMEARLYAAA", role, Early, cancel);
        var staff = TheService.Issuer.Staff("scheduler");
        await Eventually.TrueAsync(async () => (await ItemsAsync($"/teams/{role}/cases", staff, cancel)).Count == 3, cancel);
        Assert.That(await IdsAsync($"/teams/{role}/cases", staff, cancel), Is.EqualTo(new[] { latest, late, later }));
        Assert.That(await IdsAsync($"/cases?role={role}&overdue=true", staff, cancel), Is.EqualTo(new[] { latest, late }));
        var first = await TheService.GetAsync($"/teams/{role}/cases?limit=1", staff, cancel);
        Assert.That(await IdsAsync($"/teams/{role}/cases?limit=1&after={first.Json.GetProperty("next").GetString()}", staff, cancel), Is.EqualTo(new[] { late }));
        var overview = (await ItemsAsync($"/teams/{role}/cases", staff, cancel))[0];
        Assert.That((overview.GetProperty("ownerRole").GetString(), overview.GetProperty("overdue").GetBoolean(), overview.GetProperty("stage").GetString()), Is.EqualTo((role, true, "accepted")));
        var summary = (await TheService.GetAsync("/cases/summary", staff, cancel)).Json;
        Assert.Multiple(() =>
        {
            Assert.That(summary.GetProperty("overdue").EnumerateArray().Single(r => r.GetProperty("role").GetString() == role).GetProperty("overdue").GetInt32(), Is.EqualTo(2));
            Assert.That(summary.GetProperty("stages").EnumerateArray().Sum(s => s.GetProperty("cases").GetInt64()), Is.EqualTo(summary.GetProperty("cases").GetInt64()));
            Assert.That(summary.GetProperty("overdueCases").GetInt32(), Is.GreaterThanOrEqualTo(2));
        });
    }

    [Test]
    public async Task What_blocks_a_case_is_in_its_status_and_its_boundaries(CancellationToken cancel)
    {
        var told = await TheService.TellCaseAsync("RBLOCKEDAAAAA", "northside", cancel);
        var handoff = Guid.CreateVersion7();
        await TheService.TellAsync(
            "authorization",
            1,
            [
                TheService.Event(told.CaseId, handoff, 1, "handoff_offered.v1", """{"attempt":1,"terms":{"boundary":"B06","ownerRole":"authorization-specialist","dueAt":"2026-03-04T12:00:00+00:00"} }""", "handoff"),
                TheService.Event(told.CaseId, handoff, 2, "handoff_blocked.v1", """{"attempt":1,"unmet":[{"predicate":"manifest-complete","sentence":"s","from":"intake-coordinator"}]}""", "handoff"),
            ],
            cancel);
        await TheService.UntilAsync(told.CaseId, 4, cancel);
        var staff = TheService.Issuer.Staff("authorization-specialist");
        var status = (await TheService.GetAsync($"/cases/{told.CaseId}/status", staff, cancel)).Json;
        var boundaries = (await TheService.GetAsync($"/cases/{told.CaseId}/boundaries", staff, cancel)).Json.GetProperty("attempts").EnumerateArray().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(status.GetProperty("blocks")[0].GetString(), Is.EqualTo("manifest-complete"));
            Assert.That((status.GetProperty("ownerRole").GetString(), status.GetProperty("overdue").GetBoolean()), Is.EqualTo(("authorization-specialist", true)));
            Assert.That(boundaries.Select(b => (b.GetProperty("boundary").GetString(), b.GetProperty("outcome").GetString(), b.GetProperty("why")[0].GetString())), Is.EqualTo(new[] { ("B06", "open", "manifest-complete") }));
            Assert.That(boundaries[0].TryGetProperty("to", out _), Is.False, "still open");
        });
    }

    [Test]
    public async Task A_partner_lists_its_own_cases_by_stage_and_page(CancellationToken cancel)
    {
        var partner = $"practice-{Guid.CreateVersion7():N}"[..20];
        foreach (var tracking in new[] { "RLISTAAAAAAA1", "RLISTAAAAAAA2", "RLISTAAAAAAA3" }) await TheService.TellCaseAsync(tracking, partner, cancel);
        var token = TheService.Issuer.Partner(partner);
        var first = await TheService.GetAsync("/partner/v1/cases?stage=accepted&limit=2", token, cancel);
        Assert.That(first.Status, Is.EqualTo(200), first.Body);
        var second = await TheService.GetAsync($"/partner/v1/cases?stage=accepted&limit=2&cursor={first.Json.GetProperty("next").GetString()}", token, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(TrackingIn(first.Json).Concat(TrackingIn(second.Json)), Is.EqualTo(new[] { "RLISTAAAAAAA1", "RLISTAAAAAAA2", "RLISTAAAAAAA3" }));
            Assert.That(first.Body, Does.Not.Contain("caseId"), "no id of ours");
        });
        Assert.That(TrackingIn((await TheService.GetAsync("/partner/v1/cases?stage=scheduled", token, cancel)).Json), Is.Empty);
        var unknown = await TheService.GetAsync("/partner/v1/cases?stage=nowhere", token, cancel);
        Assert.That((unknown.Status, unknown.Code), Is.EqualTo((400, "request-invalid")));
        Assert.That(unknown.Body, Does.Contain("no-show"), "what can be asked for");
    }

    private static async Task<Guid> WaitingAsync(string trackingId, string role, DateTimeOffset dueAt, CancellationToken cancel)
    {
        var told = await TheService.TellCaseAsync(trackingId, "northside", cancel);
        var opened = TheService.Event(told.CaseId, Guid.CreateVersion7(), 1, "work_item_opened.v1", $$"""{"kind":"exception","role":"{{role}}","reasonCode":"missing-items","dueAt":"{{dueAt:O}}"}""", "work_item");
        await TheService.TellAsync("intake", 2, [opened], cancel);
        await TheService.UntilAsync(told.CaseId, 3, cancel);
        return told.CaseId;
    }

    private static IEnumerable<string?> TrackingIn(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("trackingId").GetString());

    private static async Task<IReadOnlyList<JsonElement>> ItemsAsync(string path, string token, CancellationToken cancel) => [.. (await TheService.GetAsync(path, token, cancel)).Json.GetProperty("items").EnumerateArray()];

    private static async Task<IEnumerable<Guid>> IdsAsync(string path, string token, CancellationToken cancel) => (await ItemsAsync(path, token, cancel)).Select(i => i.GetProperty("caseId").GetGuid());
}
