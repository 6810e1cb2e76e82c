using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Healthcare.Contracts.Authorization.V1;
using Healthcare.Contracts.Intake.V1;
using Healthcare.Scheduling.Appointments;
using Healthcare.Testing;
using Healthcare.Testing.Access;
using Healthcare.Testing.Services;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Healthcare.Scheduling.Tests.Http;

/// <summary>Scheduling as a process on real PostgreSQL and RabbitMQ, one for all tests of HTTP, between services and an EHR that the tests play.</summary>
[SetUpFixture]
public sealed class TheService
{
    private static TestIssuer? issuer;
    private static ServiceProcess? process;
    private static ServiceSetup? setup;
    private static IConnection? broker;
    private static IChannel? channel;
    private static StubEhr? ehr;
    private static readonly ConcurrentDictionary<(string Source, Guid CaseId), int> Sent = new();

    public static TestIssuer Issuer => issuer ?? throw new InvalidOperationException("Not started.");

    public static ServiceProcess Process => process ?? throw new InvalidOperationException("Not started.");

    internal static StubEhr Ehr => ehr ?? throw new InvalidOperationException("Not started.");

    /// <summary>Bodies of what was published, by kind.</summary>
    public static ConcurrentQueue<(string Kind, string Body, string Headers)> Published { get; } = new();

    public static string Scheduler => Issuer.Staff("scheduler");

    /// <summary>What this installation has otherwise than the build: of inpatient hospitals, place of service 21.</summary>
    public const string Overlay = """
        overlay: site-hospital
        version: 3
        effective: 2026-01-01
        applies: { site: "21" }
        boundaries:
          B11:
            because: Clause 5.2 of the admission agreement has a bed's cover verified within half an hour.
            clock: { duration: PT30M, days: calendar }
        """;

