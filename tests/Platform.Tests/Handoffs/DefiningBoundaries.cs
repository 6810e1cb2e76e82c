using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Healthcare.Testing;
using Healthcare.Testing.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>A change of a definition is an event that two people stand for; it is tried on what happened before it applies.</summary>
[CancelAfter(300_000)]
public sealed class DefiningBoundaries
{
    private static readonly DeciderSpec<Definition, DefinitionCommand, DefinitionEvent> TheDefinition = Spec.Of(DefinitionAggregate.Value);
    private static readonly string Sooner = Contract.Replace("version: 3", "version: 4", StringComparison.Ordinal).Replace("effective: 2026-01-01", "effective: 2026-03-10", StringComparison.Ordinal).Replace("duration: PT4H", "duration: PT2H", StringComparison.Ordinal);
    private static readonly ProposeDefinition Propose = new("T01", 4, new DateOnly(2026, 3, 10), Sooner, 3, "guests-complain", Waiter, Noon);
    private static readonly Actor Boss = new("boss-1", ActorKind.Human, "manager");

    private TestIssuer? issuer;
    private WebApplication? app;
    private HttpClient? client;
    private MovedClock clock = new(Noon);

    private TestIssuer Issuer => issuer ?? throw new InvalidOperationException("Not started.");

    private WebApplication App => app ?? throw new InvalidOperationException("Not started.");

    [TearDown]
    public async Task StopAsync()
    {
        client?.Dispose();
        if (app is not null) await app.DisposeAsync();
        if (issuer is not null) await issuer.DisposeAsync();
        (client, app, issuer) = (null, null, null);
    }

    [Test]
    public void A_change_needs_a_second_person_who_has_read_it()
    {
        var hash = DefinitionAggregate.HashOf(Sooner);
        TheDefinition.When(Propose).Then(new DefinitionProposed("T01", 4, new DateOnly(2026, 3, 10), Sooner, hash, "guests-complain", Waiter, Noon));
        TheDefinition.GivenDone(Propose).When(Propose).ThenNothing();
        TheDefinition.GivenDone(Propose).When(new ApproveDefinition(hash, Waiter, Noon)).ThenRefused(DefinitionRefusals.ApprovedByAuthor);
        TheDefinition.GivenDone(Propose).When(new ApproveDefinition(new string('0', 64), Boss, Noon)).ThenRefused(DefinitionRefusals.OtherProposal);
        TheDefinition.GivenDone(Propose).When(new ApproveDefinition(hash, Boss, Noon)).Then(new DefinitionApproved("T01", 4, new DateOnly(2026, 3, 10), hash, Waiter, Boss, Noon));
        TheDefinition.When(new ApproveDefinition(hash, Boss, Noon)).ThenRefused(DefinitionRefusals.NothingProposed);
        TheDefinition.GivenDone(Propose, new ApproveDefinition(hash, Boss, Noon)).When(Propose).ThenRefused(DefinitionRefusals.VersionNotHigher);
    }

    [Test]
    public void An_assistant_changes_no_rule()
    {
        TheDefinition.When(Propose with { By = Model }).ThenRefused(DefinitionRefusals.PersonMustDecide);
        TheDefinition.GivenDone(Propose).When(new ApproveDefinition(DefinitionAggregate.HashOf(Sooner), Model, Noon)).ThenRefused(DefinitionRefusals.PersonMustDecide);
        TheDefinition.When(new ReviewDefinition("T01", 3, Model, Noon)).ThenRefused(DefinitionRefusals.PersonMustDecide);
    }

