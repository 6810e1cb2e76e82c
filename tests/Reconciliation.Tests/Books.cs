using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Originals;
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
using Healthcare.ServiceDefaults;
using Healthcare.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Healthcare.Reconciliation.Tests;

/// <summary>What carries journals to the ledger, in memory: the real streams, poster, sender and breaker, with short waits.</summary>
internal sealed class Books : IAsyncDisposable
{
    private readonly ServiceProvider store;
    private readonly IReadOnlyList<IHostedService> running;

    private Books(ServiceProvider store, IReadOnlyList<IHostedService> running) => (this.store, this.running) = (store, running);

    public static ServiceCollection Services(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton<IConfiguration>(configuration);
        services.AddInMemoryEventStore("reconciliation")
            .AddAggregate(RemittanceAggregate.Value).AddAggregate(DepositAggregate.Value).AddAggregate(ReassociationAggregate.Value).AddAggregate(ClaimAccountAggregate.Value)
            .AddAggregate(JournalAggregate.Value).AddAggregate(MatchAggregate.Value).AddAggregate(ProviderAdjustmentAggregate.Value).AddAggregate(ForwardBalanceAggregate.Value)
            .AddAggregate(CreditBalanceAggregate.Value).AddAggregate(PayerDisputeAggregate.Value)
            .AddView(new JournalView()).AddView(new RemittanceView()).AddView(new ClaimAccountView()).AddView(new ProviderAdjustmentView())
            .AddHandoffs(ReconciliationHandoffs.Boundaries)
            .AddTransmissions(configuration, LedgerOptions.AdapterOf(configuration));
        services.AddInMemoryOriginals();
        services.Configure<LedgerOptions>(configuration.GetSection("Ledger"));
        services.AddSingleton<Pipelines>().AddSingleton<ClientTokens>();
        services.AddSingleton<ErpJournals>().AddSingleton<JournalOrder>().AddSingleton<LedgerMappings>().AddSingleton<AdjustmentLinking>().AddSingleton<ReconciliationMeter>();
        return services;
    }

    public static ServiceProvider Store(ServiceCollection services) => services.BuildServiceProvider();

    public static async Task<Books> OpenAsync(CancellationToken cancel, params (string Name, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Partners:erp:Authentication"] = "none",
            ["Partners:erp:erp-journal:Retries"] = "0",
            ["Partners:erp:erp-journal:BreakerCalls"] = "2",
            ["Partners:erp:erp-journal:BreakerBreak"] = "00:00:00.500",
            ["Transmissions:FirstWait"] = "00:00:00.020",
            ["Transmissions:LongestWait"] = "00:00:00.050",
        };
        foreach (var (name, value) in settings) all[name] = value;
        var services = Services(all);
        var sender = services.Single(d => d.ImplementationType?.Name == "TransmissionSender").ImplementationType ?? throw new InvalidOperationException("Nothing sends.");
        var provider = Store(services);
        var books = new Books(provider, [ActivatorUtilities.CreateInstance<PaymentPosting>(provider), (IHostedService)ActivatorUtilities.CreateInstance(provider, sender)]);
        foreach (var service in books.running) await service.StartAsync(cancel);
        return books;
    }

    /// <summary>A balanced journal of an adjustment, of a claim of its own unless the source says otherwise; on its way when this returns.</summary>
    public async Task<Guid> ProposeAsync(string name, CancellationToken cancel, JournalSource? source = null)
    {
        var id = await ProposedAsync(name, source ?? Of(name), Samples.Noon, cancel);
        await UntilAsync(id, d => d.State != "proposed", cancel);
        return id;
    }

    /// <summary>The same, wherever it stands when this returns.</summary>
    public async Task<Guid> ProposedAsync(string name, JournalSource source, DateTimeOffset at, CancellationToken cancel)
    {
        var id = DerivedId.Of(name);
        await DoAsync(id, new ProposeJournal(source, [new JournalEntry(JournalEntries.ContractualAdjustments, 30m, 0), new JournalEntry(JournalEntries.PayerReceivable, 0, 30m)], Samples.Period, at), cancel);
        return id;
    }

    /// <summary>Where a claim's money comes from that no other claim's does.</summary>
    public static JournalSource Of(string name) => new(Samples.RemittanceId, 1, DerivedId.Of($"claim/{name}")) { PlaceOfService = "11" };

    /// <summary>Proposes what takes a journal back.</summary>
    public async Task<Guid> ReverseAsync(Guid journalId, CancellationToken cancel)
    {
        var reversal = ReconciliationIds.Reversal(journalId);
        await DoAsync(journalId, new ReverseJournal(reversal, Period: null, Samples.Noon.AddMinutes(1)), cancel);
        await UntilAsync(reversal, _ => true, cancel);
        return reversal;
    }

    public Task ResubmitAsync(Guid journalId, CancellationToken cancel) =>
        DoAsync(journalId, new ResubmitJournal(Samples.Period, new Actor("ann", ActorKind.Human, "gl-accountant"), Samples.Noon.AddMinutes(2)), cancel);

    public async Task<JournalDocument> UntilAsync(Guid journalId, Func<JournalDocument, bool> condition, CancellationToken cancel)
    {
        JournalDocument? found = null;
        await Eventually.TrueAsync(
            async () => (found = await store.GetRequiredService<Views<JournalDocument>>().FindAsync(journalId, cancel)) is { } document && condition(document),
            TimeSpan.FromSeconds(60),
            cancel,
            () => $"Last seen: {found}");
        return found ?? throw new InvalidOperationException("Not found.");
    }

    public Task<JournalDocument> PostedAsync(Guid journalId, CancellationToken cancel) => UntilAsync(journalId, d => d.State == "posted", cancel);

    public async Task<IReadOnlyList<TransmissionRow>> QueueAsync(CancellationToken cancel) =>
        (await store.GetRequiredService<Views<TransmissionRow>>().PageAsync(TransmissionView.Due, after: null, 100, cancel)).Documents;

    public async Task<IReadOnlyList<Recorded>> LogAsync(CancellationToken cancel) => (await store.GetRequiredService<IEventStore>().ReadLogAsync(LogPosition.Start, 1000, cancel)).Events;

    public async ValueTask DisposeAsync()
    {
        foreach (var service in running) await service.StopAsync(CancellationToken.None);
        await store.DisposeAsync();
    }

    private async Task DoAsync(Guid id, JournalCommand command, CancellationToken cancel)
    {
        await using var scope = store.CreateAsyncScope();
        Assert.That(await scope.ServiceProvider.GetRequiredService<Streams<JournalCommand>>().ExecuteAsync(id, command, cancel), Is.InstanceOf<Outcome.Accepted>());
    }
}
