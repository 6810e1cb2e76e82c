using System.Globalization;
using System.Net.Http.Json;
using Healthcare.Local.Demo;
using Healthcare.Local.Running;

namespace Healthcare.Benchmarks.Journeys;

/// <summary>
/// The whole system on this machine, as the runner starts it: events a second from referral to audit trail with how far the trail is behind, a partner's command through the gateway
/// at a hundred a second, and how long a service takes from its start until it is ready. Both servers, six services, gateway, sandbox and the senders share the processors.
/// </summary>
internal static class JourneyBenchmark
{
    private const int WarmUp = 40;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(string[] args)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        var cancel = bound.Token;
        var cases = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : 120;
        var commands = args is [_, var asked, ..] ? int.Parse(asked, CultureInfo.InvariantCulture) : 1_000;
        var folder = Directory.CreateTempSubdirectory("journeys-");
        var layout = Layout.Find() with { Data = folder.FullName };
        try
        {
            await using var system = await LocalSystem.StartAsync(layout, new Dictionary<string, string>(StringComparer.Ordinal), static _ => { }, virtualTime: false, cancel);
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            using var tokens = new Tokens(http, system.Addresses[Part.Sandbox.Name], layout.Keys);
            if (cases > 0) await SustainAsync(layout, system, new Door(http, system.Addresses[Part.Gateway.Name], c => tokens.StaffAsync("bench.compliance", "compliance-officer", c)), cases, cancel);
            await CommandAsync(new Door(http, system.Addresses[Part.Gateway.Name], c => tokens.PartnerAsync("first-harbor", c)), commands, cancel);
            await RestartAsync(system, cancel);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task SustainAsync(Layout layout, LocalSystem system, Door compliance, int cases, CancellationToken cancel)
    {
        using var demonstration = new Demonstration(layout, system.Addresses);
        var before = await demonstration.RunAsync(WarmUp, static (_, _) => { }, cancel);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watching = WatchLagAsync(compliance, done.Token);
        var after = await demonstration.RunAsync(cases, static (_, _) => { }, cancel);
        await done.CancelAsync();
        var lags = (await watching).Order().ToList();
        var events = after.Proof.Events - before.Proof.Events;
        Report.Line(
            $"{{\"name\": \"referral in to audit trail complete\", \"cases\": {cases}, \"arrived\": {after.Cases.Count(c => c.Arrived)}, \"events\": {events}, \"complete\": {(after.Proof.Complete ? "true" : "false")}, \"seconds\": {Report.Number(after.Arriving.TotalSeconds)}, "
            + $"\"perSecond\": {Report.Number(events / after.Arriving.TotalSeconds)}, \"lagP50Ms\": {At(lags, 0.5)}, \"lagP99Ms\": {At(lags, 0.99)}}}");
    }

    /// <summary>What an answer of the audit service says of itself, again and again.</summary>
    private static async Task<List<double>> WatchLagAsync(Door compliance, CancellationToken cancel)
    {
        var lags = new List<double>();
        try
        {
            while (true)
            {
                var summary = await compliance.GetAsync("/api/audit/v1/cases/summary", cancel);
                if (summary.TryGetProperty("lagMilliseconds", out var lag) && lag.TryGetInt64(out var milliseconds)) lags.Add(milliseconds);
                await Task.Delay(LookEvery, TimeProvider.System, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            return lags;
        }
    }

    /// <summary>An open loop: each deposit is sent at its own time, whether or not those before it were answered.</summary>
    private static async Task CommandAsync(Door bank, int commands, CancellationToken cancel)
    {
        var run = TimeProvider.System.GetUtcNow().ToString("yyMMddHHmmss", CultureInfo.InvariantCulture);
        for (var warm = 0; warm < 100; warm++) await DepositAsync(bank, $"{run}W{warm.ToString(CultureInfo.InvariantCulture)}", cancel);
        var from = TimeProvider.System.GetTimestamp();
        var sent = new List<Task<double>>();
        for (var n = 0; n < commands; n++)
        {
            var wait = (Between * n) - TimeProvider.System.GetElapsedTime(from);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System, cancel);
            sent.Add(DepositAsync(bank, $"{run}N{n.ToString(CultureInfo.InvariantCulture)}", cancel));
        }

        var times = (await Task.WhenAll(sent)).Order().ToList();
        Report.Line($"{{\"name\": \"a deposit through the gateway, 100 a second\", \"commands\": {times.Count}, \"p50Ms\": {At(times, 0.5)}, \"p99Ms\": {At(times, 0.99)}, \"maxMs\": {At(times, 1)}}}");
    }

    private static async Task<double> DepositAsync(Door bank, string name, CancellationToken cancel)
    {
        var from = TimeProvider.System.GetTimestamp();
        var (answer, body) = await bank.SendAsync(
            HttpMethod.Post,
            "/partner/v1/deposits",
            () => JsonContent.Create(new { bankReference = name, amount = "12.34", effectiveDate = "2026-03-02", trace = $"T{name}", originatorId = "1234567893", method = "ACH" }),
            cancel,
            idempotencyKey: name);
        using (answer)
        {
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"The deposit was answered with {(int)answer.StatusCode}: {body}");
        }

        return TimeProvider.System.GetElapsedTime(from).TotalMilliseconds;
    }

    private static async Task RestartAsync(LocalSystem system, CancellationToken cancel)
    {
        foreach (var part in Part.Services.Append(Part.Gateway))
        {
            await system.EndAsync(part.Name);
            var from = TimeProvider.System.GetTimestamp();
            await system.RestartAsync(part.Name, cancel);
            Report.Line($"{{\"name\": \"start to ready\", \"service\": \"{part.Name}\", \"seconds\": {Report.Number(TimeProvider.System.GetElapsedTime(from).TotalSeconds)}}}");
        }
    }

    private static string At(List<double> sorted, double part) => sorted.Count == 0 ? "null" : Report.Number(sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))]);
}
