using Healthcare.Testing.Descriptions;

namespace Healthcare.Intake.Tests;

/// <summary>The routes, who may call them, and the description that integrators read.</summary>
public sealed class DescribingTheApi
{
    [Test]
    public async Task Each_route_names_its_policy()
    {
        await using var service = await StartAsync();
        Assert.That(service.Routes, Is.EqualTo(new[]
        {
            "GET /internal/packets/{referralId:guid}/ → service",
            "GET /internal/packets/{referralId:guid}/documents/{documentId:guid} → service",
            "GET /parked/ → operations|staff:integration-on-call",
            "GET /parked/{id:guid} → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/dismissal → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/replay → operations|staff:integration-on-call",
            "POST /partner/v1/referrals/ → partner:system/Bundle.c",
            "GET /partner/v1/referrals/{trackingId} → partner:system/Task.rs",
            "PUT /partner/v1/referrals/{trackingId}/cancellation → partner:system/Bundle.c",
            "POST /partner/v1/referrals/{trackingId}/documents → partner:system/Bundle.c",
            "POST /partner/v1/referrals/{trackingId}/information → partner:system/Bundle.c",
            "PUT /partner/v1/referrals/{trackingId}/withdrawal → partner:system/Bundle.c",
            "GET /partners/ → staff:integration-on-call|staff:intake-coordinator",
            "GET /partners/{partnerId} → staff:integration-on-call|staff:intake-coordinator",
            "PUT /partners/{partnerId} → staff:integration-on-call|staff:intake-coordinator",
            "GET /quarantine/{originalId:guid} → staff:intake-coordinator",
            "GET /referrals/ → staff",
            "GET /referrals/{referralId:guid} → staff",
            "PUT /referrals/{referralId:guid}/cancellation → staff:referral-coordinator|staff:intake-coordinator",
            "PUT /referrals/{referralId:guid}/declination → staff:referral-coordinator|staff:intake-coordinator",
            "PUT /referrals/{referralId:guid}/interim-note → staff:referral-coordinator",
            "PUT /referrals/{referralId:guid}/merge → staff:intake-coordinator|staff:referral-coordinator",
            "GET /referrals/{referralId:guid}/original → staff",
            "PUT /referrals/{referralId:guid}/patient-match → staff:intake-coordinator|staff:referral-coordinator",
            "GET /referrals/{referralId:guid}/provenance → staff",
            "PUT /referrals/{referralId:guid}/reopening → staff:referral-coordinator|staff:intake-coordinator",
            "PUT /referrals/{referralId:guid}/report-return → staff:referral-coordinator",
            "PUT /referrals/{referralId:guid}/split → staff:intake-coordinator|staff:referral-coordinator",
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

    private static Task<DescribedService> StartAsync() => DescribedService.StartAsync("intake", b => b.AddIntake(), a => a.MapIntake(), CancellationToken.None);
}
