using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.Testing.Access;
using Healthcare.Testing.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Healthcare.Billing.Tests.Http;

/// <summary>Billing as a process on real PostgreSQL and RabbitMQ, one for all tests of HTTP; beside it stand intake's packets and a clearinghouse that only takes files.</summary>
[SetUpFixture]
public sealed class TheService
{
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private static TestIssuer? issuer;
    private static ServiceProcess? process;
    private static ServiceSetup? setup;
    private static WebApplication? neighbours;
    private static IConnection? broker;
    private static IChannel? channel;

    public static TestIssuer Issuer => issuer ?? throw new InvalidOperationException("Not started.");

    public static ServiceProcess Process => process ?? throw new InvalidOperationException("Not started.");

    /// <summary>Packets that intake serves, by referral.</summary>
    public static ConcurrentDictionary<Guid, byte[]> Packets { get; } = new();

    /// <summary>Files that the clearinghouse took.</summary>
    public static ConcurrentQueue<byte[]> Claims { get; } = new();

    /// <summary>Acknowledgements of ours that the clearinghouse took.</summary>
    public static ConcurrentQueue<byte[]> Acknowledgements { get; } = new();

    /// <summary>Bodies and headers of what was published, by kind.</summary>
    public static ConcurrentQueue<(string Kind, string Body, string Headers)> Published { get; } = new();

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        issuer = await TestIssuer.StartAsync(CancellationToken.None);
        neighbours = await NeighboursAsync();
        var address = neighbours.Urls.First();
        setup = (await ServiceSetup.NewAsync("billing", "Healthcare.Billing", issuer, CancellationToken.None))
            .With("Services:intake", address)
            .With("Partners:clearhouse:Endpoints:claim-837", $"{address}/claims")
            .With("Partners:clearhouse:Endpoints:x12-acknowledgement", $"{address}/acknowledgements");
        await ServiceProcess.MigrateAsync(setup, CancellationToken.None);
        broker = await new ConnectionFactory { Uri = setup.Broker }.CreateConnectionAsync();
        channel = await broker.CreateChannelAsync();
        await ListenAsync(channel);
        process = await ServiceProcess.StartAsync(setup, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (process is not null) await process.DisposeAsync();
        if (broker is not null) await broker.DisposeAsync();
        if (neighbours is not null) await neighbours.DisposeAsync();
        if (issuer is not null) await issuer.DisposeAsync();
    }

    /// <summary>A token of one person, where it matters who it is.</summary>
    public static string Person(string user, string role) =>
        Issuer.Sign(new(StringComparer.Ordinal) { ["sub"] = user, ["actor_kind"] = "human", ["roles"] = new[] { role }, ["purpose"] = "HOPERAT" });

    public static string Clearinghouse(string partner = "clearhouse") => Issuer.Partner(partner, "system/X12.c");

    /// <summary>Serves a packet as intake does and says its hash.</summary>
    public static string Serve(ReferralPacket packet)
    {
        var canonical = new System.Buffers.ArrayBufferWriter<byte>(2048);
        CanonicalJson.Write(JsonSerializer.SerializeToElement(packet, Wire), canonical);
        Packets[packet.ReferralId] = canonical.WrittenSpan.ToArray();
        return Convert.ToHexStringLower(SHA256.HashData(canonical.WrittenSpan));
    }

    /// <summary>Publishes a contract as its service would: the first message of that service for the case.</summary>
    public static async Task TellAsync<TMessage>(string source, Guid caseId, TMessage message, CancellationToken cancel, int number = 1)
    {
        var type = typeof(TMessage);
        var properties = new BasicProperties
        {
            MessageId = Guid.CreateVersion7().ToString(),
            ContentType = "application/json",
            DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["n"] = $"{number}",
                ["before"] = "",
                ["source"] = source,
                ["order-key"] = caseId.ToString("D"),
                ["case"] = caseId.ToString("D"),
                ["event"] = Guid.CreateVersion7().ToString(),
                ["MT-MessageType"] = $"urn:message:{type.Namespace}:{type.Name}",
            },
        };
        var gate = channel ?? throw new InvalidOperationException("Not started.");
        await gate.BasicPublishAsync("billing-0", "", mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(message, Wire), cancel);
    }

    public static async Task<ServiceAnswer> AcknowledgeAsync(byte[] file, CancellationToken cancel, string? key = null, string? token = null, string mediaType = "application/edi-x12")
    {
        using var content = new ByteArrayContent(file) { Headers = { ContentType = MediaTypeHeaderValue.Parse(mediaType) } };
        return await Process.SendAsync(
            HttpMethod.Post, "/partner/v1/acknowledgements", token ?? Clearinghouse(), cancel, content, h => h.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString()));
    }

    /// <summary>Asks the database itself.</summary>
    public static async Task<IReadOnlyList<string>> QueryAsync(string sql, CancellationToken cancel)
    {
        await using var database = NpgsqlDataSource.Create(setup?.OwnerConnection ?? "");
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancel)) rows.Add(reader.GetValue(0).ToString() ?? "");
        return rows;
    }

    private static async Task<WebApplication> NeighboursAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/internal/packets/{referralId:guid}", async context =>
        {
            if (Packets.TryGetValue(Guid.Parse($"{context.Request.RouteValues["referralId"]}"), out var packet)) await context.Response.Body.WriteAsync(packet);
            else context.Response.StatusCode = 404;
        });
        foreach (var (path, taken) in new[] { ("/claims", Claims), ("/acknowledgements", Acknowledgements) })
        {
            app.MapPost(path, async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                taken.Enqueue(body.ToArray());
                context.Response.StatusCode = 202;
            });
        }

        await app.StartAsync();
        return app;
    }

    private static async Task ListenAsync(IChannel channel)
    {
        var queue = await channel.QueueDeclareAsync("heard", durable: false, exclusive: false, autoDelete: false);
        foreach (var kind in new[] { "Billing.V1.ClaimSubmitted", "Billing.V1.ClaimAcceptedByPayer", "Billing.V1.OtherCoverageNoted", "Billing.V1.WriteOffApproved", "Audit.V1.EventsRecorded" })
        {
            for (var partition = 0; partition < 8; partition++) await channel.QueueBindAsync(queue.QueueName, kind, $"{partition}");
        }

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, e) =>
        {
            var headers = string.Join(' ', e.BasicProperties.Headers?.Select(h => $"{h.Key}={(h.Value is byte[] text ? Encoding.UTF8.GetString(text) : h.Value)}") ?? []);
            Published.Enqueue((e.Exchange, Encoding.UTF8.GetString(e.Body.Span), headers));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
    }
}