    [Test]
    public async Task What_two_people_decided_applies_from_its_day_and_to_new_work_only(CancellationToken cancel)
    {
        var kitchen = await StartAsync(cancel);
        await OfferAsync(kitchen, Subject, Noon, cancel);
        var proposed = await SendAsync(HttpMethod.Put, "/definitions/T01/proposal", "author", new { text = Sooner, reasonCode = "guests-complain" }, "\"0\"", cancel);
        var read = await SendAsync(HttpMethod.Get, "/definitions/T01", "boss", body: null, ifMatch: null, cancel);
        var hash = read.Body.GetProperty("proposal").GetProperty("hash").GetString();
        var own = await SendAsync(HttpMethod.Put, "/definitions/T01/approval", "author", new { hash }, read.ETag, cancel);
        var approved = await SendAsync(HttpMethod.Put, "/definitions/T01/approval", "boss", new { hash }, read.ETag, cancel);
        Assert.That((proposed.Status, own.Status, own.Code, approved.Status), Is.EqualTo((204, 409, "definition-approved-by-author", 204)), proposed.Text + own.Text + approved.Text);
        Assert.That(kitchen["T01"].Version, Is.EqualTo(3), "its day has not come");

        clock.MoveTo(Noon.AddDays(8));
        await Eventually.TrueAsync(() => Task.FromResult(kitchen["T01"].Version == 4), cancel);
        var after = await SendAsync(HttpMethod.Get, "/definitions/T01", "boss", body: null, ifMatch: null, cancel);
        var later = Guid.CreateVersion7(Noon);
        await OfferAsync(kitchen, later, Noon.AddDays(8), cancel);
        var handoffs = App.Services.GetRequiredService<Views<HandoffDocument>>();
        var before = await handoffs.FindAsync(StreamId, cancel);
        var anew = await handoffs.FindAsync(HandoffId.For("T01", later), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(after.Body.GetProperty("version").GetInt32(), Is.EqualTo(4));
            Assert.That((after.Body.GetProperty("changedBy").GetString(), after.Body.GetProperty("approvedBy").GetString()), Is.EqualTo(("author", "boss")));
            Assert.That((before?.ContractVersion, before?.DueAt), Is.EqualTo((3, At(16))));
            Assert.That((anew?.ContractVersion, anew?.DueAt), Is.EqualTo((4, Noon.AddDays(8).AddHours(2))));
        });
    }

    [Test]
    public async Task A_broken_proposal_is_refused_with_its_lines(CancellationToken cancel)
    {
        await StartAsync(cancel);
        var broken = await SendAsync(HttpMethod.Put, "/definitions/T01/proposal", "author", new { text = Sooner.Replace("dish-ready", "dish-steady", StringComparison.Ordinal), reasonCode = "x" }, "\"0\"", cancel);
        var unknown = await SendAsync(HttpMethod.Put, "/definitions/T77/proposal", "author", new { text = Sooner, reasonCode = "x" }, "\"0\"", cancel);
        var old = await SendAsync(HttpMethod.Put, "/definitions/T01/proposal", "author", new { text = Contract, reasonCode = "x" }, "\"0\"", cancel);
        Assert.That((broken.Status, broken.Code, unknown.Status, old.Code), Is.EqualTo((400, "request-invalid", 404, "definition-version-not-higher")), broken.Text);
        Assert.That(broken.Text, Does.Contain("Line 11: no predicate is registered as"));
    }

    [Test]
    public async Task A_definition_that_nobody_reviewed_for_a_year_is_flagged(CancellationToken cancel)
    {
        await StartAsync(cancel);
        clock.MoveTo(new DateTimeOffset(2027, 1, 2, 0, 0, 0, TimeSpan.Zero));
        var stale = await SendAsync(HttpMethod.Get, "/definitions", "boss", body: null, ifMatch: null, cancel);
        var reviewed = await SendAsync(HttpMethod.Put, "/definitions/T01/review", "boss", body: null, "\"0\"", cancel);
        var fresh = await SendAsync(HttpMethod.Get, "/definitions/T01", "boss", body: null, ifMatch: null, cancel);
        Assert.That((stale.Body.GetProperty("items")[0].GetProperty("isReviewOverdue").GetBoolean(), reviewed.Status, fresh.Body.GetProperty("isReviewOverdue").GetBoolean()), Is.EqualTo((true, 204, false)));
    }

    [Test]
    public async Task A_dry_run_says_what_last_month_would_have_been(CancellationToken cancel)
    {
        var kitchen = await StartAsync(cancel);
        // Answered after one hour, after three, late after six, and blocked only by what is no longer asked.
        Guid[] subjects = [.. Enumerable.Range(1, 4).Select(i => new Guid(i, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 1]))];
        foreach (var subject in subjects.Take(3)) await OfferAsync(kitchen, subject, Noon, cancel);
        await OfferAsync(kitchen, subjects[3], Noon, cancel, plates: 0);
        await ExecuteAsync(HandoffId.For("T01", subjects[0]), Accept(At(13)), cancel);
        await ExecuteAsync(HandoffId.For("T01", subjects[1]), Accept(At(15)), cancel);
        await ExecuteAsync(HandoffId.For("T01", subjects[2]), Fire(At(15)), cancel);
        await ExecuteAsync(HandoffId.For("T01", subjects[2]), Fire(At(16)), cancel);
        await ExecuteAsync(HandoffId.For("T01", subjects[2]), Accept(At(18)), cancel);
        clock.MoveTo(Noon.AddDays(1));
        var without = Sooner.Replace("  - predicate: enough-plates\n    sentence: There are enough plates.\n    parameters:\n      minimum: 2\n", "", StringComparison.Ordinal);
        var refused = await SendAsync(HttpMethod.Post, "/definitions/T01/dry-run", "boss", new { text = without }, ifMatch: null, cancel);
        var ran = await SendAsync(HttpMethod.Post, "/definitions/T01/dry-run", "boss", new { text = Sooner }, ifMatch: null, cancel);
        var longer = await SendAsync(HttpMethod.Post, "/definitions/T01/dry-run", "boss", new { text = Sooner.Replace("PT2H", "P9D", StringComparison.Ordinal) }, ifMatch: null, cancel);
        Assert.That(ran.Status, Is.EqualTo(200), ran.Text);
        var counts = ran.Body.GetProperty("counts");
        Assert.Multiple(() =>
        {
            Assert.That(refused.Text, Does.Contain("names no predicate 'enough-plates'"), "a predicate that no file names would stop the next start");
            Assert.That(ran.Body.GetProperty("attempts").GetInt64(), Is.EqualTo(5), "a late answer is an attempt of its own");
            Assert.That(counts.GetProperty("dueEarlier").GetInt64(), Is.EqualTo(5));
            Assert.That(counts.GetProperty("wouldBeMissed").GetInt64(), Is.EqualTo(1), "answered after three hours of four");
            Assert.That(longer.Body.GetProperty("counts").GetProperty("dueLater").GetInt64(), Is.EqualTo(5));
            Assert.That(longer.Body.GetProperty("counts").GetProperty("wouldNotBeMissed").GetInt64(), Is.EqualTo(1), "the late answer would have been in time");
            Assert.That(App.Services.GetRequiredService<Boundaries>()["T01"].Version, Is.EqualTo(3), "nothing comes into force");
        });
    }

    private async Task<Boundaries> StartAsync(CancellationToken cancel)
    {
        clock = new MovedClock(Noon);
        issuer = await TestIssuer.StartAsync(cancel);
        var kitchen = Boundaries.Of(h => Register(h.ContractsFrom([("T01.yaml", Contract)])));
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(issuer.Settings);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults("kitchen");
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddInMemoryEventStore("kitchen").AddAccessRecords().AddHandoffs(kitchen);
        app = builder.Build();
        app.MapServiceDefaults();
        app.MapHandoffs();
        await app.StartAsync(cancel);
        client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        return kitchen;
    }

    private Task OfferAsync(Boundaries kitchen, Guid subject, DateTimeOffset at, CancellationToken cancel, int plates = 4)
    {
        var offer = kitchen.Offer("T01", subject, Case, new Dish(IsReady: true, plates), "a1", at);
        return ExecuteAsync(offer.StreamId, (HandoffCommand)offer.Command, cancel);
    }

    private async Task ExecuteAsync(Guid stream, HandoffCommand command, CancellationToken cancel)
    {
        await using var scope = App.Services.CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<Streams<HandoffCommand>>().ExecuteAsync(stream, command, cancel);
        Assert.That(outcome, Is.InstanceOf<Outcome.Accepted>());
    }

    private async Task<Answer> SendAsync(HttpMethod method, string address, string person, object? body, string? ifMatch, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Issuer.Sign(new() { ["sub"] = person, ["actor_kind"] = "human", ["roles"] = (string[])["manager"], ["purpose"] = "HOPERAT" }));
        if (body is not null) request.Content = JsonContent.Create(body);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await (client ?? throw new InvalidOperationException("Not started.")).SendAsync(request, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        return new Answer((int)response.StatusCode, response.Headers.ETag?.ToString(), text, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    private sealed record Answer(int Status, string? ETag, string Text, JsonElement Body)
    {
        public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;
    }
}
