using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Healthcare.Local.Demo;
using Healthcare.Local.Running;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Healthcare.SystemTests.Journeys;

/// <summary>Planted patients are searched for in everything that the system writes: databases, messages, telemetry, logs and the bytes of the data folder.</summary>
[CancelAfter(240_000)]
public sealed class SearchingForPatients
{
    // Words that no other text of the system has.
    private static readonly string[] Canaries = ["Zaunkoenig", "Quendolin", "77341968802", "Nachtigallenweg", "Krummhoern", "1931-02-17", "19310217", "5550173942", "Schnabelweide"];

    [Test]
    public async Task None_is_found_outside_what_is_sealed(CancellationToken cancel)
    {
        await using var bus = await Tap.OpenAsync(cancel);
        var result = await TheSystem.SendAsync(2, cancel, number => Planted(number));
        Assert.That(result.Cases.Select(c => c.Problem), Is.All.Null, "the planted cases went all the way");
        // A mistake must not make the system repeat what was sent.
        var refused = await Referring.SendAsync(TheSystem.AsPartner("northside"), Planted(3, request => request["status"] = "revoked"), cancel);
        Assert.That(refused.Status, Is.EqualTo(422));

        var places = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["an answer"] = refused.Body.ToString(),
            ["messages"] = bus.Text,
            ["telemetry"] = TheSystem.Collector.Text,
            ["timelines"] = string.Join('\n', result.Cases.SelectMany(c => c.Timeline)),
        };
        foreach (var service in Part.Services) places[$"the database of {service.Name}"] = await DumpAsync(TheSystem.Running.OwnerConnection(service.Name), cancel);
        foreach (var file in Directory.EnumerateFiles(TheSystem.Layout.Data, "*", SearchOption.AllDirectories)) places[Path.GetRelativePath(TheSystem.Layout.Data, file)] = Read(file);

        Assert.That(places["messages"], Does.Contain("referral_accepted.v1"), "the tap hears the bus");
        Assert.That(places["telemetry"], Does.Contain("eventstore.execute"));
        Assert.That(places["the database of intake"], Does.Contain("referral_accepted.v1"));
        // One pass over each place, in plain and in hexadecimal; who was found is asked only where somebody was.
        var words = Canaries.Concat(Canaries.Select(c => Convert.ToHexString(Encoding.UTF8.GetBytes(c)))).ToList();
        var any = SearchValues.Create([.. words], StringComparison.OrdinalIgnoreCase);
        var found = places.Where(place => place.Value.AsSpan().ContainsAny(any))
            .SelectMany(place => words.Where(word => place.Value.Contains(word, StringComparison.OrdinalIgnoreCase)).Select(word => $"{word} in {place.Key}"));
        Assert.That(found, Is.Empty);
    }

    private static byte[] Planted(int number, Action<JsonObject>? change = null)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"canary-{TheSystem.Running.ProcessIdOf("intake")}");
        var bundle = JsonNode.Parse(Referrals.Sample(id, number))?.AsObject() ?? [];
        foreach (var resource in (bundle["entry"]?.AsArray() ?? []).Select(e => e?["resource"]).OfType<JsonObject>())
        {
            switch (resource["resourceType"]?.GetValue<string>())
            {
                case "Patient":
                    resource["name"] = new JsonArray(new JsonObject { ["family"] = "Zaunkoenig", ["given"] = new JsonArray("Quendolin") });
                    resource["birthDate"] = "1931-02-17";
                    resource["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = "5550173942" });
                    resource["address"] = new JsonArray(new JsonObject { ["line"] = new JsonArray("1 Nachtigallenweg"), ["city"] = "Krummhoern", ["state"] = "MD", ["postalCode"] = "21201" });
                    foreach (var member in resource["identifier"]?.AsArray().OfType<JsonObject>() ?? []) member["value"] = "77341968802";
                    break;
                case "Coverage":
                    resource["subscriberId"] = "77341968802";
                    break;
                case "DocumentReference":
                    resource["description"] = "About the Schnabelweide";
                    break;
                case "ServiceRequest":
                    resource["note"] = new JsonArray(new JsonObject { ["text"] = "She lives at the Schnabelweide." });
                    change?.Invoke(resource);
                    break;
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(bundle);
    }

    private static async Task<string> DumpAsync(string connection, CancellationToken cancel)
    {
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync(cancel);
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')", database))
        await using (var rows = await list.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel)) tables.Add(rows.GetString(0));
        var text = new StringBuilder();
        foreach (var table in tables)
        {
            using var rows = await database.BeginTextExportAsync($"copy (select t::text from {table} t) to stdout", cancel);
            text.Append(await rows.ReadToEndAsync(cancel));
        }

        return text.ToString();
    }

    private static string Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            // A server deleted it between the listing and now.
            return "";
        }
    }

    /// <summary>A queue of the test's own beside every queue of the services.</summary>
    private sealed class Tap : IAsyncDisposable
    {
        private readonly IConnection connection;
        private readonly StringBuilder heard = new();
        private readonly Lock gate = new();

        private Tap(IConnection connection) => this.connection = connection;

        public string Text
        {
            get
            {
                lock (gate) return heard.ToString();
            }
        }

        public static async Task<Tap> OpenAsync(CancellationToken cancel)
        {
            var (amqp, management) = TheSystem.Running.Broker;
            var opened = await new ConnectionFactory { Uri = amqp }.CreateConnectionAsync(cancel);
            var tap = new Tap(opened);
            var channel = await opened.CreateChannelAsync(cancellationToken: cancel);
            var queue = (await channel.QueueDeclareAsync(cancellationToken: cancel)).QueueName;
            foreach (var (exchange, type) in await ExchangesAsync(amqp, management, cancel))
            {
                if (type == "fanout") await channel.QueueBindAsync(queue, exchange, "", cancellationToken: cancel);
                else for (var partition = 0; partition < 8; partition++) await channel.QueueBindAsync(queue, exchange, partition.ToString(CultureInfo.InvariantCulture), cancellationToken: cancel);
            }

            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, delivery) =>
            {
                lock (tap.gate)
                {
                    foreach (var header in delivery.BasicProperties.Headers ?? new Dictionary<string, object?>()) tap.heard.Append(header.Key).Append('=').Append(header.Value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : header.Value).Append('\n');
                    tap.heard.Append(Encoding.UTF8.GetString(delivery.Body.Span)).Append('\n');
                }

                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(queue, autoAck: true, consumer, cancel);
            return tap;
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        private static async Task<IReadOnlyList<(string Name, string Type)>> ExchangesAsync(Uri amqp, Uri management, CancellationToken cancel)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(management, "api/exchanges/%2F"));
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(amqp.UserInfo))));
            using var answer = await TheSystem.Http.SendAsync(request, cancel);
            var exchanges = JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
            return
            [
                .. exchanges.EnumerateArray()
                    .Select(e => (Name: e.GetProperty("name").GetString() ?? "", Type: e.GetProperty("type").GetString() ?? ""))
                    .Where(e => e.Name.Length > 0 && !e.Name.StartsWith("amq.", StringComparison.Ordinal)),
            ];
        }
    }
}
