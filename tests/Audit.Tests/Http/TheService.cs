using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Healthcare.Contracts.Audit.V1;
using Healthcare.ServiceDefaults;
using Healthcare.Testing;
using Healthcare.Testing.Access;
using Healthcare.Testing.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client;

namespace Healthcare.Audit.Tests.Http;

/// <summary>Audit as a process on real PostgreSQL and RabbitMQ, one for all tests of HTTP; the tests play the services whose logs it holds.</summary>
[SetUpFixture]
public sealed class TheService
{
    private static TestIssuer? issuer;
    private static ServiceProcess? process;
    private static ServiceSetup? setup;
    private static WebApplication? neighbours;
    private static IConnection? broker;
    private static IChannel? channel;
    private static long lastSequence;

    public static TestIssuer Issuer => issuer ?? throw new InvalidOperationException("Not started.");

    public static ServiceProcess Process => process ?? throw new InvalidOperationException("Not started.");

    /// <summary>What the services say of their own logs.</summary>
    public static ConcurrentDictionary<string, IReadOnlyList<RecordedEvent>> Logs { get; } = new(StringComparer.Ordinal);

    public static string Compliance(string purpose = "HCOMPL", string who = "officer-1") =>
        Issuer.Sign(new() { ["sub"] = who, ["actor_kind"] = "human", ["roles"] = (string[])["compliance-officer"], ["purpose"] = purpose });

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        issuer = await TestIssuer.StartAsync(CancellationToken.None);
        neighbours = await NeighboursAsync();
        setup = await ServiceSetup.NewAsync("audit", "Healthcare.Audit", issuer, CancellationToken.None);
        foreach (var (service, address) in AuditService.Audited.Zip(neighbours.Urls)) setup = setup.With($"Services:{service}", address);
        await ServiceProcess.MigrateAsync(setup, CancellationToken.None);
        broker = await new ConnectionFactory { Uri = setup.Broker }.CreateConnectionAsync();
        channel = await broker.CreateChannelAsync();
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

    public static Task<ServiceAnswer> GetAsync(string path, string token, CancellationToken cancel) => Process.SendAsync(HttpMethod.Get, path, token, cancel);

    /// <summary>A case that intake received from a partner, and its events in the trail.</summary>
    public static async Task<Told> TellCaseAsync(string trackingId, string partnerId, CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        var received = Event(caseId, caseId, 1, "referral_received.v1", $$"""{"trackingId":"{{trackingId}}","partnerId":"{{partnerId}}"}""");
        var accepted = Event(caseId, caseId, 2, "referral_accepted.v1", "{}");
        await TellAsync("intake", 1, [received, accepted], cancel);
        await UntilAsync(caseId, 2, cancel);
        return new Told(caseId, [received, accepted]);
    }

    public static RecordedEvent Event(Guid caseId, Guid streamId, long version, string type, string data, string aggregate = "referral") => new()
    {
        EventId = Guid.CreateVersion7(),
        StreamId = streamId,
        Aggregate = aggregate,
        Version = version,
        Sequence = Interlocked.Increment(ref lastSequence),
        Position = "0.1.1",
        Type = type,
        RecordedAt = TimeProvider.System.GetUtcNow(),
        Actor = "coordinator-7",
        ActorKind = "human",
        Role = "intake-coordinator",
        PurposeOfUse = "TREAT",
        CaseId = caseId,
        SchemaVersion = 1,
        Sensitivity = "limited",
        Data = JsonElement.Parse(data),
        Hash = Convert.ToHexStringLower(Guid.CreateVersion7().ToByteArray()),
    };

    /// <summary>Publishes what a service recorded of one case, as its relay does, and keeps it in that service's log.</summary>
    public static async Task TellAsync(string service, long count, IReadOnlyList<RecordedEvent> events, CancellationToken cancel, bool inLog = true)
    {
        if (inLog) Logs.AddOrUpdate(service, _ => events, (_, log) => [.. log, .. events]);
        var key = (events[0].CaseId ?? events[0].StreamId).ToString("D");
        var properties = new BasicProperties
        {
            MessageId = Guid.CreateVersion7().ToString(),
            ContentType = "application/json",
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["n"] = count.ToString(CultureInfo.InvariantCulture),
                ["before"] = count == 1 ? "" : (count - 1).ToString(CultureInfo.InvariantCulture),
                ["source"] = $"{service}/events",
                ["order-key"] = key,
                ["case"] = key,
                ["event"] = events[0].EventId.ToString(),
                ["MT-MessageType"] = $"urn:message:{typeof(EventsRecorded).Namespace}:{nameof(EventsRecorded)}",
            },
        };
        var gate = channel ?? throw new InvalidOperationException("Not started.");
        await gate.BasicPublishAsync("audit-0", "", mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(new EventsRecorded { Service = service, Events = events }, JsonSerializerOptions.Web), cancel);
    }

    /// <summary>Waits until the trail of a case holds so many events of services.</summary>
    public static Task UntilAsync(Guid caseId, int events, CancellationToken cancel) => Eventually.TrueAsync(
        async () => (await QueryAsync($"select count(*) from \"hc_terms_audited_v2\" where term = 'case:{caseId:D}' and key not like 'audit/%'", cancel)) is [var count] && int.Parse(count, CultureInfo.InvariantCulture) >= events,
        cancel);

    /// <summary>Asks the database itself, as its owner.</summary>
    public static async Task<IReadOnlyList<string>> QueryAsync(string sql, CancellationToken cancel)
    {
        await using var database = NpgsqlDataSource.Create(setup?.OwnerConnection ?? "");
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancel)) rows.Add(reader.GetValue(0).ToString() ?? "");
        return rows;
    }

    // One program plays all services, each at a port of its own.
    private static async Task<WebApplication> NeighboursAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            foreach (var _ in AuditService.Audited) kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/internal/log-proof", (HttpContext http) =>
        {
            var service = AuditService.Audited.Zip(app.Urls).First(s => new Uri(s.Second).Port == http.Connection.LocalPort).First;
            var log = Logs.GetValueOrDefault(service, []).Select(e => new LogEntry(e.EventId, e.Sequence, e.Hash));
            return http.Response.WriteAsJsonAsync(new LogProofPage([.. log], Next: null), http.RequestAborted);
        });
        await app.StartAsync();
        return app;
    }
}

/// <summary>A case that a service told of.</summary>
public sealed record Told(Guid CaseId, IReadOnlyList<RecordedEvent> Events);
