using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Healthcare.ServiceDefaults;

/// <summary>What a token check found: a caller, or the problem to answer.</summary>
internal sealed record CheckedToken(ClaimsPrincipal? Principal, Problem? Problem, string? Detail, DateTimeOffset Until);

/// <summary>
/// Checks bearer tokens: RS384 or ES384 by a key of the issuer, issuer, audience, expiry, and a life of at most 300 s (SMART Backend Services).
/// A token that was found good is remembered until it expires, because checking an ES384 signature costs more than forwarding a request.
/// </summary>
internal sealed class TokenCheck(SigningKeys keys, IOptions<AccessOptions> options)
{
    private const int LongestToken = 8 * 1024;
    private const int MostRemembered = 10_000;
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha384, SecurityAlgorithms.EcdsaSha384];
    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = LongestToken };
    private readonly ConcurrentDictionary<string, CheckedToken> good = new(StringComparer.Ordinal);

    public ValueTask<CheckedToken> CheckAsync(string token, CancellationToken cancel)
    {
        if (good.TryGetValue(token, out var known))
        {
            if (known.Until > TimeProvider.System.GetUtcNow()) return ValueTask.FromResult(known);
            good.TryRemove(token, out _);
        }

        return new ValueTask<CheckedToken>(CheckNewAsync(token, cancel));
    }

    private async Task<CheckedToken> CheckNewAsync(string token, CancellationToken cancel)
    {
        if (token.Length > LongestToken || !handler.CanReadToken(token)) return Invalid("The token cannot be read.");
        JsonWebToken jwt;
        try
        {
            jwt = handler.ReadJsonWebToken(token);
        }
        catch (Exception failure) when (failure is ArgumentException or SecurityTokenException)
        {
            return Invalid("The token cannot be read.");
        }

        if (!Algorithms.Contains(jwt.Alg, StringComparer.Ordinal)) return Invalid("The token is not signed with RS384 or ES384.");
        if (jwt.Kid is not { Length: > 0 } keyId || await keys.FindAsync(keyId, cancel) is not { } key) return Invalid("The token's key is none of the issuer's.");
        var result = await handler.ValidateTokenAsync(jwt, Parameters(key));
        if (!result.IsValid) return Refused(result.Exception);
        if (!jwt.TryGetPayloadValue<long>("iat", out _)) return Invalid("The token does not say when it was issued (iat).");
        if (jwt.ValidTo - jwt.IssuedAt > options.Value.LongestLife) return Invalid("The token lives longer than 300 seconds.");
        if (jwt.IssuedAt - options.Value.ClockSkew > TimeProvider.System.GetUtcNow().UtcDateTime) return Invalid("The token was issued in the future.");
        if (Caller.From(jwt.Claims) is not { } caller) return Invalid("The token lacks sub or actor_kind.");

        var found = new CheckedToken(new ClaimsPrincipal(new CallerIdentity(caller, jwt.Claims)), Problem: null, Detail: null, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero));
        if (good.Count >= MostRemembered) good.Clear();
        good[token] = found;
        return found;
    }

    private TokenValidationParameters Parameters(SecurityKey key) => new()
    {
        ValidIssuer = options.Value.Issuer ?? throw new InvalidOperationException("Access:Issuer is not configured."),
        ValidAudience = options.Value.Audience,
        ValidAlgorithms = Algorithms,
        IssuerSigningKey = key,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ClockSkew = options.Value.ClockSkew,
    };

    private static CheckedToken Refused(Exception? failure) => failure switch
    {
        SecurityTokenExpiredException => new CheckedToken(Principal: null, KnownProblems.TokenExpired, Detail: null, default),
        SecurityTokenInvalidAudienceException => Invalid("The token is for another audience."),
        SecurityTokenInvalidIssuerException => Invalid("The token is of another issuer."),
        SecurityTokenNotYetValidException => Invalid("The token is not valid yet."),
        SecurityTokenNoExpirationException => Invalid("The token does not expire."),
        _ => Invalid("The token's signature does not hold."),
    };

    private static CheckedToken Invalid(string detail) => new(Principal: null, KnownProblems.TokenInvalid, detail, default);
}