    private readonly DirectoryInfo overlays = Directory.CreateTempSubdirectory("overlays-");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        issuer = await TestIssuer.StartAsync(CancellationToken.None);
        ehr = await StubEhr.StartAsync(CancellationToken.None);
        setup = (await ServiceSetup.NewAsync("scheduling", "Healthcare.Scheduling", issuer, CancellationToken.None))
            .With("Partners:ehr:Endpoints:ehr-appointment", $"{ehr.Address}/Appointment")
            .With("Partners:ehr:Endpoints:ehr-siu", $"{ehr.Address}/siu")
            .With("Partners:ehr-surgery:Endpoints:ehr-siu", $"mllp://127.0.0.1:{ehr.MllpPort}")
            .With("Ehr:Sites:22:Format", "hl7v2")
            .With("Ehr:Sites:24:Partner", "ehr-surgery")
            .With("Ehr:Sites:24:Format", "hl7v2")
            .With("Transmissions:FirstWait", "00:00:00.2")
            .With("Handoffs:Overlays", overlays.FullName);
        await File.WriteAllTextAsync(Path.Combine(overlays.FullName, "site-hospital.yaml"), Overlay, CancellationToken.None);
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
        if (ehr is not null) await ehr.DisposeAsync();
        if (issuer is not null) await issuer.DisposeAsync();
        overlays.Delete(recursive: true);
    }

    /// <summary>The appointment of a new case whose care is approved from March to May of 2026.</summary>
    public static async Task<Guid> ReleasedAsync(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        await AcceptReferralAsync(caseId, cancel);
        await ApproveAsync(caseId, cancel);
        await UntilAsync(caseId, AppointmentStatus.Released, cancel);
        return AppointmentAggregate.IdOf(caseId);
    }

    public static Task AcceptReferralAsync(Guid caseId, CancellationToken cancel, string? serviceLine = null, int attempt = 1) => SendAsync(
        "Intake.V1.ReferralAccepted",
        "intake",
        caseId,
        new ReferralAccepted
        {
            CaseId = caseId,
            ReferralId = Guid.CreateVersion7(),
            TrackingId = "RABCDEFGHIJKL",
            PartnerId = "northside",
            PatientId = Samples.Patient,
            PayerId = "maryland-capital",
            ReferrerNpi = "1234567893",
            Services = [new RequestedService { Sequence = 1, System = "X12-1365", Code = "3", Units = 1 }],
            Diagnoses = ["M54.50"],
            Priority = "routine",
            PacketHash = new string('a', 64),
            ServiceLine = serviceLine,
            Attempt = attempt,
            AcceptedAt = Samples.Noon,
        },
        cancel);

    public static Task ApproveAsync(Guid caseId, CancellationToken cancel) => SendAsync(
        "Authorization.V1.AuthorizationApproved",
        "authorization",
        caseId,
        new AuthorizationApproved
        {
            CaseId = caseId,
            AuthorizationId = Guid.CreateVersion7(),
            PatientId = Samples.Patient,
            PayerId = "maryland-capital",
            Items =
            [
                new ApprovedItem
                {
                    Sequence = 1, Action = "A1", System = "X12-1365", Code = "3", Units = 1, CertificationNumber = "AUTH0001", From = new DateOnly(2026, 3, 2), To = new DateOnly(2026, 5, 31),
                },
            ],
            DecidedAt = Samples.Noon,
        },
        cancel);

    public static Task EndReferralAsync(Guid caseId, CancellationToken cancel) => SendAsync(
        "Intake.V1.ReferralEnded", "intake", caseId,
        new ReferralEnded { CaseId = caseId, ReferralId = Guid.CreateVersion7(), Ending = "withdrawn", ReasonCode = "treated-elsewhere", EndedAt = Samples.Noon }, cancel);

    public static Task ConfirmCoverageAsync(Guid caseId, CancellationToken cancel) => SendAsync(
        "Authorization.V1.CoverageConfirmed", "authorization", caseId,
        new CoverageConfirmed { CaseId = caseId, PatientId = Samples.Patient, PayerId = "maryland-capital", ServiceDate = new DateOnly(2026, 3, 9), ConfirmedAt = Samples.Noon }, cancel);

    public static Task RefuseCoverageAsync(Guid caseId, CancellationToken cancel) => SendAsync(
        "Authorization.V1.CoverageNotConfirmed", "authorization", caseId,
        new CoverageNotConfirmed { CaseId = caseId, PayerId = "maryland-capital", ServiceDate = new DateOnly(2026, 3, 9), ReasonCode = "inactive", AnsweredAt = Samples.Noon }, cancel);

    public static Task WaiveAsync(Guid caseId, CancellationToken cancel) => SendAsync(
        "Authorization.V1.AuthorizationNotRequired", "authorization", caseId,
        new AuthorizationNotRequired { CaseId = caseId, AuthorizationId = Guid.CreateVersion7(), PatientId = Samples.Patient, PayerId = "maryland-capital", Rule = "maryland-capital/2026-07", DecidedAt = Samples.Noon },
        cancel);

    public static Task PendAsync(Guid caseId, CancellationToken cancel) => SendAsync(
        "Authorization.V1.AuthorizationPended", "authorization", caseId,
        new AuthorizationPended { CaseId = caseId, AuthorizationId = Guid.CreateVersion7(), DueAt = Samples.Noon.AddDays(7), PendedAt = Samples.Noon }, cancel);

    public static Task DenyAsync(Guid caseId, CancellationToken cancel) => SendAsync(
        "Authorization.V1.AuthorizationDenied", "authorization", caseId,
        new AuthorizationDenied { CaseId = caseId, AuthorizationId = Guid.CreateVersion7(), Sequence = 1, ReasonCode = "0F", DecidedAt = Samples.Noon }, cancel);

    public static Task EndAuthorizationAsync(Guid caseId, Guid authorizationId, CancellationToken cancel) => SendAsync(
        "Authorization.V1.AuthorizationEnded", "authorization", caseId,
        new AuthorizationEnded { CaseId = caseId, AuthorizationId = authorizationId, Ending = "voided", EndedAt = Samples.Noon }, cancel);

    /// <summary>A write on the version that stands, unless another is given.</summary>
    public static async Task<ServiceAnswer> PutAsync(string path, object? body, string role, CancellationToken cancel, string? of = null)
    {
        while (true)
        {
            var tag = (await GetAsync(of ?? path[..path.LastIndexOf('/')], cancel)).Headers.GetValueOrDefault("ETag");
            using var content = JsonContent.Create(body ?? new { });
            var answer = await Process.SendAsync(HttpMethod.Put, path, Issuer.Staff(role), cancel, content, h => h.TryAddWithoutValidation("If-Match", tag));
            // The EHR may have answered in between.
            if (answer.Status != 412) return answer;
        }
    }

    /// <summary>A stage of a case's journey as it stands; null before it begins.</summary>
    public static async Task<JsonElement?> StageAsync(Guid caseId, string stage, CancellationToken cancel)
    {
        var journey = await GetAsync($"/journeys/{caseId}", cancel);
        return journey.Status == 200 ? journey.Json.GetProperty("stages").EnumerateArray().Single(s => s.GetProperty("stage").GetString() == stage) : null;
    }

    public static Task UntilStageAsync(Guid caseId, string stage, string state, CancellationToken cancel) =>
        Eventually.TrueAsync(async () => await StageAsync(caseId, stage, cancel) is { } found && found.GetProperty("state").GetString() == state, cancel);

    public static async Task<JsonElement> UntilAsync(Guid caseId, AppointmentStatus status, CancellationToken cancel)
    {
        JsonElement found = default;
        await Eventually.TrueAsync(
            async () =>
            {
                var page = await GetAsync($"/appointments?caseId={caseId}", cancel);
                found = page.Json.GetProperty("items").EnumerateArray().FirstOrDefault();
                return found.ValueKind == JsonValueKind.Object && string.Equals(found.GetProperty("status").GetString(), status.ToString(), StringComparison.OrdinalIgnoreCase);
            },
            cancel);
        return found;
    }

    public static Task<ServiceAnswer> GetAsync(string path, CancellationToken cancel) => Process.SendAsync(HttpMethod.Get, path, Scheduler, cancel);

    public static async Task<ServiceAnswer> BookAsync(
        Guid appointmentId, string start, CancellationToken cancel, string practitioner = Samples.Npi, string? ifMatch = null, object? body = null, string place = "11")
    {
        while (true)
        {
            var tag = ifMatch ?? (await GetAsync($"/appointments/{appointmentId}", cancel)).Headers.GetValueOrDefault("ETag");
            using var content = JsonContent.Create(body ?? new { practitionerNpi = practitioner, start, minutes = 20, placeOfService = place });
            var answer = await Process.SendAsync(HttpMethod.Put, $"/appointments/{appointmentId}/booking", Scheduler, cancel, content, h => h.TryAddWithoutValidation("If-Match", tag));
            // The EHR may have answered in between.
            if (answer.Status != 412 || ifMatch is not null) return answer;
        }
    }

    public static async Task<ServiceAnswer> ReportAsync(string encounter, CancellationToken cancel, string? token = null, string mediaType = "application/fhir+json")
    {
        using var content = new StringContent(encounter);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        return await Process.SendAsync(
            HttpMethod.Post, "/partner/v1/encounters", token ?? Issuer.Partner("ehr", "system/Encounter.c"), cancel, content, h => h.Add("Idempotency-Key", Guid.CreateVersion7().ToString()));
    }

    /// <summary>Kinds of the work items of an appointment's case that nobody has resolved yet.</summary>
    public static async Task<IReadOnlyList<string>> OpenItemsAsync(Guid appointmentId, CancellationToken cancel)
    {
        var items = await GetAsync("/work-items?limit=200", cancel);
        return
        [
            .. items.Json.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("subjectId").GetGuid() == appointmentId)
                .Select(i => i.GetProperty("kind").GetString() ?? "").Order(StringComparer.Ordinal),
        ];
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

    private static async Task SendAsync(string kind, string source, Guid caseId, object message, CancellationToken cancel)
    {
        var properties = new BasicProperties
        {
            ContentType = "application/json",
            MessageId = Guid.CreateVersion7().ToString(),
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["n"] = $"{Sent.AddOrUpdate((source, caseId), 1, (_, n) => n + 1)}",
                ["before"] = "",
                ["source"] = source,
                ["order-key"] = caseId.ToString("D"),
                ["case"] = caseId.ToString("D"),
                ["event"] = Guid.CreateVersion7().ToString(),
                ["MT-MessageType"] = $"urn:message:{message.GetType().Namespace}:{message.GetType().Name}",
            },
        };
        if (channel is null) throw new InvalidOperationException("Not started.");
        await channel.BasicPublishAsync(kind, "0", mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), JsonSerializerOptions.Web), cancel);
    }

    private static async Task ListenAsync(Uri address)
    {
        broker = await new ConnectionFactory { Uri = address }.CreateConnectionAsync();
        channel = await broker.CreateChannelAsync();
        var queue = await channel.QueueDeclareAsync("heard", durable: false, exclusive: false, autoDelete: false);
        string[] kinds = ["SchedulingReleased", "AppointmentHeld", "AppointmentBooked", "CareProceeded", "VisitMissed", "VisitCancelled", "VisitAttended", "ProcedureChanged"];
        foreach (var kind in kinds.Select(k => $"Scheduling.V1.{k}").Append("Audit.V1.EventsRecorded"))
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
