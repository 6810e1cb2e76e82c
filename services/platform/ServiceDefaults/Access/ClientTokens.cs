using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Healthcare.ServiceDefaults;

/// <summary>This service's own tokens: client credentials with <c>private_key_jwt</c> (RFC 7523, SMART Backend Services), kept until shortly before they expire.</summary>
public sealed class ClientTokens(IHttpClientFactory http, IOptions<AccessOptions> options) : IDisposable
{
    internal const string ClientName = "client-tokens";
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim gate = new(1, 1);
    private ECDsa? key;
    private volatile Token? current;

    public async ValueTask<string> GetAsync(CancellationToken cancel)
    {
        if (current is { } token && token.Until > TimeProvider.System.GetUtcNow()) return token.Value;
        await gate.WaitAsync(cancel);
        try
        {
            if (current is { } newer && newer.Until > TimeProvider.System.GetUtcNow()) return newer.Value;
            var fresh = await AskAsync(cancel);
            current = fresh;
            return fresh.Value;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        gate.Dispose();
        key?.Dispose();
    }

    private async Task<Token> AskAsync(CancellationToken cancel)
    {
        var endpoint = options.Value.TokenEndpoint ?? throw new InvalidOperationException("Access:TokenEndpoint is not configured.");
        using var client = http.CreateClient(ClientName);
        client.Timeout = TimeSpan.FromSeconds(5);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Assertion(endpoint),
        });
        try
        {
            using var answer = await client.PostAsync(endpoint, form, cancel);
            answer.EnsureSuccessStatusCode();
            var granted = await answer.Content.ReadFromJsonAsync<Granted>(cancel) ?? throw new HttpRequestException("The token endpoint answered nothing.");
            return new Token(granted.AccessToken, TimeProvider.System.GetUtcNow().AddSeconds(granted.ExpiresIn) - Margin);
        }
        catch (TaskCanceledException slow) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException("The token endpoint did not answer in time.", slow);
        }
    }

    private string Assertion(Uri endpoint)
    {
        var client = options.Value.Client;
        var id = client.Id ?? throw new InvalidOperationException("Access:Client:Id is not configured.");
        if (key is null)
        {
            key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(client.KeyFile ?? throw new InvalidOperationException("Access:Client:KeyFile is not configured.")));
        }

        var signing = new ECDsaSecurityKey(key);
        signing.KeyId = client.KeyId ?? Base64UrlEncoder.Encode(signing.ComputeJwkThumbprint());
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = id,
            Audience = endpoint.AbsoluteUri,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(4),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = id, ["jti"] = Guid.CreateVersion7().ToString("N") },
            SigningCredentials = new SigningCredentials(signing, SecurityAlgorithms.EcdsaSha384),
        });
    }

    private sealed record Token(string Value, DateTimeOffset Until);

    private sealed record Granted([property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
