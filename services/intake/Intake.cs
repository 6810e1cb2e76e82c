using Healthcare.Contracts.Authorization.V1;
using Healthcare.Contracts.Scheduling.V1;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Intake.Channels;
using Healthcare.Intake.Partners;
using Healthcare.Intake.Referrals;
using Healthcare.Intake.Requirements;
using Healthcare.Messaging;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Healthcare.Intake;

/// <summary>Intake: takes referrals from partners, sees that they are complete, begins the case, and keeps where it stands until the referrer has its report.</summary>
internal static class IntakeService
{
    public static void AddIntake(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("intake")
            .AddAggregate(ReferralAggregate.Value)
            .AddAggregate(PartnerAggregate.Value)
            .AddView(new ReferralView())
            .AddView(new PartnerView())
            .AddAccessRecords()
            .AddHandoffs(ReferralHandoffs.Boundaries)
            .AddDeadlineHandler<ReferralCommand>(ReferralDeadlines.Prefix, (due, now) => new FireReferralDeadline(due.DueAt, EventCodec.Microseconds(now)));
        builder.AddOriginals();
        builder.AddMessaging("intake").Publishes(ReferralContracts.Of)
            .Consumes<WhenCoverageConfirmed, CoverageConfirmed>()
            .Consumes<WhenCoverageNotConfirmed, CoverageNotConfirmed>()
            .Consumes<WhenAuthorizationNotRequired, AuthorizationNotRequired>()
            .Consumes<WhenAuthorizationPended, AuthorizationPended>()
            .Consumes<WhenAuthorizationApproved, AuthorizationApproved>()
            .Consumes<WhenAuthorizationDenied, AuthorizationDenied>()
            .Consumes<WhenAuthorizationEnded, AuthorizationEnded>()
            .Consumes<WhenSchedulingReleased, SchedulingReleased>()
            .Consumes<WhenAppointmentBooked, AppointmentBooked>()
            .Consumes<WhenVisitMissed, Contracts.Scheduling.V1.VisitMissed>()
            .Consumes<WhenVisitCancelled, Contracts.Scheduling.V1.VisitCancelled>()
            .Consumes<WhenVisitAttended, Contracts.Scheduling.V1.VisitAttended>();
        builder.Services.Configure<DuplicateOptions>(builder.Configuration.GetSection("Duplicates"));
        builder.Services.Configure<MllpOptions>(builder.Configuration.GetSection("Mllp"));
        builder.Services
            .AddSingleton(RequiredSets.Built)
            .AddSingleton(services => Payers.From(services.GetRequiredService<IConfiguration>()))
            .AddSingleton<ReferralSheetReader>()
            .AddSingleton<Hl7ReferralReader>()
            .AddSingleton<PortalReferralReader>()
            .AddSingleton<ReferralReading>()
            .AddSingleton<ReferralContents>()
            .AddSingleton<PartnerRegistry>()
            .AddSingleton<PartnersReferrals>()
            .AddScoped<IncomingReferrals>()
            .AddScoped<ReferralAmendments>()
            .AddScoped<CareHeard>()
            .AddScoped<Hl7Exchange>()
            .AddHostedService<PartnerSeeding>()
            .AddSingleton(services => services.GetRequiredService<IOptions<MllpOptions>>().Value)
            .AddHostedService<MllpReferrals>();
    }

    public static void MapIntake(this WebApplication app)
    {
        var fromPartners = app.MapGroup("/partner/v1/referrals").SpeakingFhir().WithTags("partner referrals");
        ReceiveReferralEndpoint.Map(fromPartners);
        FollowReferralEndpoint.Map(fromPartners);
        SendDocumentEndpoint.Map(fromPartners);
        SendInformationEndpoint.Map(fromPartners);
        WithdrawReferralEndpoint.Map(fromPartners);
        RequestCancellationEndpoint.Map(fromPartners);

        var referrals = app.MapGroup("/referrals").WithTags("referrals");
        ListReferralsEndpoint.Map(referrals);
        ReadReferralEndpoint.Map(referrals);
        ReadProvenanceEndpoint.Map(referrals);
        DeclineReferralEndpoint.Map(referrals);
        ConfirmPatientMatchEndpoint.Map(referrals);
        DecideCancellationEndpoint.Map(referrals);
        MergeReferralEndpoint.Map(referrals);
        SplitReferralEndpoint.Map(referrals);
        ReopenReferralEndpoint.Map(referrals);
        NoteInterimEndpoint.Map(referrals);
        ReturnReportEndpoint.Map(referrals);
        ReadPacketEndpoint.Map(app);
        ReadQuarantinedEndpoint.Map(app);

        var partners = app.MapGroup("/partners").WithTags("partners");
        ReadPartnerEndpoint.Map(partners);
        RegisterPartnerEndpoint.Map(partners);
        app.MapHandoffs();
    }
}
