using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Intake.Partners;
using Healthcare.Intake.Referrals;
using Healthcare.Intake.Requirements;
using Healthcare.Messaging;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;

namespace Healthcare.Intake;

/// <summary>Intake: takes referrals from partners, sees that they are complete, and begins the case.</summary>
internal static class IntakeService
{
    public static void AddIntake(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("intake")
            .AddAggregate(ReferralAggregate.Value)
            .AddView(new ReferralView())
            .AddAccessRecords()
            .AddHandoffs(ReferralHandoffs.Boundaries);
        builder.AddOriginals();
        builder.AddMessaging("intake").Publishes(ReferralContracts.Of);
        builder.Services
            .AddSingleton(RequiredSets.Built)
            .AddSingleton(services => Payers.From(services.GetRequiredService<IConfiguration>()))
            .AddSingleton<ReferralSheetReader>()
            .AddScoped<IncomingReferrals>();
    }

    public static void MapIntake(this WebApplication app)
    {
        var fromPartners = app.MapGroup("/partner/v1/referrals").SpeakingFhir().WithTags("partner referrals");
        ReceiveReferralEndpoint.Map(fromPartners);
        FollowReferralEndpoint.Map(fromPartners);

        var referrals = app.MapGroup("/referrals").WithTags("referrals");
        ListReferralsEndpoint.Map(referrals);
        ReadReferralEndpoint.Map(referrals);
        DeclineReferralEndpoint.Map(referrals);
        ReadPacketEndpoint.Map(app);
        app.MapHandoffs();
    }
}
