using Microsoft.OpenApi;

namespace Healthcare.ServiceDefaults;

/// <summary>Policies as OpenAPI says them: one scheme for each kind of caller, with the scopes or roles that admit it.</summary>
internal static class SecurityDescription
{
    private static readonly (string Name, string Text)[] Schemes =
    [
        ("partner", "A partner's system: SMART Backend Services (client credentials, `private_key_jwt` signed RS384 or ES384). The scopes are SMART scopes; a token lives at most 300 seconds."),
        ("staff", "A person of the organization; the names are roles of the token. Where patient data is read, the token's `purpose` says what for."),
        ("service", "Another service of this system; not routed by the gateway."),
        ("assistant", "An AI that suggests; it decides nothing."),
    ];

    public static void AddSchemes(OpenApiDocument document)
    {
        foreach (var (name, text) in Schemes)
            document.AddComponent<IOpenApiSecurityScheme>(name, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = text });
    }

    public static IList<OpenApiSecurityRequirement> Of(IReadOnlyList<string> policies, OpenApiDocument document) =>
        [.. policies.SelectMany(p => p.Split('|')).Where(p => !Policies.IsPublic(p)).SelectMany(Callers).Distinct().Select(c => Requirement(c.Scheme, c.Need, document))];

    private static OpenApiSecurityRequirement Requirement(string scheme, string? need, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = need is null ? [] : [need] };

    private static IEnumerable<(string Scheme, string? Need)> Callers(string policy) => policy.Split(':', 2) switch
    {
        [Policies.Compliance] => [("staff", "compliance-officer")],
        [Policies.Operations] => [("staff", "sre"), ("service", null)],
        [var scheme] => [(scheme, null)],
        [var scheme, var need] => [(scheme, need)],
        _ => [],
    };
}
