using System.Diagnostics;
using System.Globalization;
using Healthcare.Local.Servers;
using Healthcare.Testing.Servers;
using Npgsql;

namespace Healthcare.SystemTests.Servers;

[Parallelizable]
public sealed class StartingPostgres
{
    [Test, CancelAfter(300_000)]
    public async Task A_started_server_serves_a_database_of_a_role_of_its_own_and_leaves_nothing_behind(CancellationToken cancel)
    {
        var started = Stopwatch.StartNew();
        var server = (await PostgresServer.StartAsync(ServerOptions.Temporary, cancel)).OrThrow();
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"ready after {started.ElapsedMilliseconds} ms"));
        try
        {
            await server.CreateRoleAsync("intake", "it's secret", cancel);
            Assert.That(await server.CreateDatabaseAsync("intake", "intake", cancel), Is.True);
            Assert.That(await server.CreateDatabaseAsync("intake", "intake", cancel), Is.False, "the second time it is there");
            await using var source = NpgsqlDataSource.Create(server.ConnectionString("intake", "intake", "it's secret"));
            await using var command = source.CreateCommand("CREATE TABLE t (n int); SELECT current_user || ' ' || current_setting('listen_addresses')");
            Assert.That(await command.ExecuteScalarAsync(cancel), Is.EqualTo("intake 127.0.0.1"));
        }
        finally
        {
            started.Restart();
            await server.DisposeAsync();
            await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"gone after {started.ElapsedMilliseconds} ms"));
        }

        if (server.IsOurs) await Left.NothingAsync(server.ProcessId, server.LogFile, [server.Port], cancel);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_kept_server_has_its_data_and_its_password_the_next_time(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("healthcare-kept-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var options = ServerOptions.Keeping(folder);
        await using (var first = (await PostgresServer.StartAsync(options, cancel)).OrThrow())
        {
            if (!first.IsOurs) Assert.Ignore("The server of the environment is not ours to stop.");
            await first.CreateDatabaseAsync("billing", owner: null, cancel);
            Assert.That(await PostgresServer.StartAsync(options with { ReadyWithin = TimeSpan.FromSeconds(1) }, cancel),
                Is.InstanceOf<Startup<PostgresServer>.Unavailable>(), "two servers on one folder");
        }

        await using (var second = (await PostgresServer.StartAsync(options, cancel)).OrThrow())
            Assert.That(await second.CreateDatabaseAsync("billing", owner: null, cancel), Is.False);
        Directory.Delete(folder, recursive: true);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_folder_that_its_user_cannot_reach_is_replaced_and_said_so(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("healthcare-closed-").FullName;
        var said = new List<string>();
        await using var server = (await PostgresServer.StartAsync(ServerOptions.Keeping(folder) with { Progress = said.Add }, cancel)).OrThrow();
        try
        {
            var log = server.LogFile ?? "";
            if (!server.IsOurs || log.StartsWith(folder, StringComparison.Ordinal)) Assert.Ignore("Only root starts a server as another user.");
            Assert.That(said, Has.One.Contains(Path.GetDirectoryName(log)));
        }
        finally
        {
            await server.DisposeAsync();
            if (server.LogFile is { } log && Path.GetDirectoryName(log) is { } used && Path.GetDirectoryName(used) is { } root) Directory.Delete(root, recursive: true);
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    [Test, CancelAfter(300_000)]
    public async Task A_durable_server_waits_for_a_disk_even_when_it_is_temporary(CancellationToken cancel)
    {
        await using var server = (await PostgresServer.StartAsync(ServerOptions.Temporary with { Durable = true }, cancel)).OrThrow();
        if (!server.IsOurs) Assert.Ignore("The server of the environment is set up by others.");
        await using var source = NpgsqlDataSource.Create(server.AdminConnectionString);
        await using var command = source.CreateCommand("SELECT current_setting('fsync') || ' ' || current_setting('data_directory')");
        Assert.That(await command.ExecuteScalarAsync(cancel), Does.StartWith("on ").And.Not.Contain("/dev/shm"));
    }

    [Test, CancelAfter(300_000)]
    public async Task Tests_get_a_database_each(CancellationToken cancel)
    {
        await TestPostgres.NewDatabaseAsync(cancel);
        var watch = Stopwatch.StartNew();
        var databases = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 20; i++) databases.Add(await TestPostgres.NewDatabaseAsync(cancel));
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{watch.ElapsedMilliseconds / 20} ms a database"));
        Assert.That(databases, Has.Count.EqualTo(20));
        await using var source = NpgsqlDataSource.Create(databases.First());
        await using var command = source.CreateCommand("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace");
        Assert.That(await command.ExecuteScalarAsync(cancel), Is.EqualTo(0L));
    }

    [Test, CancelAfter(300_000)]
    public async Task Many_servers_started_at_once_take_different_ports(CancellationToken cancel)
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => (await PostgresServer.StartAsync(ServerOptions.Temporary, cancel)).OrThrow()));
        try
        {
            if (servers[0].IsOurs) Assert.That(servers.Select(server => server.Port), Is.Unique);
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }
    }
}
