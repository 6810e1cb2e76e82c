using Healthcare.Testing.Descriptions;

namespace Healthcare.Audit.Tests;

/// <summary>The routes, who may call them, and the description that integrators read.</summary>
public sealed class DescribingTheApi
{
    [Test]
    public async Task Each_route_names_its_policy()
    {
        await using var service = await StartAsync();
        Assert.That(service.Routes, Is.EqualTo(new[]
        {
            "GET /cases/ → staff",
            "GET /cases/{caseId:guid}/status → staff",
            "GET /cases/{caseId:guid}/timeline → staff",
            "GET /events → compliance",
            "GET /parked/ → operations|staff:integration-on-call",
            "GET /parked/{id:guid} → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/dismissal → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/replay → operations|staff:integration-on-call",
            "GET /partner/v1/cases/{trackingId} → partner",
            "GET /proof → compliance",
        }));
    }

    [Test]
    public async Task No_route_is_without_a_policy()
    {
        await using var service = await StartAsync();
        Assert.That(service.RoutesWithoutPolicy, Is.Empty);
    }

    [Test]
    public async Task The_description_is_the_one_that_is_kept()
    {
        await using var service = await StartAsync();
        await service.IsDescribedAsync(CancellationToken.None);
    }

    private static Task<DescribedService> StartAsync() => DescribedService.StartAsync("audit", b => b.AddAudit(), a => a.MapAudit(), CancellationToken.None);
}
