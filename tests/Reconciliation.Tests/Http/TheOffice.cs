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
    private static NpgsqlDataSource? database;
    private static readonly List<string> LastWords = [];
    private static readonly List<ServiceProcess> Replicas = [];

    public static TestIssuer Issuer => issuer ?? throw new InvalidOperationException("Not started.");

    internal static LedgerStub Ledger => ledger ?? throw new InvalidOperationException("Not started.");

    public static ServiceProcess First => Replicas[0];

    public static ServiceProcess Second => Replicas[1];

    /// <summary>Where files are dropped.</summary>
    public static string Folder { get; } = Directory.CreateTempSubdirectory("remittances-").FullName;

    public static IEnumerable<string> Logs => LastWords.Concat(Replicas.SelectMany(r => r.Log));

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var cancel = CancellationToken.None;
        issuer = await TestIssuer.StartAsync(cancel);
        ledger = await LedgerStub.StartAsync(cancel);
        setup = (await ServiceSetup.NewAsync("reconciliation", "Healthcare.Reconciliation", issuer, cancel))
            .With("Partners:erp:Endpoints:erp-journal", ledger.Address.ToString())
            .With("Partners:clearhouse:Endpoints:x12-acknowledgement", ledger.Clearinghouse.ToString())
            .With("Reconciliation:ClaimsAtOnce", "50")
            .With("Reconciliation:ProposeEvery", "00:00:00.200")
            .With("Remittances:Folder", Folder)
            .With("Remittances:LookEvery", "00:00:00.200")
            .With("Remittances:Settled", "00:00:00.100")
            .With("Messaging:RecordsEverything", "false");
        await ServiceProcess.MigrateAsync(setup, cancel);
        broker = await new ConnectionFactory { Uri = setup.Broker }.CreateConnectionAsync(cancel);
        database = NpgsqlDataSource.Create(setup.OwnerConnection);
        for (var replica = 0; replica < 2; replica++) Replicas.Add(await ServiceProcess.StartAsync(setup, cancel));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        foreach (var replica in Replicas) await replica.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
        if (broker is not null) await broker.DisposeAsync();
        if (ledger is not null) await ledger.DisposeAsync();
        if (issuer is not null) await issuer.DisposeAsync();
    }

    /// <summary>The replica that posts, by the lease that it holds.</summary>
    public static async Task<ServiceProcess> PosterAsync(CancellationToken cancel)
    {
        var holder = (await QueryAsync("select holder from hc_leases where name = 'payment-posting'", cancel)).Single();
        return Replicas.Single(r => holder.Contains($"-{r.ProcessId}-", StringComparison.Ordinal));
    }

    /// <summary>Puts another replica in the place of one that was killed.</summary>
    public static async Task ReplaceAsync(ServiceProcess dead, CancellationToken cancel)
    {
        var place = Replicas.IndexOf(dead);
        LastWords.AddRange(dead.Log);
        Replicas[place] = await ServiceProcess.StartAsync(setup ?? throw new InvalidOperationException("Not started."), cancel);
        await dead.DisposeAsync();
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
        var claim = Claim(controlNumber, charge);
        await TellAsync("ClaimSubmitted", claim.CaseId, "1", "", claim, cancel);
        return claim;
    }

    /// <summary>Many at once, over all partitions.</summary>
    public static async Task SubmitClaimsAsync(IEnumerable<string> controlNumbers, decimal charge, CancellationToken cancel)
    {
        await using var channel = await (broker ?? throw new InvalidOperationException("Not started.")).CreateChannelAsync(cancellationToken: cancel);
        var partition = 0;
        foreach (var claim in controlNumbers.Select(n => Claim(n, charge)))
            await TellAsync(channel, "ClaimSubmitted", claim.CaseId, "1", "", claim, cancel, (partition++ % 8).ToString(CultureInfo.InvariantCulture));
    }

    private static ClaimSubmitted Claim(string controlNumber, decimal charge) => new()
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

    /// <summary>What two people gave up of a denied claim, as billing tells it after the claim itself.</summary>
    public static async Task<WriteOffApproved> WriteOffAsync(ClaimSubmitted claim, decimal amount, CancellationToken cancel, Guid? denialId = null, int count = 2)
    {
        var approved = new WriteOffApproved { CaseId = claim.CaseId, ClaimId = claim.ClaimId, DenialId = denialId ?? Guid.CreateVersion7(), Amount = Dollars.Text(amount), ApprovedAt = Samples.Noon };
        var before = count == 2 ? "Billing.V1.ClaimSubmitted=1" : string.Create(CultureInfo.InvariantCulture, $"Billing.V1.ClaimSubmitted=1;Billing.V1.WriteOffApproved={count - 1}");
        await TellAsync("WriteOffApproved", claim.CaseId, count.ToString(CultureInfo.InvariantCulture), before, approved, cancel);
        return approved;
    }

    /// <summary>A claim with its account, under a number of its own.</summary>
    public static async Task<(ClaimSubmitted Claim, string Number)> OpenClaimAsync(decimal charge, CancellationToken cancel)
    {
        var number = CarryingMoneyToTheLedger.Fresh("PCN");
        var claim = await SubmitClaimAsync(number, charge, cancel);
        await AccountAsync(claim.CaseId, _ => true, cancel);
        return (claim, number);
    }

    /// <summary>Advice with the money for it, or without where it pays nothing; the remittance's id.</summary>
    internal static async Task<Guid> PayAsync(decimal payment, IReadOnlyList<AdviceClaim> claims, CancellationToken cancel, string? providerAdjustment = null)
    {
        var trace = CarryingMoneyToTheLedger.Fresh("EFT");
        var sent = await AdviseAsync(Advice.File(trace, payment, claims, providerAdjustment), cancel);
        Assert.That(sent.Status, Is.EqualTo(201), sent.Body);
        if (payment > 0) await DepositAsync(CarryingMoneyToTheLedger.Fresh("FH"), payment, trace, cancel);
        return sent.Json.GetProperty("remittances")[0].GetProperty("id").GetGuid();
    }

    /// <summary>A write is refused to who may not, without a version, and on one that is not the newest.</summary>
    public static async Task GuardsAsync(string of, string what, object? body, string role, CancellationToken cancel)
    {
        var answers = new[] { await PutAsync(of, what, body, "scheduler", cancel), await PutAsync(of, what, body, role, cancel, ""), await PutAsync(of, what, body, role, cancel, "\"999\"") };
        Assert.That(answers.Select(a => (a.Status, a.Code)), Is.EqualTo(new[] { (403, "not-permitted"), (428, "if-match-missing"), (412, "stale") }), $"{of}/{what}");
    }

    /// <summary>A write by a person; the version is the newest of what the path begins with, unless one is given. None is sent where it is empty.</summary>
    public static async Task<ServiceAnswer> PutAsync(string of, string what, object? body, string role, CancellationToken cancel, string? etag = null)
    {
        etag ??= (await GetAsync(of, cancel)).Headers.GetValueOrDefault("ETag") ?? "";
        using var content = body is null ? null : JsonContent.Create(body);
        return await First.SendAsync(HttpMethod.Put, $"{of}/{what}", Issuer.Staff(role), cancel, content, h =>
        {
            if (etag.Length > 0) h.TryAddWithoutValidation("If-Match", etag);
        });
    }

    public static async Task<ServiceAnswer> PostAsync(string path, object body, string role, CancellationToken cancel)
    {
        using var content = JsonContent.Create(body);
        return await First.SendAsync(HttpMethod.Post, path, Issuer.Staff(role), cancel, content, h => h.Add("Idempotency-Key", Guid.CreateVersion7().ToString()));
    }

    /// <summary>An answer once it satisfies a condition.</summary>
    public static async Task<JsonElement> ReadAsync(string path, Func<JsonElement, bool> condition, CancellationToken cancel)
    {
        JsonElement found = default;
        await Testing.Eventually.TrueAsync(
            async () =>
            {
                var answer = await GetAsync(path, cancel);
                if (answer.Status != 200) return false;
                found = answer.Json;
                return condition(found);
            },
            cancel);
        return found;
    }

    public static string Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    private static async Task TellAsync(string kind, Guid caseId, string count, string before, object message, CancellationToken cancel)
    {
        await using var channel = await (broker ?? throw new InvalidOperationException("Not started.")).CreateChannelAsync(cancellationToken: cancel);
        await TellAsync(channel, kind, caseId, count, before, message, cancel);
    }

    // One partition is as good as another for a case all of whose messages go there.
    private static async Task TellAsync(IChannel channel, string kind, Guid caseId, string count, string before, object message, CancellationToken cancel, string partition = "0")
    {
        var orderKey = caseId.ToString("D");
        var properties = new BasicProperties
        {
            MessageId = Guid.CreateVersion7().ToString("D"),
            ContentType = "application/json",
            Headers = new Dictionary<string, object?>
            {
                ["n"] = count, ["before"] = before, ["source"] = "billing", ["order-key"] = orderKey, ["case"] = orderKey, ["event"] = Guid.CreateVersion7().ToString("D"),
                ["MT-MessageType"] = $"urn:message:Healthcare.Contracts.Billing.V1:{kind}",
            },
        };
        await channel.BasicPublishAsync($"Billing.V1.{kind}", partition, mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), JsonSerializerOptions.Web), cancel);
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
        await using var command = (database ?? throw new InvalidOperationException("Not started.")).CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancel)) rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture) ?? "");
        return rows;
    }

    public static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);
}
