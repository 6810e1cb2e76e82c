using Healthcare.ServiceDefaults;
using Healthcare.Testing;
using Microsoft.AspNetCore.Builder;

namespace Healthcare.Billing.Tests;

/// <summary>The routes, who may call them, and the description that integrators read.</summary>
public sealed class DescribingTheApi
{
    [Test]
    public async Task Each_route_names_its_policy()
    {
        await using var app = Build();
        var own = RoutePolicies.Of(app).Select(r => r.ToString()).Where(r => !r.Contains("/work-items", StringComparison.Ordinal) && !r.Contains("/handoffs", StringComparison.Ordinal)
            && !r.Contains("/health/", StringComparison.Ordinal) && !r.Contains("/openapi/", StringComparison.Ordinal) && !r.Contains("/internal/", StringComparison.Ordinal));
        const string Billing = "staff:biller|staff:billing-lead";
        const string Reading = $"staff:coder|{Billing}|staff:claims-operations|staff:integration-on-call|staff:payment-variance-analyst|staff:authorization-specialist|compliance";
        Assert.That(own, Is.EqualTo(new[]
        {
            $"GET /claims/ → {Reading}",
            $"GET /claims/{{claimId:guid}} → {Reading}",
            $"PUT /claims/{{claimId:guid}}/submission → {Billing}|staff:claims-operations|staff:integration-on-call",
            $"GET /encounters/ → {Reading}",
            $"GET /encounters/{{encounterId:guid}} → {Reading}",
            $"PUT /encounters/{{encounterId:guid}}/charges → {Billing}",
            "PUT /encounters/{encounterId:guid}/coding → staff:coder",
            "GET /parked/ → operations|staff:integration-on-call",
            "GET /parked/{id:guid} → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/dismissal → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/replay → operations|staff:integration-on-call",
            "POST /partner/v1/acknowledgements → partner:system/X12.c",
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
        GoldenFile.Matches("contracts/openapi/billing.v1.json", await OpenApi.DescribeAsync(app.Services, CancellationToken.None));
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.AddServiceDefaults(BillingService.Name);
        builder.AddBilling();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapBilling();
        return app;
    }
}
