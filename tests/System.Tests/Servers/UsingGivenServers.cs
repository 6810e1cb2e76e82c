using Healthcare.Local.Servers;
using Healthcare.Testing.Servers;

namespace Healthcare.SystemTests.Servers;

[NonParallelizable]
public sealed class UsingGivenServers
{
    [Test, CancelAfter(300_000)]
    public async Task A_server_named_in_the_environment_is_used_and_not_ended(CancellationToken cancel)
    {
        var shared = await TestPostgres.StartAsync(cancel);
        var before = Environment.GetEnvironmentVariable(PostgresServer.EnvironmentVariable);
        Environment.SetEnvironmentVariable(PostgresServer.EnvironmentVariable, shared.AdminConnectionString);
        try
        {
            await using (var given = (await PostgresServer.StartAsync(ServerOptions.Temporary, cancel)).OrThrow())
            {
                Assert.That((given.Port, given.IsOurs), Is.EqualTo((shared.Port, false)));
                await given.CreateDatabaseAsync("given", owner: null, cancel);
            }

            await shared.DropDatabaseAsync("given", cancel);
        }
        finally
        {
            Environment.SetEnvironmentVariable(PostgresServer.EnvironmentVariable, before);
        }
    }

    [TestCase("not a connection string")]
    [TestCase("Host=127.0.0.1;Port=1;Username=nobody;Password=none;Timeout=1")]
    public async Task One_that_cannot_be_used_is_told_as_a_value_that_names_the_variable(string given)
    {
        var before = Environment.GetEnvironmentVariable(PostgresServer.EnvironmentVariable);
        Environment.SetEnvironmentVariable(PostgresServer.EnvironmentVariable, given);
        try
        {
            var started = await PostgresServer.StartAsync(ServerOptions.Temporary with { ReadyWithin = TimeSpan.FromMilliseconds(200) }, CancellationToken.None);
            Assert.That((started as Startup<PostgresServer>.Unavailable)?.Reason, Does.Contain(PostgresServer.EnvironmentVariable));
        }
        finally
        {
            Environment.SetEnvironmentVariable(PostgresServer.EnvironmentVariable, before);
        }
    }

    [TestCase("localhost")]
    [TestCase("amqp://guest:guest@127.0.0.1:1/")]
    public async Task A_broker_that_cannot_be_used_is_told_as_a_value_that_names_the_variable(string given)
    {
        var before = Environment.GetEnvironmentVariable(RabbitServer.EnvironmentVariable);
        Environment.SetEnvironmentVariable(RabbitServer.EnvironmentVariable, given);
        try
        {
            var started = await RabbitServer.StartAsync(ServerOptions.Temporary with { ReadyWithin = TimeSpan.FromMilliseconds(200) }, CancellationToken.None);
            Assert.That((started as Startup<RabbitServer>.Unavailable)?.Reason, Does.Contain(RabbitServer.EnvironmentVariable));
        }
        finally
        {
            Environment.SetEnvironmentVariable(RabbitServer.EnvironmentVariable, before);
        }
    }
}
