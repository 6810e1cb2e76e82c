using System.Globalization;
using System.Text.Json;

namespace Healthcare.Local.Stories;

internal sealed class ElevenDays : Story
{
    private const int Days = 11;
    private const string Owner = "authorization-specialist";
    private const string Lead = "authorization-lead";
    private static readonly string[] Chain = ["authorization-lead", "physician-advisor", "chief-medical-officer"];
    private static readonly string[] Telling = ["handoff_nudged", "handoff_timed_out", "handoff_escalated", "decision_overdue", "decision_deemed_denied", "work_item_overdue"];

    public override string Name => "eleven-days";

    public override string Tells => "A prior authorization that nobody touches for eleven days: its owner is warned and reminded, level after level is told, and on the eleventh day a person takes it and calls the payer; the late decision is applied, and the case goes on.";

    public override bool MovesTime => true;

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "pend", cancel);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "authorization-pended");
        var caseId = await scene.CaseAsync(cancel);
        var began = await scene.NowAsync(cancel);
        scene.Say($"the payer pends it on {began:yyyy-MM-dd}; from here on nobody touches the case");
        var (seen, told) = (0, new List<Notice>());
        for (var day = 1; day <= Days; day++)
        {
            await scene.TimePassesAsync("P1D", cancel);
            var steps = await scene.StepsAsync(cancel);
            foreach (var step in steps.Skip(seen).Where(s => Telling.Any(t => s.Type.StartsWith(t, StringComparison.Ordinal)))) scene.Say($"day {Day(step.At, began)}: {step.Type}");
            seen = steps.Count;
            foreach (var notice in (await NoticesAsync(scene, caseId, began, cancel)).Where(n => told.All(t => t.Id != n.Id)))
            {
                told.Add(notice);
                scene.Say($"day {Day(notice.SentAt, began)}: {notice.Role} is told ({notice.Kind}{(notice.Level > 0 ? $", level {notice.Level.ToString(CultureInfo.InvariantCulture)}" : "")}, {notice.Reason}) by {notice.Channel}");
            }
        }

        Check(await scene.StepsAsync(cancel), told);
        await ResolveAsync(scene, cancel);
        await scene.UntilAsync(cancel, "authorized");
        await scene.UntilAsync(cancel, "posted");
    }

    private static async Task ResolveAsync(Scene scene, CancellationToken cancel)
    {
        var item = await scene.WorkAsync("authorization", Lead, "exception", cancel, "deemed-denied");
        var path = $"/api/authorization/v1/work-items/{item.Id}";
        await scene.ChangeAsync(Lead, HttpMethod.Put, path, $"{path}/claim", _ => null, cancel);
        scene.Say($"day {Days.ToString(CultureInfo.InvariantCulture)}: the authorization lead takes it and calls the payer, which decides at last");
        await scene.PayerDecidesAsync("approve", cancel);
    }

    private static void Check(IReadOnlyList<Demo.Step> steps, List<Notice> told)
    {
        if (!steps.Any(s => s.Type.StartsWith("handoff_nudged", StringComparison.Ordinal))) throw new StoryBroken("nobody was warned before the time was up");
        if (!told.Any(n => n is { Kind: "digest", Role: Owner })) throw new StoryBroken("the owner got no digest");
        var levels = told.Where(n => n is { Kind: "escalation", Boundary: "B07" }).OrderBy(n => n.SentAt).Select(n => n.Role).Distinct(StringComparer.Ordinal).ToList();
        if (!levels.SequenceEqual(Chain, StringComparer.Ordinal)) throw new StoryBroken($"told were {string.Join(", ", levels)} and not {string.Join(", ", Chain)}");
        if (told.FirstOrDefault(n => n.Channel.Length == 0) is { } silent) throw new StoryBroken($"no channel took the notice to {silent.Role}");
    }

    /// <summary>Who was told of the case, and the owner's digests since it began.</summary>
    private static async Task<IReadOnlyList<Notice>> NoticesAsync(Scene scene, string caseId, DateTimeOffset since, CancellationToken cancel)
    {
        var door = scene.As(Owner);
        var ofCase = await door.GetAsync($"/api/authorization/v1/notifications?caseId={caseId}&limit=200", cancel);
        var ofOwner = await door.GetAsync($"/api/authorization/v1/notifications?role={Owner}&limit=200", cancel);
        return
        [
            .. ofCase.GetProperty("items").EnumerateArray().Concat(ofOwner.GetProperty("items").EnumerateArray().Where(n => n.GetProperty("kind").GetString() == "digest"))
                .Where(n => n.TryGetProperty("sentAt", out var sent) && sent.ValueKind == JsonValueKind.String && sent.GetDateTimeOffset() > since)
                .Select(Notice.Of)
                .OrderBy(n => n.SentAt)
                .ThenBy(n => n.Level),
        ];
    }

    private static string Day(DateTimeOffset at, DateTimeOffset began) => (at - began).TotalDays.ToString("0.0", CultureInfo.InvariantCulture);

    private sealed record Notice(string Id, string Kind, string Role, int Level, string Reason, string? Boundary, string Channel, DateTimeOffset SentAt)
    {
        public static Notice Of(JsonElement n) => new(
            n.GetProperty("notificationId").GetString() ?? "", n.GetProperty("kind").GetString() ?? "", n.GetProperty("role").GetString() ?? "", n.GetProperty("level").GetInt32(),
            n.GetProperty("reasonCode").GetString() ?? "", n.TryGetProperty("boundary", out var boundary) ? boundary.GetString() : null,
            n.TryGetProperty("channel", out var channel) ? channel.GetString() ?? "" : "", n.GetProperty("sentAt").GetDateTimeOffset());
    }
}
