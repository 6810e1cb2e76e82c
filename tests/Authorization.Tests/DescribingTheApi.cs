using Healthcare.ServiceDefaults;
using Healthcare.Testing;
using Microsoft.AspNetCore.Builder;

namespace Healthcare.Authorization.Tests;

/// <summary>The routes, who may call them, and the description that integrators read.</summary>
public sealed class DescribingTheApi
{
    [Test]
    public async Task Each_route_names_its_policy()
    {
        await using var app = Build();
        var own = RoutePolicies.Of(app).Select(r => r.ToString()).Where(r => !r.Contains("/work-items", StringComparison.Ordinal) && !r.Contains("/handoffs", StringComparison.Ordinal)
            && !r.Contains("/health/", StringComparison.Ordinal) && !r.Contains("/openapi/", StringComparison.Ordinal) && !r.Contains("/internal/", StringComparison.Ordinal));
        const string Acting = "staff:authorization-specialist|staff:authorization-lead";
        const string Reading = $"{Acting}|staff:scheduling-lead|staff:biller|compliance";
        Assert.That(own, Is.EqualTo(new[]
        {
            $"GET /authorizations/ → {Reading}",
            $"GET /authorizations/{{authorizationId:guid}} → {Reading}",
            $"PUT /authorizations/{{authorizationId:guid}}/release → {Acting}",
            $"PUT /authorizations/{{authorizationId:guid}}/submission → {Acting}",
            $"GET /coverage-checks/{{coverageCheckId:guid}} → {Reading}",
            $"PUT /coverage-checks/{{coverageCheckId:guid}}/inquiry → {Acting}",
            "GET /parked/ → operations|staff:integration-on-call",
            "GET /parked/{id:guid} → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/dismissal → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/replay → operations|staff:integration-on-call",
            "POST /partner/v1/payer-notifications → partner:system/ClaimResponse.c",
        }));
    }

    [Test]
    public async Task No_route_is_without_a_policy()
    {
        await using var app = Build();
        Assert.That(RoutePolicies.Of(app).Where(r => r.Policy == RoutePolicy.None), Is.Empty);
    }

    [Test]
    public async Task The_description_is_the_one_that_is_kept()
    {
        await using var app = Build();
        await GoldenFile.MatchesAsync("contracts/openapi/authorization.v1.json", await OpenApi.DescribeAsync(app.Services, CancellationToken.None), CancellationToken.None);
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.AddServiceDefaults(AuthorizationService.Name);
        builder.AddAuthorizationService();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapAuthorizationService();
        return app;
    }
}
