using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.Packets;
using Healthcare.Authorization.Payers;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Units;
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
            .AddAggregate(UnitsAggregate.Value)
            .AddView(new CoverageCheckView())
            .AddView(new AuthorizationView())
            .AddView(new UnitsView())
            .AddAccessRecords()
            .AddHandoffs(AuthorizationHandoffs.Boundaries)
            .AddDeadlineHandler<CoverageCheckCommand>(CoverageCheckAggregate.DeadlinePrefix, (due, now) => new FireCoverageDeadline(due.Name, due.DueAt, now))
            .AddDeadlineHandler<PriorAuthorizationCommand>(PriorAuthorizationAggregate.DeadlinePrefix, (due, now) => new FireDecisionDeadline(due.Name, due.DueAt, now))
            .AddTransmissions(builder.Configuration, typeof(X12EligibilityAnswers), typeof(FhirEligibilityAnswers), typeof(PasSubmissions), typeof(PasInquiries), typeof(X12ReviewAnswers));
        builder.AddMessaging(Name)
            .Publishes(AuthorizationContracts.Of)
            .Consumes<WhenReferralAccepted, ReferralAccepted>()
            .Consumes<WhenReferralEnded, ReferralEnded>()
            .Consumes<WhenSchedulingReleased, SchedulingReleased>()
            .Consumes<WhenAppointmentHeld, AppointmentHeld>()
            .Consumes<WhenAppointmentBooked, AppointmentBooked>()
            .Consumes<WhenVisitAttended, VisitAttended>()
            .Consumes<WhenVisitMissed, VisitMissed>()
            .Consumes<WhenVisitCancelled, VisitCancelled>()
            .Consumes<WhenCareProceeded, CareProceeded>()
            .Consumes<WhenProcedureChanged, ProcedureChanged>();
        builder.AddServiceClient<IntakePackets>("intake");
        builder.Services.AddAuthorizationParts();
        return builder;
    }

    /// <summary>What decides nothing itself: who writes, reads and finds.</summary>
    internal static IServiceCollection AddAuthorizationParts(this IServiceCollection services) => services
        .AddSingleton<PayerDirectory>()
        .AddSingleton<FhirParties>()
        .AddSingleton<PasTransport>()
        .AddSingleton<IAuthorizationTransport>(s => s.GetRequiredService<PasTransport>())
        .AddSingleton<IAuthorizationTransport, X12Transport>()
        .AddScoped<PackageAssembly>()
        .AddScoped<AuthorizationPackets>()
        .AddScoped<EligibilityInquiries>()
        .AddScoped<CoverageAnswers>()
        .AddScoped<CaseAuthorizations>()
        .AddScoped<VisitUnits>()
        .AddScoped<Preparing>()
        .AddScoped<ByHand>();

    public static WebApplication MapAuthorizationService(this WebApplication app)
    {
        ReceivePayerNotification.Map(app);
        CoverageCheckEndpoints.Map(app);
        AuthorizationEndpoints.Map(app);
        app.MapHandoffs();
        return app;
    }
}
