using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Healthcare.Audit.Queue;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Local.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Healthcare.Benchmarks.Handoffs;

/// <summary>
/// How long a page of a work queue takes with a million items in it, near its top and deep in it, for one person and for many at once: a service's own queue, and audit's of all services.
/// Two of a hundred items are due in the same minute, as what comes in over a weekend is, and have to be ranked among each other by value × age.
/// </summary>
public static class QueueBenchmark
{
    private const int Rows = 1_000_000;
    private const int PageSize = 50;
    private const int Pages = 2_000;
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Monday = Now.AddMinutes(10_000);
    private static readonly string[] Services = ["intake", "authorization", "scheduling", "billing", "reconciliation"];
    private static readonly string[] Roles = [.. ContractFiles.Roles.All.Select(r => r.Name)];

    public static async Task<int> RunAsync(string[] args)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(30));
        var cancel = bound.Token;
        var rows = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : Rows;
        await using var server = (await PostgresServer.StartAsync(ServerOptions.Temporary, cancel)).OrThrow();
        await server.CreateDatabaseAsync("queues", owner: null, cancel);
        var connection = server.ConnectionString("queues");
        await server.CreateRoleAsync("runtime", "runtime", cancel);
        using var host = Build(connection);
        await EventStoreMigrator.MigrateAsync(connection, "runtime", [], host.Services.GetServices<ViewName>(), cancel);

        var store = host.Services.GetRequiredService<IEventStore>();
        var (own, all) = (new WorkItemView(), new QueueView());
        await FillAsync("a service's own queue", store, own, Items(rows), connection, cancel);
        await FillAsync("the queue of all services", store, all, Items(rows).Select((item, i) => new QueuedWork(item, Services[i % Services.Length])), connection, cancel);
        var (mine, across) = (new Views<WorkItemDocument>(own, store), new Views<QueuedWork>(all, store));
        await MeasureAsync("warming up", mine, 1, 200, () => null, () => WorkItemView.FreeOf(Role()), cancel);
        await MeasureAsync("warming up, all services", across, 1, 200, () => null, () => Asking(Role()), cancel);
        foreach (var people in new[] { 1, 16 })
        {
            await MeasureAsync($"first page of a role's free items, {people} at once", mine, people, Pages, () => null, () => WorkItemView.FreeOf(Role()), cancel);
            await MeasureAsync($"first page of everything open, {people} at once", mine, people, Pages, () => null, () => WorkItemView.Open, cancel);
            await MeasureAsync($"a page deep in everything open, {people} at once", mine, people, Pages, Deep, () => WorkItemView.Open, cancel);
            await MeasureAsync($"a page of a role in the minute that {rows / 50} items share, {people} at once", mine, people, Pages, () => At(Monday), () => WorkItemView.OpenOf(Role()), cancel);
            await MeasureAsync($"what a person has claimed, {people} at once", mine, people, Pages, () => null, () => WorkItemView.OfOwner(Person()), cancel);
            await MeasureAsync($"every item of a case, {people} at once", mine, people, Pages, () => null, () => WorkItemView.OfCase(CaseOf(Random.Shared.Next(rows))), cancel);
            await MeasureAsync($"all services: first page of a role's free items, {people} at once", across, people, Pages, () => null, () => Asking(Role(), held: Holding.Free), cancel);
            await MeasureAsync($"all services: first page of a role's items of one service and boundary, {people} at once", across, people, Pages, () => null, () => Asking(Role(), "billing", "B07"), cancel);
            await MeasureAsync($"all services: first page of everything open, {people} at once", across, people, Pages, () => null, () => Asking(), cancel);
            await MeasureAsync($"all services: a page deep in everything open, {people} at once", across, people, Pages, Deep, () => Asking(), cancel);
            await MeasureAsync($"all services: a page of a role in the minute that {rows / 50} items share, {people} at once", across, people, Pages, () => At(Monday), () => Asking(Role()), cancel);
            await MeasureAsync($"all services: a page of everything in the minute that {rows / 50} items share, {people} at once", across, people, Pages / 10, () => At(Monday), () => Asking(), cancel);
            await MeasureAsync($"all services: what a person has claimed, {people} at once", across, people, Pages, () => null, () => QueueView.OfOwner(Person()), cancel);
        }

        return 0;
    }

    private static string Role() => Roles[Random.Shared.Next(Roles.Length)];

    private static string Person() => $"person-{Random.Shared.Next(500)}";

    private static string Asking(string? role = null, string? service = null, string? boundary = null, Holding? held = null) => new QueueFilter(role, service, boundary, held).Term;

    private static QueueCursor Deep() => At(Now.AddMinutes(Random.Shared.Next(20_000)));

    // In the middle of what is due in a minute.
    private static QueueCursor At(DateTimeOffset minute) => new(new ViewCursor(new WorkItemView().SortOf(Item(0) with { DueAt = minute, ValueAtStake = 500m, OpenedAt = Now.AddMinutes(-10_000) }), ""), Now);

    private static async Task FillAsync<TItem>(string name, IEventStore store, View<TItem> view, IEnumerable<TItem> items, string connection, CancellationToken cancel)
        where TItem : WorkItemDocument
    {
        var from = TimeProvider.System.GetTimestamp();
        var rows = items.Select(i => new ViewWrite(view.Name, i.WorkItemId.ToString("D"), JsonSerializer.Serialize(i, EventCodec.ReadOptions)) { Sort = view.SortOf(i), Terms = [.. view.TermsOf(i)] });
        await store.Views.ReplaceAsync(view.Name, rows.ToAsyncEnumerable(), $"benchmark:{view.Name}", () => LogPosition.Start, cancel);
        await using var database = NpgsqlDataSource.Create(connection);
        await using var analyze = database.CreateCommand("vacuum analyze");
        analyze.CommandTimeout = 600;
        await analyze.ExecuteNonQueryAsync(cancel);
        Report.Line($"{{\"name\": \"filled {name}\", \"seconds\": {Report.Number(TimeProvider.System.GetElapsedTime(from).TotalSeconds)}}}");
    }

    private static async Task MeasureAsync<TItem>(string name, Views<TItem> items, int people, int pages, Func<QueueCursor?> after, Func<string> term, CancellationToken cancel)
        where TItem : WorkItemDocument
    {
        var took = new double[pages];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, people).Select(async _ =>
        {
            int page;
            while ((page = Interlocked.Increment(ref next)) < pages)
            {
                var from = Stopwatch.GetTimestamp();
                await items.NextBestAsync(term(), after(), PageSize, Now, cancel);
                took[page] = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
            }
        }));
        Array.Sort(took);
        Report.Line($"{{\"name\": \"{name}\", \"unit\": \"ms\", \"p50\": {Report.Number(took[pages / 2])}, \"p99\": {Report.Number(took[pages * 99 / 100])}, \"longest\": {Report.Number(took[^1])}, \"pages\": {pages}}}");
    }

    private static IEnumerable<WorkItemDocument> Items(int rows)
    {
        var random = new Random(7);
        for (var i = 0; i < rows; i++)
        {
            var claimed = i % 20 == 0;
            yield return Item(i) with
            {
                Role = Roles[random.Next(Roles.Length)],
                OpenedAt = Now.AddMinutes(-random.Next(20_000)),
                DueAt = i % 50 == 1 ? Monday : Now.AddMinutes(random.Next(20_000)),
                NextDeadlineAt = Now.AddMinutes(random.Next(20_000)),
                ValueAtStake = random.Next(100_000) / 100m,
                ClaimedBy = claimed ? $"person-{random.Next(500)}" : null,
                ClaimedAt = claimed ? Now : null,
            };
        }
    }

    private static WorkItemDocument Item(int i)
    {
        var id = new Guid(i, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 1]);
        return new WorkItemDocument
        {
            WorkItemId = id, Version = 1, Kind = "exception", Role = Roles[0], ReasonCode = "payer-error", Boundary = "B07", SubjectId = id, CaseId = CaseOf(i), OpenedAt = Now, DueAt = Now, IsChained = true,
        };
    }

    private static Guid CaseOf(int item) => new(item / 3, 1, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 2]);

    private static IHost Build(string connection)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:EventStore"] = connection + ";Maximum Pool Size=32",
            ["EventStore:MasterKeys:k"] = Convert.ToBase64String(new byte[32]),
        });
        builder.Services.AddLogging();
        builder.AddEventStore("queues").AddHandoffs(_ => { }).AddView(new QueueView());
        return builder.Build();
    }
}
