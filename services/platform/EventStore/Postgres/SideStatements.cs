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
        insert into "hc_view_{0}" (key, data, sort) select * from unnest($1, $2, $3)
        on conflict (key) do update set data = excluded.data, sort = excluded.sort
        """;

    // A row keeps the terms that it had before under the same sort.
    private const string TermsLeftSql = """
        delete from "hc_terms_{0}" t using unnest($1, $2) as w(key, sort)
        where t.key = w.key and (t.sort <> w.sort or (t.key, t.term) not in (select * from unnest($3, $4)))
        """;

    private const string TermsSql = """
        insert into "hc_terms_{0}" (term, sort, key) select * from unnest($1, $2, $3) on conflict do nothing
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
        foreach (var view in writes.GroupBy(w => w.View, StringComparer.Ordinal))
        {
            var name = PostgresViewTables.Checked(view.Key);
            // The last word on a row counts; a statement writes each row once.
            var rows = view.GroupBy(w => w.Key, StringComparer.Ordinal).Select(g => g.Last()).OrderBy(w => w.Key, StringComparer.Ordinal).ToList();
            var gone = rows.Where(w => w.Data is null).Select(w => w.Key).ToList();
            if (gone.Count > 0)
            {
                foreach (var kind in new[] { "view", "terms" })
                    batch.BatchCommands.Add(new NpgsqlBatchCommand($"delete from \"hc_{kind}_{name}\" where key = any ($1)") { Parameters = { Texts(gone) } });
            }

            rows.RemoveAll(w => w.Data is null);
            if (rows.Count > 0) AddRows(batch, name, rows);
        }
    }

    private static void AddRows(NpgsqlBatch batch, string view, List<ViewWrite> rows)
    {
        var terms = rows.SelectMany(w => w.Terms.Distinct(StringComparer.Ordinal).Select(term => (Term: term, w.Sort, w.Key))).ToList();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Of(ViewSql, view))
        {
            Parameters =
            {
                Texts(rows.Select(w => w.Key)),
                new NpgsqlParameter<string[]> { TypedValue = [.. rows.Select(w => w.Data ?? "")], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                Texts(rows.Select(w => w.Sort)),
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Of(TermsLeftSql, view))
        {
            Parameters = { Texts(rows.Select(w => w.Key)), Texts(rows.Select(w => w.Sort)), Texts(terms.Select(t => t.Key)), Texts(terms.Select(t => t.Term)) },
        });
        if (terms.Count == 0) return;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Of(TermsSql, view)) { Parameters = { Texts(terms.Select(t => t.Term)), Texts(terms.Select(t => t.Sort)), Texts(terms.Select(t => t.Key)) } });
    }

    private static string Of(string sql, string view) => sql.Replace("{0}", view, StringComparison.Ordinal);

    internal static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    internal static NpgsqlParameter<string[]> Texts(IEnumerable<string> values) => new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    internal static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    internal static NpgsqlParameter<Guid> Id(Guid value) => new() { TypedValue = value };
}
