using Npgsql;
using NpgsqlTypes;

namespace Healthcare.EventStore;

/// <summary>What commits with an append, as statements of the same batch and so of the same transaction.</summary>
internal static class SideStatements
{
    // An error, not a count, ends the transaction: the append before it must not stand alone.
    private const string InboxSql = """
        with marked as (
            insert into hc_inbox as i (source, order_key, last_n) select $1, $2, $3 where $4 = 0 or exists (select 1 from hc_inbox where source = $1 and order_key = $2)
            on conflict (source, order_key) do update set last_n = excluded.last_n, attempts = 0 where i.last_n >= $4 and i.last_n < excluded.last_n
            returning 1)
        select hc_refuse_next() where not exists (select 1 from marked)
        """;

    private const string ViewSql = """
        insert into "hc_view_{0}" (key, data, sort) values ($1, $2, $3)
        on conflict (key) do update set data = excluded.data, sort = excluded.sort
        """;

    public static NpgsqlBatchCommand Inbox(InboxMark mark) => new(InboxSql) { Parameters = { Text(mark.Source), Text(mark.OrderKey), Number(mark.Count), Number(mark.After) } };

    public static NpgsqlBatchCommand Answer(string key) => new("update hc_answers set committed = true where key = $1") { Parameters = { Text(key) } };

    public static void AddDeadlines(NpgsqlBatch batch, IReadOnlyList<DeadlineChange> changes)
    {
        // The last word on a deadline within one transaction counts.
        foreach (var change in changes.GroupBy(c => (c.StreamId, c.Name)).Select(g => g.Last()).OrderBy(c => c.StreamId).ThenBy(c => c.Name, StringComparer.Ordinal))
        {
            batch.BatchCommands.Add(change.DueAt is { } due
                ? new NpgsqlBatchCommand("insert into hc_deadlines (stream_id, name, due_at) values ($1, $2, $3) on conflict (stream_id, name) do update set due_at = excluded.due_at")
                {
                    Parameters = { Id(change.StreamId), Text(change.Name), new NpgsqlParameter<DateTimeOffset> { TypedValue = EventCodec.Microseconds(due) } },
                }
                : new NpgsqlBatchCommand("delete from hc_deadlines where stream_id = $1 and name = $2") { Parameters = { Id(change.StreamId), Text(change.Name) } });
        }
    }

    public static void AddViews(NpgsqlBatch batch, IReadOnlyList<ViewWrite> writes)
    {
        foreach (var write in writes)
        {
            var name = PostgresViewTables.Checked(write.View);
            if (write.Data is null)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand($"delete from \"hc_view_{name}\" where key = $1") { Parameters = { Text(write.Key) } });
                batch.BatchCommands.Add(new NpgsqlBatchCommand($"delete from \"hc_terms_{name}\" where key = $1") { Parameters = { Text(write.Key) } });
                continue;
            }

            batch.BatchCommands.Add(new NpgsqlBatchCommand(ViewSql.Replace("{0}", name, StringComparison.Ordinal))
            {
                Parameters = { Text(write.Key), new NpgsqlParameter<string> { TypedValue = write.Data, NpgsqlDbType = NpgsqlDbType.Jsonb }, Text(write.Sort) },
            });
            var terms = new NpgsqlParameter<string[]> { TypedValue = [.. write.Terms], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"delete from \"hc_terms_{name}\" where key = $1 and (sort <> $2 or term <> all ($3))")
            {
                Parameters = { Text(write.Key), Text(write.Sort), terms },
            });
            if (write.Terms.Count == 0) continue;
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"insert into \"hc_terms_{name}\" (term, sort, key) select t, $2, $1 from unnest($3) t on conflict do nothing")
            {
                Parameters =
                {
                    Text(write.Key), Text(write.Sort), new NpgsqlParameter<string[]> { TypedValue = [.. write.Terms], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                },
            });
        }
    }

    internal static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    internal static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    internal static NpgsqlParameter<Guid> Id(Guid value) => new() { TypedValue = value };
}
