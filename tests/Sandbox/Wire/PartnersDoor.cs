using System.Globalization;
using Healthcare.Sandbox.IdentityProvider;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Healthcare.Sandbox.Wire;

/// <summary>What every partner asks of a caller before it reads anything: a token that our services have, and a body of a sensible size.</summary>
internal sealed class PartnersDoor(RequestDelegate next, IssuerKey key, IOptions<SandboxOptions> options)
{
    private static readonly string[] Partners = ["/payers", "/clearinghouse", "/erp", "/ehr"];
    private readonly JsonWebTokenHandler _handler = new();

    public async Task InvokeAsync(HttpContext http)
    {
        var isPartners = Partners.Any(p => http.Request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase));
        if (isPartners && HttpMethods.IsPost(http.Request.Method) && !await MayCallAsync(http.Request.Headers.Authorization.ToString()))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await Bodies.Problem(StatusCodes.Status401Unauthorized, "token-invalid", "Send the access token of one of our services.").ExecuteAsync(http);
            return;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = options.Value.MostBytes;
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException refused) when (refused.StatusCode == StatusCodes.Status413PayloadTooLarge && !http.Response.HasStarted)
        {
            await Bodies.Problem(StatusCodes.Status413PayloadTooLarge, "body-too-large", string.Create(CultureInfo.InvariantCulture, $"Send at most {options.Value.MostBytes} bytes.")).ExecuteAsync(http);
        }
    }

    private async Task<bool> MayCallAsync(string authorization)
    {
        if (authorization.Length == 0) return !options.Value.RequireTokens;
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return false;
        var result = await _handler.ValidateTokenAsync(authorization[7..], new TokenValidationParameters
        {
            ValidIssuer = options.Value.Issuer,
            ValidAudience = options.Value.Audience,
            IssuerSigningKey = key.Signing.Key,
            ClockSkew = TimeSpan.FromSeconds(30),
        });
        return result.IsValid && result.Claims.TryGetValue("actor_kind", out var kind) && kind is "system";
    }
}
