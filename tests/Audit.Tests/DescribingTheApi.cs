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
            "GET /cases/summary → staff",
            "GET /cases/{caseId:guid}/boundaries → staff",
            "GET /cases/{caseId:guid}/status → staff",
            "GET /cases/{caseId:guid}/timeline → staff",
            "GET /compliance/questions/ → compliance",
            "POST /compliance/questions/ → compliance",
            "GET /compliance/questions/{questionId:guid} → compliance",
            "GET /compliance/questions/{questionId:guid}/answer → compliance",
            "PUT /compliance/questions/{questionId:guid}/answer → compliance",
            "PUT /compliance/questions/{questionId:guid}/scope → compliance",
            "GET /events → compliance",
            "GET /map → staff",
            "GET /map.svg → staff",
            "GET /map/definitions/ → staff",
            "GET /map/definitions/{id} → staff",
            "GET /parked/ → operations|staff:integration-on-call",
            "GET /parked/{id:guid} → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/dismissal → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/replay → operations|staff:integration-on-call",
            "GET /partner/v1/cases/ → partner",
            "GET /partner/v1/cases/{trackingId} → partner",
            "DELETE /partner/v1/webhook/ → partner:system/Subscription.cruds",
            "GET /partner/v1/webhook/ → partner:system/Subscription.cruds",
            "PUT /partner/v1/webhook/ → partner:system/Subscription.cruds",
            "GET /partner/v1/webhook/deliveries → partner:system/Subscription.cruds",
            "POST /partner/v1/webhook/deliveries/{id:guid}/redelivery → partner:system/Subscription.cruds",
            "POST /partner/v1/webhook/secret-rotation → partner:system/Subscription.cruds",
            "GET /proof → compliance",
            "GET /teams/{role}/cases → staff",
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
