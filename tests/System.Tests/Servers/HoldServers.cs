using System.Text.Json;
using Healthcare.Local.Servers;

namespace Healthcare.SystemTests.Servers;

/// <summary>A process of its own that starts both servers, says where they are, and holds them until it is killed.</summary>
public static class HoldServers
{
    internal sealed record Held(int? ProcessId, string? LogFile, IReadOnlyList<int> Ports);

    public static async Task<int> Main()
    {
        var postgres = (await PostgresServer.StartAsync(ServerOptions.Temporary, CancellationToken.None)).OrThrow();
        var rabbit = (await RabbitServer.StartAsync(ServerOptions.Temporary, CancellationToken.None)).OrThrow();
        IReadOnlyList<Held> held =
        [
            new Held(postgres.ProcessId, postgres.LogFile, [postgres.Port]),
            new Held(rabbit.ProcessId, rabbit.LogFile, [rabbit.Port, rabbit.ManagementUri.Port]),
        ];
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(held));
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
