using Healthcare.Local.Servers;

namespace Healthcare.Testing.Servers;

/// <summary>
/// One RabbitMQ broker per test process, started by the first test that asks. It needs no set-up fixture and no disposal:
/// its guard ends it and deletes its data as soon as the test process is gone, however it went.
/// </summary>
public static class TestRabbit
{
    private static readonly Shared<RabbitServer> Server = new(cancel => RabbitServer.StartAsync(ServerOptions.Temporary with { Progress = TestOutput.Tell }, cancel));

    /// <summary>The shared broker.</summary>
    public static Task<RabbitServer> StartAsync(CancellationToken cancel) => Server.GetAsync(cancel);

    /// <summary>Connects to a new empty virtual host that no other test uses.</summary>
    public static async Task<Uri> NewVirtualHostAsync(CancellationToken cancel)
    {
        var server = await StartAsync(cancel);
        var virtualHost = $"test-{Guid.CreateVersion7():N}";
        await server.CreateVirtualHostAsync(virtualHost, cancel);
        // A broker that was given to us outlives this process, the virtual host must not.
        if (!server.IsOurs) AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DeleteVirtualHostAsync(virtualHost, CancellationToken.None).Wait(TimeSpan.FromSeconds(5));
        return server.AmqpUriOf(virtualHost);
    }
}
