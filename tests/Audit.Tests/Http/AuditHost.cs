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

/// <summary>Audit as a process on real PostgreSQL and RabbitMQ; the tests play the services whose logs it holds.</summary>
public sealed class AuditHost : IAsyncDisposable
{
    private readonly ServiceSetup setup;
    private readonly IConnection broker;
    private readonly IChannel channel;
    private readonly WebApplication neighbours;
    private long lastSequence;

    private AuditHost(TestIssuer issuer, ServiceSetup setup, WebApplication neighbours, IConnection broker, IChannel channel, ServiceProcess process, ConcurrentDictionary<string, IReadOnlyList<RecordedEvent>> logs)
    {
        (Issuer, this.setup, this.neighbours, this.broker, this.channel, Process, Logs) = (issuer, setup, neighbours, broker, channel, process, logs);
    }

    public TestIssuer Issuer { get; }

    public ServiceProcess Process { get; private set; }

    /// <summary>What the services say of their own logs.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<RecordedEvent>> Logs { get; }

    public static async Task<AuditHost> StartAsync(CancellationToken cancel, params (string Name, string Value)[] settings)
    {
        var trusted = await TestIssuer.StartAsync(cancel);
        var told = new ConcurrentDictionary<string, IReadOnlyList<RecordedEvent>>(StringComparer.Ordinal);
        var others = await NeighboursAsync(told);
        var with = await ServiceSetup.NewAsync("audit", "Healthcare.Audit", trusted, cancel);
        foreach (var (service, address) in AuditService.Audited.Zip(others.Urls)) with = with.With($"Services:{service}", address);
        foreach (var (name, value) in settings) with = with.With(name, value);
        await ServiceProcess.MigrateAsync(with, cancel);
        var connection = await new ConnectionFactory { Uri = with.Broker }.CreateConnectionAsync(cancel);
        var gate = await connection.CreateChannelAsync(cancellationToken: cancel);
        return new AuditHost(trusted, with, others, connection, gate, await ServiceProcess.StartAsync(with, cancel), told);
    }

    /// <summary>Ends the process as a kill would.</summary>
    public ValueTask KillAsync() => Process.DisposeAsync();

    public async Task StartAgainAsync(CancellationToken cancel) => Process = await ServiceProcess.StartAsync(setup, cancel);

    public string Compliance(string purpose = "HCOMPL", string who = "officer-1") =>
        Issuer.Sign(new() { ["sub"] = who, ["actor_kind"] = "human", ["roles"] = (string[])["compliance-officer"], ["purpose"] = purpose });

    public Task<ServiceAnswer> GetAsync(string path, string token, CancellationToken cancel) => Process.SendAsync(HttpMethod.Get, path, token, cancel);

    /// <summary>A case that intake received from a partner, and its events in the trail.</summary>
    public async Task<Told> TellCaseAsync(string trackingId, string partnerId, CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        var received = Event(caseId, caseId, 1, "referral_received.v1", $$"""{"trackingId":"{{trackingId}}","partnerId":"{{partnerId}}"}""");
        var accepted = Event(caseId, caseId, 2, "referral_accepted.v1", "{}");
        await TellAsync("intake", 1, [received, accepted], cancel);
        await UntilAsync(caseId, 2, cancel);
        return new Told(caseId, [received, accepted]);
    }

    public RecordedEvent Event(Guid caseId, Guid streamId, long version, string type, string data, string aggregate = "referral") => new()
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

    /// <summary>Puts events into the log of a service, which has not published them yet.</summary>
    public void Record(string service, IReadOnlyList<RecordedEvent> events) => Logs.AddOrUpdate(service, _ => events, (_, log) => [.. log, .. events]);

    /// <summary>Publishes what a service recorded of one case, as its relay does, and keeps it in that service's log.</summary>
    public async Task TellAsync(string service, long count, IReadOnlyList<RecordedEvent> events, CancellationToken cancel, bool inLog = true)
    {
        if (inLog) Record(service, events);
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
        await channel.BasicPublishAsync("audit-0", "", mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(new EventsRecorded { Service = service, Events = events }, JsonSerializerOptions.Web), cancel);
    }

    /// <summary>Waits until the trail of a case holds so many events of services.</summary>
    public Task UntilAsync(Guid caseId, int events, CancellationToken cancel) => Eventually.TrueAsync(
        async () => (await QueryAsync($"select count(*) from \"hc_terms_audited_v2\" where term = 'case:{caseId:D}' and key not like 'audit/%'", cancel)) is [var count] && int.Parse(count, CultureInfo.InvariantCulture) >= events,
        cancel);

    /// <summary>Asks the database itself, as its owner.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string sql, CancellationToken cancel)
    {
        await using var database = NpgsqlDataSource.Create(setup.OwnerConnection);
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancel)) rows.Add(reader.GetValue(0).ToString() ?? "");
        return rows;
    }

    public string OwnerConnection => setup.OwnerConnection;

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await channel.DisposeAsync();
        await broker.DisposeAsync();
        await neighbours.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    // One program plays all services, each at a port of its own.
    private static async Task<WebApplication> NeighboursAsync(ConcurrentDictionary<string, IReadOnlyList<RecordedEvent>> logs)
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
            var log = logs.GetValueOrDefault(service, []).Select(e => new LogEntry(e.EventId, e.Sequence, e.Hash));
            return http.Response.WriteAsJsonAsync(new LogProofPage([.. log], Next: null), http.RequestAborted);
        });
        await app.StartAsync();
        return app;
    }
}

/// <summary>A case that a service told of.</summary>
public sealed record Told(Guid CaseId, IReadOnlyList<RecordedEvent> Events);
