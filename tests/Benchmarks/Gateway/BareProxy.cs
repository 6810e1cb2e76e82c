using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace Healthcare.Benchmarks.Gateway;

/// <summary>YARP and nothing else, and a service that answers at once; each a process of its own, so that what is measured shares none of its threads.</summary>
internal static class BareProxy
{
    public static async Task<int> ProxyAsync(string address, string destination)
    {
        var builder = Quiet(address);
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "service", Match = new RouteMatch { Path = "/{**rest}" } }],
            [new ClusterConfig { ClusterId = "service", Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { ["service"] = new() { Address = destination } } }]);
        var app = builder.Build();
        app.MapReverseProxy();
        await app.RunAsync();
        return 0;
    }

    public static async Task<int> ServiceAsync(string address)
    {
        var app = Quiet(address).Build();
        app.Run(static context => context.Response.WriteAsync("{\"trackingId\":\"R1\",\"status\":\"accepted\"}", context.RequestAborted));
        await app.RunAsync();
        return 0;
    }

    private static WebApplicationBuilder Quiet(string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        return builder;
    }
}
