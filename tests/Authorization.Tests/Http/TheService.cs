using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Contracts.Intake.V1;
using Healthcare.Contracts.Scheduling.V1;
using Healthcare.Testing;
using Healthcare.Testing.Access;
using Healthcare.Testing.Services;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Healthcare.Authorization.Tests.Http;

/// <summary>Authorization as a process on real PostgreSQL and RabbitMQ, one for all tests here; other services are heard and played over the broker and loopback.</summary>
[SetUpFixture]
public sealed class TheService
{
    private static TestIssuer? issuer;
    private static Neighbours? neighbours;
    private static ServiceProcess? process;
    private static ServiceSetup? setup;
    private static IConnection? broker;
    private static IChannel? channel;

    internal static TestIssuer Issuer => issuer ?? throw new InvalidOperationException("Not started.");

    internal static Neighbours Neighbours => neighbours ?? throw new InvalidOperationException("Not started.");

    internal static ServiceProcess Process => process ?? throw new InvalidOperationException("Not started.");

    internal static ConcurrentQueue<(string Kind, string Body, string Headers)> Published { get; } = new();

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        issuer = await TestIssuer.StartAsync(CancellationToken.None);
        neighbours = await Neighbours.StartAsync(CancellationToken.None);
        setup = (await ServiceSetup.NewAsync("authorization", "Healthcare.Authorization", issuer, CancellationToken.None))
            .With("Services:intake", neighbours.Address)
            .With("Partners:maryland-capital:Endpoints:eligibility-270", $"{neighbours.Address}/eligibility")
            .With("Partners:maryland-capital:Endpoints:pas-submit", $"{neighbours.Address}/submit")
            .With("Partners:maryland-capital:Endpoints:pas-inquire", $"{neighbours.Address}/inquire")
            .With("Partners:atlantic-mutual:Endpoints:eligibility-fhir", $"{neighbours.Address}/eligibility-fhir")
            .With("Partners:atlantic-mutual:Endpoints:x12-278", $"{neighbours.Address}/278")
            .With("Partners:maryland-capital:pas-submit:Retries", "0")
            .With("Transmissions:FirstWait", "00:00:00.050");
        await ServiceProcess.MigrateAsync(setup, CancellationToken.None);
        await ListenAsync(setup.Broker);
        process = await ServiceProcess.StartAsync(setup, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (process is not null) await process.DisposeAsync();
        if (channel is not null) await channel.DisposeAsync();
        if (broker is not null) await broker.DisposeAsync();
        if (neighbours is not null) await neighbours.DisposeAsync();
        if (issuer is not null) await issuer.DisposeAsync();
    }

    internal static string Payer(string payer = Samples.Payer) => Issuer.Partner(payer, "system/ClaimResponse.c");

    internal static string Specialist() => Issuer.Staff("authorization-specialist");

