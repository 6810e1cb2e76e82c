using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Healthcare.Testing.Access;
using Healthcare.Testing.Services;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Healthcare.Intake.Tests.Http;

/// <summary>Intake as a process on real PostgreSQL and RabbitMQ, one for all tests of HTTP; what it publishes is heard by a queue of ours.</summary>
[SetUpFixture]
public sealed class TheService
{
    private static TestIssuer? issuer;
    private static ServiceProcess? process;
    private static ServiceSetup? setup;
    private static IConnection? broker;

    public static TestIssuer Issuer => issuer ?? throw new InvalidOperationException("Not started.");

    public static ServiceProcess Process => process ?? throw new InvalidOperationException("Not started.");

    /// <summary>Bodies of what was published, by kind.</summary>
    public static ConcurrentQueue<(string Kind, string Body, string Headers)> Published { get; } = new();

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        issuer = await TestIssuer.StartAsync(CancellationToken.None);
        setup = (await ServiceSetup.NewAsync("intake", "Healthcare.Intake", issuer, CancellationToken.None)).With("Mllp:Port", "0");
        await ServiceProcess.MigrateAsync(setup, CancellationToken.None);
        await ListenAsync(setup.Broker);
        process = await ServiceProcess.StartAsync(setup, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (process is not null) await process.DisposeAsync();
        if (broker is not null) await broker.DisposeAsync();
        if (issuer is not null) await issuer.DisposeAsync();
    }

    public static string Partner(string partner = "northside") => Issuer.Partner(partner, "system/Bundle.c system/Task.rs");

    public static Task<ServiceAnswer> PostAsync(
        byte[] body, CancellationToken cancel, string? key = null, string? token = null, string mediaType = "application/fhir+json") =>
        PostAsync(new ByteArrayContent(body), cancel, key, token, mediaType);

    public static async Task<ServiceAnswer> PostAsync(HttpContent content, CancellationToken cancel, string? key = null, string? token = null, string mediaType = "application/fhir+json")
    {
        using (content)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
            return await Process.SendAsync(HttpMethod.Post, "/partner/v1/referrals", token ?? Partner(), cancel, content, h => h.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString()));
        }
    }

    /// <summary>Where it takes messages over MLLP.</summary>
    public static System.Net.IPEndPoint Mllp => System.Net.IPEndPoint.Parse(
        Process.Log.Select(l => l.Split("taken over MLLP at ", 2)).First(p => p.Length == 2)[1].Split('"', ' ')[0]);

    /// <summary>A command of a person, or of a partner, on the version that was read.</summary>
    public static async Task<ServiceAnswer> PutAsync(string path, string token, object body, string? etag, CancellationToken cancel)
    {
        using var content = System.Net.Http.Json.JsonContent.Create(body);
        return await Process.SendAsync(HttpMethod.Put, path, token, cancel, content, h =>
        {
            if (etag is not null) h.TryAddWithoutValidation("If-Match", etag);
        });
    }

    /// <summary>The referral behind a receipt, as people see it in the list, with its version.</summary>
    public static async Task<(Guid Id, System.Text.Json.JsonElement Referral, string ETag)> ReadAsync(string? trackingId, CancellationToken cancel)
    {
        var coordinator = Issuer.Staff("intake-coordinator");
        var id = Guid.Parse((await QueryAsync($"select stream_id::text from mt_events where type = 'referral_received.v1' and data->>'trackingId' = '{trackingId}'", cancel))[0]);
        var read = await Process.SendAsync(HttpMethod.Get, $"/referrals/{id}", coordinator, cancel);
        return (id, read.Json.GetProperty("referral"), read.Headers["ETag"]);
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

    private static async Task ListenAsync(Uri address)
    {
        broker = await new ConnectionFactory { Uri = address }.CreateConnectionAsync();
        var channel = await broker.CreateChannelAsync();
        var queue = await channel.QueueDeclareAsync("heard", durable: false, exclusive: false, autoDelete: false);
        foreach (var kind in new[] { "Intake.V1.ReferralAccepted", "Intake.V1.ReferralEnded", "Audit.V1.EventsRecorded" })
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
