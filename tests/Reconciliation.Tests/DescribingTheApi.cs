using Healthcare.Testing.Descriptions;

namespace Healthcare.Reconciliation.Tests;

/// <summary>The routes, who may call them, and the description that integrators read.</summary>
public sealed class DescribingTheApi
{
    private const string Readers = "staff:cash-posting|staff:payment-variance-analyst|staff:gl-accountant|staff:finance-supervisor|staff:controller|staff:credit-balance-specialist|staff:biller|staff:claims-operations|compliance";

    [Test]
    public async Task Each_route_names_its_policy()
    {
        await using var service = await StartAsync();
        Assert.That(service.Routes, Is.EqualTo(new[]
        {
            $"GET /claim-accounts → {Readers}",
            "PUT /claim-accounts/{accountId:guid}/next-payer → staff:cob-specialist|staff:biller|staff:claims-operations",
            $"GET /credit-balances/ → {Readers}",
            $"GET /credit-balances/{{creditBalanceId:guid}} → {Readers}",
            "PUT /credit-balances/{creditBalanceId:guid}/conclusion → staff:credit-balance-specialist|staff:finance-supervisor",
            "PUT /credit-balances/{creditBalanceId:guid}/dismissal → staff:credit-balance-specialist|staff:finance-supervisor",
            "PUT /credit-balances/{creditBalanceId:guid}/identification → staff:credit-balance-specialist|staff:finance-supervisor",
            "PUT /credit-balances/{creditBalanceId:guid}/investigation → staff:credit-balance-specialist|staff:finance-supervisor",
            "PUT /credit-balances/{creditBalanceId:guid}/refund → staff:credit-balance-specialist|staff:finance-supervisor",
            $"GET /deposits/ → {Readers}",
            $"GET /deposits/{{depositId:guid}} → {Readers}",
            $"GET /disputes/ → {Readers}",
            "POST /disputes/ → staff:payment-variance-analyst|staff:finance-supervisor",
            $"GET /disputes/{{disputeId:guid}} → {Readers}",
            "PUT /disputes/{disputeId:guid}/escalation → staff:payment-variance-analyst|staff:finance-supervisor",
            "PUT /disputes/{disputeId:guid}/evidence → staff:payment-variance-analyst|staff:finance-supervisor",
            "PUT /disputes/{disputeId:guid}/filing → staff:payment-variance-analyst|staff:finance-supervisor",
            "PUT /disputes/{disputeId:guid}/outcome → staff:payment-variance-analyst|staff:finance-supervisor",
            $"GET /forward-balances → {Readers}",
            $"GET /journals/{{journalId:guid}} → {Readers}",
            "PUT /journals/{journalId:guid}/submission → staff:gl-accountant|staff:controller",
            "GET /parked/ → operations|staff:integration-on-call",
            "GET /parked/{id:guid} → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/dismissal → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/replay → operations|staff:integration-on-call",
            "POST /partner/v1/deposits → partner:system/Deposit.c",
            "POST /partner/v1/remittances → partner:system/X12.c",
            $"GET /provider-adjustments/ → {Readers}",
            $"GET /provider-adjustments/{{adjustmentId:guid}} → {Readers}",
            "PUT /provider-adjustments/{adjustmentId:guid}/decision → staff:credit-balance-specialist|staff:payment-variance-analyst",
            $"GET /reassociations/ → {Readers}",
            "POST /reassociations/ → staff:cash-posting|staff:finance-supervisor",
            $"GET /reassociations/{{reassociationId:guid}} → {Readers}",
            "PUT /reassociations/{reassociationId:guid}/confirmation → staff:cash-posting|staff:finance-supervisor",
            "PUT /reassociations/{reassociationId:guid}/rejection → staff:cash-posting|staff:finance-supervisor",
            "PUT /reassociations/{reassociationId:guid}/undoing → staff:cash-posting|staff:finance-supervisor",
            "POST /remittances → staff:cash-posting",
            $"GET /remittances/ → {Readers}",
            $"GET /remittances/{{remittanceId:guid}} → {Readers}",
            "PUT /remittances/{remittanceId:guid}/release → staff:payment-variance-analyst|staff:finance-supervisor",
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

    private static Task<DescribedService> StartAsync() => DescribedService.StartAsync(ReconciliationService.Name, b => b.AddReconciliation(), a => a.MapReconciliation(), CancellationToken.None);
}
