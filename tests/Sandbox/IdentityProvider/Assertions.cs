using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Healthcare.Sandbox.IdentityProvider;

/// <summary>Checks client assertions: private_key_jwt of RFC 7523 as SMART Backend Services narrows it.</summary>
internal sealed class Assertions(ClientRegistry clients, IOptions<SandboxOptions> options, TimeProvider clock)
{
    internal const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const int MostRemembered = 100_000;
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private readonly JsonWebTokenHandler _handler = new();
    private readonly ConcurrentDictionary<(string Client, string Id), DateTimeOffset> _seen = [];

    /// <summary>The client, or why its assertion does not hold.</summary>
    internal async Task<(Client? Client, string Refusal)> CheckAsync(string? assertion, string endpoint)
    {
        if (assertion is null || !_handler.CanReadToken(assertion)) return (null, "The assertion is not a signed JWT.");
        JsonWebToken jwt;
        try
        {
            jwt = _handler.ReadJsonWebToken(assertion);
        }
        catch (Exception failure) when (failure is ArgumentException or SecurityTokenException)
        {
            return (null, "The assertion is not a signed JWT.");
        }

        if (jwt.Alg is not (SecurityAlgorithms.RsaSha384 or SecurityAlgorithms.EcdsaSha384)) return (null, "Assertions are signed with RS384 or ES384.");
        if (clients.Find(jwt.Issuer) is not { Key: { } key } client) return (null, "No client of that id has a key here.");
        if (jwt.Subject != jwt.Issuer) return (null, "iss and sub are both the client's id.");
        var signed = await _handler.ValidateTokenAsync(jwt, new TokenValidationParameters
        {
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
            IssuerSigningKey = key,
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        });
        if (!signed.IsValid) return (null, "The signature does not hold.");
        if (!jwt.Audiences.Any(a => IsOurs(a, endpoint))) return (null, "aud is the address of this endpoint.");
        return CheckTimes(jwt) is { } refusal ? (null, refusal) : Remember(client, jwt);
    }

    private string? CheckTimes(JsonWebToken jwt)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (!jwt.TryGetPayloadValue<long>("exp", out _)) return "The assertion has no exp.";
        if (jwt.ValidTo < now - Skew) return "The assertion has expired.";
        if (jwt.ValidTo > now + LongestLife + Skew) return "The assertion lives longer than five minutes.";
        if (jwt.ValidFrom > now + Skew) return "The assertion is not valid yet.";
        return null;
    }

    private (Client? Client, string Refusal) Remember(Client client, JsonWebToken jwt)
    {
        if (string.IsNullOrEmpty(jwt.Id)) return (null, "The assertion has no jti.");
        var now = clock.GetUtcNow();
        if (_seen.Count > MostRemembered)
        {
            foreach (var (old, until) in _seen)
            {
                if (until < now) _seen.TryRemove(old, out _);
            }
        }

        return _seen.TryAdd((client.Id, jwt.Id), new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero) + Skew) ? (client, "") : (null, "The jti was used before.");
    }

    private bool IsOurs(string audience, string endpoint)
    {
        var said = audience.TrimEnd('/');
        return said.Equals(endpoint, StringComparison.OrdinalIgnoreCase)
            || said.Equals(options.Value.Issuer.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)
            || said.Equals($"{options.Value.Issuer.TrimEnd('/')}/token", StringComparison.OrdinalIgnoreCase);
    }
}
