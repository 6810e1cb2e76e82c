using Npgsql;
using NpgsqlTypes;

namespace Healthcare.EventStore;

/// <summary>Stored answers of idempotent requests on PostgreSQL.</summary>
public sealed class PostgresAnswerTable(NpgsqlDataSource database) : IAnswerTable
{
    private const string BeginSql = """
        insert into hc_answers as a (key, request_hash) values ($1, $2)
        on conflict (key) do update set started_at = now()
            where a.answer is null and a.request_hash = excluded.request_hash and a.started_at < now() - $3
        returning true
        """;

    public async Task<AnswerState?> BeginAsync(string key, string requestHash, TimeSpan life, CancellationToken cancel)
    {
        await using (var begin = database.CreateCommand(BeginSql))
        {
            begin.Parameters.Add(SideStatements.Text(key));
            begin.Parameters.Add(SideStatements.Text(requestHash));
            begin.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = life, NpgsqlDbType = NpgsqlDbType.Interval });
            if (await begin.ExecuteScalarAsync(cancel) is true) return null;
        }

        await using var find = database.CreateCommand("select request_hash, committed, answer, started_at from hc_answers where key = $1");
        find.Parameters.Add(SideStatements.Text(key));
        await using var reader = await find.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel)) return await BeginAsync(key, requestHash, life, cancel);
        var answer = reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[]>(2);
        return new AnswerState(key, reader.GetString(0), Running: answer is null, reader.GetBoolean(1), answer, reader.GetFieldValue<DateTimeOffset>(3));
    }

    public async Task RenewAsync(string key, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update hc_answers set started_at = now() where key = $1 and answer is null");
        command.Parameters.Add(SideStatements.Text(key));
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task CompleteAsync(string key, byte[] sealedAnswer, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update hc_answers set answer = $2 where key = $1");
        command.Parameters.Add(SideStatements.Text(key));
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = sealedAnswer });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task ForgetAsync(string key, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("delete from hc_answers where key = $1 and answer is null");
        command.Parameters.Add(SideStatements.Text(key));
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<int> SweepAsync(TimeSpan age, CancellationToken cancel)
    {
        // Small batches: a long delete would hold the horizon of every reader of the log.
        await using var command = database.CreateCommand("delete from hc_answers where key in (select key from hc_answers where started_at <= now() - $1 limit 100)");
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = age, NpgsqlDbType = NpgsqlDbType.Interval });
        var total = 0;
        int some;
        do
        {
            some = await command.ExecuteNonQueryAsync(cancel);
            total += some;
        }
        while (some == 100);
        return total;
    }
}
