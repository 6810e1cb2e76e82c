using System.CommandLine;
using Healthcare.Local.Running;

namespace Healthcare.Local.Verbs;

/// <summary><c>up</c>: starts the system and stays until Ctrl-C or <c>down</c>.</summary>
internal static class UpVerb
{
    public static readonly Option<bool> Json = new("--json") { Description = "One JSON object a line." };

    private static readonly Option<bool> Detach = new("--detach") { Description = "Returns when it is up, and leaves it running until 'down'." };

    private static readonly Option<bool> VirtualClock = new("--virtual-clock") { Description = "Business time is the sandbox's, and can be moved ahead." };

    public static Command Command()
    {
        var command = new Command("up", "Starts PostgreSQL, RabbitMQ, six services, gateway and sandbox, and stays up until Ctrl-C or 'down'.") { Detach, VirtualClock, Json };
        command.SetAction((parsed, cancel) => parsed.GetValue(Detach)
            ? Detached.StartAsync(new Screen(parsed.GetValue(Json)), parsed.GetValue(VirtualClock) ? [VirtualClock.Name] : [], cancel)
            : RunAsync(parsed.GetValue(VirtualClock), parsed.GetValue(Json), cancel));
        return command;
    }

    public static async Task StayAsync(CancellationToken cancel) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task<int> RunAsync(bool virtualTime, bool json, CancellationToken cancel)
    {
        var screen = new Screen(json);
        var layout = Layout.Find();
        await using var system = await LocalSystem.StartAsync(layout, Extra(), screen.Say, virtualTime, cancel);
        using var demonstration = new Demo.Demonstration(layout, system.Addresses);
        var tokens = demonstration.TokensOf();
        screen.Addresses(system, await tokens.PartnerAsync("northside", cancel), await tokens.StaffAsync("demo.scheduler", "scheduler", cancel));
        screen.Say("up; Ctrl-C ends it");
        await StayAsync(cancel);
        return 0;
    }

    /// <summary>What the runner's own environment says to every process, such as where telemetry goes.</summary>
    internal static IReadOnlyDictionary<string, string> Extra() =>
        new[] { "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL" }
            .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
            .Where(v => !string.IsNullOrEmpty(v.Value))
            .ToDictionary(v => v.Name, v => v.Value ?? "", StringComparer.Ordinal);
}
