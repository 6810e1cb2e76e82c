using System.Reflection;
using Npgsql;

namespace Healthcare.EventStore;

/// <summary>A block's tables, applied once, in order of name, in the same database as the log.</summary>
public sealed record SchemaPart(string Name, string Sql)
{
    /// <summary>Reads an embedded <c>Schema/NAME.sql</c> of an assembly.</summary>
    public static SchemaPart Embedded(Assembly assembly, string name)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var resource = assembly.GetManifestResourceNames().Single(r => r.EndsWith($".{name}.sql", StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"No resource {resource}.");
        using var reader = new StreamReader(stream);
        return new SchemaPart(name, reader.ReadToEnd());
    }
}

/// <summary>Brings a database to the shape this build needs. Runs as the owner; the role that serves may read, append, and change only what is mutable.</summary>
public static class EventStoreMigrator
{
    private const string GrantsSql = """
        revoke create on schema public from public;
        grant usage on schema public to {0};
        grant select, insert on mt_events to {0};
        grant select, insert, update on mt_streams to {0};
        grant usage on sequence mt_events_sequence to {0};
        grant select, insert, update, delete on mt_event_progression to {0};
        grant select, insert on hc_appends to {0};
        grant select on hc_eras, hc_migrations, hc_view_list to {0};
        alter default privileges in schema public grant select, insert, update, delete on tables to {0};
        alter default privileges in schema public grant usage on sequences to {0};
        """;

    public static async Task MigrateAsync(string ownerConnection, string runtimeRole, IEnumerable<SchemaPart> parts, IEnumerable<ViewName> views, CancellationToken cancel)
    {
        await using var database = NpgsqlDataSource.Create(ownerConnection);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await RunAsync(connection, "select pg_advisory_xact_lock(4701)", cancel);
        await RunAsync(connection, "create table if not exists hc_migrations (name text primary key, applied_at timestamptz not null default now())", cancel);
        var role = await QuotedAsync(connection, runtimeRole, cancel);
        foreach (var part in new[] { SchemaPart.Embedded(typeof(EventStoreMigrator).Assembly, "0001_events") }.Concat(parts.OrderBy(p => p.Name, StringComparer.Ordinal)))
        {
            await using var claim = new NpgsqlCommand("insert into hc_migrations (name) values ($1) on conflict do nothing", connection) { Parameters = { SideStatements.Text(part.Name) } };
            if (await claim.ExecuteNonQueryAsync(cancel) == 1) await RunAsync(connection, part.Sql, cancel);
        }

        foreach (var view in views.Select(v => v.Name).Distinct(StringComparer.Ordinal))
        {
            await using var claim = new NpgsqlCommand("insert into hc_view_list (name) values ($1) on conflict do nothing", connection) { Parameters = { SideStatements.Text(view) } };
            if (await claim.ExecuteNonQueryAsync(cancel) == 1) await RunAsync(connection, PostgresViewTables.CreateTables(view), cancel);
        }

        await RunAsync(connection, GrantsSql.Replace("{0}", role, StringComparison.Ordinal), cancel);
        await RunAsync(connection, $"""
            do $$ declare t text; begin
                for t in select tablename from pg_tables where schemaname = 'public' and tablename like 'hc\_%' and tablename not in ('hc_appends', 'hc_eras', 'hc_migrations', 'hc_view_list') loop
                    execute format('grant select, insert, update, delete on %I to {role.Replace("'", "''", StringComparison.Ordinal)}', t);
                end loop;
                execute format('alter role {role.Replace("'", "''", StringComparison.Ordinal)} in database %I set idle_in_transaction_session_timeout = ''2s''', current_database());
                execute format('alter role {role.Replace("'", "''", StringComparison.Ordinal)} in database %I set statement_timeout = ''5s''', current_database());
            end $$
            """, cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>
    /// Why this database may not be served as it is, or null. After a restore on another server the stored transaction ids belong to another life:
    /// rows would sort behind everything for ever, so serving is refused until a new era is opened.
    /// </summary>
    public static async Task<string?> RefusalToServeAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.CreateCommand("""
            select to_regclass('public.hc_appends') is not null,
                   pg_is_in_recovery(),
                   current_setting('max_prepared_transactions')::int
            """);
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            await reader.ReadAsync(cancel);
            if (!reader.GetBoolean(0)) return "The database has no event store: run the service with 'migrate' first.";
            if (reader.GetBoolean(1)) return "The server is a replica: replicas serve reads, never subscriptions.";
            if (reader.GetInt32(2) != 0) return "max_prepared_transactions must be 0: a prepared transaction holds the horizon for ever.";
        }

        await using var era = database.CreateCommand("""
            select exists (select 1 from hc_appends where era = (select max(era) from hc_eras) and tx >= pg_snapshot_xmax(pg_current_snapshot()))
                or exists (select 1 from hc_checkpoints where era = (select max(era) from hc_eras) and tx >= pg_snapshot_xmax(pg_current_snapshot()))
            """);
        return await era.ExecuteScalarAsync(cancel) is true
            ? "The database was restored from another server: its transaction ids are of another life. Run 'dotnet run --project build/Local -- reseat' to open a new era."
            : null;
    }

    /// <summary>Opens a new era after a restore: everything stored so far is complete and sorts before all that comes.</summary>
    public static async Task<int> ReseatAsync(string ownerConnection, CancellationToken cancel)
    {
        await using var database = NpgsqlDataSource.Create(ownerConnection);
        await using var command = database.CreateCommand("insert into hc_eras (era) select max(era) + 1 from hc_eras returning era");
        return await command.ExecuteScalarAsync(cancel) is int era ? era : 0;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<string> QuotedAsync(NpgsqlConnection connection, string role, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select quote_ident($1)", connection) { Parameters = { SideStatements.Text(role) } };
        return await command.ExecuteScalarAsync(cancel) as string ?? throw new InvalidOperationException($"'{role}' is no role name.");
    }
}
