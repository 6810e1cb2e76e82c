using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Healthcare.Gateway;

/// <summary>The one door: tokens, limits and request ids in front of the services, whose routes are configuration.</summary>
internal static class Edge
{
    // What services keep for each other and for probes; a team's path must not lead there.
    private static readonly string[] Closed = ["internal", "health", "openapi", "partner"];

    // What a caller may not bring in: it would travel through every service's logs, events and messages.
    private static readonly string[] Dropped = ["tracestate", "baggage", "Correlation-Context", "Request-Id"];

    public static void AddEdge(this WebApplicationBuilder builder)
    {
        builder.Services.AddCallerLimits(builder.Configuration.GetSection("RateLimits"));
        builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy")).AddConfigFilter<ServiceAddresses>();
    }

    public static void LimitCallers(IApplicationBuilder steps)
    {
        steps.UseRateLimiter();
        steps.Use(LimitBodyAsync);
    }

    public static void MapEdge(this WebApplication app)
    {
        app.MapProblemPages();
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(ForwardAsync);
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
    }

    // The proxy sets a route's limit only when it forwards; the step that keeps the limit comes before.
    private static Task LimitBodyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.MaxRequestBodySize is { } limit
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body) body.MaxRequestBodySize = limit;
        return next(context);
    }

    private static Task ForwardAsync(HttpContext context, RequestDelegate next)
    {
        if (LeadsToClosed(context.Request.RouteValues["rest"] as string))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        foreach (var header in Dropped) context.Request.Headers.Remove(header);
        var requestId = RequestIds.Of(context);
        var route = context.GetReverseProxyFeature().Route.Config;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[RequestIds.Header] = requestId;
            Announce(context.Response.Headers, route.Metadata);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static bool LeadsToClosed(string? rest) =>
        rest?.TrimStart('/').Split('/', 2)[0] is { } first && Closed.Contains(first, StringComparer.OrdinalIgnoreCase);

    // RFC 9745 (Deprecation), RFC 8594 (Sunset).
    private static void Announce(IHeaderDictionary headers, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null) return;
        foreach (var name in (string[])["Deprecation", "Sunset", "Link"])
        {
            if (metadata.TryGetValue(name, out var value)) headers[name] = value;
        }
    }

    /// <summary>Takes the address of each cluster from <c>Services:&lt;cluster&gt;</c>, the same setting by which services find each other.</summary>
    private sealed class ServiceAddresses(IConfiguration configuration) : IProxyConfigFilter
    {
        public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel)
        {
            var address = configuration[$"Services:{cluster.ClusterId}"] ?? throw new InvalidOperationException($"Services:{cluster.ClusterId} is not configured.");
            return ValueTask.FromResult(cluster with
            {
                Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { ["service"] = new() { Address = address } },
            });
        }

        public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) =>
            string.IsNullOrEmpty(route.AuthorizationPolicy) ? throw new InvalidOperationException($"Route {route.RouteId} names no policy.") : ValueTask.FromResult(route);
    }
}
