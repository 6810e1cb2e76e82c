using Healthcare.ServiceDefaults;
using Healthcare.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Healthcare.Scheduling.Tests;

/// <summary>The routes, who may call them, and the description that integrators read.</summary>
public sealed class DescribingTheApi
{
    [Test]
    public async Task Each_route_names_its_policy()
    {
        await using var app = Build();
        Assert.That(RoutePolicies.Of(app).Select(r => r.ToString()).Where(r => !r.Contains("/work-items", StringComparison.Ordinal) && !r.Contains("/handoffs", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "GET /appointments/ → staff",
            "GET /appointments/{appointmentId:guid} → staff",
            "PUT /appointments/{appointmentId:guid}/booking → staff:scheduler|staff:scheduling-lead",
            "GET /health/live → anonymous-health",
            "GET /health/ready → anonymous-health",
            "GET /internal/log-proof → service",
            "GET /openapi/{documentName}.json → operations|staff|partner",
            "GET /parked/ → operations|staff:integration-on-call",
            "GET /parked/{id:guid} → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/dismissal → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/replay → operations|staff:integration-on-call",
            "POST /partner/v1/encounters/ → partner:system/Encounter.c",
        }));
    }

    [Test]
    public async Task The_description_is_the_one_that_is_kept()
    {
        await using var app = Build();
        // The description knows the routes of an application that listens.
        await app.StartAsync(CancellationToken.None);
        GoldenFile.Matches("contracts/openapi/scheduling.v1.json", await OpenApi.DescribeAsync(app.Services, CancellationToken.None));
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.AddServiceDefaults("scheduling");
        builder.AddScheduling();
        // Only what listens is started: no server stands behind this application.
        builder.Services.RemoveAll<IHostedService>();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapScheduling();
        return app;
    }
}
