using Healthcare.EventStore;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Healthcare.ServiceDefaults;

/// <summary>The policies a route may name; alternatives are written with <c>|</c>. A route that names none is closed to everyone.</summary>
public static class Policies
{
    /// <summary>A partner's system; see <see cref="PartnerWith"/> for its scope.</summary>
    public const string Partner = "partner";

    /// <summary>Any person of the organization.</summary>
    public const string Staff = "staff";

    /// <summary>Another service of this system.</summary>
    public const string Service = "service";

    public const string Compliance = "compliance";

    public const string Operations = "operations";

    /// <summary>Probes: they ask who calls of nobody, and say nothing but names and states.</summary>
    public const string AnonymousHealth = "anonymous-health";

    /// <summary>An AI that suggests; commands of the judgment set refuse it whatever the route.</summary>
    public const string Assistant = "assistant";

    /// <summary>Published to everyone on purpose, such as the page of a problem.</summary>
    public const string Public = "public";

    /// <summary>A person in a role, kebab case, such as <c>biller</c>.</summary>
    public static string Role(string role) => $"staff:{role}";

    /// <summary>A partner with a SMART scope, such as <c>system/ServiceRequest.c</c>.</summary>
    public static string PartnerWith(string scope) => $"partner:{scope}";

    public static string AnyOf(params ReadOnlySpan<string> policies) => string.Join('|', policies);

    internal static bool IsPublic(string policy) => policy is AnonymousHealth or Public;

    internal static bool Admits(string policy, Caller caller) => policy switch
    {
        Partner => caller is { Kind: ActorKind.Partner, PartnerId.Length: > 0 },
        Staff => caller.Kind == ActorKind.Human,
        Service => caller.Kind == ActorKind.System,
        Compliance => caller.Kind == ActorKind.Human && caller.Roles.Contains("compliance-officer"),
        Operations => caller.Kind == ActorKind.System || caller.Roles.Contains("sre"),
        Assistant => caller.Kind == ActorKind.Ai,
        _ when policy.StartsWith("staff:", StringComparison.Ordinal) => caller.Kind == ActorKind.Human && caller.Roles.Contains(policy[6..]),
        _ when policy.StartsWith("partner:", StringComparison.Ordinal) => Admits(Partner, caller) && caller.Scopes.Contains(policy[8..]),
        _ => false,
    };

    internal static bool IsKnown(string policy) =>
        policy is Partner or Staff or Service or Compliance or Operations or AnonymousHealth or Public or Assistant
        || policy.StartsWith("staff:", StringComparison.Ordinal)
        || policy.StartsWith("partner:", StringComparison.Ordinal);
}

/// <summary>Reads a policy's name; unknown names fail loudly, and no name at all admits nobody.</summary>
internal sealed class PolicyProvider : IAuthorizationPolicyProvider
{
    private static readonly AuthorizationPolicy Nobody = new AuthorizationPolicyBuilder().RequireAssertion(static _ => false).Build();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, AuthorizationPolicy> built = new(StringComparer.Ordinal);

    public bool AllowsCachingPolicies => true;

    public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) => Task.FromResult<AuthorizationPolicy?>(built.GetOrAdd(policyName, Build));

    public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(Nobody);

    public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(Nobody);

    private static AuthorizationPolicy Build(string name)
    {
        var alternatives = name.Split('|');
        if (alternatives.FirstOrDefault(a => !Policies.IsKnown(a)) is { } unknown) throw new InvalidOperationException($"There is no policy '{unknown}'.");
        return alternatives.Any(Policies.IsPublic)
            ? new AuthorizationPolicyBuilder().RequireAssertion(static _ => true).Build()
            : new AuthorizationPolicyBuilder().RequireAssertion(call => Caller.Of(call.User) is { } caller && (alternatives.Any(a => Policies.Admits(a, caller)) || BreaksGlass(call, caller))).Build();
    }

    // 45 CFR 164.312(a)(2)(ii), emergency access: a person may read past a role when the route records who read and why.
    private static bool BreaksGlass(AuthorizationHandlerContext call, Caller caller) =>
        caller.Kind == ActorKind.Human
        && call.Resource is HttpContext http
        && http.GetEndpoint()?.Metadata.GetMetadata<RecordedAccess>() is not null
        && BreakGlass.ReasonOf(http.Request) is not null;
}
