using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Healthcare.Local.Demo;
using Healthcare.Local.Running;

namespace Healthcare.Local.Verbs;

/// <summary><c>call</c>: one request through the gateway of a running system, in the name of a partner or of a person in a role; prints the answer's body, or one field of it.</summary>
internal static class CallVerb
{
    private static readonly string[] Partners = ["northside", "maryland-capital", "clearhouse", "first-harbor", "ehr", "erp"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly Argument<string> Who = new("who") { Description = $"A partner ({string.Join(", ", Partners)}) or a person's role, such as scheduler." };
    private static readonly Argument<string> Method = new("method") { Description = "GET, POST, PUT or DELETE." };
    private static readonly Argument<string> Address = new("path") { Description = "The path behind the gateway." };
    private static readonly Option<string?> Body = new("--body") { Description = "The body: a file, or the JSON itself." };
    private static readonly Option<string?> MediaType = new("--media-type") { Description = "Content-Type of the body; application/json unless said, application/fhir+json for referrals." };
    private static readonly Option<string?> Of = new("--of") { Description = "Reads this path first and sends its ETag as If-Match." };
    private static readonly Option<string?> BodyOf = new("--body-of") { Description = "Takes this member of what --of read as the body." };
    private static readonly Option<string?> Field = new("--field") { Description = "Prints one member, such as items.0.caseId, and waits until it is there." };
    private static readonly Option<string?> Until = new("--until") { Description = "Asks again until a member has a value, such as stage=posted." };
    private static readonly Option<string?> Key = new("--key") { Description = "Idempotency-Key of a POST; a new one unless said." };

    public static Command Command()
    {
        var command = new Command("call", "Sends one request to the running system as a partner or a person, and prints the answer.") { Who, Method, Address, Body, MediaType, Of, BodyOf, Field, Until, Key };
        command.SetAction((parsed, cancel) => RunAsync(
            new Asked(parsed.GetRequiredValue(Who), parsed.GetRequiredValue(Method).ToUpperInvariant(), parsed.GetRequiredValue(Address))
            {
                Body = parsed.GetValue(Body),
                MediaType = parsed.GetValue(MediaType),
                Of = parsed.GetValue(Of),
                BodyOf = parsed.GetValue(BodyOf),
                Field = parsed.GetValue(Field),
                Until = parsed.GetValue(Until),
                Key = parsed.GetValue(Key),
            },
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(Asked asked, CancellationToken cancel)
    {
        var layout = Layout.Find();
        if (SystemState.Read(layout) is not { } state)
        {
            await Console.Error.WriteLineAsync("nothing is running; start it with: dotnet run --project build/Local -- up --detach");
            return 1;
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        using var tokens = new Tokens(http, state.Addresses[Part.Sandbox.Name], layout.Keys);
        var door = new Door(http, state.Addresses[Part.Gateway.Name], c => Partners.Contains(asked.Who, StringComparer.Ordinal) ? tokens.PartnerAsync(asked.Who, c) : tokens.StaffAsync($"local.{asked.Who}", asked.Who, c));
        for (var from = TimeProvider.System.GetTimestamp(); ;)
        {
            var (status, body) = await AskAsync(door, asked, cancel);
            var isLast = asked.Method != "GET" || TimeProvider.System.GetElapsedTime(from) > Patience;
            var answered = status < 400 && asked.IsAnsweredBy(body);
            if (answered || isLast || (status >= 400 && status != 404))
            {
                await Console.Out.WriteLineAsync(status < 400 && asked.Field is { } field ? Member(body, field) ?? "" : Text(body));
                return answered ? 0 : 1;
            }

            await Task.Delay(Pause, TimeProvider.System, cancel);
        }
    }

    private static async Task<(int Status, JsonElement Body)> AskAsync(Door door, Asked asked, CancellationToken cancel)
    {
        string? version = null;
        var content = asked.Body is { } given ? Bytes(given) : null;
        if (asked.Of is { } of)
        {
            var (read, document) = await door.SendAsync(HttpMethod.Get, of, content: null, cancel);
            using (read)
            {
                if (!read.IsSuccessStatusCode) return ((int)read.StatusCode, document);
                version = read.Headers.ETag?.ToString();
                if (asked.BodyOf is { } member) content = Encoding.UTF8.GetBytes(document.GetProperty(member).GetRawText());
            }
        }

        var mediaType = asked.MediaType ?? (asked.Path == "/partner/v1/referrals" ? "application/fhir+json" : "application/json");
        var (answer, body) = await door.SendAsync(
            new HttpMethod(asked.Method),
            asked.Path,
            content is null ? null : () => new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } },
            cancel,
            ifMatch: version,
            idempotencyKey: asked.Method == "POST" ? asked.Key ?? Guid.CreateVersion7().ToString() : null);
        using (answer)
        {
            // A picture or a file is printed as it is.
            return ((int)answer.StatusCode, body.ValueKind == JsonValueKind.Undefined ? JsonSerializer.SerializeToElement(await answer.Content.ReadAsStringAsync(cancel)) : body);
        }
    }

    private static string Text(JsonElement body) => body.ValueKind == JsonValueKind.String ? body.GetString() ?? "" : body.GetRawText();

    private static byte[] Bytes(string given) => File.Exists(given) ? File.ReadAllBytes(given) : Encoding.UTF8.GetBytes(given);

    private static string? Member(JsonElement body, string path)
    {
        foreach (var part in path.Split('.'))
        {
            if (body.ValueKind == JsonValueKind.Array && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < body.GetArrayLength()) body = body[at];
            else if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty(part, out var member)) body = member;
            else return null;
        }

        return body.ValueKind == JsonValueKind.String ? body.GetString() : body.GetRawText();
    }

    private sealed record Asked(string Who, string Method, string Path)
    {
        public string? Body { get; init; }

        public string? MediaType { get; init; }

        public string? Of { get; init; }

        public string? BodyOf { get; init; }

        public string? Field { get; init; }

        public string? Until { get; init; }

        public string? Key { get; init; }

        public bool IsAnsweredBy(JsonElement body) =>
            (Field is null || Member(body, Field) is not null)
            && (Until is null || (Until.Split('=', 2) is [var member, var value] && Member(body, member) == value));
    }
}
