using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Healthcare.Sandbox.IdentityProvider;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Referrer;

/// <summary>What the practice checks notices with: the secrets that it was shown, as Standard Webhooks says.</summary>
internal sealed class WebhookSecret(IHttpClientFactory http, TokenIssuer tokens, IOptions<GatewayOptions> gateway, TimeProvider clock)
{
    internal const string Path = "/partner/v1/webhook";
    private const string Prefix = "whsec_";

    // Standard Webhooks: what is older, or from the future, may be a replay.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private volatile IReadOnlyList<byte[]> _keys = [];

    /// <summary>Keeps a secret, beside the one before.</summary>
    internal bool Keep(string secret)
    {
        var key = new byte[64];
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal) || !Convert.TryFromBase64String(secret[Prefix.Length..], key, out var length) || length < 24) return false;
        _keys = [key[..length], .. _keys.Take(1)];
        return true;
    }

    internal void Forget() => _keys = [];

    /// <summary>Names the practice's address at the gateway and keeps the secret that only the first answer shows; another one is asked for when it was shown to somebody before.</summary>
    internal async Task<(int Status, string Body)> RegisterAsync(Uri address, CancellationToken cancel)
    {
        var (status, body) = await SendAsync(HttpMethod.Put, Path, JsonSerializer.Serialize(new { url = address }), cancel);
        if (status == StatusCodes.Status200OK && _keys.Count == 0) (status, body) = await SendAsync(HttpMethod.Post, $"{Path}/secret-rotation", body: null, cancel);
        if (status is StatusCodes.Status200OK or StatusCodes.Status201Created && JsonElement.Parse(body).TryGetProperty("secret", out var secret)) Keep(secret.GetString() ?? "");
        return (status, body);
    }

    /// <summary>Why a notice is not believed, or null.</summary>
    internal string? Refusal(string id, string timestamp, string signatures, ReadOnlySpan<byte> body)
    {
        if (id.Length == 0 || signatures.Length == 0 || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return "headers-missing";
        if ((clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, 253_402_300_799))).Duration() > Tolerance) return "timestamp-out-of-tolerance";
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        Span<byte> mac = stackalloc byte[64];
        foreach (var given in signatures.Split(' ').Where(s => s.StartsWith("v1,", StringComparison.Ordinal)))
        {
            if (!Convert.TryFromBase64String(given[3..], mac, out var length)) continue;
            foreach (var key in _keys)
            {
                if (CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, signed), mac[..length])) return null;
            }
        }

        return "signature-wrong";
    }

    private async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancel)
    {
        using var client = http.CreateClient(nameof(WebhookSecret));
        using var request = new HttpRequestMessage(method, new Uri(gateway.Value.BaseUrl, path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.ForPartner(ReferrerEndpoints.Partner));
        if (method == HttpMethod.Post) request.Headers.Add("Idempotency-Key", Guid.CreateVersion7(clock.GetUtcNow()).ToString());
        using var response = await client.SendAsync(request, cancel);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
    }
}
