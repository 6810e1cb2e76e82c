using Healthcare.Local.Demo;
using Healthcare.Local.Running;
using Healthcare.Testing.Servers;
using Healthcare.Testing.Telemetry;

namespace Healthcare.SystemTests.Journeys;

/// <summary>The whole system as the runner starts it, one for all journeys: real servers, six services, gateway and sandbox, each a process, with a collector of telemetry.</summary>
[SetUpFixture]
public sealed class TheSystem
{
    private static LocalSystem? system;
    private static OtlpCollector? collector;
    private static Layout? layout;
    private static HttpClient? http;
    private static Tokens? tokens;
    private static IDisposable? turn;

    internal static LocalSystem Running => system ?? throw new InvalidOperationException("Not started.");

    internal static OtlpCollector Collector => collector ?? throw new InvalidOperationException("Not started.");

    internal static Layout Layout => layout ?? throw new InvalidOperationException("Not started.");

    internal static HttpClient Http => http ?? throw new InvalidOperationException("Not started.");

    internal static Tokens Tokens => tokens ?? throw new InvalidOperationException("Not started.");

    internal static Uri Gateway => Running.Addresses[Part.Gateway.Name];

    internal static Uri Sandbox => Running.Addresses[Part.Sandbox.Name];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var found = Layout.Find();
        // Beside what was built, so that a run leaves nothing elsewhere.
        layout = found with { Data = Path.Combine(AppContext.BaseDirectory, "journeys") };
        if (Directory.Exists(layout.Data)) Directory.Delete(layout.Data, recursive: true);
        turn = await HeavyTests.TakeTurnAsync(CancellationToken.None);
        collector = await OtlpCollector.StartAsync(CancellationToken.None);
        http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        system = await LocalSystem.StartAsync(layout, collector.Settings, TestContext.Progress.WriteLine, virtualTime: false, CancellationToken.None);
        tokens = new Tokens(http, Sandbox, layout.Keys);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (system is not null) await system.DisposeAsync();
        tokens?.Dispose();
        http?.Dispose();
        if (collector is not null) await collector.DisposeAsync();
        if (layout is not null && Directory.Exists(layout.Data)) Directory.Delete(layout.Data, recursive: true);
        turn?.Dispose();
    }

    /// <summary>Sends cases from referral to ledger with the demonstration's partner and staff.</summary>
    internal static async Task<DemonstrationResult> SendAsync(int cases, CancellationToken cancel, Func<int, byte[]>? referral = null)
    {
        using var demonstration = new Demonstration(Layout, Running.Addresses);
        return await demonstration.RunAsync(cases, static (_, _) => { }, cancel, referral);
    }

    internal static Door As(string user, string role) => new(Http, Gateway, c => Tokens.StaffAsync(user, role, c));

    internal static Door AsPartner(string partner) => new(Http, Gateway, c => Tokens.PartnerAsync(partner, c));
}
