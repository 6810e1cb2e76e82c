using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Healthcare.Sandbox.Wire;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.IdentityProvider;

/// <summary>Key set, client credentials, and tokens for the people of the sandbox.</summary>
internal static partial class IdentityEndpoints
{
    /// <summary>The roles that work is queued for or decided by, as <c>contracts/handoffs/roles.yaml</c> has them.</summary>
    private static readonly string[] Roles =
    [
        "intake-coordinator", "referral-coordinator", "intake-lead", "front-desk", "patient-access-lead", "financial-clearance", "financial-clearance-lead", "financial-counsellor",
        "authorization-specialist", "authorization-lead", "ordering-provider", "ordering-provider-delegate", "ordering-physician", "nurse-reviewer", "appeals-nurse", "physician-advisor", "chief-medical-officer",
        "scheduler", "surgical-scheduler", "pre-op-nurse", "nurse-manager", "scheduling-lead", "scheduling-manager",
        "clinician", "clinical-lead", "charge-analyst", "charge-lead", "coder", "coding-specialist", "coding-lead", "coding-manager", "cdi-specialist", "clinical-documentation", "cdi-lead",
        "biller", "claims-operations", "billing-lead", "billing-manager", "revenue-integrity", "patient-liaison", "cob-specialist", "credentialing", "denials-triage-lead", "denials-specialist", "denials-manager",
        "cash-posting", "payment-variance-analyst", "credit-balance-specialist", "gl-accountant", "finance-supervisor", "controller", "chief-financial-officer",
        "compliance-officer", "privacy-officer", "chief-information-security-officer", "integration-on-call", "sre", "vendor-manager", "department-manager", "operations-director", "service",
    ];

    internal static void Map(WebApplication app)
    {
        app.MapGet("/idp/jwks", (IssuerKey key) => TypedResults.Ok(new { Keys = new[] { key.Public } }));
        app.MapGet("/idp/.well-known/openid-configuration", Configuration);
        app.MapPost("/idp/token", TokenAsync);
        app.MapPost("/idp/staff-tokens", StaffToken);
    }

    private static JsonHttpResult<Dictionary<string, object>> Configuration(HttpContext http, IOptions<SandboxOptions> options) => TypedResults.Json(new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["issuer"] = options.Value.Issuer,
        ["jwks_uri"] = $"{Base(http)}/idp/jwks",
        ["token_endpoint"] = $"{Base(http)}/idp/token",
        ["grant_types_supported"] = new[] { "client_credentials" },
        ["token_endpoint_auth_methods_supported"] = new[] { "private_key_jwt" },
        ["token_endpoint_auth_signing_alg_values_supported"] = new[] { "RS384", "ES384" },
    });

    private static async Task<IResult> TokenAsync(HttpContext http, Assertions assertions, TokenIssuer issuer, CancellationToken cancel)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!http.Request.HasFormContentType) return Refused("invalid_request", "Send a form.");
        var form = await http.Request.ReadFormAsync(cancel);
        if (form["grant_type"] != "client_credentials") return Refused("unsupported_grant_type", "Only client_credentials is served.");
        if (form["client_assertion_type"] != Assertions.Type) return Refused("invalid_request", $"client_assertion_type is {Assertions.Type}.");
        var (client, refusal) = await assertions.CheckAsync(form["client_assertion"], $"{Base(http)}/idp/token");
        if (client is null) return Refused("invalid_client", refusal, StatusCodes.Status401Unauthorized);
        var asked = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Except(client.Registration.Scopes, StringComparer.Ordinal).Any()) return Refused("invalid_scope", "The client may not ask for that scope.");
        var life = Life(form["expires_in"], issuer);
        var scopes = asked.Length > 0 ? asked : client.Registration.Scopes;
        return TypedResults.Ok(new Granted(issuer.Issue(TokenIssuer.SubjectOf(client, scopes), life), "bearer", life, string.Join(' ', scopes)));
    }

    private static IResult StaffToken(StaffRequest request, TokenIssuer issuer)
    {
        if (request.User is null || !UserId().IsMatch(request.User)) return Bodies.Problem(400, "user-invalid", "A user is 2 to 40 small letters, digits, dots and dashes.");
        if (request.Roles is not { Length: > 0 } || request.Roles.Except(Roles, StringComparer.Ordinal).Any())
            return Bodies.Problem(400, "role-unknown", $"roles are some of: {string.Join(", ", Roles)}.");
        if (request.ActorKind is not (null or "human" or "ai")) return Bodies.Problem(400, "actor-kind-invalid", "actorKind is human or ai.");
        var life = Life(request.ExpiresIn?.ToString(CultureInfo.InvariantCulture), issuer);
        var subject = new TokenSubject(request.User, request.ActorKind ?? "human")
        {
            Roles = request.Roles,
            Scopes = ["user/*.cruds"],
            Facilities = request.Facility ?? [],
            Purpose = request.Purpose ?? "HOPERAT",
            OnBehalfOf = request.OnBehalfOf,
        };
        return TypedResults.Ok(new Granted(issuer.Issue(subject, life), "bearer", life, "user/*.cruds"));
    }

    // Tests need tokens that have expired; no other identity provider would give one.
    private static int Life(string? asked, TokenIssuer issuer) =>
        int.TryParse(asked, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds is > -86_400 and < TokenIssuer.LongestLife ? seconds : issuer.Life;

    private static JsonHttpResult<Refusal> Refused(string error, string description, int status = StatusCodes.Status400BadRequest) =>
        TypedResults.Json(new Refusal(error, description), statusCode: status);

    private static string Base(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}";

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.\-]{1,39}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex UserId();

    private sealed record StaffRequest(
        string? User, string[]? Roles, string? Purpose = null, string[]? Facility = null, string? ActorKind = null, string? OnBehalfOf = null, int? ExpiresIn = null);

    private sealed record Granted(
        [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] int ExpiresIn, [property: JsonPropertyName("scope")] string Scope);

    private sealed record Refusal([property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description);
}
