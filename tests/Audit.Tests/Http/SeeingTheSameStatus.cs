using System.Text.Json;

namespace Healthcare.Audit.Tests.Http;

/// <summary>Partner, teams and map see one projection: what they say of a case never differs, and each says how far behind it is.</summary>
[CancelAfter(300_000)]
public sealed class SeeingTheSameStatus
{
    private const string Tracking = "RSAMESTATUSAA";
    private static readonly string[] Boundaries = ["B66", "B67", "B68"];

    [Test]
    public async Task They_never_disagree_while_a_case_goes_on(CancellationToken cancel)
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var told = await TheService.TellCaseAsync(Tracking, "northside", cancel);
        var going = new GoingOn(told.CaseId, new Random(seed));
        var compared = 0;
        for (var step = 1; step <= 15; step++)
        {
            await going.GoOnAsync(step, cancel);
            // Once while it is on its way into the trail, and once when it is there.
            compared += await AgreeAsync(told.CaseId, cancel);
            await TheService.UntilAsync(told.CaseId, 2 + step, cancel);
            compared += await AgreeAsync(told.CaseId, cancel);
        }

        Assert.That(compared, Is.GreaterThanOrEqualTo(15));
    }

    [Test]
    public async Task Each_answer_says_how_far_behind_it_is(CancellationToken cancel)
    {
        var told = await TheService.TellCaseAsync("RSAMELAGAAAAA", "northside", cancel);
        var staff = TheService.Issuer.Staff("scheduler");
        foreach (var path in new[] { $"/cases/{told.CaseId}/status", $"/cases/{told.CaseId}/boundaries", $"/cases/{told.CaseId}/timeline", "/cases?limit=1", "/teams/scheduler/cases", "/cases/summary", "/map", "/map/definitions/B06" })
            await HasLagAsync(path, staff, cancel);
        foreach (var path in new[] { "/partner/v1/cases/RSAMELAGAAAAA", "/partner/v1/cases?limit=1" }) await HasLagAsync(path, TheService.Issuer.Partner("northside"), cancel);
    }

    private static Task HasLagAsync(string path, string token, CancellationToken cancel) => Testing.Eventually.TrueAsync(
        async () => (await TheService.GetAsync(path, token, cancel)).Json is var answer && answer.TryGetProperty("asOf", out _) && answer.TryGetProperty("lagMilliseconds", out _),
        TimeSpan.FromSeconds(60),
        cancel,
        () => path);

    private static async Task<int> AgreeAsync(Guid caseId, CancellationToken cancel)
    {
        var before = await StatusAsync(caseId, cancel);
        var partner = (await TheService.GetAsync($"/partner/v1/cases/{Tracking}", TheService.Issuer.Partner("northside"), cancel)).Json;
        var map = (await TheService.GetAsync("/map", TheService.Issuer.Staff("scheduler"), cancel)).Json;
        var after = await StatusAsync(caseId, cancel);
        // Only what did not change while the others were asked can be held against them.
        if (Waiting(before) != Waiting(after)) return 0;
        foreach (var boundary in Boundaries) Assert.That(OnMap(map, boundary), Is.EqualTo(InStatus(after, boundary)), boundary);
        Assert.That((Text(partner, "stage"), Text(partner, "dueBy"), Text(partner, "since")), Is.EqualTo((Text(after, "stage"), Text(after, "dueBy"), Text(after, "since"))));
        return 1;
    }

    private static async Task<JsonElement> StatusAsync(Guid caseId, CancellationToken cancel) => (await TheService.GetAsync($"/cases/{caseId}/status", TheService.Issuer.Staff("scheduler"), cancel)).Json;

    private static string Waiting(JsonElement status) => status.GetProperty("waiting").GetRawText() + Text(status, "stage");

    private static (int All, string States) InStatus(JsonElement status, string boundary)
    {
        var here = status.GetProperty("waiting").EnumerateArray().Select(w => Text(w, "for") ?? "").Where(w => w.StartsWith($"boundary-{boundary}-", StringComparison.Ordinal)).ToList();
        return (here.Count, string.Join(',', here.Select(w => w[$"boundary-{boundary}-".Length..])));
    }

    private static (int All, string States) OnMap(JsonElement map, string boundary)
    {
        var shown = map.GetProperty("boundaries").EnumerateArray().FirstOrDefault(b => Text(b, "boundary") == boundary);
        if (shown.ValueKind == JsonValueKind.Undefined) return (0, "");
        var standing = shown.GetProperty("standing");
        var states = new List<string>();
        if (Number(standing, "open") > Number(standing, "blocked")) states.Add("offered");
        if (Number(standing, "blocked") > 0) states.Add("blocked");
        if (Number(standing, "returned") > 0) states.Add("returned");
        if (Number(standing, "timedOut") > 0) states.Add("timed-out");
        return (Number(standing, "all"), string.Join(',', states));
    }

    private static int Number(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var text) ? text.GetString() : null;

    /// <summary>A case that goes on at three boundaries, one event at a time.</summary>
    private sealed class GoingOn(Guid caseId, Random random)
    {
        private readonly Dictionary<string, (Guid Id, long Version, string State)> streams = Boundaries.ToDictionary(b => b, _ => (Guid.CreateVersion7(), 0L, ""), StringComparer.Ordinal);

        public async Task GoOnAsync(int count, CancellationToken cancel)
        {
            var boundary = Boundaries[random.Next(Boundaries.Length)];
            var (id, version, state) = streams[boundary];
            var kind = state switch
            {
                "" or "accepted" or "returned" or "timed_out" => "offered",
                "offered" => ((string[])["blocked", "accepted", "returned", "timed_out"])[random.Next(4)],
                _ => "cleared",
            };
            var due = Crossings.Iso(TimeProvider.System.GetUtcNow().AddHours(random.Next(1, 50)));
            var data = kind == "offered" ? $$"""{"attempt":1,"terms":{"boundary":"{{boundary}}","ownerRole":"scheduler","dueAt":"{{due}}"} }""" : "{}";
            await TheService.TellAsync("authorization", count, [TheService.Event(caseId, id, version + 1, $"handoff_{kind}.v1", data, "handoff")], cancel);
            streams[boundary] = (id, version + 1, kind == "cleared" ? "offered" : kind);
        }
    }
}
