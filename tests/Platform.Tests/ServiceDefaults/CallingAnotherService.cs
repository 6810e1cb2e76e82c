using System.Diagnostics;
using System.Net.Http.Json;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Platform.Tests.ServiceDefaults;

[CancelAfter(300_000)]
public sealed class CallingAnotherService : AtTheDesk
{
    private Desk? neighbour;
    private int failures;

    [OneTimeTearDown]
    public async Task StopNeighbourAsync()
    {
        if (neighbour is not null) await neighbour.DisposeAsync();
    }

    [Test]
    public async Task A_call_carries_our_own_token_the_request_id_and_the_trace(CancellationToken cancel)
    {
        var answer = await Desk.SendAsync(HttpMethod.Get, "/relay/echo", Issuer.Staff(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
            Assert.That(answer.Json.GetProperty("caller").GetString(), Is.EqualTo("test-service"));
            Assert.That(answer.Json.GetProperty("requestId").GetString(), Is.EqualTo(answer.Headers[RequestIds.Header]));
            Assert.That(answer.Json.GetProperty("sameTrace").GetBoolean(), Is.True);
        });
    }

    [Test]
    public async Task One_token_serves_many_calls(CancellationToken cancel)
    {
        await Desk.SendAsync(HttpMethod.Get, "/relay/echo", Issuer.Staff(), cancel);
        var given = Issuer.TokensGiven;
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Desk.SendAsync(HttpMethod.Get, "/relay/echo", Issuer.Staff(), cancel)));
        Assert.That(Issuer.TokensGiven, Is.EqualTo(given));
    }

    [Test]
    public async Task A_neighbour_that_stumbles_is_asked_again(CancellationToken cancel)
    {
        failures = 1;
        var answer = await Desk.SendAsync(HttpMethod.Get, "/relay/stumbling", Issuer.Staff(), cancel);
        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [Test]
    public async Task A_neighbour_that_stays_down_is_a_dependency_that_is_away(CancellationToken cancel)
    {
        failures = 1000;
        var answer = await Desk.SendAsync(HttpMethod.Get, "/relay/stumbling", Issuer.Staff(), cancel);
        failures = 0;
        Assert.That((answer.Status, answer.Code), Is.EqualTo((503, "dependency-unavailable")));
    }

    private protected override async Task<Desk> StartDeskAsync(CancellationToken cancel)
    {
        neighbour = await Desk.StartAsync(Issuer, cancel, map: app =>
        {
            var calls = app.MapGroup("").RequireAuthorization(Policies.Service);
            calls.MapGet("/echo", static (HttpContext http, Caller caller) =>
                TypedResults.Ok(new Echo(caller.Subject, RequestIds.Of(http), Activity.Current?.ParentSpanId != default ? Activity.Current?.TraceId.ToHexString() : null)));
            calls.MapGet("/stumbling", Results<Ok, StatusCodeHttpResult> () => failures-- > 0 ? TypedResults.StatusCode(500) : TypedResults.Ok());
        });
        return await Desk.StartAsync(
            Issuer,
            cancel,
            builder =>
            {
                builder.Configuration["Services:neighbour"] = neighbour.Client.BaseAddress?.AbsoluteUri;
                builder.AddServiceClient<NeighbourClient>("neighbour");
            },
            app =>
            {
                var relay = app.MapGroup("/relay").RequireAuthorization(Policies.Staff);
                relay.MapGet("/echo", static async (NeighbourClient client, CancellationToken cancel) =>
                {
                    var echo = await client.EchoAsync(cancel);
                    return TypedResults.Ok(new { echo?.Caller, echo?.RequestId, SameTrace = echo?.Trace == Activity.Current?.TraceId.ToHexString() });
                });
                relay.MapGet("/stumbling", static async (NeighbourClient client, CancellationToken cancel) =>
                {
                    await client.StumbleAsync(cancel);
                    return TypedResults.Ok();
                });
            });
    }

    private sealed record Echo(string Caller, string RequestId, string? Trace);

    private sealed class NeighbourClient(HttpClient http)
    {
        public Task<Echo?> EchoAsync(CancellationToken cancel) => http.GetFromJsonAsync<Echo>("/echo", cancel);

        public async Task StumbleAsync(CancellationToken cancel)
        {
            using var answer = await http.GetAsync(new Uri("/stumbling", UriKind.Relative), cancel);
            answer.EnsureSuccessStatusCode();
        }
    }
}
