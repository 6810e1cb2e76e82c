using System.Text;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Fhir;
using Healthcare.Testing.Descriptions;

namespace Healthcare.Authorization.Tests;

/// <summary>The routes, who may call them, and the description that integrators read.</summary>
public sealed class DescribingTheApi() : DescribingAService(AuthorizationService.Name, b => b.AddAuthorizationService(), a => a.MapAuthorizationService())
{
    [Test]
    public void Each_route_names_its_policy()
    {
        const string Acting = "staff:authorization-specialist|staff:authorization-lead";
        const string Reading = $"{Acting}|staff:scheduling-lead|staff:financial-clearance|staff:ordering-provider-delegate|staff:physician-advisor|staff:biller|compliance";
        const string Clearing = $"{Acting}|staff:financial-clearance|staff:front-desk";
        Assert.That(Service.Routes, Is.EqualTo(new[]
        {
            $"GET /authorizations/ → {Reading}",
            $"GET /authorizations/{{authorizationId:guid}} → {Reading}",
            $"PUT /authorizations/{{authorizationId:guid}}/decision → {Acting}",
            "PUT /authorizations/{authorizationId:guid}/denial-route → staff:authorization-lead|staff:physician-advisor",
            $"POST /authorizations/{{authorizationId:guid}}/documents → {Acting}|staff:ordering-provider-delegate",
            $"PUT /authorizations/{{authorizationId:guid}}/documents-waiver → {Acting}",
            $"POST /authorizations/{{authorizationId:guid}}/inquiry → {Acting}",
            $"PUT /authorizations/{{authorizationId:guid}}/manual-submission → {Acting}",
            $"PUT /authorizations/{{authorizationId:guid}}/release → {Acting}",
            $"POST /authorizations/{{authorizationId:guid}}/requests → {Acting}",
            $"PUT /authorizations/{{authorizationId:guid}}/requirement → {Acting}",
            $"PUT /authorizations/{{authorizationId:guid}}/submission → {Acting}",
            $"GET /authorizations/{{authorizationId:guid}}/units → {Reading}",
            $"PUT /authorizations/{{authorizationId:guid}}/update → {Acting}",
            "PUT /authorizations/{authorizationId:guid}/voiding → staff:authorization-lead",
            $"GET /coverage-checks/{{coverageCheckId:guid}} → {Reading}",
            $"PUT /coverage-checks/{{coverageCheckId:guid}}/inquiry → {Clearing}",
            $"PUT /coverage-checks/{{coverageCheckId:guid}}/result → {Clearing}",
            "GET /parked/ → operations|staff:integration-on-call",
            "GET /parked/{id:guid} → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/dismissal → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/replay → operations|staff:integration-on-call",
            "POST /partner/v1/payer-notifications → partner:system/ClaimResponse.c",
        }));
    }

    [Test]
    public void The_notification_that_the_description_shows_is_a_payers_decision()
    {
        var read = PasNotification.Read(Encoding.UTF8.GetBytes(ApiDescription.Kept("authorization").ExampleOf("notifyAuthorization")));
        Assert.That(read.Issues.Where(i => i.IsError), Is.Empty);
        Assert.That(PayerAnswers.AuthorizationOf(read.Value?.Response?.TraceNumber), Is.Not.Null);
    }
}
