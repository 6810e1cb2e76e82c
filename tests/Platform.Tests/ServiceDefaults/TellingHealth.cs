using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.ServiceDefaults;

[CancelAfter(300_000)]
public sealed class TellingHealth : AtTheDesk
{
    private readonly Switch broker = new();

    [Test]
    public async Task Being_alive_depends_on_nothing_and_being_ready_on_every_check(CancellationToken cancel)
    {
        var ready = await Desk.SendAsync(HttpMethod.Get, "/health/ready", token: null, cancel);
        broker.State = () => throw new InvalidOperationException("amqp://user:secret@broker");
        var away = await Desk.SendAsync(HttpMethod.Get, "/health/ready", token: null, cancel);
        var live = await Desk.SendAsync(HttpMethod.Get, "/health/live", token: null, cancel);
        broker.State = static () => new ReadyState(Ready: true);
        Assert.Multiple(() =>
        {
            Assert.That((ready.Status, away.Status, live.Status), Is.EqualTo((200, 503, 200)));
            Assert.That(ready.Json.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()), Is.EquivalentTo(new[] { "database", "lag", "broker" }));
            Assert.That(away.Body, Does.Contain("InvalidOperationException").And.Not.Contain("secret"));
        });
    }

    [Test]
    public async Task A_check_that_hangs_is_not_ready_in_time(CancellationToken cancel)
    {
        broker.Hangs = true;
        var answer = await Desk.SendAsync(HttpMethod.Get, "/health/ready", token: null, cancel);
        broker.Hangs = false;
        Assert.That(answer.Status, Is.EqualTo(503));
    }

    [Test]
    public void Every_route_of_the_application_is_listed_with_its_policy()
    {
        var routes = RoutePolicies.Of(Desk.Services).Select(r => r.ToString()).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(routes, Does.Contain("GET /health/live → anonymous-health"));
            Assert.That(routes, Does.Contain("GET /nothing → none"));
            Assert.That(routes, Does.Contain("PUT /accounts/{accountId:guid}/withdrawal → staff:biller|partner"));
            Assert.That(routes, Does.Contain("GET /openapi/{documentName}.json → operations|staff|partner"));
        });
    }

    [Test]
    public async Task A_service_does_not_run_with_a_route_that_names_no_policy(CancellationToken cancel)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        foreach (var (name, value) in Issuer.Settings) builder.Configuration[name] = value;
        builder.AddServiceDefaults("open");
        builder.Services.AddInMemoryEventStore("open");
        await using var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGet("/open", static () => "open");
        var refused = Assert.ThrowsAsync<InvalidOperationException>(async () => await app.RunServiceAsync([]).WaitAsync(cancel));
        Assert.That(refused?.Message, Does.Contain("GET /open"));
    }

    [Test]
    public async Task Migrate_runs_every_step_in_order_and_ends(CancellationToken cancel)
    {
        var done = new List<string>();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.AddServiceDefaults("migrating", edge: true);
        builder.Services.AddSingleton<IMigration>(new Step("first", done));
        builder.Services.AddSingleton<IMigration>(new Step("second", done));
        await using var app = builder.Build();
        await app.RunServiceAsync(["migrate"]).WaitAsync(cancel);
        Assert.That(done, Is.EqualTo(new[] { "first", "second" }));
    }

    [Test]
    public async Task The_description_lists_routes_bodies_and_policies(CancellationToken cancel)
    {
        var described = await OpenApi.DescribeAsync(Desk.Services, cancel);
        var again = await OpenApi.DescribeAsync(Desk.Services, cancel);
        var served = await Desk.SendAsync(HttpMethod.Get, "/openapi/v1.json", Issuer.Service("x"), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(described, Is.EqualTo(again));
            Assert.That(described, Does.Contain("\"/accounts/{accountId}/withdrawal\"").And.Contain("\"If-Match\"").And.Contain("Policy: staff:biller|partner."));
            Assert.That(described, Does.Contain("\"201\"").And.Contain("\"412\"").And.Not.Contain("127.0.0.1").And.Not.Contain("/health"));
            Assert.That(served.Status, Is.EqualTo(200));
        });
    }

    private protected override Task<Desk> StartDeskAsync(CancellationToken cancel) =>
        Desk.StartAsync(Issuer, cancel, builder => builder.Services.AddSingleton<IReadyCheck>(broker));

    private sealed class Switch : IReadyCheck
    {
        public Func<ReadyState> State { get; set; } = static () => new ReadyState(Ready: true);

        public bool Hangs { get; set; }

        public string Name => "broker";

        public async Task<ReadyState> CheckAsync(CancellationToken cancel)
        {
            if (Hangs) await new TaskCompletionSource().Task;
            return State();
        }
    }

    private sealed class Step(string name, List<string> done) : IMigration
    {
        public string Name => name;

        public Task MigrateAsync(CancellationToken cancel)
        {
            done.Add(name);
            return Task.CompletedTask;
        }
    }
}
