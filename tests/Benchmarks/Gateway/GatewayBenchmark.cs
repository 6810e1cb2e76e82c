using System.Diagnostics;
using System.Net.Http.Headers;
using Healthcare.Local.Running;
using Healthcare.Local.Servers;
using Healthcare.Testing.Access;

namespace Healthcare.Benchmarks.Gateway;

/// <summary>The gateway with its token check, limits and request ids beside bare YARP, in front of the same service, turn by turn.</summary>
internal static class GatewayBenchmark
{
    private const int Clients = 32;
    private const int Pairs = 7;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var cancel = bound.Token;
        var ports = LoopbackPorts.Take(3);
        var (service, bare, ours) = (Loopback(ports[0]), Loopback(ports[1]), Loopback(ports[2]));
        await using var issuer = await TestIssuer.StartAsync(cancel);
        var me = typeof(GatewayBenchmark).Assembly.Location;
        using var serviceProcess = Start(me, ["bare-service", service.ToString()], []);
        using var bareProcess = Start(me, ["bare-proxy", bare.ToString(), service.ToString()], []);
        var settings = issuer.Settings.ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => s.Value, StringComparer.Ordinal);
        foreach (var part in Part.Services) settings[$"Services__{part.Name}"] = service.ToString();
        settings["RateLimits__Default__PerSecond"] = settings["RateLimits__Default__Burst"] = "1000000";
        settings["ASPNETCORE_URLS"] = ours.ToString();
        var program = Layout.Find().Program(Part.Gateway.Project, Part.Gateway.Assembly);
        using var gatewayProcess = Start(program, ["--contentRoot", Path.GetDirectoryName(program) ?? ""], settings);
        try
        {
            var token = issuer.Partner("northside");
            using var toOurs = Client(ours, token);
            using var toBare = Client(bare, token);
            await ReadyAsync(toOurs, cancel);
            await ReadyAsync(toBare, cancel);
            await MeasureAsync(toOurs, cancel);
            await MeasureAsync(toBare, cancel);
            var rates = new List<(double, double)>();
            var tails = new List<(double, double)>();
            for (var pair = 0; pair < Pairs; pair++)
            {
                var (first, second) = (await MeasureAsync(toOurs, cancel), await MeasureAsync(toBare, cancel));
                rates.Add((first.PerSecond, second.PerSecond));
                tails.Add((first.Tail, second.Tail));
            }

            Report.Pairs("gateway beside bare YARP", "requests/s", rates);
            Report.Pairs("gateway beside bare YARP, p99", "ms", tails);
            return 0;
        }
        finally
        {
            foreach (var process in new[] { gatewayProcess, bareProcess, serviceProcess }) process.Kill();
        }
    }

    private static async Task<(double PerSecond, double Tail)> MeasureAsync(HttpClient client, CancellationToken cancel)
    {
        var from = TimeProvider.System.GetTimestamp();
        var taken = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            var times = new List<double>();
            while (TimeProvider.System.GetElapsedTime(from) < Turn)
            {
                var sent = TimeProvider.System.GetTimestamp();
                using var answer = await client.GetAsync("partner/v1/referrals/R1", cancel);
                answer.EnsureSuccessStatusCode();
                times.Add(TimeProvider.System.GetElapsedTime(sent).TotalMilliseconds);
            }

            return times;
        }));
        var elapsed = TimeProvider.System.GetElapsedTime(from).TotalSeconds;
        var all = taken.SelectMany(t => t).Order().ToList();
        return (all.Count / elapsed, all[(int)(all.Count * 0.99)]);
    }

    private static HttpClient Client(Uri address, string token)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients }) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task ReadyAsync(HttpClient client, CancellationToken cancel)
    {
        for (var from = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                using var answer = await client.GetAsync("partner/v1/referrals/R1", cancel);
                if (answer.IsSuccessStatusCode) return;
                if (TimeProvider.System.GetElapsedTime(from) > ReadyWithin) throw new InvalidOperationException($"{client.BaseAddress} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}");
            }
            catch (HttpRequestException) when (TimeProvider.System.GetElapsedTime(from) < ReadyWithin)
            {
                // It starts.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancel);
        }
    }

    private static Uri Loopback(int port) => new($"http://127.0.0.1:{port.ToString(System.Globalization.CultureInfo.InvariantCulture)}/");

    private static Process Start(string program, string[] arguments, Dictionary<string, string?> settings)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true };
        // What a web application has of itself, and a plain program has not: all of them the same.
        start.Environment["DOTNET_gcServer"] = "1";
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        // Nobody reads it; a full pipe would stop the process.
        process.BeginOutputReadLine();
        return process;
    }
}
