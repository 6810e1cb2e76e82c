using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Local.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Healthcare.Benchmarks.Handoffs;

/// <summary>How long a page of a work queue takes with a million items in it, near its top and deep in it, for one person and for many at once.</summary>
public static class QueueBenchmark
{
    private const int Rows = 1_000_000;
    private const int PageSize = 50;
    private const int Pages = 2_000;
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Roles = [.. ContractFiles.Roles.All.Select(r => r.Name)];

    public static async Task<int> RunAsync(string[] args)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        var cancel = bound.Token;
        var rows = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : Rows;
        await using var server = (await PostgresServer.StartAsync(ServerOptions.Temporary, cancel)).OrThrow();
        await server.CreateDatabaseAsync("queues", owner: null, cancel);
        var connection = server.ConnectionString("queues");
        await server.CreateRoleAsync("runtime", "runtime", cancel);
        using var host = Build(connection);
        await EventStoreMigrator.MigrateAsync(connection, "runtime", [], host.Services.GetServices<ViewName>(), cancel);

        var from = TimeProvider.System.GetTimestamp();
        var store = host.Services.GetRequiredService<IEventStore>();
        await store.Views.ReplaceAsync(new WorkItemView().Name, ItemsAsync(rows), "benchmark", () => LogPosition.Start, cancel);
        await using (var database = NpgsqlDataSource.Create(connection))
        {
            await using var analyze = database.CreateCommand("vacuum analyze");
            analyze.CommandTimeout = 600;
            await analyze.ExecuteNonQueryAsync(cancel);
        }

        Report.Line($"{{\"name\": \"filled\", \"items\": {rows}, \"seconds\": {Report.Number(TimeProvider.System.GetElapsedTime(from).TotalSeconds)}}}");
        var items = host.Services.GetRequiredService<Views<WorkItemDocument>>();
        await MeasureAsync("warming up", items, 1, 200, _ => null, WorkItemView.FreeOf, cancel);
        foreach (var people in new[] { 1, 16 })
        {
            await MeasureAsync($"first page of a role's free items, {people} at once", items, people, Pages, _ => null, WorkItemView.FreeOf, cancel);
            await MeasureAsync($"first page of everything open, {people} at once", items, people, Pages, _ => null, _ => WorkItemView.Open, cancel);
            await MeasureAsync($"a page deep in everything open, {people} at once", items, people, Pages, Deep, _ => WorkItemView.Open, cancel);
            await MeasureAsync($"what a person has claimed, {people} at once", items, people, Pages, _ => null, _ => WorkItemView.OfOwner($"person-{Random.Shared.Next(500)}"), cancel);
            await MeasureAsync($"every item of a case, {people} at once", items, people, Pages, _ => null, _ => WorkItemView.OfCase(CaseOf(Random.Shared.Next(rows))), cancel);
        }

        return 0;
    }

    private static ViewCursor Deep(int _) => new(Now.AddMinutes(Random.Shared.Next(20_000)).UtcDateTime.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture), "");

    private static async Task MeasureAsync(string name, Views<WorkItemDocument> items, int people, int pages, Func<int, ViewCursor?> after, Func<string, string> term, CancellationToken cancel)
    {
        var took = new double[pages];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, people).Select(async _ =>
        {
            int page;
            while ((page = Interlocked.Increment(ref next)) < pages)
            {
                var from = Stopwatch.GetTimestamp();
                await items.PageAsync(term(Roles[Random.Shared.Next(Roles.Length)]), after(page), PageSize, cancel);
                took[page] = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
            }
        }));
        Array.Sort(took);
        Report.Line($"{{\"name\": \"{name}\", \"unit\": \"ms\", \"p50\": {Report.Number(took[pages / 2])}, \"p99\": {Report.Number(took[pages * 99 / 100])}, \"longest\": {Report.Number(took[^1])}, \"pages\": {pages}}}");
    }

    private static async IAsyncEnumerable<ViewWrite> ItemsAsync(int rows)
    {
        await Task.Yield();
        var view = new WorkItemView();
        var random = new Random(7);
        for (var i = 0; i < rows; i++)
        {
            var id = new Guid(i, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 1]);
            var claimed = i % 20 == 0;
            var item = new WorkItemDocument
            {
                WorkItemId = id,
                Version = 1,
                Kind = "exception",
                Role = Roles[random.Next(Roles.Length)],
                ReasonCode = "payer-error",
                Boundary = "B07",
                SubjectId = id,
                CaseId = CaseOf(i),
                OpenedAt = Now.AddMinutes(-random.Next(20_000)),
                DueAt = Now.AddMinutes(random.Next(20_000)),
                NextDeadlineAt = Now.AddMinutes(random.Next(20_000)),
                ValueAtStake = random.Next(100_000) / 100m,
                ClaimedBy = claimed ? $"person-{random.Next(500)}" : null,
                ClaimedAt = claimed ? Now : null,
                IsChained = true,
            };
            yield return new ViewWrite(view.Name, id.ToString("D"), JsonSerializer.Serialize(item, EventCodec.ReadOptions)) { Sort = view.SortOf(item), Terms = [.. view.TermsOf(item)] };
        }
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
        builder.AddEventStore("queues").AddHandoffs(_ => { });
        return builder.Build();
    }
}
