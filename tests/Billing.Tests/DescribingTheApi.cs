using System.Text;
using Healthcare.Billing.Claims;
using Healthcare.X12;
using Healthcare.Testing.Descriptions;

namespace Healthcare.Billing.Tests;

/// <summary>The routes, who may call them, and the description that integrators read.</summary>
public sealed class DescribingTheApi() : DescribingAService(BillingService.Name, b => b.AddBilling(), a => a.MapBilling())
{
    [Test]
    public void Each_route_names_its_policy()
    {
        const string Billing = "staff:biller|staff:billing-lead";
        const string Documenting = "staff:clinical-documentation|staff:clinician";
        const string Approving = "staff:billing-lead|staff:department-manager|staff:operations-director";
        const string Appealing = "staff:physician-advisor|staff:appeals-nurse|staff:billing-lead";
        const string Classifying = "staff:denials-triage-lead|staff:billing-lead|staff:department-manager";
        var reading = BillingRoles.Readers;
        Assert.That(Service.Routes, Is.EqualTo(new[]
        {
            $"GET /claims/ → {reading}",
            $"GET /claims/{{claimId:guid}} → {reading}",
            $"PUT /claims/{{claimId:guid}}/correction → {Billing}",
            $"PUT /claims/{{claimId:guid}}/documents → {Documenting}",
            $"GET /claims/{{claimId:guid}}/filing-proof → {reading}",
            "PUT /claims/{claimId:guid}/other-coverage → staff:cob-specialist|staff:biller|staff:claims-operations|staff:billing-lead",
            $"PUT /claims/{{claimId:guid}}/submission → {Billing}|staff:claims-operations|staff:integration-on-call",
            $"PUT /claims/{{claimId:guid}}/void → {Billing}",
            $"GET /denial-rules/ → {reading}",
            $"POST /denial-rules/dry-run → {Classifying}",
            $"PUT /denial-rules/proposals/{{proposalId:guid}} → {Classifying}",
            $"PUT /denial-rules/proposals/{{proposalId:guid}}/approval → {Classifying}",
            $"GET /denials/ → {reading}",
            $"GET /denials/{{denialId:guid}} → {reading}",
            $"PUT /denials/{{denialId:guid}}/appeal → {Appealing}",
            "PUT /denials/{denialId:guid}/coding-review → staff:coder|staff:coding-specialist",
            $"PUT /denials/{{denialId:guid}}/documents → {Documenting}",
            $"PUT /denials/{{denialId:guid}}/proof → {Appealing}",
            $"PUT /denials/{{denialId:guid}}/resolution → {BillingRoles.Resolvers}",
            $"PUT /denials/{{denialId:guid}}/write-off → {BillingRoles.Proposers}",
            $"PUT /denials/{{denialId:guid}}/write-off/approval → {Approving}",
            $"PUT /denials/{{denialId:guid}}/write-off/refusal → {Approving}",
            $"GET /encounters/ → {reading}",
            $"GET /encounters/{{encounterId:guid}} → {reading}",
            $"PUT /encounters/{{encounterId:guid}}/charges → {Billing}",
            "PUT /encounters/{encounterId:guid}/coding → staff:coder",
            "GET /parked/ → operations|staff:integration-on-call",
            "GET /parked/{id:guid} → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/dismissal → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/replay → operations|staff:integration-on-call",
            "POST /partner/v1/acknowledgements → partner:system/X12.c",
            "POST /partner/v1/charges → partner:system/Encounter.c",
            $"GET /readiness → {reading}",
        }));
    }

    [Test]
    public void The_acknowledgement_that_the_description_shows_is_one()
    {
        var findings = new X12Findings();
        var read = AcknowledgementReading.Read(Encoding.ASCII.GetBytes(ApiDescription.Kept("billing").ExampleOf("sendAcknowledgement")), findings);
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(read, Has.Count.EqualTo(1));
    }
}
