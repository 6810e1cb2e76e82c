using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Healthcare.Testing.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

[CancelAfter(300_000)]
public sealed class WorkingOverHttp
{
    private TestIssuer? issuer;
    private WebApplication? app;
    private HttpClient? client;

    private TestIssuer Issuer => issuer ?? throw new InvalidOperationException("Not started.");

    private WebApplication App => app ?? throw new InvalidOperationException("Not started.");

    private HttpClient Client => client ?? throw new InvalidOperationException("Not started.");

    [OneTimeSetUp]
    public async Task StartIssuerAsync() => issuer = await TestIssuer.StartAsync(CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopIssuerAsync() => await Issuer.DisposeAsync();

    [SetUp]
    public async Task StartAsync()
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(Issuer.Settings);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults("kitchen");
        builder.Services.AddSingleton<TimeProvider>(new MovedClock(Noon));
        builder.Services.AddInMemoryEventStore("kitchen").AddAccessRecords().AddHandoffs(Kitchen);
        app = builder.Build();
        app.MapServiceDefaults();
        app.MapHandoffs();
        await app.StartAsync(cancel);
        client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    [TearDown]
    public async Task StopAsync()
    {
        client?.Dispose();
        if (app is not null) await app.DisposeAsync();
    }

    [Test]
    public async Task A_person_finds_claims_comments_and_resolves_the_next_best_item(CancellationToken cancel)
    {
        await ExecuteAsync<HandoffCommand>(StreamId, Unready, cancel);
        var waiter = Issuer.Staff("waiter");
        var list = await SendAsync(HttpMethod.Get, "/work-items?role=waiter", waiter, cancel);
        var item = $"/work-items/{list.Body.GetProperty("items")[0].GetProperty("workItemId").GetGuid()}";
        var seen = await SendAsync(HttpMethod.Get, item, waiter, cancel);
        var claimed = await SendAsync(HttpMethod.Put, $"{item}/claim", waiter, cancel, ifMatch: seen.ETag);
        var mine = await SendAsync(HttpMethod.Get, "/work-items?mine=true", waiter, cancel);
        var free = await SendAsync(HttpMethod.Get, "/work-items?role=waiter&free=true", waiter, cancel);
        var commented = await SendAsync(HttpMethod.Post, $"{item}/comments", waiter, cancel, new { text = "Ada Canary is hungry" });
        var comments = await SendAsync(HttpMethod.Get, $"{item}/comments", waiter, cancel);
        var resolved = await SendAsync(HttpMethod.Put, $"{item}/resolution", waiter, cancel, new { reasonCode = "cooked" }, commented.ETag);
        var after = await SendAsync(HttpMethod.Get, item, waiter, cancel);
        Assert.Multiple(() =>
        {
            Assert.That((seen.Status, seen.ETag, seen.Body.GetProperty("reasonCode").GetString()), Is.EqualTo((200, "\"1\"", "dish-ready")));
            Assert.That((claimed.Status, claimed.ETag), Is.EqualTo((204, "\"2\"")));
            Assert.That(mine.Body.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
            Assert.That(free.Body.GetProperty("items").GetArrayLength(), Is.Zero);
            Assert.That(commented.Status, Is.EqualTo(204));
            Assert.That(comments.Body[0].GetProperty("text").GetString(), Is.EqualTo("Ada Canary is hungry"));
            Assert.That(resolved.Status, Is.EqualTo(204));
            Assert.That(after.Body.GetProperty("resolution").GetString(), Is.EqualTo("cooked"));
            Assert.That(after.Text + list.Text, Does.Not.Contain("Canary"));
        });
    }

    [Test]
    public async Task Reading_comments_is_recorded(CancellationToken cancel)
    {
        await ExecuteAsync<HandoffCommand>(StreamId, Unready, cancel);
        await SendAsync(HttpMethod.Get, $"/work-items/{WorkItemId.For(StreamId)}/comments", Issuer.Staff("waiter"), cancel);
        var log = await App.Services.GetRequiredService<IEventStore>().ReadLogAsync(LogPosition.Start, 100, cancel);
        Assert.That(log.Events[^1].Event, Is.InstanceOf<AccessRecorded>().With.Property(nameof(AccessRecorded.Subjects)).EqualTo(new[] { AccessSubject.Case(Case) }));
    }

    [TestCase("PUT", "claim", null, null, 428, "if-match-missing")]
    [TestCase("PUT", "claim", null, "\"7\"", 412, "stale")]
    [TestCase("PUT", "resolution", """{"reasonCode":"cooked"}""", "\"1\"", 409, "work-item-not-claimed")]
    [TestCase("PUT", "resolution", """{"reasonCode":"Ada is fed"}""", "\"1\"", 400, "request-invalid")]
    [TestCase("PUT", "role", """{"role":"cook","reasonCode":""}""", "\"1\"", 400, "request-invalid")]
    [TestCase("PUT", "due", """{"dueAt":"2026-03-02T11:00:00Z","reasonCode":"later"}""", "\"1\"", 409, "work-item-due-in-the-past")]
    [TestCase("POST", "comments", """{"text":""}""", null, 400, "request-invalid")]
    public async Task What_cannot_be_done_is_said(string method, string path, string? body, string? ifMatch, int status, string code)
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        await ExecuteAsync<HandoffCommand>(StreamId, Unready, cancel);
        var answer = await SendTextAsync(new HttpMethod(method), $"/work-items/{WorkItemId.For(StreamId)}/{path}", Issuer.Staff("waiter"), body, ifMatch, cancel);
        Assert.That((answer.Status, answer.Body.GetProperty("code").GetString()), Is.EqualTo((status, code)), answer.Text);
    }

    [Test]
    public async Task Only_people_of_the_organization_come_in(CancellationToken cancel)
    {
        var partner = await SendAsync(HttpMethod.Get, "/work-items", Issuer.Partner("acme"), cancel);
        var service = await SendAsync(HttpMethod.Get, "/handoffs", Issuer.Service("billing"), cancel);
        var nobody = await SendAsync(HttpMethod.Get, "/handoffs", token: null, cancel);
        var unknown = await SendAsync(HttpMethod.Get, $"/work-items/{Guid.Empty}", Issuer.Staff("waiter"), cancel);
        Assert.That((partner.Status, service.Status, nobody.Status, unknown.Status), Is.EqualTo((403, 403, 401, 404)));
    }

    [Test]
    public async Task A_queue_comes_in_pages_best_first(CancellationToken cancel)
    {
        for (var i = 0; i < 5; i++)
        {
            await ExecuteAsync<WorkItemCommand>(
                WorkItemId.ForTask(i.ToString(CultureInfo.InvariantCulture), Subject), new OpenWorkItem("task", "waiter", "asked", Subject, At(20 - i), Noon), cancel);
        }

        var due = new List<DateTimeOffset>();
        var next = "";
        do
        {
            var page = await SendAsync(HttpMethod.Get, $"/work-items?role=waiter&limit=2&after={next}", Issuer.Staff("waiter"), cancel);
            due.AddRange(page.Body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("dueAt").GetDateTimeOffset()));
            next = page.Body.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
        }
        while (next is not null);
        Assert.That(due, Has.Count.EqualTo(5).And.Ordered);
        Assert.That((await SendAsync(HttpMethod.Get, "/work-items?after=%00", Issuer.Staff("waiter"), cancel)).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task Many_items_are_changed_at_once_and_each_says_what_became_of_it(CancellationToken cancel)
    {
        var ids = Enumerable.Range(0, 4).Select(i => WorkItemId.ForTask($"many-{i}", Subject)).ToList();
        foreach (var id in ids.Take(3)) await ExecuteAsync<WorkItemCommand>(id, new OpenWorkItem("task", id == ids[1] ? "cook" : "waiter", "asked", Subject, At(20), Noon), cancel);
        await ExecuteAsync<WorkItemCommand>(ids[2], new CommentWorkItem("seen", Waiter, At(12)), cancel);
        var items = ids.Select(id => new { workItemId = id, version = 1 });
        var snoozed = await SendAsync(HttpMethod.Post, "/work-items/changes", Issuer.Staff("waiter"), cancel, new { action = "snooze", items, until = At(14), reasonCode = "guest-is-late" });
        var claimed = await SendAsync(HttpMethod.Post, "/work-items/changes", Issuer.Staff("waiter"), cancel, new { action = "claim", items = new[] { new { workItemId = ids[0], version = 2 } } });
        var aside = await SendAsync(HttpMethod.Get, "/work-items?role=waiter&snoozed=true", Issuer.Staff("waiter"), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(snoozed.Status, Is.EqualTo(200), snoozed.Text);
            Assert.That(
                snoozed.Body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("isDone").GetBoolean() ? "done" : i.GetProperty("code").GetString()),
                Is.EqualTo(new[] { "done", "work-item-role-not-held", "stale", "work-item-unknown" }));
            Assert.That(claimed.Body.GetProperty("items")[0].GetProperty("version").GetInt64(), Is.EqualTo(3), claimed.Text);
            Assert.That(aside.Body.GetProperty("items").GetArrayLength(), Is.Zero);
        });
    }