    /// <summary>Begins a case as intake does: keeps its packet and publishes the acceptance.</summary>
    internal static async Task<Case> AcceptAsync(string member, CancellationToken cancel, string priority = "routine", string? hash = null, string payer = Samples.Payer, params RequestedService[] services)
    {
        var (caseId, referralId, patientId) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var packet = Samples.Packet with
        {
            CaseId = caseId,
            ReferralId = referralId,
            Patient = Samples.Packet.Patient with { Id = patientId },
            Coverage = Samples.Packet.Coverage with { MemberNumber = member },
            Services = services.Length > 0 ? services : Samples.Packet.Services,
            Documents = [new PacketDocument { Id = "D-1", TypeLoinc = "11505-5", ContentType = "text/plain", Title = "Zyxcanary's note", Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("note D-1"u8)) }],
            Priority = priority,
        };
        var accepted = new ReferralAccepted
        {
            CaseId = caseId,
            ReferralId = referralId,
            TrackingId = "RTEST",
            PartnerId = "northside",
            PatientId = patientId,
            PayerId = payer,
            ReferrerNpi = packet.Requester.Npi,
            Services = packet.Services,
            Diagnoses = packet.Diagnoses,
            Priority = priority,
            PacketHash = hash ?? Neighbours.Keep(packet),
            AcceptedAt = TimeProvider.System.GetUtcNow(),
        };
        if (hash is not null) Neighbours.Keep(packet);
        await SayAsync("intake", caseId, accepted, cancel);
        return new Case(caseId, PriorAuthorizationAggregate.IdOf(caseId), CoverageCheckAggregate.IdOf(caseId), patientId);
    }

    /// <summary>Another service's next message about a case.</summary>
    internal static Task SayAsync<TMessage>(string source, Guid caseId, TMessage message, CancellationToken cancel)
    {
        var parts = (typeof(TMessage).Namespace ?? "").Split('.');
        var n = Said.AddOrUpdate((source, caseId), 1, (_, last) => last + 1);
        return PublishAsync(source, $"{parts[^2]}.{parts[^1]}.{typeof(TMessage).Name}", caseId, message, n, cancel);
    }

    internal static Task ReleaseAsync(Case which, CancellationToken cancel) => SayAsync(
        "scheduling",
        which.CaseId,
        new SchedulingReleased { CaseId = which.CaseId, AppointmentId = Guid.CreateVersion7(), AuthorizationId = which.AuthorizationId, ReleasedAt = TimeProvider.System.GetUtcNow() },
        cancel);

    internal static async Task<ServiceAnswer> NotifyAsync(ReadOnlyMemory<byte> body, CancellationToken cancel, string? token = null, string? key = null, string mediaType = "application/fhir+json")
    {
        using var content = new ByteArrayContent(body.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        return await Process.SendAsync(HttpMethod.Post, "/partner/v1/payer-notifications", token ?? Payer(), cancel, content, h => h.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString()));
    }

    /// <summary>Waits until the authorization stands there.</summary>
    internal static async Task<ServiceAnswer> UntilAsync(Case which, string state, CancellationToken cancel)
    {
        ServiceAnswer? read = null;
        await Eventually.TrueAsync(
            async () =>
            {
                read = await Process.SendAsync(HttpMethod.Get, $"/authorizations/{which.AuthorizationId}", Specialist(), cancel);
                return read.Status == 200 && read.Json.GetProperty("state").GetString() == state;
            },
            cancel);
        return read ?? throw new AssertionException("Not read.");
    }

    internal static async Task<IReadOnlyList<(string Reason, string Role)>> WorkItemsAsync(Case which, CancellationToken cancel)
    {
        var items = await Process.SendAsync(HttpMethod.Get, $"/work-items?caseId={which.CaseId}", Specialist(), cancel);
        return [.. items.Json.GetProperty("items").EnumerateArray().Where(i => !i.TryGetProperty("resolvedAt", out _)).Select(i => (i.GetProperty("reasonCode").GetString() ?? "", i.GetProperty("role").GetString() ?? ""))];
    }

    internal static async Task<string?> HandoffAsync(Case which, string boundary, CancellationToken cancel)
    {
        var handoffs = await Process.SendAsync(HttpMethod.Get, $"/handoffs?caseId={which.CaseId}", Specialist(), cancel);
        return handoffs.Json.GetProperty("items").EnumerateArray().Where(h => h.GetProperty("boundary").GetString() == boundary).Select(h => h.GetProperty("state").GetString()).SingleOrDefault();
    }

    /// <summary>Asks the database itself.</summary>
    internal static async Task<IReadOnlyList<string>> QueryAsync(string sql, CancellationToken cancel)
    {
        await using var database = NpgsqlDataSource.Create(setup?.OwnerConnection ?? "");
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancel)) rows.Add(reader.GetValue(0).ToString() ?? "");
        return rows;
    }

    private static ConcurrentDictionary<(string Source, Guid CaseId), int> Said { get; } = new();

    private static async Task PublishAsync<TMessage>(string source, string kind, Guid caseId, TMessage message, int n, CancellationToken cancel)
    {
        var open = channel ?? throw new InvalidOperationException("Not started.");
        var properties = new BasicProperties
        {
            ContentType = "application/json",
            MessageId = Guid.CreateVersion7().ToString(),
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["n"] = n.ToString(CultureInfo.InvariantCulture), ["source"] = source, ["order-key"] = caseId.ToString("D"), ["case"] = caseId.ToString("D"), ["event"] = Guid.CreateVersion7().ToString("D"), ["before"] = "",
                ["MT-MessageType"] = $"urn:message:{typeof(TMessage).Namespace}:{typeof(TMessage).Name}",
            },
        };
        var partition = (caseId.GetHashCode() & 7).ToString(CultureInfo.InvariantCulture);
        await open.BasicPublishAsync(kind, partition, mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web), cancel);
    }

    private static async Task ListenAsync(Uri address)
    {
        broker = await new ConnectionFactory { Uri = address }.CreateConnectionAsync();
        channel = await broker.CreateChannelAsync();
        var queue = await channel.QueueDeclareAsync("heard", durable: false, exclusive: false, autoDelete: false);
        foreach (var kind in new[]
        {
            "Authorization.V1.CoverageConfirmed", "Authorization.V1.CoverageNotConfirmed", "Authorization.V1.AuthorizationNotRequired", "Authorization.V1.AuthorizationPended",
            "Authorization.V1.AuthorizationApproved", "Authorization.V1.AuthorizationDenied", "Authorization.V1.AuthorizationEnded", "Audit.V1.EventsRecorded",
        })
        {
            for (var partition = 0; partition < 8; partition++) await channel.QueueBindAsync(queue.QueueName, kind, partition.ToString(CultureInfo.InvariantCulture));
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

/// <summary>A case that was begun, with the ids that follow from it.</summary>
internal sealed record Case(Guid CaseId, Guid AuthorizationId, Guid CoverageCheckId, Guid PatientId)
{
    public string TraceNo => AuthorizationId.ToString("N");
}
