using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Healthcare.Sandbox.IdentityProvider;

/// <summary>Who a token speaks for.</summary>
internal sealed record TokenSubject(string Subject, string ActorKind)
{
    public string? Partner { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<string> Roles { get; init; } = [];

    public IReadOnlyList<string> Facilities { get; init; } = [];

    public string? Purpose { get; init; }

    public string? OnBehalfOf { get; init; }
}

/// <summary>Signs access tokens, ES384, life at most 300 s (SMART Backend Services).</summary>
internal sealed class TokenIssuer(IssuerKey key, ClientRegistry clients, IOptions<SandboxOptions> options, TimeProvider clock)
{
    internal const int LongestLife = 300;
    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> _partners = new(StringComparer.Ordinal);
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    internal int Life => Math.Min((int)options.Value.TokenLife.TotalSeconds, LongestLife);

    /// <summary>A signed token; a life below zero gives one that expired that long ago.</summary>
    internal string Issue(TokenSubject subject, int seconds)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var from = seconds > 0 ? now : now.AddSeconds(seconds - LongestLife);
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sub"] = subject.Subject,
            ["actor_kind"] = subject.ActorKind,
            ["roles"] = subject.Roles,
            ["scope"] = string.Join(' ', subject.Scopes),
            ["jti"] = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"),
        };
        if (subject.Partner is { } partner) claims["partner"] = partner;
        if (subject.Facilities.Count > 0) claims["facility"] = subject.Facilities;
        if (subject.Purpose is { } purpose) claims["purpose"] = purpose;
        if (subject.OnBehalfOf is { } person) claims["on_behalf_of"] = person;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.Value.Issuer,
            Audience = options.Value.Audience,
            IssuedAt = from,
            NotBefore = from,
            Expires = now.AddSeconds(seconds),
            Claims = claims,
            SigningCredentials = key.Signing,
        });
    }

    internal static TokenSubject SubjectOf(Client client, IReadOnlyList<string> scopes) => new(client.Id, client.Registration.ActorKind)
    {
        Partner = client.Registration.Partner,
        Scopes = scopes,
        Roles = client.Registration.Roles,
        Purpose = client.Registration.Purpose,
    };

    /// <summary>The token that a partner of the sandbox calls the gateway with, kept until shortly before it expires.</summary>
    internal string ForPartner(string partner)
    {
        var now = clock.GetUtcNow();
        if (_partners.TryGetValue(partner, out var held) && held.Until > now) return held.Token;
        var client = clients.OfPartner(partner);
        var token = Issue(SubjectOf(client, client.Registration.Scopes), Life);
        _partners[partner] = (token, now.AddSeconds(Math.Max(1, Life - 30)));
        return token;
    }

    internal void Forget(string partner) => _partners.TryRemove(partner, out _);
}
