using System.Net;
using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Messaging;
using Healthcare.Platform.Tests.Replicas;
using Healthcare.Platform.Tests.Replicas.V1;
using Healthcare.ServiceDefaults;
using Healthcare.Testing;
using Healthcare.Testing.Access;
using Healthcare.Testing.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Healthcare.Platform.Tests.Messaging;

public sealed class TellingReadiness
{
    [Test, CancelAfter(300_000)]
    public async Task A_broker_that_is_away_makes_the_service_not_ready_but_alive_until_it_is_back(CancellationToken cancel)
    {
        await using var issuer = await TestIssuer.StartAsync(cancel);
        var setup = await ServiceSetup.NewAsync("sender", assembly: "", issuer, cancel);
        await using var door = new Door(setup.Broker.Port);
        await using var app = Build(setup.With("ConnectionStrings:RabbitMq", new UriBuilder(setup.Broker) { Host = "127.0.0.1", Port = door.Port }.Uri.ToString()).With("Health:MostLag", "00:00:00.500"));
        await app.MigrateAsync(cancel);
        await app.StartAsync(cancel);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        await UntilAsync(client, HttpStatusCode.OK, [], cancel);

        door.Close();
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<Streams<ParcelCommand>>().ExecuteAsync(Guid.CreateVersion7(), new SendParcels(1, Note: null), cancel);
        }

        var answer = await UntilAsync(client, HttpStatusCode.ServiceUnavailable, ["broker", "lag"], cancel);
        using var live = await client.GetAsync(new Uri("/health/live", UriKind.Relative), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(live.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answer.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()), Is.EquivalentTo(new[] { "database", "broker", "lag" }));
            Assert.That(answer.GetRawText(), Does.Contain("relay:sender").And.Not.Contain("amqp").And.Not.Contain("Password"));
        });

        door.Open(setup.Broker.Port);
        await UntilAsync(client, HttpStatusCode.OK, [], cancel);
        await app.StopAsync(cancel);
    }

    private static WebApplication Build(ServiceSetup setup)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(setup.Settings);
        builder.Configuration["Messaging:RecordsEverything"] = "false";
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults(setup.Service);
        builder.AddEventStore(setup.Service).AddAggregate(Parcels.Aggregate);
        builder.AddMessaging(setup.Service).Publishes(Replica.MessagesOf, typeof(ParcelDispatched), typeof(ParcelInsured));
        var app = builder.Build();
        app.MapServiceDefaults();
        return app;
    }

    private static async Task<JsonElement> UntilAsync(HttpClient client, HttpStatusCode status, string[] notReady, CancellationToken cancel)
    {
        var last = default(JsonElement);
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancel);
                last = JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
                var found = last.GetProperty("checks").EnumerateArray().Where(c => !c.GetProperty("ready").GetBoolean()).Select(c => c.GetProperty("name").GetString()).Order(StringComparer.Ordinal);
                return answer.StatusCode == status && found.SequenceEqual(notReady, StringComparer.Ordinal);
            },
            TimeSpan.FromSeconds(60),
            cancel);
        return last;
    }
}
