using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Healthcare.Local.Demo;

namespace Healthcare.SystemTests.Journeys;

/// <summary>A partner's mistakes at the only door: a clear 4xx with a stable code, nothing half-done, bounded memory.</summary>
[CancelAfter(300_000)]
public sealed class RefusingBadInput
{
    private static IEnumerable<TestCaseData> Mistakes()
    {
        yield return Mistake("Not_JSON", "{ \"resourceType\": "u8.ToArray(), 400, "not-json");
        yield return Mistake("Not_FHIR", "{\"hello\":\"world\"}"u8.ToArray(), 400, "not-fhir");
        yield return Mistake("An_unknown_payer", Changed("Organization", o => o["identifier"] = new JsonArray(new JsonObject { ["system"] = "http://hl7.org/fhir/sid/us-npi", ["value"] = "1245319599" })), 422, "unknown-payer");
        yield return Mistake("Missing_coverage", Without("Coverage"), 422, "missing-coverage");
    }

    [TestCaseSource(nameof(Mistakes))]
    public async Task Is_told_as_an_OperationOutcome_with_its_code(byte[] body, int status, string code, CancellationToken cancel)
    {
        var before = await EventsAsync("referral_received.v1", cancel);
        var answer = await Referring.SendAsync(TheSystem.AsPartner("northside"), body, cancel);
        Assert.That((answer.Status, Referring.CodeOf(answer.Body)), Is.EqualTo((status, code)), answer.Body.ToString());
        Assert.That(answer.Body.GetProperty("resourceType").GetString(), Is.EqualTo("OperationOutcome"));
        Assert.That(await EventsAsync("referral_received.v1", cancel), Is.EqualTo(before), "nothing half-done");
    }

    [Test]
    public async Task The_same_request_twice_is_answered_twice_and_done_once(CancellationToken cancel)
    {
        var (partner, key) = (TheSystem.AsPartner("northside"), Guid.CreateVersion7().ToString());
        var first = await Referring.SendAsync(partner, Sample("twice"), cancel, key);
        var again = await Referring.SendAsync(partner, Sample("twice"), cancel, key);
        var other = await Referring.SendAsync(partner, Sample("other"), cancel, key);
        Assert.Multiple(() =>
        {
            Assert.That((first.Status, first.Replayed), Is.EqualTo((201, false)));
            Assert.That((again.Status, again.Replayed, again.TrackingId), Is.EqualTo((201, true, first.TrackingId)));
            Assert.That((other.Status, Referring.CodeOf(other.Body)), Is.EqualTo((422, "idempotency-key-reused")), other.Body.ToString());
        });
    }

    [Test]
    public async Task A_token_that_is_no_longer_good_or_never_was_is_refused(CancellationToken cancel)
    {
        var good = await TheSystem.Tokens.PartnerAsync("northside", cancel);
        foreach (var bad in new[] { $"{good[..^4]}AAAA", "none" })
        {
            var answer = await Referring.SendAsync(new Door(TheSystem.Http, TheSystem.Gateway, _ => Task.FromResult(bad)), Sample("token"), cancel);
            Assert.That(answer.Status, Is.EqualTo(401), answer.Body.ToString());
        }
    }

    [Test]
    public async Task A_case_of_somebody_else_does_not_exist(CancellationToken cancel)
    {
        var (answer, body) = await TheSystem.AsPartner("northside").SendAsync(HttpMethod.Get, "/partner/v1/cases/RAAAAAAAAAAAA", content: null, cancel);
        using (answer) Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), body.ToString());
    }

    [Test]
    public async Task Two_hundred_megabytes_are_refused_and_not_kept_in_memory(CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(TheSystem.Gateway, "/partner/v1/referrals")) { Content = new Endless(200L << 20) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TheSystem.Tokens.PartnerAsync("northside", cancel));
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        using var answer = await TheSystem.Http.SendAsync(request, cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        foreach (var part in new[] { "gateway", "intake" }) Assert.That(MostMemory(part) >> 20, Is.LessThan(400), $"MiB of {part} at most");
    }

    private static long MostMemory(string part)
    {
        var line = File.ReadLines($"/proc/{TheSystem.Running.ProcessIdOf(part)}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }

    private static async Task<long> EventsAsync(string type, CancellationToken cancel)
    {
        await using var database = new Npgsql.NpgsqlConnection(TheSystem.Running.OwnerConnection("intake"));
        await database.OpenAsync(cancel);
        await using var count = new Npgsql.NpgsqlCommand("select count(*) from mt_events where type = $1", database) { Parameters = { new() { Value = type } } };
        return (long)(await count.ExecuteScalarAsync(cancel) ?? 0L);
    }

    private static TestCaseData Mistake(string name, byte[] body, int status, string code) => new TestCaseData(body, status, code).SetArgDisplayNames(name);

    private static byte[] Sample(string run) => Referrals.Sample(run, 3);

    private static byte[] Changed(string type, Action<JsonObject> change)
    {
        var bundle = JsonNode.Parse(Sample("bad"))?.AsObject() ?? [];
        foreach (var resource in Resources(bundle).Where(r => r["resourceType"]?.GetValue<string>() == type)) change(resource);
        return JsonSerializer.SerializeToUtf8Bytes(bundle);
    }

    private static byte[] Without(string type)
    {
        var bundle = JsonNode.Parse(Sample("bad"))?.AsObject() ?? [];
        var entries = bundle["entry"]?.AsArray() ?? [];
        foreach (var entry in entries.Where(e => e?["resource"]?["resourceType"]?.GetValue<string>() == type).ToList()) entries.Remove(entry);
        return JsonSerializer.SerializeToUtf8Bytes(bundle);
    }

    private static IEnumerable<JsonObject> Resources(JsonObject bundle) => (bundle["entry"]?.AsArray() ?? []).Select(e => e?["resource"]).OfType<JsonObject>();

    /// <summary>A body that is never in memory as a whole.</summary>
    private sealed class Endless(long length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var part = new byte[1 << 16];
            Array.Fill(part, (byte)' ');
            for (var left = length; left > 0; left -= part.Length) await stream.WriteAsync(part);
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            Headers.ContentType ??= new MediaTypeHeaderValue("application/fhir+json");
            return true;
        }
    }
}
