using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Healthcare.SystemTests.Sandbox;

/// <summary>The practice believes a notice that is signed and fresh, and does with it what its script says.</summary>
public sealed class ReceivingNotices
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly Uri Address = new("/referrer/webhook", UriKind.Relative);
    private RunningSandbox _sandbox;

    [SetUp]
    public async Task StartAsync()
    {
        _sandbox = await RunningSandbox.StartAsync(CancellationToken.None);
        using var kept = await _sandbox.Client.PutAsJsonAsync(new Uri("/sandbox/webhook/secret", UriKind.Relative), new { secret = Secret });
        Assert.That(kept.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [TearDown]
    public async Task StopAsync() => await _sandbox.DisposeAsync();

    [Test, CancelAfter(300_000)]
    public async Task What_is_signed_and_fresh_is_taken_and_kept(CancellationToken cancel)
    {
        Assert.That(await SendAsync("n1", "RONEAAAAAAAAA", cancel), Is.EqualTo(HttpStatusCode.NoContent));
        var received = (await _sandbox.GetAsync("/sandbox/received?partner=northside&id=RONEAAAAAAAAA", cancel)).EnumerateArray().Single();
        Assert.That((received.GetProperty("step").GetString(), received.GetProperty("status").GetInt32()), Is.EqualTo(("webhook", 204)));
    }

    [Test, CancelAfter(300_000)]
    public async Task What_is_not_is_turned_away_and_kept_too(CancellationToken cancel)
    {
        Assert.Multiple(async () =>
        {
            Assert.That(await SendAsync("n2", "RTWOAAAAAAAAA", cancel, secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), Is.EqualTo(HttpStatusCode.Unauthorized), "another secret");
            Assert.That(await SendAsync("n2", "RTWOAAAAAAAAA", cancel, tamper: true), Is.EqualTo(HttpStatusCode.Unauthorized), "another body");
            Assert.That(await SendAsync("n2", "RTWOAAAAAAAAA", cancel, age: TimeSpan.FromMinutes(6)), Is.EqualTo(HttpStatusCode.Unauthorized), "old");
            Assert.That(await SendAsync("n2", "RTWOAAAAAAAAA", cancel, age: TimeSpan.FromMinutes(-6)), Is.EqualTo(HttpStatusCode.Unauthorized), "from the future");
            Assert.That(await SendAsync("n2", "RTWOAAAAAAAAA", cancel, age: TimeSpan.FromMinutes(4)), Is.EqualTo(HttpStatusCode.NoContent), "within the tolerance");
            using var plain = await _sandbox.Client.PostAsJsonAsync(Address, new { id = "n2" }, cancel);
            Assert.That(plain.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), "not signed");
        });
        Assert.That((await _sandbox.GetAsync("/sandbox/received?partner=northside", cancel)).EnumerateArray().Count(r => r.GetProperty("status").GetInt32() == 401), Is.EqualTo(5));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_script_tells_for_one_case_what_happens(CancellationToken cancel)
    {
        await _sandbox.ScriptAsync(new { match = new { trackingId = "RTHREEAAAAAAA" }, step = "webhook", behaviour = "500", times = 2 }, cancel);
        await _sandbox.ScriptAsync(new { match = new { trackingId = "RTHREEAAAAAAA", stage = "accepted" }, step = "webhook", behaviour = "410" }, cancel);
        Assert.Multiple(async () =>
        {
            Assert.That(await SendAsync("n3", "RTHREEAAAAAAA", cancel), Is.EqualTo(HttpStatusCode.InternalServerError));
            Assert.That(await SendAsync("n4", "RFOURAAAAAAAA", cancel), Is.EqualTo(HttpStatusCode.NoContent), "another case");
            Assert.That(await SendAsync("n3", "RTHREEAAAAAAA", cancel), Is.EqualTo(HttpStatusCode.InternalServerError));
            Assert.That(await SendAsync("n3", "RTHREEAAAAAAA", cancel), Is.EqualTo(HttpStatusCode.Gone));
        });
    }

    private async Task<HttpStatusCode> SendAsync(string id, string trackingId, CancellationToken cancel, string secret = Secret, TimeSpan age = default, bool tamper = false)
    {
        var body = JsonSerializer.Serialize(new { id, type = "case.stage-changed", trackingId, stage = "accepted" });
        var timestamp = (TimeProvider.System.GetUtcNow() - age).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new StringContent(tamper ? body.Replace("accepted", "attended", StringComparison.Ordinal) : body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(mac)}");
        using var answer = await _sandbox.Client.SendAsync(request, cancel);
        return answer.StatusCode;
    }
}
