using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Healthcare.Local.Demo;

/// <summary>Tokens as a partner gets them (SMART Backend Services) and as the sandbox gives them to staff; renewed before they expire.</summary>
internal sealed class Tokens(HttpClient http, Uri sandbox, string keys) : IDisposable
{
    private readonly Dictionary<string, (string Token, DateTimeOffset Until)> known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim gate = new(1, 1);

    public Task<string> PartnerAsync(string client, CancellationToken cancel) => KnownAsync(client, async () =>
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Assertion(client),
        });
        using var answer = await http.PostAsync(new Uri(sandbox, "/idp/token"), form, cancel);
        return await TokenOfAsync(answer, cancel);
    }, cancel);

    public Task<string> StaffAsync(string user, string role, CancellationToken cancel) => KnownAsync($"{user}/{role}", async () =>
    {
        using var answer = await http.PostAsJsonAsync(new Uri(sandbox, "/idp/staff-tokens"), new { user, roles = new[] { role }, purpose = "HOPERAT" }, cancel);
        return await TokenOfAsync(answer, cancel);
    }, cancel);

    public void Dispose() => gate.Dispose();

    private async Task<string> KnownAsync(string name, Func<Task<(string Token, int Life)>> ask, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            if (known.TryGetValue(name, out var token) && token.Until > TimeProvider.System.GetUtcNow()) return token.Token;
            var (fresh, life) = await ask();
            known[name] = (fresh, TimeProvider.System.GetUtcNow().AddSeconds(life - 60));
            return fresh;
        }
        finally
        {
            gate.Release();
        }
    }

    private string Assertion(string client)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(keys, $"{client}.pem")));
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = client,
            Audience = new Uri(sandbox, "/idp/token").ToString(),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = client, ["jti"] = Guid.CreateVersion7().ToString("N") },
            Expires = TimeProvider.System.GetUtcNow().AddMinutes(4).UtcDateTime,
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha384) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } },
        });
    }

    private static async Task<(string Token, int Life)> TokenOfAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"No token: {body}");
        return (body.GetProperty("access_token").GetString() ?? "", body.GetProperty("expires_in").GetInt32());
    }
}

/// <summary>Calls through the gateway, in somebody's name; what is away for a moment is asked again, as an integrator's client would.</summary>
internal sealed class Door(HttpClient http, Uri gateway, Func<CancellationToken, Task<string>> token)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async Task<(HttpResponseMessage Answer, JsonElement Body)> SendAsync(
        HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancel, string? ifMatch = null, string? idempotencyKey = null)
    {
        // The same key or the same expected version makes a second attempt harmless.
        var mayRepeat = method == HttpMethod.Get || idempotencyKey is not null || ifMatch is not null;
        for (var from = TimeProvider.System.GetTimestamp(); ;)
        {
            var isLast = !mayRepeat || TimeProvider.System.GetElapsedTime(from) > Patience;
            try
            {
                var (answer, body) = await SendOnceAsync(method, path, content, ifMatch, idempotencyKey, cancel);
                if (isLast || !IsForAMoment(answer.StatusCode, body)) return (answer, body);
                answer.Dispose();
            }
            catch (Exception lost) when (!isLast && !cancel.IsCancellationRequested && lost is HttpRequestException or TaskCanceledException)
            {
                // Nobody knows whether it arrived; it is sent again unchanged.
            }

            await Task.Delay(Pause, TimeProvider.System, cancel);
        }
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancel)
    {
        var (answer, body) = await SendAsync(HttpMethod.Get, path, content: null, cancel);
        using (answer) return answer.IsSuccessStatusCode ? body : throw new InvalidOperationException($"GET {path} answered {(int)answer.StatusCode}: {body}");
    }

    // A process that died in the middle of a request holds its key for some seconds.
    private static bool IsForAMoment(HttpStatusCode status, JsonElement body) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests
        || (status == HttpStatusCode.Conflict && body.ValueKind == JsonValueKind.Object && body.GetRawText().Contains("\"idempotency-key-running\"", StringComparison.Ordinal));

    private async Task<(HttpResponseMessage Answer, JsonElement Body)> SendOnceAsync(
        HttpMethod method, string path, Func<HttpContent>? content, string? ifMatch, string? idempotencyKey, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(gateway, path)) { Content = content?.Invoke() };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(cancel));
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        var answer = await http.SendAsync(request, cancel);
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancel);
        var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return (answer, bytes.Length > 0 && isJson ? JsonElement.Parse(bytes) : default);
    }
}
