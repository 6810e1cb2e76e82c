using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.Billing.Claims;
using Healthcare.Billing.Denials;
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
        Holds("claim-accepted-by-payer", (await MessagesAsync([.. Submit(), Answer(AcknowledgementLevel.Claim, ClaimAnswer.AcceptedByPayer) with { PayerControlNumber = "ICN1" }])).OfType<V1.ClaimAcceptedByPayer>().Single());

    [Test]
    public async Task An_original_that_is_sent_anew_is_told_of_once_and_a_replacement_again()
    {
        var again = new ResubmitClaim(ClaimChanges.None, "biller-1", Noon);
        var rejected = Answer(AcknowledgementLevel.Set, ClaimAnswer.Rejected);
        Assert.That((await MessagesAsync([.. Submit(), rejected, again, Send(Sending with { OriginalId = AnswerId })])).Select(m => m.GetType()), Is.EqualTo(new[] { typeof(V1.ClaimSubmitted) }));
        var replaced = await MessagesAsync([.. Submit(), Accept(), Adjudicate(Denied()), new CorrectClaim(ClaimChanges.None, "records-supplied", "coder-1", Noon), Send(Sending with { OriginalId = AnswerId })]);
        Assert.That(replaced.OfType<V1.ClaimSubmitted>().Select(m => (m.Frequency, m.OriginalPayerControlNumber)), Is.EqualTo(new (string?, string?)[] { (null, null), ("7", "ICN1") }));
    }

    [Test]
    public async Task Another_coverage_is_published_as_its_sample_without_the_member_number() =>
        Holds("other-coverage-noted", (await MessagesAsync([.. Submit(), new NoteOtherCoverage(Other, "cob-1", Noon)])).OfType<V1.OtherCoverageNoted>().Single());

    [Test]
    public async Task A_claim_that_is_held_is_not_published() =>
        Assert.That(await MessagesAsync(Build(), new HoldClaim(["open-duplicate"], [], Noon)), Is.Empty);

    [Test]
    public async Task A_write_off_of_two_people_is_published_as_its_sample()
    {
        var told = await MessagesAsync(
            [.. Submit(), Accept(), Adjudicate(Denied())],
            new OpenDenial(RefusedMoney, ForDocuments, Noon), new ProposeWriteOff(250.00m, "limit-passed", "billing-lead", "biller-1", Noon), new ApproveWriteOff(["billing-lead"], "lead-1", Noon));
        Holds("write-off-approved", told.OfType<V1.WriteOffApproved>().Single());
    }

    private static void Holds<TMessage>(string name, TMessage message)
    {
        GoldenFile.Matches($"contracts/samples/billing/{name}.v1.json", JsonSerializer.Serialize(message, Options) + "\n");
        var read = JsonSerializer.Deserialize<TMessage>(File.ReadAllText(Repository.PathOf("contracts", "samples", "billing", $"{name}.v1.json")), Options);
        Assert.That(Facts.Text(read), Is.EqualTo(Facts.Text(message)), "the sample still reads");
    }

    private static async Task<IReadOnlyList<object>> MessagesAsync(params ClaimCommand[] commands) => await MessagesAsync(commands, []);

    private static async Task<IReadOnlyList<object>> MessagesAsync(ClaimCommand[] commands, params DenialCommand[] ofDenial)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddInMemoryEventStore("billing")
            .AddAggregate(ClaimAggregate.Value).AddAggregate(ClaimBatchAggregate.Value).AddAggregate(DenialAggregate.Value).AddAggregate(HandoffAggregate.Value).AddAggregate(WorkItemAggregate.Value).AddAggregate(TransmissionDecider.Aggregate);
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = CaseId };
        foreach (var command in commands)
        {
            var outcome = await scope.ServiceProvider.GetRequiredService<Streams<ClaimCommand>>().ExecuteAsync(ClaimId, command, CancellationToken.None);
            Assert.That(outcome, Is.InstanceOf<Outcome.Accepted>(), () => $"{command.GetType().Name}: {outcome}");
        }

        foreach (var command in ofDenial)
        {
            var outcome = await scope.ServiceProvider.GetRequiredService<Streams<DenialCommand>>().ExecuteAsync(DenialAggregate.IdOf(ClaimId, RemittanceId, "missing-documentation"), command, CancellationToken.None);
            Assert.That(outcome, Is.InstanceOf<Outcome.Accepted>(), () => $"{command.GetType().Name}: {outcome}");
        }

        var log = await provider.GetRequiredService<IEventStore>().ReadLogAsync(LogPosition.Start, 1000, CancellationToken.None);
        Assert.That(log.Events.Select(e => e.CaseId), Is.All.EqualTo(CaseId));
        return [.. log.Events.Select(BillingContracts.Of).OfType<object>()];
    }
}
