using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.ServiceDefaults;

/// <summary>Bearer tokens as ASP.NET's authentication sees them; failures leave as problems (RFC 6750, 3).</summary>
internal sealed class TokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TokenCheck tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal new const string Scheme = "Bearer";
    private CheckedToken? found;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        found = await tokens.CheckAsync(header[7..].Trim(), Context.RequestAborted);
        return found.Principal is { } principal
            ? AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme))
            : AuthenticateResult.Fail(found.Problem?.Code ?? KnownProblems.TokenInvalid.Code);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var problem = found?.Problem ?? KnownProblems.TokenMissing;
        Response.Headers.WWWAuthenticate = problem == KnownProblems.TokenMissing ? "Bearer" : $"Bearer error=\"invalid_token\", error_description=\"{found?.Detail ?? problem.Title}\"";
        return ProblemWriter.WriteAsync(Context, new ProblemAnswer(problem) { Detail = found?.Detail });
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => ProblemWriter.WriteAsync(Context, new ProblemAnswer(KnownProblems.NotPermitted));
}
