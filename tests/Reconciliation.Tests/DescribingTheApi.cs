using Healthcare.ServiceDefaults;
using Healthcare.Testing;
using Microsoft.AspNetCore.Builder;

namespace Healthcare.Reconciliation.Tests;

/// <summary>The routes, who may call them, and the description that integrators read.</summary>
public sealed class DescribingTheApi
{
    private const string Readers = "staff:cash-posting|staff:payment-variance-analyst|staff:gl-accountant|staff:finance-supervisor|staff:controller|staff:biller|staff:claims-operations|compliance";

    [Test]
    public async Task Each_route_names_its_policy()
    {
        await using var app = Build();
        var routes = RoutePolicies.Of(app).Select(r => r.ToString()).Where(r => !r.Contains("/work-items", StringComparison.Ordinal) && !r.Contains("/handoffs", StringComparison.Ordinal));
        Assert.That(routes, Is.EqualTo(new[]
        {
            $"GET /claim-accounts → {Readers}",
            $"GET /deposits/{{depositId:guid}} → {Readers}",
            "GET /health/live → anonymous-health",
            "GET /health/ready → anonymous-health",
            "GET /internal/log-proof → service",
            $"GET /journals/{{journalId:guid}} → {Readers}",
            "PUT /journals/{journalId:guid}/submission → staff:gl-accountant|staff:controller",
            "GET /openapi/{documentName}.json → operations|staff|partner",
            "GET /parked/ → operations|staff:integration-on-call",
            "GET /parked/{id:guid} → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/dismissal → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/replay → operations|staff:integration-on-call",
            "POST /partner/v1/deposits → partner:system/Deposit.c",
            "POST /partner/v1/remittances → partner:system/X12.c",
            $"GET /remittances/ → {Readers}",
            $"GET /remittances/{{remittanceId:guid}} → {Readers}",
            "PUT /remittances/{remittanceId:guid}/release → staff:payment-variance-analyst|staff:finance-supervisor",
        }));
    }

    [Test]
    public async Task The_description_is_the_one_that_is_kept()
    {
        await using var app = Build();
        GoldenFile.Matches("contracts/openapi/reconciliation.v1.json", await OpenApi.DescribeAsync(app.Services, CancellationToken.None));
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.AddServiceDefaults(ReconciliationService.Name);
        builder.AddReconciliation();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapReconciliation();
        return app;
    }
}
