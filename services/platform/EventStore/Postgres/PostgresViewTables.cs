using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace Healthcare.EventStore;

/// <summary>View rows on PostgreSQL: <c>hc_view_NAME(key, data, sort)</c> and <c>hc_terms_NAME(term, sort, key)</c>, compared in the C collation.</summary>
public sealed class PostgresViewTables(NpgsqlDataSource database) : IViewTables
{
    private const int RowsPerBatch = 5_000;

    public async Task<IReadOnlyList<ViewRow>> FindAsync(string view, IReadOnlyCollection<string> keys, CancellationToken cancel) =>
        (await FindAsync([new ViewKeys(view, keys)], cancel))[0];

    public async Task<IReadOnlyList<IReadOnlyList<ViewRow>>> FindAsync(IReadOnlyList<ViewKeys> wanted, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        await using var batch = database.CreateBatch();
        foreach (var (view, keys) in wanted)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"select key, data::text, sort from \"hc_view_{Checked(view)}\" where key = any ($1)") { Parameters = { SideStatements.Texts(keys) } });
        }

        await using var reader = await batch.ExecuteReaderAsync(cancel);
        var found = new List<IReadOnlyList<ViewRow>>(wanted.Count);
        do found.Add(await RowsAsync(reader, cancel));
        while (await reader.NextResultAsync(cancel));
        return found;
    }

    public async Task<IReadOnlyList<ViewRow>> PageAsync(string view, string term, ViewCursor? after, int limit, CancellationToken cancel)
    {
        var name = Checked(view);
        await using var command = database.CreateCommand(term.Length == 0
            ? $"select key, data::text, sort from \"hc_view_{name}\" where key > $1 order by key limit $2"
            : $"select v.key, v.data::text, t.sort from (select key, sort from \"hc_terms_{name}\" where term = $3 and (sort, key) > ($4, $1) order by sort, key limit $2) t join \"hc_view_{name}\" v on v.key = t.key order by t.sort, t.key");
        command.Parameters.Add(SideStatements.Text(after?.Key ?? ""));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        if (term.Length > 0)
        {
            command.Parameters.Add(SideStatements.Text(term));
            command.Parameters.Add(SideStatements.Text(after?.Sort ?? ""));
        }

        return await RowsAsync(command, cancel);
    }

    public async Task<IReadOnlyList<ViewCursor>> PlacesAsync(string view, string term, ViewCursor? after, int limit, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select sort, key from \"hc_terms_{Checked(view)}\" where term = $1 and (sort, key) > ($2, $3) order by sort, key limit $4");
        foreach (var text in new[] { term, after?.Sort ?? "", after?.Key ?? "" }) command.Parameters.Add(SideStatements.Text(text));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var places = new List<ViewCursor>();
        while (await reader.ReadAsync(cancel)) places.Add(new ViewCursor(reader.GetString(0), reader.GetString(1)));
        return places;
    }

    public async Task<long> CountAsync(string view, string term, CancellationToken cancel)
    {
        var name = Checked(view);
        await using var command = database.CreateCommand(term.Length == 0 ? $"select count(*) from \"hc_view_{name}\"" : $"select count(*) from \"hc_terms_{name}\" where term = $1");
        if (term.Length > 0) command.Parameters.Add(SideStatements.Text(term));
        return await command.ExecuteScalarAsync(cancel) is long count ? count : 0;
    }

    public async Task<string> FingerprintAsync(string view, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var copy = await connection.BeginRawBinaryCopyAsync($"copy (select key, data, sort from \"hc_view_{Checked(view)}\" order by key) to stdout (format binary)", cancel);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await copy.ReadAsync(buffer, cancel)) > 0) hash.AppendData(buffer.AsSpan(0, read));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public async Task ReplaceAsync(string view, IAsyncEnumerable<ViewWrite> rows, string checkpoint, Func<LogPosition> position, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(position);
        var name = Checked(view);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await ExecuteAsync(connection, CreateTables($"{name}__next"), cancel);
        var pending = new List<ViewWrite>(RowsPerBatch);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            pending.Add(row);
            if (pending.Count == RowsPerBatch) await CopyAsync(connection, name, pending, cancel);
        }

        await CopyAsync(connection, name, pending, cancel);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var kind in new[] { "view", "terms" })
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"drop table \"hc_{kind}_{name}\""));
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"alter table \"hc_{kind}_{name}__next\" rename to \"hc_{kind}_{name}\""));
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"alter index \"hc_{kind}_{name}__next_pkey\" rename to \"hc_{kind}_{name}_pkey\""));
        }

        var save = new NpgsqlBatchCommand("""
            insert into hc_checkpoints (era, tx, first_seq, name, epoch) values ($1, $2, $3, $4, 0)
            on conflict (name) do update set era = excluded.era, tx = excluded.tx, first_seq = excluded.first_seq, saved_at = now()
            """);
        PostgresEventStore.AddPosition(save.Parameters, position());
        save.Parameters.Add(SideStatements.Text(checkpoint));
        batch.BatchCommands.Add(save);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    internal static string CreateTables(string view)
    {
        var name = Checked(view);
        return $"""
            drop table if exists "hc_view_{name}", "hc_terms_{name}";
            create table "hc_view_{name}" (key text collate "C" not null constraint "hc_view_{name}_pkey" primary key, data jsonb not null, sort text collate "C" not null);
            create table "hc_terms_{name}" (term text collate "C" not null, sort text collate "C" not null, key text collate "C" not null,
                constraint "hc_terms_{name}_pkey" primary key (term, sort, key));
            create index on "hc_terms_{name}" (key);
            """;
    }

    internal static string Checked(string view) =>
        view.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '_') ? view : throw new ArgumentException($"'{view}' is no view name: lower-case letters, digits and underscores.", nameof(view));

    private static async Task CopyAsync(NpgsqlConnection connection, string name, List<ViewWrite> rows, CancellationToken cancel)
    {
        if (rows.Count == 0) return;
        await using (var copy = await connection.BeginBinaryImportAsync($"copy \"hc_view_{name}__next\" (key, data, sort) from stdin (format binary)", cancel))
        {
            foreach (var row in rows.Where(r => r.Data is not null))
            {
                await copy.StartRowAsync(cancel);
                await copy.WriteAsync(row.Key, NpgsqlDbType.Text, cancel);
                await copy.WriteAsync(row.Data ?? "", NpgsqlDbType.Jsonb, cancel);
                await copy.WriteAsync(row.Sort, NpgsqlDbType.Text, cancel);
            }

            await copy.CompleteAsync(cancel);
        }

        await using (var copy = await connection.BeginBinaryImportAsync($"copy \"hc_terms_{name}__next\" (term, sort, key) from stdin (format binary)", cancel))
        {
            foreach (var row in rows.Where(r => r.Data is not null))
            {
                foreach (var term in row.Terms.Distinct(StringComparer.Ordinal))
                {
                    await copy.StartRowAsync(cancel);
                    await copy.WriteAsync(term, NpgsqlDbType.Text, cancel);
                    await copy.WriteAsync(row.Sort, NpgsqlDbType.Text, cancel);
                    await copy.WriteAsync(row.Key, NpgsqlDbType.Text, cancel);
                }
            }

            await copy.CompleteAsync(cancel);
        }

        rows.Clear();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<IReadOnlyList<ViewRow>> RowsAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await RowsAsync(reader, cancel);
    }

    private static async Task<IReadOnlyList<ViewRow>> RowsAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        var rows = new List<ViewRow>();
        while (await reader.ReadAsync(cancel)) rows.Add(new ViewRow(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return rows;
    }
}
