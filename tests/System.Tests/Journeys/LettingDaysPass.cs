using System.Net.Http.Json;
using System.Text.Json;
using Healthcare.Local.Demo;

namespace Healthcare.SystemTests.Journeys;

/// <summary>Business time is the sandbox's: days pass in moments, and what is due on the way happens in its order.</summary>
[CancelAfter(120_000)]
public sealed class LettingDaysPass
{
    [Test]
    public async Task A_decision_that_does_not_come_is_overdue_and_then_counts_as_denied(CancellationToken cancel)
    {
        var referral = $"days{TheSystem.Running.ProcessIdOf("intake")}";
        await ScriptAsync(new { match = new { member = $"M{referral}-00001" }, step = "authorization", behaviour = "pend" }, cancel);
        var receipt = await Referring.SendAsync(TheSystem.AsPartner("northside"), Referrals.Sample(referral, 1), cancel);
        var compliance = TheSystem.As("cora", "compliance-officer");
        string? caseId = null;
        await Testing.Eventually.TrueAsync(
            async () =>
            {
                var items = (await compliance.GetAsync($"/api/audit/v1/cases?trackingId={receipt.TrackingId}", cancel)).GetProperty("items");
                if (items.GetArrayLength() == 0 || items[0].GetProperty("stage").GetString() != "authorization-pended") return false;
                caseId = items[0].GetProperty("caseId").GetString();
                return true;
            },
            cancel);

        // Seven calendar days from the payer's receipt, and a business day for its owner to reach the payer.
        var clock = TimeProvider.System.GetTimestamp();
        var advanced = await AdvanceAsync("P12D", cancel);
        await TestContext.Out.WriteLineAsync($"{advanced.GetProperty("stops").GetArrayLength()} stops in {TimeProvider.System.GetElapsedTime(clock).TotalSeconds:0.00} s");
        Assert.That(advanced.GetProperty("unquiet").EnumerateArray().Select(u => u.GetString()), Is.Empty);

        var steps = (await compliance.GetAsync($"/api/audit/v1/cases/{caseId}/timeline", cancel)).GetProperty("events").EnumerateArray()
            .Select(e => (Type: e.GetProperty("type").GetString() ?? "", At: e.GetProperty("at").GetDateTimeOffset()))
            .Where(e => e.Type is "authorization_pended.v1" or "decision_overdue.v1" or "decision_deemed_denied.v1")
            .ToList();
        Assert.That(steps.Select(s => s.Type), Is.EqualTo(new[] { "authorization_pended.v1", "decision_overdue.v1", "decision_deemed_denied.v1" }));
        Assert.That(steps[1].At - steps[0].At, Is.EqualTo(TimeSpan.FromDays(7)).Within(TimeSpan.FromDays(1)));
    }

    [Test]
    public async Task Time_does_not_move_by_what_is_no_duration(CancellationToken cancel)
    {
        using var answer = await TheSystem.Http.PostAsJsonAsync(new Uri(TheSystem.Sandbox, "/sandbox/clock/advance"), new { by = "eleven days" }, cancel);
        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(await answer.Content.ReadAsStringAsync(cancel), Does.Contain("duration-malformed"));
    }

    private static async Task<JsonElement> AdvanceAsync(string by, CancellationToken cancel)
    {
        using var answer = await TheSystem.Http.PostAsJsonAsync(new Uri(TheSystem.Sandbox, "/sandbox/clock/advance"), new { by }, cancel);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
        Assert.That(answer.IsSuccessStatusCode, Is.True, body.ToString());
        return body;
    }

    private static async Task ScriptAsync(object script, CancellationToken cancel)
    {
        using var answer = await TheSystem.Http.PostAsJsonAsync(new Uri(TheSystem.Sandbox, "/sandbox/scripts"), script, cancel);
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync(cancel));
    }
}
