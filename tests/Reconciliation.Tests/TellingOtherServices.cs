using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Remittances;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;
using V1 = Healthcare.Contracts.Reconciliation.V1;

namespace Healthcare.Reconciliation.Tests;

/// <summary>What leaves the service, with the case that it belongs to.</summary>
public sealed class TellingOtherServices
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly AdjudicationFact Decision = new(
        "PAYER0001", new DateOnly(2026, 3, 2), [new LevelAdjustmentFact(1, "CO", "45", [], 30m), new LevelAdjustmentFact(1, "PR", "3", ["N362"], 20m)]);

    [Test]
    public async Task A_paid_and_posted_claim_is_published_as_its_samples()
    {
        var messages = await MessagesAsync();
        Assert.That(messages.Select(m => m.GetType()), Is.EqualTo(new[] { typeof(V1.PaymentApplied), typeof(V1.ClaimAdjudicated), typeof(V1.JournalPosted) }));
        GoldenFile.Matches("contracts/samples/reconciliation/payment-applied.v1.json", JsonSerializer.Serialize(messages[0], Options) + "\n");
        GoldenFile.Matches("contracts/samples/reconciliation/claim-adjudicated.v1.json", JsonSerializer.Serialize(messages[1], Options) + "\n");
        GoldenFile.Matches("contracts/samples/reconciliation/journal-posted.v1.json", JsonSerializer.Serialize(messages[2], Options) + "\n");
    }

    [Test]
    public async Task A_claim_that_is_due_to_the_next_payer_is_published_as_its_sample()
    {
        var due = (await MessagesAsync(new NoteNextPayer("atlantic-mutual", Actor.Service("billing"), Samples.Noon))).OfType<V1.SecondaryDue>().Single();
        GoldenFile.Matches("contracts/samples/reconciliation/secondary-due.v1.json", JsonSerializer.Serialize(due, Options) + "\n");
    }

    [Test]
    public async Task The_samples_still_read()
    {
        var payment = JsonSerializer.Deserialize<V1.PaymentApplied>(await SampleAsync("payment-applied"), Options);
        var journal = JsonSerializer.Deserialize<V1.JournalPosted>(await SampleAsync("journal-posted"), Options);
        Assert.That((payment?.CaseId, payment?.Charged, payment?.Open, journal?.ErpId, journal?.Debits, journal?.Credits), Is.EqualTo((Samples.CaseId, "200.00", "0.00", "JE-1", "200.00", "200.00")));
    }

    private static Task<string> SampleAsync(string name) => File.ReadAllTextAsync(Repository.PathOf("contracts", "samples", "reconciliation", $"{name}.v1.json"));

    private static async Task<IReadOnlyList<object>> MessagesAsync(params ClaimAccountCommand[] further)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddInMemoryEventStore("reconciliation")
            .AddAggregate(ClaimAccountAggregate.Value)
            .AddAggregate(JournalAggregate.Value)
            .AddAggregate(CreditBalances.CreditBalanceAggregate.Value)
            .AddAggregate(Disputes.PayerDisputeAggregate.Value)
            .AddAggregate(HandoffAggregate.Value)
            .AddAggregate(WorkItemAggregate.Value)
            .AddAggregate(TransmissionDecider.Aggregate);
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = Samples.CaseId };
        var accounts = scope.ServiceProvider.GetRequiredService<Streams<ClaimAccountCommand>>();
        await accounts.ExecuteAsync(Samples.AccountId, new OpenClaimAccount(Samples.Claim, Samples.Period, Samples.Noon), CancellationToken.None);
        await accounts.ExecuteAsync(Samples.AccountId, new ApplyPayment(Samples.Payment with { Adjudication = Decision }, Samples.Period, Samples.Noon), CancellationToken.None);
        foreach (var command in further) await accounts.ExecuteAsync(Samples.AccountId, command, CancellationToken.None);
        var journals = scope.ServiceProvider.GetRequiredService<Streams<JournalCommand>>();
        var id = ReconciliationIds.Journal(Samples.RemittanceId, 1);
        IReadOnlyList<LedgerLine> lines = [new LedgerLine("1010", "4100", 200m, 0), new LedgerLine("1200", "4100", 0, 200m)];
        await journals.ExecuteAsync(id, new SubmitJournal("HC-1", lines, "2026-01", Samples.Period, Samples.OriginalId, Samples.Noon), CancellationToken.None);
        await journals.ExecuteAsync(id, new RecordJournalPosted("JE-1", Samples.Period, 200m, 200m, Samples.Noon), CancellationToken.None);
        var log = await provider.GetRequiredService<IEventStore>().ReadLogAsync(LogPosition.Start, 100, CancellationToken.None);
        return [.. log.Events.SelectMany(ReconciliationContracts.News)];
    }
}
