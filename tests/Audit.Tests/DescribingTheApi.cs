using Healthcare.Testing.Descriptions;

namespace Healthcare.Audit.Tests;

/// <summary>The routes, who may call them, and the description that integrators read.</summary>
public sealed class DescribingTheApi() : DescribingAService("audit", b => b.AddAudit(), a => a.MapAudit())
{
    [Test]
    public void Each_route_names_its_policy()
    {
        Assert.That(Service.Routes, Is.EqualTo(new[]
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
            "GET /compliance/questions/{questionId:guid}/extension → compliance",
            "PUT /compliance/questions/{questionId:guid}/extension → compliance",
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
}
