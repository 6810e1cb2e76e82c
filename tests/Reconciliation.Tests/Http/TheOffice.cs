using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Healthcare.Contracts.Billing.V1;
using Healthcare.Testing.Access;
using Healthcare.Testing.Services;
using Npgsql;
using RabbitMQ.Client;

namespace Healthcare.Reconciliation.Tests.Http;

/// <summary>Two replicas of reconciliation on real PostgreSQL and RabbitMQ, with an ERP of ours, one pair for all tests of HTTP.</summary>
[SetUpFixture]
public sealed class TheOffice
{
    private static TestIssuer? issuer;
    private static ServiceSetup? setup;
    private static LedgerStub? ledger;
    private static IConnection? broker;
    private static readonly List<ServiceProcess> Replicas = [];

    public static TestIssuer Issuer => issuer ?? throw new InvalidOperationException("Not started.");

    internal static LedgerStub Ledger => ledger ?? throw new InvalidOperationException("Not started.");

    public static ServiceProcess First => Replicas[0];

    public static ServiceProcess Second => Replicas[1];

    /// <summary>Where files are dropped.</summary>
    public static string Folder { get; } = Directory.CreateTempSubdirectory("remittances-").FullName;

    public static IEnumerable<string> Logs => Replicas.SelectMany(r => r.Log);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var cancel = CancellationToken.None;
        issuer = await TestIssuer.StartAsync(cancel);
        ledger = await LedgerStub.StartAsync(cancel);
        setup = (await ServiceSetup.NewAsync("reconciliation", "Healthcare.Reconciliation", issuer, cancel))
            .With("Partners:erp:Endpoints:erp-journal", ledger.Address.ToString())
            .With("Partners:clearhouse:Endpoints:x12-acknowledgement", ledger.Clearinghouse.ToString())
            .With("Reconciliation:ProposeEvery", "00:00:00.200")
            .With("Remittances:Folder", Folder)
            .With("Remittances:LookEvery", "00:00:00.200")
            .With("Remittances:Settled", "00:00:00.100")
            .With("Messaging:RecordsEverything", "false");
        await ServiceProcess.MigrateAsync(setup, cancel);
        broker = await new ConnectionFactory { Uri = setup.Broker }.CreateConnectionAsync(cancel);
        for (var replica = 0; replica < 2; replica++) Replicas.Add(await ServiceProcess.StartAsync(setup, cancel));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        foreach (var replica in Replicas) await replica.DisposeAsync();
        if (broker is not null) await broker.DisposeAsync();
        if (ledger is not null) await ledger.DisposeAsync();
        if (issuer is not null) await issuer.DisposeAsync();
    }

    public static async Task<ServiceAnswer> AdviseAsync(byte[] file, CancellationToken cancel, ServiceProcess? replica = null, string? token = null, string mediaType = "application/edi-x12", string? key = null)
    {
        using var content = new ByteArrayContent(file) { Headers = { ContentType = MediaTypeHeaderValue.Parse(mediaType) } };
        return await (replica ?? First).SendAsync(
            HttpMethod.Post, "/partner/v1/remittances", token ?? Issuer.Partner("clearhouse", "system/X12.c"), cancel, content, h => h.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString()));
    }

    public static Task<ServiceAnswer> DepositAsync(string reference, decimal amount, string trace, CancellationToken cancel, ServiceProcess? replica = null) =>
        DepositAsync(new { bankReference = reference, amount = Dollars.Text(amount), effectiveDate = "2026-03-03", trace, originatorId = "1520000000", method = "ACH" }, cancel, replica);

    public static async Task<ServiceAnswer> DepositAsync(object body, CancellationToken cancel, ServiceProcess? replica = null)
    {
        using var content = JsonContent.Create(body);
        return await (replica ?? First).SendAsync(
            HttpMethod.Post, "/partner/v1/deposits", Issuer.Partner("first-harbor", "system/Deposit.c"), cancel, content, h => h.Add("Idempotency-Key", Guid.CreateVersion7().ToString()));
    }

    public static Task<ServiceAnswer> GetAsync(string path, CancellationToken cancel, string role = "cash-posting") => First.SendAsync(HttpMethod.Get, path, Issuer.Staff(role), cancel);

    /// <summary>Billing's message, as its relay would send it: the first of its case.</summary>
    public static async Task<ClaimSubmitted> SubmitClaimAsync(string controlNumber, decimal charge, CancellationToken cancel)
    {
        var claim = new ClaimSubmitted
        {
            CaseId = Guid.CreateVersion7(),
            ClaimId = Guid.CreateVersion7(),
            PatientId = Guid.CreateVersion7(),
            PatientControlNumber = controlNumber,
            PayerId = "maryland-capital",
            TotalCharge = Dollars.Text(charge),
            ServiceDate = new DateOnly(2026, 2, 20),
            PlaceOfService = "22",
            Lines = [],
            SubmittedAt = Samples.Noon,
        };
        var orderKey = claim.CaseId.ToString("D");
        await using var channel = await (broker ?? throw new InvalidOperationException("Not started.")).CreateChannelAsync(cancellationToken: cancel);
        var properties = new BasicProperties
        {
            MessageId = Guid.CreateVersion7().ToString("D"),
            ContentType = "application/json",
            Headers = new Dictionary<string, object?>
            {
                ["n"] = "1", ["before"] = "", ["source"] = "billing", ["order-key"] = orderKey, ["case"] = orderKey, ["event"] = Guid.CreateVersion7().ToString("D"),
                ["MT-MessageType"] = "urn:message:Healthcare.Contracts.Billing.V1:ClaimSubmitted",
            },
        };
        // One partition is as good as another for a case whose only message this is.
        await channel.BasicPublishAsync("Billing.V1.ClaimSubmitted", "0", mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(claim, JsonSerializerOptions.Web), cancel);
        return claim;
    }

    /// <summary>The one account of a case once it satisfies a condition.</summary>
    public static async Task<JsonElement> AccountAsync(Guid caseId, Func<JsonElement, bool> condition, CancellationToken cancel)
    {
        JsonElement found = default;
        await Testing.Eventually.TrueAsync(
            async () =>
            {
                var page = await GetAsync($"/claim-accounts?caseId={caseId}", cancel);
                if (page.Status != 200 || page.Json.GetProperty("items").GetArrayLength() == 0) return false;
                found = page.Json.GetProperty("items")[0];
                return condition(found);
            },
            cancel);
        return found;
    }

    public static async Task<JsonElement> RemittanceAsync(Guid id, Func<JsonElement, bool> condition, CancellationToken cancel)
    {
        JsonElement found = default;
        await Testing.Eventually.TrueAsync(
            async () =>
            {
                var answer = await GetAsync($"/remittances/{id}", cancel);
                if (answer.Status != 200) return false;
                found = answer.Json;
                return condition(found);
            },
            cancel);
        return found;
    }

    public static async Task<IReadOnlyList<string>> QueueOfAsync(string role, Guid subjectId, CancellationToken cancel)
    {
        var queue = await GetAsync($"/work-items?role={role}&limit=200", cancel, role);
        return [.. queue.Json.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("subjectId").GetGuid() == subjectId).Select(i => i.GetProperty("reasonCode").GetString() ?? "")];
    }

    /// <summary>Asks the database itself.</summary>
    public static async Task<IReadOnlyList<string>> QueryAsync(string sql, CancellationToken cancel)
    {
        await using var database = NpgsqlDataSource.Create(setup?.OwnerConnection ?? "");
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancel)) rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture) ?? "");
        return rows;
    }

    public static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);
}
