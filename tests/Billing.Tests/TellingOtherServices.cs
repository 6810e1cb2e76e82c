using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.Billing.Claims;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Billing.Tests.Samples;
using V1 = Healthcare.Contracts.Billing.V1;

namespace Healthcare.Billing.Tests;

/// <summary>What leaves the service: contracts, made of single stored events.</summary>
public sealed class TellingOtherServices
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Test]
    public async Task A_submitted_claim_is_published_as_its_sample() =>
        Holds("claim-submitted", (await MessagesAsync(Submit())).OfType<V1.ClaimSubmitted>().Single());

    [Test]
    public async Task The_payers_acceptance_is_published_as_its_sample() =>
        Holds("claim-accepted-by-payer", (await MessagesAsync(Submit(), Answer(AcknowledgementLevel.Claim, ClaimAnswer.AcceptedByPayer) with { PayerControlNumber = "ICN1" })).OfType<V1.ClaimAcceptedByPayer>().Single());

    [Test]
    public async Task A_claim_that_is_sent_anew_is_published_once()
    {
        var again = new ResubmitClaim(Sending with { OriginalId = AnswerId }, [], Noon);
        Assert.That((await MessagesAsync(Submit(), Answer(AcknowledgementLevel.Set, ClaimAnswer.Rejected), again)).Select(m => m.GetType()), Is.EqualTo(new[] { typeof(V1.ClaimSubmitted) }));
    }

    [Test]
    public async Task A_claim_that_is_held_is_not_published() =>
        Assert.That(await MessagesAsync(new SubmitClaim(Content, Submission: null, ["open-duplicate"], Noon)), Is.Empty);

    private static void Holds<TMessage>(string name, TMessage message)
    {
        GoldenFile.Matches($"contracts/samples/billing/{name}.v1.json", JsonSerializer.Serialize(message, Options) + "\n");
        var read = JsonSerializer.Deserialize<TMessage>(File.ReadAllText(Repository.PathOf("contracts", "samples", "billing", $"{name}.v1.json")), Options);
        Assert.That(Facts.Text(read), Is.EqualTo(Facts.Text(message)), "the sample still reads");
    }

    private static async Task<IReadOnlyList<object>> MessagesAsync(params ClaimCommand[] commands)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddInMemoryEventStore("billing")
            .AddAggregate(ClaimAggregate.Value).AddAggregate(HandoffAggregate.Value).AddAggregate(WorkItemAggregate.Value).AddAggregate(TransmissionDecider.Aggregate);
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = CaseId };
        foreach (var command in commands)
        {
            var outcome = await scope.ServiceProvider.GetRequiredService<Streams<ClaimCommand>>().ExecuteAsync(ClaimId, command, CancellationToken.None);
            Assert.That(outcome, Is.InstanceOf<Outcome.Accepted>(), () => $"{command.GetType().Name}: {outcome}");
        }

        var log = await provider.GetRequiredService<IEventStore>().ReadLogAsync(LogPosition.Start, 1000, CancellationToken.None);
        Assert.That(log.Events.Select(e => e.CaseId), Is.All.EqualTo(CaseId));
        return [.. log.Events.Select(BillingContracts.Of).OfType<object>()];
    }
}
