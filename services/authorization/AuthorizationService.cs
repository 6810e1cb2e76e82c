using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.Packets;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Contracts.Intake.V1;
using Healthcare.Contracts.Scheduling.V1;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Messaging;
using Healthcare.Messaging.Packets;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;

namespace Healthcare.Authorization;

/// <summary>Coverage and authorization: from an accepted referral to the payer's word on every item.</summary>
public static class AuthorizationService
{
    public const string Name = "authorization";

    public static WebApplicationBuilder AddAuthorizationService(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<AuthorizationOptions>(builder.Configuration.GetSection("Authorization"));
        builder.AddOriginals();
        builder.AddEventStore(Name)
            .AddAggregate(CoverageCheckAggregate.Value)
            .AddAggregate(PriorAuthorizationAggregate.Value)
            .AddView(new CoverageCheckView())
            .AddView(new AuthorizationView())
            .AddAccessRecords()
            .AddHandoffs(AuthorizationHandoffs.Boundaries)
            .AddDeadlineHandler<CoverageCheckCommand>(CoverageCheckAggregate.DeadlinePrefix, (due, now) => new FireCoverageDeadline(due.Name, due.DueAt, now))
            .AddDeadlineHandler<PriorAuthorizationCommand>(PriorAuthorizationAggregate.DeadlinePrefix, (due, now) => new FireDecisionDeadline(due.Name, due.DueAt, now))
            .AddTransmissions(builder.Configuration, typeof(EligibilityAnswers), typeof(PasSubmissions));
        builder.AddMessaging(Name)
            .Publishes(AuthorizationContracts.Of)
            .Consumes<WhenReferralAccepted, ReferralAccepted>()
            .Consumes<WhenSchedulingReleased, SchedulingReleased>();
        builder.AddServiceClient<IntakePackets>("intake");
        builder.Services.AddScoped<PackageAssembly>();
        builder.Services.AddScoped<AuthorizationPackets>();
        builder.Services.AddScoped<EligibilityInquiries>();
        return builder;
    }

    public static WebApplication MapAuthorizationService(this WebApplication app)
    {
        ReceivePayerNotification.Map(app);
        CoverageCheckEndpoints.Map(app);
        AuthorizationEndpoints.Map(app);
        app.MapHandoffs();
        return app;
    }
}
