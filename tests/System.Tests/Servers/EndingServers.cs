using System.Diagnostics;
using System.Text.Json;
using Healthcare.Local.Servers;
using Healthcare.Testing.Servers;

namespace Healthcare.SystemTests.Servers;

[Parallelizable]
public sealed class EndingServers
{
    [Test, CancelAfter(300_000)]
    public async Task Nothing_is_left_when_the_process_that_started_them_is_killed(CancellationToken cancel)
    {
        using var parent = Process.Start(new ProcessStartInfo("dotnet", [typeof(HoldServers).Assembly.Location]) { RedirectStandardOutput = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("The parent does not start.");
        string? line;
        try
        {
            line = await parent.StandardOutput.ReadLineAsync(cancel);
        }
        finally
        {
            Signals.Kill(parent.Id);
        }

        var servers = JsonSerializer.Deserialize<List<HoldServers.Held>>(line ?? "[]") ?? [];
        Assert.That(servers, Has.Count.EqualTo(2));
        if (servers.Exists(server => server.ProcessId is null)) Assert.Ignore("The servers of the environment are not ours to end.");
        foreach (var server in servers) await Left.NothingAsync(server.ProcessId, server.LogFile, server.Ports, cancel);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_frozen_process_goes_on_when_it_is_told_to(CancellationToken cancel)
    {
        var server = await TestPostgres.StartAsync(cancel);
        if (server.ProcessId is not { } postmaster || !Directory.Exists("/proc")) Assert.Ignore("Needs a process of ours and /proc.");
        else
        {
            Assert.That(Signals.Stop(postmaster), Is.True);
            Assert.That(() => StateOf(postmaster), Is.EqualTo('T').After(5_000, 5));
            Assert.That(Signals.Continue(postmaster), Is.True);
            Assert.That(() => StateOf(postmaster), Is.Not.EqualTo('T').After(5_000, 5));
            await TestPostgres.NewDatabaseAsync(cancel);
        }
    }

    [Test]
    public void A_process_that_is_not_there_takes_no_signal()
    {
        using var ended = Process.Start("true");
        ended.WaitForExit();
        Assert.That(Signals.Exists(ended.Id) || Signals.Stop(ended.Id), Is.False);
    }

    private static char StateOf(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        return stat[stat.LastIndexOf(')') + 2];
    }
}