    [TestCase("""{"action":"snooze","items":[{"workItemId":"0198a000-0000-7000-8000-000000000001","version":1}],"reasonCode":"later"}""")]
    [TestCase("""{"action":"reassign","items":[{"workItemId":"0198a000-0000-7000-8000-000000000001","version":1}],"role":"Ada","reasonCode":"later"}""")]
    [TestCase("""{"action":"claim","items":[]}""")]
    public async Task A_change_of_many_that_lacks_something_is_refused_as_a_whole(string body)
    {
        var answer = await SendTextAsync(HttpMethod.Post, "/work-items/changes", Issuer.Staff("waiter"), body, ifMatch: null, TestContext.CurrentContext.CancellationToken);
        Assert.That((answer.Status, answer.Body.GetProperty("code").GetString()), Is.EqualTo((400, "request-invalid")), answer.Text);
    }

    [Test]
    public async Task The_roster_is_changed_by_a_person_who_has_seen_it(CancellationToken cancel)
    {
        var lead = Issuer.Staff("authorization-lead");
        var seen = await SendAsync(HttpMethod.Get, "/duty/authorization-specialist", lead, cancel);
        var set = await SendAsync(HttpMethod.Put, "/duty/authorization-specialist", lead, cancel, new { isStaffed = false, reasonCode = "influenza" }, seen.ETag);
        var stale = await SendAsync(HttpMethod.Put, "/duty/authorization-specialist", lead, cancel, new { isStaffed = true, reasonCode = "back" }, seen.ETag);
        var list = await SendAsync(HttpMethod.Get, "/duty", lead, cancel);
        var unknown = await SendAsync(HttpMethod.Get, "/duty/juggler", lead, cancel);
        Assert.That((seen.ETag, set.Status, stale.Status, unknown.Status), Is.EqualTo(("\"0\"", 204, 412, 404)));
        Assert.That(list.Body.GetProperty("items")[0].GetProperty("role").GetString(), Is.EqualTo("authorization-specialist"));
    }

