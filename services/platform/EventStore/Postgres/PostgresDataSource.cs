using Npgsql;

namespace Healthcare.EventStore;

/// <summary>Connections as the store needs them: prepared statements by themselves, READ COMMITTED, and limits that keep the horizon moving.</summary>
public static class PostgresDataSource
{
    public static NpgsqlDataSource Create(string connectionString, string service)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = service, MaxAutoPrepare = 60, AutoPrepareMinUsages = 2 };
        if (!settings.ContainsKey("Maximum Pool Size")) settings.MaxPoolSize = 32;
        // Every statement here has one good plan whatever its parameters are; planning it anew, or compiling it, would cost more than running it.
        settings.Options = $"{settings.Options} -c plan_cache_mode=force_generic_plan -c jit=off".Trim();
        // A statement is planned once for each connection, often while its tables are still empty, and a plan that reads an empty table from end to end is never
        // revised as the table grows. Every statement of the store has an index.
        settings.Options = $"{settings.Options} -c enable_seqscan=off".Trim();
        // Nothing here leaves a session changed, so it need not be reset, statement by statement, before each of its uses.
        settings.NoResetOnClose = true;
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        return builder.Build();
    }
}
