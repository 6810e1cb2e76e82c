using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Requirements;
using Healthcare.Authorization.Units;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Authorization.Tests.Samples;
using Requirement = Healthcare.Authorization.Requirements.Requirement;
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
        Assert.That(log.Select(AuthorizationContracts.Of).OfType<V1.AuthorizationApproved>(), Is.Empty);
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
    public async Task Cover_that_is_not_confirmed_is_announced_as_its_sample()
    {
        var notConfirmed = await OfCoverageAsync(new FindCoverageInactive(new CoverageFindings(["6"], AuthorizationRequired: null, HasOtherPayer: false), AnswerId, Noon));
        await MatchesAsync("coverage-not-confirmed", notConfirmed.OfType<V1.CoverageNotConfirmed>().Single());
        Assert.That(await OfCoverageAsync(new RefuseCoverageInquiry(new CoverageRejection("22", "72", "C"), Next: null, AnswerId, Noon)), Has.One.Matches<V1.CoverageNotConfirmed>(m => m.ReasonCode == "aaa-72"));
        Assert.That(await OfCoverageAsync(new RefuseCoverageInquiry(new CoverageRejection("20", "42", "R"), Inquiry(2), AnswerId, Noon)), Is.Empty, "it is asked again");
    }

    [Test]
    public async Task Care_that_needs_no_authorization_is_announced_as_its_sample()
    {
        await using var provider = Store.New();
        var found = new Requirement([new ItemRequirement(1, "not-needed", []), new ItemRequirement(2, "not-needed", [])], "maryland-capital/2026-07", new DateOnly(2026, 6, 1));
        var log = await Store.DecidedAsync(provider, Requesting(), new FindRequirement(found, Noon));
        await MatchesAsync("authorization-not-required", log.Select(AuthorizationContracts.Of).OfType<V1.AuthorizationNotRequired>().Single());
    }

    [Test]
    public async Task What_the_payer_will_decide_later_is_announced_once_as_its_sample()
    {
        await using var provider = Store.New();
        var log = await Store.DecidedAsync(provider, Requesting(), Assembling(), Answer(Word(1, "A4"), Word(2, "A4")), Answer(Word(1, "A4"), Word(2, "A4")));
        await MatchesAsync("authorization-pended", log.Select(AuthorizationContracts.Of).OfType<V1.AuthorizationPended>().Single());
    }

    [Test]
    public async Task The_end_of_an_approval_is_announced_as_its_sample()
    {
        await using var provider = Store.New();
        var log = await Store.DecidedAsync(provider, Requesting(), Assembling(), Answer(Approved(1), Approved(2)), new ExhaustAuthorization(Noon));
        await MatchesAsync("authorization-ended", log.Select(AuthorizationContracts.Of).OfType<V1.AuthorizationEnded>().Single());
    }

    [Test]
    public async Task Changed_services_end_the_approval_of_those_before_and_a_withdrawn_request_ends_none_that_was_not()
    {
        await using var provider = Store.New();
        var change = new SubmitUpdate("services", [new RequestedItem(1, "CPT", "29881", 1)], Packed with { BundleOriginalId = AnswerId }, Noon) { Change = 1 };
        var log = await Store.DecidedAsync(provider, Requesting(), Assembling(), Answer(Approved(1), Approved(2)), change);
        Assert.That(log.Select(AuthorizationContracts.Of).OfType<V1.AuthorizationEnded>().Select(e => e.Ending), Is.EqualTo(new[] { "services-changed" }));
        await using var other = Store.New();
        log = await Store.DecidedAsync(other, Requesting(), new EndAuthorization("withdrawn", "patient-declined", Cancellation: null, Noon));
        Assert.That(log.Select(AuthorizationContracts.Of).OfType<V1.AuthorizationEnded>(), Is.Empty);
    }

    [Test]
    public async Task The_last_unit_used_ends_the_authorization_in_the_same_commit()
    {
        await using var provider = Store.New();
        await Store.DecidedAsync(provider, Requesting(Asked with { Items = [Asked.Items[0]] }), Assembling(), Answer(Approved(1)));
        await using var scope = provider.CreateAsyncScope();
        var units = scope.ServiceProvider.GetRequiredService<Streams<UnitsCommand>>();
        await units.ExecuteAsync(UnitsAggregate.IdOf(AuthorizationId), new ReserveUnits(BundleId, Noon), CancellationToken.None);
        await units.ExecuteAsync(UnitsAggregate.IdOf(AuthorizationId), new ConsumeUnits(BundleId, Noon), CancellationToken.None);
        var log = (await provider.GetRequiredService<IEventStore>().ReadLogAsync(LogPosition.Start, 100, CancellationToken.None)).Events;
        Assert.That(log.TakeLast(3).Select(e => e.Type), Is.EquivalentTo(new[] { "units_consumed.v1", "units_exhausted.v1", "authorization_exhausted.v1" }));
    }

    private static async Task<IReadOnlyList<object?>> OfCoverageAsync(CoverageCheckCommand command)
    {
        await using var provider = Store.New();
        await using var scope = provider.CreateAsyncScope();
        var checks = scope.ServiceProvider.GetRequiredService<Streams<CoverageCheckCommand>>();
        await checks.ExecuteAsync(CoverageCheckId, new RequestCoverageCheck(Question, Inquiry(), NotMade: null, Noon), CancellationToken.None);
        await checks.ExecuteAsync(CoverageCheckId, command, CancellationToken.None);
        return [.. (await provider.GetRequiredService<IEventStore>().ReadLogAsync(LogPosition.Start, 100, CancellationToken.None)).Events.Select(AuthorizationContracts.Of).Where(m => m is not null)];
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