    [Test]
    public async Task A_person_sees_what_stands_at_a_boundary_and_proceeds_with_a_reason(CancellationToken cancel)
    {
        await ExecuteAsync<HandoffCommand>(StreamId, Unready, cancel);
        var waiter = Issuer.Staff("waiter");
        var standing = await SendAsync(HttpMethod.Get, "/handoffs?boundary=T01", waiter, cancel);
        var ofCase = await SendAsync(HttpMethod.Get, $"/handoffs?caseId={Case}", waiter, cancel);
        var one = await SendAsync(HttpMethod.Get, $"/handoffs/{StreamId}", waiter, cancel);
        var whim = await SendAsync(HttpMethod.Put, $"/handoffs/{StreamId}/proceeding", waiter, cancel, new { ground = "whim", reason = "because", dueAt = At(20) }, one.ETag);
        var done = await SendAsync(HttpMethod.Put, $"/handoffs/{StreamId}/proceeding", waiter, cancel, new { ground = "emergency", reason = "because", dueAt = At(20) }, one.ETag);
        var after = await SendAsync(HttpMethod.Get, $"/handoffs/{StreamId}", waiter, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(standing.Body.GetProperty("items")[0].GetProperty("unmet")[0].GetProperty("sentence").GetString(), Is.EqualTo("The dish is ready."));
            Assert.That(ofCase.Body.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
            Assert.That((whim.Status, whim.Body.GetProperty("code").GetString()), Is.EqualTo((409, "handoff-ground-not-permitted")));
            Assert.That(done.Status, Is.EqualTo(204));
            Assert.That(after.Body.GetProperty("dueAt").GetDateTimeOffset(), Is.EqualTo(At(20)));
        });
    }

    private async Task ExecuteAsync<TCommand>(Guid stream, TCommand command, CancellationToken cancel)
        where TCommand : notnull
    {
        await using var scope = App.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Streams<TCommand>>().ExecuteAsync(stream, command, cancel);
    }

    private Task<Answer> SendAsync(HttpMethod method, string address, string? token, CancellationToken cancel, object? body = null, string? ifMatch = null) =>
        SendTextAsync(method, address, token, body is null ? null : JsonSerializer.Serialize(body), ifMatch, cancel);

    private async Task<Answer> SendTextAsync(HttpMethod method, string address, string? token, string? body, string? ifMatch, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, address);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await Client.SendAsync(request, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        return new Answer((int)response.StatusCode, response.Headers.ETag?.ToString(), text, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    private sealed record Answer(int Status, string? ETag, string Text, JsonElement Body);
}
