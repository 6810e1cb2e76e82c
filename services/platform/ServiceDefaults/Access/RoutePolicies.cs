using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.ServiceDefaults;

/// <summary>One route and the policies it names; <c>none</c> when it names none, and is closed.</summary>
public sealed record RoutePolicy(string Method, string Pattern, string Policy)
{
    public const string None = "none";

    public override string ToString() => $"{Method} {Pattern} → {Policy}";
}

/// <summary>Lists route → policy of an application, for the test that keeps the list and for the start that refuses a gap.</summary>
public static class RoutePolicies
{
    public static IReadOnlyList<RoutePolicy> Of(IEndpointRouteBuilder application) => Of(application.DataSources);

    public static IReadOnlyList<RoutePolicy> Of(IServiceProvider services) => Of(services.GetServices<EndpointDataSource>());

    private static IReadOnlyList<RoutePolicy> Of(IEnumerable<EndpointDataSource> sources) =>
        [.. sources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().SelectMany(Describe).Distinct().OrderBy(r => r.Pattern, StringComparer.Ordinal).ThenBy(r => r.Method, StringComparer.Ordinal)];

    private static IEnumerable<RoutePolicy> Describe(RouteEndpoint endpoint)
    {
        var named = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).OfType<string>().Distinct(StringComparer.Ordinal);
        // AllowAnonymous would open the route past every policy, so it never counts as one.
        var policy = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? "" : string.Join(" and ", named);
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"];
        return methods.Select(m => new RoutePolicy(m, endpoint.RoutePattern.RawText ?? "", policy.Length == 0 ? RoutePolicy.None : policy));
    }
}
