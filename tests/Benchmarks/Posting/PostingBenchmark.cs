using System.Collections.Concurrent;
using System.Diagnostics;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Local.Servers;
using Healthcare.Originals;
using Healthcare.Reconciliation;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.CreditBalances;
using Healthcare.Reconciliation.Deposits;
using Healthcare.Reconciliation.Disputes;
using Healthcare.Reconciliation.ForwardBalances;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Matches;
using Healthcare.Reconciliation.Posting;
using Healthcare.Reconciliation.ProviderAdjustments;
using Healthcare.Reconciliation.Reassociations;
using Healthcare.Reconciliation.Remittances;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Healthcare.Benchmarks.Posting;

/// <summary>An 835 of 2,000 claims posted by the poster itself on durable PostgreSQL: claims a second, the whole, and the slowest transaction; each claim in one of its own, its journal with it.</summary>
internal static class PostingBenchmark
{
    private const int Claims = 2_000;

    public static async Task<int> RunAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        var cancel = bound.Token;
        await using var server = (await PostgresServer.StartAsync(ServerOptions.Temporary with { Durable = true }, cancel)).OrThrow();
        await server.CreateDatabaseAsync("benchmark", owner: null, cancel);
        await server.CreateRoleAsync("runtime", "runtime", cancel);
        using var host = Build(server.ConnectionString("benchmark", "runtime", "runtime"));
        await EventStoreMigrator.MigrateAsync(
            server.ConnectionString("benchmark"), "runtime", [.. host.Services.GetServices<SchemaPart>()], [.. host.Services.GetServices<ViewName>()], cancel);
        var id = Guid.CreateVersion7();
        await ReceiveAsync(host.Services, id, cancel);

        var transactions = new ConcurrentBag<double>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.Contains("EventStore", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.OperationName == "eventstore.execute") transactions.Add(activity.Duration.TotalMilliseconds);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var views = host.Services.GetRequiredService<Views<RemittanceDocument>>();
        var poster = ActivatorUtilities.CreateInstance<PaymentPosting>(host.Services);
        var clock = Stopwatch.StartNew();
        await poster.StartAsync(cancel);
        RemittanceDocument? found = null;
        while (found?.Posted is null)
        {
            await Task.Delay(20, cancel);
            found = await views.FindAsync(id, cancel);
        }

        var elapsed = clock.Elapsed;
        List<double> durations = [.. transactions];
        await poster.StopAsync(cancel);
        durations.Sort();
        Report.Line(
            $"{{\"name\": \"posting of an 835\", \"claims\": {Claims}, \"applied\": {found.Posted.Applied}, \"seconds\": {Report.Number(elapsed.TotalSeconds)}, \"claims_per_second\": {Report.Number(Claims / elapsed.TotalSeconds)}, "
            + $"\"transactions\": {durations.Count}, \"p50_ms\": {Report.Number(durations[durations.Count / 2])}, \"p99_ms\": {Report.Number(durations[durations.Count * 99 / 100])}, \"slowest_ms\": {Report.Number(durations[^1])}}}");
        return found.Posted.Applied == Claims && durations[^1] < 200 ? 0 : 1;
    }

    private static async Task ReceiveAsync(IServiceProvider services, Guid id, CancellationToken cancel)
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var advised = new List<AdvisedClaim>(Claims);
        await Parallel.ForEachAsync(Enumerable.Range(1, Claims), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancel }, async (n, c) =>
        {
            var claim = new ClaimFacts(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "maryland-capital", 200m, new DateOnly(2026, 1, 5)) { PlaceOfService = "11" };
            var account = Guid.CreateVersion7();
            await DoAsync<ClaimAccountCommand>(services, account, new OpenClaimAccount(claim, "2026-01", now), c);
            lock (advised)
            {
                advised.Add(new AdvisedClaim(advised.Count + 1, account, Sealed.For(id, $"PCN{n}"), "1", 200m, 150m)
                {
                    Adjustments = [new AdjustmentFact("CO", "45", 30m), new AdjustmentFact("PR", "2", 20m)], Balances = true,
                });
            }
        });
        var received = new RemittanceReceived(Guid.CreateVersion7(), 1, "clearhouse", now)
        {
            Amount = 0, TotalCharge = 200m * Claims, TotalPaid = 150m * Claims, ProviderAdjustmentTotal = 150m * Claims, ClaimCount = Claims, ContentHash = "benchmark",
        };
        await DoAsync<RemittanceCommand>(services, id, new ReceiveRemittance(received, advised, [], [], now), cancel);
    }

    private static async Task DoAsync<TCommand>(IServiceProvider services, Guid id, TCommand command, CancellationToken cancel)
        where TCommand : notnull
    {
        await using var scope = services.CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<Streams<TCommand>>().ExecuteAsync(id, command, cancel);
        if (outcome is not Outcome.Accepted) throw new InvalidOperationException(outcome.ToString());
    }

    private static IHost Build(string connection)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:EventStore"] = connection + ";Maximum Pool Size=32",
            ["EventStore:MasterKeys:k"] = Convert.ToBase64String(new byte[32]),
        });
        builder.Services.AddLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<ReconciliationOptions>(builder.Configuration.GetSection("Reconciliation"));
        builder.AddOriginals();
        builder.AddEventStore("reconciliation")
            .AddAggregate(RemittanceAggregate.Value).AddAggregate(DepositAggregate.Value).AddAggregate(ReassociationAggregate.Value).AddAggregate(ClaimAccountAggregate.Value)
            .AddAggregate(JournalAggregate.Value).AddAggregate(MatchAggregate.Value).AddAggregate(ProviderAdjustmentAggregate.Value).AddAggregate(ForwardBalanceAggregate.Value)
            .AddAggregate(CreditBalanceAggregate.Value).AddAggregate(PayerDisputeAggregate.Value).AddAggregate(TransmissionDecider.Aggregate)
            .AddView(new JournalView()).AddView(new RemittanceView()).AddView(new ClaimAccountView()).AddView(new ProviderAdjustmentView()).AddView(new ForwardBalanceView())
            .AddView(new CreditBalanceView()).AddView(new PayerDisputeView())
            .AddHandoffs(ReconciliationHandoffs.Boundaries);
        builder.Services.AddSingleton<ErpJournals>().AddSingleton<JournalOrder>().AddSingleton<LedgerMappings>().AddSingleton<AdjustmentLinking>().AddSingleton<ReconciliationMeter>();
        return builder.Build();
    }
}
