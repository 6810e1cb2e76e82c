using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Authorization.Tests.Samples;
using V1 = Healthcare.Contracts.Authorization.V1;

namespace Healthcare.Authorization.Tests;

/// <summary>What leaves the service: contracts, made of single stored events.</summary>
public sealed class TellingOtherServices
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Test]
    public async Task What_was_released_is_published_as_its_sample()
    {
        await using var provider = Store.New();
        var log = await Store.DecidedAsync(provider, Requesting(), Assembling(), Answer(Approved(1), Approved(2)));
        var approved = log.Select(AuthorizationContracts.Of).OfType<V1.AuthorizationApproved>().Single();
        await MatchesAsync("authorization-approved", approved);
    }

    [Test]
    public async Task What_may_not_be_scheduled_is_not_published_until_a_person_releases_it()
    {
        await using var provider = Store.New();
        var other = Approved(2) with { Decision = Approved(2).Decision with { System = "CPT", Code = "99242" } };
        var log = await Store.DecidedAsync(provider, Requesting(), Assembling(), Answer(Approved(1), other));
        Assert.That(log.Select(AuthorizationContracts.Of), Is.All.Null);
        log = await Store.DecidedAsync(provider, new ReleaseAuthorization(Noon));
        Assert.That(log.Select(AuthorizationContracts.Of).OfType<V1.AuthorizationApproved>().Single().Items.Select(i => i.Code), Is.EqualTo(new[] { "3", "99242" }));
    }

    [Test]
    public async Task A_denied_item_is_announced_as_its_sample()
    {
        await using var provider = Store.New();
        var log = await Store.DecidedAsync(provider, Requesting(), Assembling(), Answer(Approved(1), Word(2, "A3", reason: "0F", text: "Try therapy first")));
        var news = log.Select(AuthorizationContracts.Of).OfType<V1.AuthorizationDenied>().ToList();
        Assert.That(news, Has.Count.EqualTo(1));
        await MatchesAsync("authorization-denied", news[0]);
    }

    [Test]
    public async Task Confirmed_cover_is_announced_as_its_sample()
    {
        await using var provider = Store.New();
        await using var scope = provider.CreateAsyncScope();
        var checks = scope.ServiceProvider.GetRequiredService<Streams<CoverageCheckCommand>>();
        await checks.ExecuteAsync(CoverageCheckId, new RequestCoverageCheck(Question, Inquiry(), NotMade: null, Noon), CancellationToken.None);
        await checks.ExecuteAsync(CoverageCheckId, new ConfirmCoverage(new CoverageFindings(["1"], "Y", HasOtherPayer: false), AnswerId, Noon), CancellationToken.None);
        var log = (await provider.GetRequiredService<IEventStore>().ReadLogAsync(LogPosition.Start, 100, CancellationToken.None)).Events;
        await MatchesAsync("coverage-confirmed", log.Select(AuthorizationContracts.Of).OfType<V1.CoverageConfirmed>().Single());
    }

    [Test]
    public async Task Boundaries_are_crossed_in_the_same_commits()
    {
        await using var provider = Store.New();
        var log = await Store.DecidedAsync(provider, Requesting(), Assembling(), Answer(Word(1, "A4"), Word(2, "A4")), Answer(Approved(1), Approved(2)));
        IEnumerable<string> At(string boundary) => log.Where(e => e.StreamId == HandoffId.For(boundary, AuthorizationId)).Select(e => e.Type);
        Assert.Multiple(() =>
        {
            Assert.That(At("B06"), Is.EqualTo(new[] { "handoff_offered.v1", "handoff_accepted.v1" }));
            Assert.That(At("B07"), Is.EqualTo(new[] { "handoff_offered.v1", "handoff_blocked.v1", "handoff_cleared.v1", "handoff_accepted.v1" }));
            Assert.That(At("B09"), Is.EqualTo(new[] { "handoff_offered.v1" }));
            Assert.That(log.Select(e => e.CaseId), Is.All.EqualTo(CaseId));
        });
    }

    private static async Task MatchesAsync<TMessage>(string name, TMessage message)
    {
        var path = $"contracts/samples/authorization/{name}.v1.json";
        await GoldenFile.MatchesAsync(path, JsonSerializer.Serialize(message, Options) + "\n", CancellationToken.None);
        var read = JsonSerializer.Deserialize<TMessage>(await File.ReadAllTextAsync(Repository.PathOf(path.Split('/'))), Options);
        Assert.That(Facts.Text(read), Is.EqualTo(Facts.Text(message)), "the sample still reads");
    }
}
