using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.EventStore;
using Healthcare.Intake.Referrals;
using Healthcare.Intake.Tests.Referrals;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;
using V1 = Healthcare.Contracts.Intake.V1;

namespace Healthcare.Intake.Tests;

/// <summary>What leaves the service: the contract that an event becomes, and the packet whose hash it carries.</summary>
public sealed class TellingOtherServices
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Test]
    public async Task An_accepted_referral_is_published_as_its_sample()
    {
        var messages = await MessagesAsync(Samples.Complete);
        Assert.That(messages, Has.Count.EqualTo(1), "received and found complete are the service's own affair");
        await GoldenFile.MatchesAsync("contracts/samples/intake/referral-accepted.v1.json", JsonSerializer.Serialize(messages[0], Options) + "\n", CancellationToken.None);
    }

    [Test]
    public async Task An_accepted_referral_that_ends_is_published_as_its_sample()
    {
        var messages = await MessagesAsync(Samples.Complete, new WithdrawReferral("patient-moved", Samples.Referrer, Samples.Noon.AddDays(1)));
        await GoldenFile.MatchesAsync("contracts/samples/intake/referral-ended.v1.json", JsonSerializer.Serialize(messages.OfType<V1.ReferralEnded>().Single(), Options) + "\n", CancellationToken.None);
    }

    [Test]
    public async Task A_referral_that_ends_before_it_was_accepted_concerns_nobody_else() =>
        Assert.That(await MessagesAsync(Samples.WithoutReferrer, new WithdrawReferral("patient-moved", Samples.Referrer, Samples.Noon.AddDays(1))), Is.Empty);

    [Test]
    public async Task The_sample_still_reads()
    {
        var file = Repository.PathOf("contracts", "samples", "intake", "referral-accepted.v1.json");
        var read = JsonSerializer.Deserialize<V1.ReferralAccepted>(await File.ReadAllTextAsync(file), Options);
        Assert.That((read?.TrackingId, read?.Services[0].Code, read?.AcceptedAt), Is.EqualTo(("RABCDEFGHIJKL", "99243", Samples.Noon)));
    }

    [Test]
    public async Task A_referral_that_waits_is_not_published() => Assert.That(await MessagesAsync(Samples.WithoutReferrer), Is.Empty);

    [Test]
    public async Task A_packet_is_its_sample_and_hashes_as_it_always_did()
    {
        var packet = ReferralPackets.Of(Samples.Referral, Samples.Complete, new OpenedContent(
            new PatientOnFile(["Sam"], "Alder", new DateOnly(1950, 1, 1), "male", new AddressOnFile(["1 Main Street"], "Baltimore", "MD", "21201")),
            new CoverageOnFile("M-1", SubscriberId: null, "1234567893", "child") { Subscriber = new PatientOnFile(["Robin"], "Alder", BirthDate: null, "female", Address: null) },
            new RequesterOnFile("NORTHSIDE FAMILY PRACTICE", "1122334455", ["Ana"], "Reyes"),
            [new DocumentOnFile("Consultation note", new string('a', 64))]));
        var canonical = ReferralPackets.Canonical(packet);
        await GoldenFile.MatchesAsync("contracts/samples/intake/referral-packet.v1.json", JsonSerializer.Serialize(JsonElement.Parse(canonical), Options) + "\n", CancellationToken.None);
        Assert.That(ReferralPackets.HashOf(canonical), Is.EqualTo("00629dc5da5f8a83e447235e65f6533e42a860f75af3fffcefba6945ba0eb81e"), "a packet that was published must hash the same in every later build");
    }

    private static async Task<IReadOnlyList<object>> MessagesAsync(ReferralReceived content, params ReferralCommand[] then)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddInMemoryEventStore("intake").AddAggregate(ReferralAggregate.Value).AddAggregate(Handoffs.HandoffAggregate.Value).AddAggregate(Handoffs.WorkItemAggregate.Value);
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = ReferralIds.CaseOf(Samples.Referral) };
        await scope.ServiceProvider.GetRequiredService<Streams<ReferralCommand>>().ExecuteAsync(Samples.Referral, new ReceiveReferral(content, Samples.Noon), CancellationToken.None);
        foreach (var command in then) await scope.ServiceProvider.GetRequiredService<Streams<ReferralCommand>>().ExecuteAsync(Samples.Referral, command, CancellationToken.None);
        var log = await provider.GetRequiredService<IEventStore>().ReadLogAsync(LogPosition.Start, 100, CancellationToken.None);
        return [.. log.Events.Select(ReferralContracts.Of).OfType<object>()];
    }
}
