using NUnit.Framework;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Healthcare.Testing.Descriptions;

/// <summary>A service built as its program builds it, that only listens: no server stands behind it, and nothing of its own runs.</summary>
public sealed class DescribedService : IAsyncDisposable
{
    // What every service maps alike is held once, in the platform's own tests.
    private static readonly string[] Shared = ["/work-items", "/handoffs", "/definitions", "/duty", "/notifications", "/health/", "/openapi/", "/internal/log-proof"];

    private readonly WebApplication running;
    private readonly string name;

    private DescribedService(WebApplication app, string name)
    {
        running = app;
        this.name = name;
    }

    public static async Task<DescribedService> StartAsync(string name, Action<WebApplicationBuilder> add, Action<WebApplication> map, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(map);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.AddServiceDefaults(name);
        add(builder);
        builder.Services.RemoveAll<IHostedService>();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapServiceDefaults();
        map(app);
        // The description knows the routes of an application that listens.
        await app.StartAsync(cancel);
        return new DescribedService(app, name);
    }

    /// <summary>Every route of its own with its policy, as <c>GET /claims/ → staff</c>.</summary>
    public IReadOnlyList<string> Routes => [.. RoutePolicies.Of(running).Where(r => !Shared.Any(s => r.Pattern.StartsWith(s, StringComparison.Ordinal))).Select(r => r.ToString())];

    /// <summary>Routes that anybody could call, or nobody.</summary>
    public IReadOnlyList<string> RoutesWithoutPolicy => [.. RoutePolicies.Of(running).Where(r => r.Policy == RoutePolicy.None).Select(r => r.ToString())];

    /// <summary>Compares the description with <c>contracts/openapi/&lt;service&gt;.v1.json</c> and asks whether a stranger could work with it.</summary>
    public async Task IsDescribedAsync(CancellationToken cancel)
    {
        var description = await OpenApi.DescribeAsync(running.Services, cancel);
        GoldenFile.Matches(ApiDescription.PathOf(name), description);
        Assert.That(ApiDescription.Of(description).Gaps(), Is.Empty, "a stranger could not work with this");
    }

    public async ValueTask DisposeAsync() => await running.DisposeAsync();
}
