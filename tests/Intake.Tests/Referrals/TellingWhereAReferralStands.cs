using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Intake.Referrals;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Intake.Tests.Referrals;

/// <summary>What is heard finds its referral by the case, and the view that people read follows it step by step.</summary>
public sealed class TellingWhereAReferralStands
{
    [Test]
    public async Task The_view_stands_where_the_referral_stands_at_every_step()
    {
        await using var provider = Store();
        var caseId = ReferralIds.CaseOf(Samples.Referral);
        await ExecuteAsync(provider, new ReceiveReferral(Samples.Complete, Samples.Noon), caseId);
        var seen = new List<(ReferralStatus? View, ReferralStatus? State)>();
        foreach (var fact in new ReferralEvent[] { Samples.Covered, Samples.Pended, Samples.Approved, Samples.Ready, Samples.Scheduled, Samples.Missed, Samples.Rebooked, Samples.Attended })
        {
            await HearAsync(provider, caseId, fact);
            seen.Add(await StandsAsync(provider));
        }

        await ExecuteAsync(provider, new ReturnReport("doc-1", "northside", "fax", "ack-1", Samples.Noon.AddDays(15), Samples.Coordinator, Samples.Noon.AddDays(15)), caseId);
        seen.Add(await StandsAsync(provider));
        Assert.Multiple(() =>
        {
            Assert.That(seen.Select(s => s.View), Is.EqualTo(seen.Select(s => s.State)));
            Assert.That(seen.Select(s => s.State), Is.EqualTo(new ReferralStatus?[]
            {
                ReferralStatus.AuthorizationPending, ReferralStatus.AuthorizationPending, ReferralStatus.AuthorizationPending, ReferralStatus.ReadyToSchedule, ReferralStatus.Scheduled, ReferralStatus.NoShow,
                ReferralStatus.Scheduled, ReferralStatus.Attended, ReferralStatus.LoopClosed,
            }));
        });
    }

    [Test]
    public async Task Of_a_case_that_is_not_ours_nothing_is_kept()
    {
        await using var provider = Store();
        await HearAsync(provider, Guid.CreateVersion7(), Samples.Scheduled);
        Assert.That((await provider.GetRequiredService<IEventStore>().ReadLogAsync(LogPosition.Start, 10, CancellationToken.None)).Events, Is.Empty);
    }

    private static ServiceProvider Store()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddInMemoryEventStore("intake").AddAggregate(ReferralAggregate.Value).AddAggregate(HandoffAggregate.Value).AddAggregate(WorkItemAggregate.Value).AddView(new ReferralView());
        services.AddScoped<CareHeard>();
        return services.BuildServiceProvider();
    }

    private static async Task ExecuteAsync(ServiceProvider provider, ReferralCommand command, Guid caseId)
    {
        await using var scope = provider.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = caseId };
        Assert.That(await scope.ServiceProvider.GetRequiredService<Streams<ReferralCommand>>().ExecuteAsync(Samples.Referral, command, CancellationToken.None), Is.InstanceOf<Outcome.Accepted>());
    }

    private static async Task HearAsync(ServiceProvider provider, Guid caseId, ReferralEvent fact)
    {
        await using var scope = provider.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CareHeard>().HearAsync(caseId, fact, CancellationToken.None);
    }

    private static async Task<(ReferralStatus? View, ReferralStatus? State)> StandsAsync(ServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        var (state, _) = await scope.ServiceProvider.GetRequiredService<Streams<ReferralCommand>>().ReadAsync<Referral>(Samples.Referral, CancellationToken.None);
        return ((await provider.GetRequiredService<Views<ReferralDocument>>().FindAsync(Samples.Referral, CancellationToken.None))?.Status, state.Status);
    }
}
