using Npgsql;
using NpgsqlTypes;

namespace Healthcare.EventStore;

/// <summary>What commits with an append, as statements of the same batch and so of the same transaction.</summary>
internal static class SideStatements
{
    // An error, not a count, ends the transaction: the append before it must not stand alone. What is known of a key is asked for by key, never joined: a join reads the whole table.
    private const string InboxSql = """
        with wanted as (
            select * from unnest($1, $2, $3, $4) as w(source, order_key, n, after)),
        marked as (
            insert into hc_inbox as i (source, order_key, last_n)
            select source, order_key, n from wanted w where after = 0 or (select k.last_n from hc_inbox k where k.source = w.source and k.order_key = w.order_key) is not null order by 1, 2
            on conflict (source, order_key) do update set last_n = excluded.last_n, attempts = 0
                where i.last_n < excluded.last_n and i.last_n >= (select after from wanted w where w.source = excluded.source and w.order_key = excluded.order_key)
            returning 1)
        select hc_refuse_next() where (select count(*) from marked) < (select count(*) from wanted)
        """;

    private const string AnswersSql = "update hc_answers set committed = true where key = any ($1)";

    private const string DeadlinesSql = """
        insert into hc_deadlines (stream_id, name, due_at) select * from unnest($1, $2, $3)
        on conflict (stream_id, name) do update set due_at = excluded.due_at
        """;

    private const string DeadlinesGoneSql = "delete from hc_deadlines d using unnest($1, $2) as w(stream_id, name) where d.stream_id = w.stream_id and d.name = w.name";

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

    /// <summary>What these write beside their events, each kind of it in one statement.</summary>
    public static void AddTo(NpgsqlBatch batch, IReadOnlyList<Commit> commits)
    {
        AddInbox(batch, [.. commits.Select(c => c.Inbox).OfType<InboxMark>()]);
        AddAnswers(batch, [.. commits.Select(c => c.AnswerKey).OfType<string>().Order(StringComparer.Ordinal)]);
        AddDeadlines(batch, [.. commits.SelectMany(c => c.Deadlines)]);
        AddViews(batch, [.. commits.SelectMany(c => c.Views)]);
        foreach (var row in commits.SelectMany(c => c.Rows)) batch.BatchCommands.Add(row.ToCommand());
    }

    private static void AddInbox(NpgsqlBatch batch, IReadOnlyList<InboxMark> marks)
    {
        if (marks.Count == 0) return;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(InboxSql)
        {
            Parameters = { Texts(marks.Select(m => m.Source)), Texts(marks.Select(m => m.OrderKey)), Numbers(marks.Select(m => m.Count)), Numbers(marks.Select(m => m.After)) },
        });
    }

    private static void AddAnswers(NpgsqlBatch batch, IReadOnlyList<string> keys)
    {
        if (keys.Count > 0) batch.BatchCommands.Add(new NpgsqlBatchCommand(AnswersSql) { Parameters = { Texts(keys) } });
    }

    private static void AddDeadlines(NpgsqlBatch batch, IReadOnlyList<DeadlineChange> changes)
    {
        // The last word on a deadline within one transaction counts.
        var last = changes.GroupBy(c => (c.StreamId, c.Name)).Select(g => g.Last()).OrderBy(c => c.StreamId).ThenBy(c => c.Name, StringComparer.Ordinal).ToList();
        var due = last.Where(c => c.DueAt is not null).ToList();
        if (due.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(DeadlinesSql)
            {
                Parameters =
                {
                    Ids(due.Select(c => c.StreamId)),
                    Texts(due.Select(c => c.Name)),
                    new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. due.Select(c => c.DueAt).OfType<DateTimeOffset>().Select(EventCodec.Microseconds)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
                },
            });
        }

        last.RemoveAll(c => c.DueAt is not null);
        if (last.Count > 0) batch.BatchCommands.Add(new NpgsqlBatchCommand(DeadlinesGoneSql) { Parameters = { Ids(last.Select(c => c.StreamId)), Texts(last.Select(c => c.Name)) } });
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

    internal static NpgsqlParameter<long[]> Numbers(IEnumerable<long> values) => new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

    internal static NpgsqlParameter<Guid> Id(Guid value) => new() { TypedValue = value };

    private static NpgsqlParameter<Guid[]> Ids(IEnumerable<Guid> values) => new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };
}
