using System.Globalization;
using System.Text.Json;
using Healthcare.Testing;

namespace Healthcare.Audit.Tests.Http;

/// <summary>One queue of all services: by role, service, boundary and holder, next best first, page by page, with the owner's address and an honest lag.</summary>
[CancelAfter(300_000)]
public sealed class WorkingAcrossServices
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Items_of_several_services_are_one_queue(CancellationToken cancel)
    {
        var role = $"role-{Guid.CreateVersion7():N}"[..20];
        var cheap = await OpenedAsync("billing", role, "B16", Noon.AddDays(2), 10m, cancel);
        var dear = await OpenedAsync("intake", role, "B02", Noon.AddDays(2), 900m, cancel);
        var urgent = await OpenedAsync("scheduling", role, "B10", Noon.AddDays(1), null, cancel);
        await Eventually.TrueAsync(async () => (await ItemsAsync($"role={role}", cancel)).Count == 3, cancel);

        var claimed = TheService.Event(cheap.CaseId, cheap.Id, 2, "work_item_claimed.v1", """{"by":{"id":"clerk-7","kind":"human","role":"biller"},"at":"2026-03-02T13:00:00+00:00"}""", "work_item");
        await TheService.TellAsync("billing", 2, [claimed], cancel);
        await Eventually.TrueAsync(async () => (await ItemsAsync($"role={role}&claimed=true", cancel)).Count == 1, cancel);
        var first = await PageAsync($"role={role}&limit=2", cancel);
        var all = await ItemsAsync($"role={role}", cancel);
        Assert.Multiple(async () =>
        {
            Assert.That(all.Select(Id), Is.EqualTo(new[] { urgent.Id, dear.Id, cheap.Id }), "the earliest deadline, then the value");
            Assert.That(all.Select(i => Text(i, "service")), Is.EqualTo(new[] { "scheduling", "intake", "billing" }));
            Assert.That((Text(all[2], "address"), all[2].GetProperty("version").GetInt64(), Text(all[2], "claimedBy")), Is.EqualTo(($"/api/billing/v1/work-items/{cheap.Id}", 2L, "clerk-7")), "as its service wants it");
            Assert.That(first.GetProperty("items").EnumerateArray().Select(Id), Is.EqualTo(new[] { urgent.Id, dear.Id }));
            Assert.That((await ItemsAsync($"role={role}&limit=2&after={Text(first, "next")}", cancel)).Select(Id), Is.EqualTo(new[] { cheap.Id }));
            Assert.That((await ItemsAsync($"role={role}&free=true", cancel)).Select(Id), Is.EqualTo(new[] { urgent.Id, dear.Id }));
            Assert.That((await ItemsAsync($"role={role}&service=intake", cancel)).Select(Id), Is.EqualTo(new[] { dear.Id }));
            Assert.That((await ItemsAsync($"role={role}&boundary=B10&free=true", cancel)).Select(Id), Is.EqualTo(new[] { urgent.Id }));
            Assert.That((await ItemsAsync($"caseId={dear.CaseId}", cancel)).Select(Id), Is.EqualTo(new[] { dear.Id }));
            Assert.That(first.TryGetProperty("lagMilliseconds", out _), Is.True, "it says how far behind it is");
        });
    }

    [Test]
    public async Task What_is_resolved_leaves_it_and_only_staff_sees_it(CancellationToken cancel)
    {
        var role = $"role-{Guid.CreateVersion7():N}"[..20];
        var item = await OpenedAsync("reconciliation", role, "B25", Noon.AddDays(1), null, cancel);
        await Eventually.TrueAsync(async () => (await ItemsAsync($"role={role}", cancel)).Count == 1, cancel);
        await TheService.TellAsync("reconciliation", 2, [TheService.Event(item.CaseId, item.Id, 2, "work_item_resolved.v1", """{"reasonCode":"paired","at":"2026-03-02T13:00:00+00:00"}""", "work_item")], cancel);
        await Eventually.TrueAsync(async () => (await ItemsAsync($"role={role}", cancel)).Count == 0, cancel);
        var partner = await TheService.GetAsync("/work-items", TheService.Issuer.Partner("northside"), cancel);
        var cursor = await TheService.GetAsync("/work-items?after=nonsense", TheService.Issuer.Staff("biller"), cancel);
        Assert.That((partner.Status, cursor.Status, cursor.Code), Is.EqualTo((403, 400, "request-invalid")));
    }

    private static async Task<(Guid CaseId, Guid Id)> OpenedAsync(string service, string role, string boundary, DateTimeOffset dueAt, decimal? value, CancellationToken cancel)
    {
        var (caseId, id) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var data = JsonSerializer.Serialize(
            new { kind = "handoff", role, reasonCode = "missing-items", subjectId = id, boundary, caseId, dueAt, nextAt = dueAt, at = Noon, repeat = "1.00:00:00", levels = Array.Empty<object>(), valueAtStake = value?.ToString(CultureInfo.InvariantCulture) },
            JsonSerializerOptions.Web);
        await TheService.TellAsync(service, 1, [TheService.Event(caseId, id, 1, "work_item_opened.v1", data, "work_item")], cancel);
        await TheService.UntilAsync(caseId, 1, cancel);
        return (caseId, id);
    }

    private static async Task<JsonElement> PageAsync(string query, CancellationToken cancel)
    {
        var answer = await TheService.GetAsync($"/work-items?{query}", TheService.Issuer.Staff("biller"), cancel);
        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        return answer.Json;
    }

    private static async Task<IReadOnlyList<JsonElement>> ItemsAsync(string query, CancellationToken cancel) => [.. (await PageAsync(query, cancel)).GetProperty("items").EnumerateArray()];

    private static Guid Id(JsonElement item) => item.GetProperty("workItemId").GetGuid();

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
