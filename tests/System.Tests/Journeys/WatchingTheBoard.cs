using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Healthcare.Local.Demo;
using Healthcare.Testing.Telemetry;

namespace Healthcare.SystemTests.Journeys;

/// <summary>What services emit is what the board asks for, and a trace follows a case.</summary>
[CancelAfter(300_000)]
public sealed class WatchingTheBoard
{
    [Test]
    public async Task Every_series_of_the_board_is_emitted(CancellationToken cancel)
    {
        await TheSystem.SendAsync(1, cancel);
        await MissADeadlineAsync(cancel);
        var asked = DashboardMetrics.OfBoards().Concat(DashboardMetrics.OfAlerts()).SelectMany(q => q.Metrics).ToHashSet(StringComparer.Ordinal);
        // Metrics go out every ten seconds.
        var from = TimeProvider.System.GetTimestamp();
        while (!asked.IsSubsetOf(TheSystem.Collector.Series) && TimeProvider.System.GetElapsedTime(from) < TimeSpan.FromSeconds(60))
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancel);
        Assert.That(asked.Except(TheSystem.Collector.Series).Order(StringComparer.Ordinal), Is.Empty);
    }

    /// <summary>A case that nobody books, due a moment from now.</summary>
    private static async Task MissADeadlineAsync(CancellationToken cancel)
    {
        await Referring.SendAsync(TheSystem.AsPartner("northside"), Referrals.Sample($"missed{TheSystem.Running.ProcessIdOf("intake")}", 1), cancel);
        var scheduler = TheSystem.As("sam", "scheduler");
        var items = new List<JsonElement>();
        await Testing.Eventually.TrueAsync(
            async () =>
            {
                var queue = await scheduler.GetAsync("/api/scheduling/v1/work-items?role=scheduler", cancel);
                items = [.. queue.GetProperty("items").EnumerateArray().Where(i => !i.TryGetProperty("claimedBy", out var by) || by.ValueKind is JsonValueKind.Null)];
                return items.Count > 0;
            },
            cancel);
        var (answer, body) = await scheduler.SendAsync(
            HttpMethod.Put,
            $"/api/scheduling/v1/work-items/{items[0].GetProperty("workItemId").GetString()}/due",
            () => JsonContent.Create(new { dueAt = TimeProvider.System.GetUtcNow().AddSeconds(1), reasonCode = "test-of-the-clock" }),
            cancel,
            ifMatch: string.Create(CultureInfo.InvariantCulture, $"\"{items[0].GetProperty("version").GetInt64()}\""));
        using (answer) Assert.That(answer.IsSuccessStatusCode, Is.True, body.ToString());
    }

    [Test]
    public async Task One_trace_leads_from_the_partners_request_through_the_bus_to_the_other_services(CancellationToken cancel)
    {
        var one = (await TheSystem.SendAsync(1, cancel)).Cases.Single();
        Assert.That(one.Problem, Is.Null);
        string[] services = ["gateway", "intake", "authorization", "scheduling", "audit"];
        IReadOnlyList<string> best = [];
        await Testing.Eventually.TrueAsync(
            () =>
            {
                best =
                [
                    .. TheSystem.Collector.Spans.GroupBy(s => s.TraceId)
                        .Where(t => t.Any(s => s is { Service: "gateway" } && s.Name.Contains("/partner/v1/referrals", StringComparison.Ordinal)))
                        .Select(t => t.Select(s => s.Service).Distinct(StringComparer.Ordinal).ToList())
                        .MaxBy(t => t.Count) ?? [],
                ];
                return Task.FromResult(services.All(best.Contains));
            },
            cancel);
        Assert.That(services.Except(best), Is.Empty, string.Join(", ", best));

        // What persons and partners did later has traces of its own, and links that lead there.
        string[] untold = [];
        var from = TimeProvider.System.GetTimestamp();
        while ((untold = Untold(TheSystem.Collector.Spans)).Length > 0 && TimeProvider.System.GetElapsedTime(from) < TimeSpan.FromSeconds(60))
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancel);
        Assert.That(untold, Is.Empty, "from no referral do spans and their links lead to");
    }

    /// <summary>What of a story the trace of a referral does not reach; spans of the bus are its own, what persons and partners do later is linked to it.</summary>
    private static string[] Untold(IReadOnlyList<OtlpSpan> spans)
    {
        (string Service, string Name)[] story =
        [
            ("gateway", "/partner/v1/referrals"), ("intake", "eventstore.execute"), ("authorization", "transmission.send"), ("gateway", "/partner/v1/payer-notifications"), ("scheduling", "booking"),
            ("gateway", "/partner/v1/encounters"), ("billing", "coding"), ("billing", "transmission.send"), ("gateway", "/partner/v1/remittances"), ("reconciliation", "transmission.send"), ("audit", "handle"),
        ];
        var traces = spans.GroupBy(s => s.TraceId, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.ToList(), StringComparer.Ordinal);
        var neighbours = spans.SelectMany(s => s.Links.SelectMany(l => new[] { (From: s.TraceId, To: l), (From: l, To: s.TraceId) })).ToLookup(p => p.From, p => p.To, StringComparer.Ordinal);
        var referrals = traces.Where(t => t.Value.Any(s => s.Service == "gateway" && s.Name.Contains("/partner/v1/referrals", StringComparison.Ordinal))).Select(t => t.Key);
        return referrals.Select(r => Missing(Reached(r))).MinBy(m => m.Length) ?? ["a referral"];

        HashSet<string> Reached(string first)
        {
            var reached = new HashSet<string>(StringComparer.Ordinal) { first };
            var next = new Queue<string>(reached);
            while (next.TryDequeue(out var at))
                foreach (var to in neighbours[at].Where(reached.Add)) next.Enqueue(to);
            return reached;
        }

        string[] Missing(HashSet<string> reached)
        {
            var seen = reached.Where(traces.ContainsKey).SelectMany(t => traces[t]).ToList();
            return [.. story.Where(step => !seen.Any(s => s.Service == step.Service && s.Name.Contains(step.Name, StringComparison.Ordinal))).Select(step => $"{step.Name} of {step.Service}")];
        }
    }
}
