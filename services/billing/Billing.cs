using Healthcare.Billing.Charges;
using Healthcare.Billing.Claims;
using Healthcare.Billing.Encounters;
using Healthcare.Contracts.Authorization.V1;
using Healthcare.Contracts.Intake.V1;
using Healthcare.Contracts.Scheduling.V1;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Messaging;
using Healthcare.Messaging.Packets;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Healthcare.X12Exchange;

namespace Healthcare.Billing;

/// <summary>Billing: from an attended visit to a claim that the payer has taken.</summary>
internal static class BillingService
{
    public const string Name = "billing";

    public static void AddBilling(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<BillingOptions>(builder.Configuration.GetSection("Billing"));
        builder.AddEventStore(Name)
            .AddAggregate(EncounterAggregate.Value)
            .AddAggregate(ClaimAggregate.Value)
            .AddControlNumbers(builder.Configuration)
            .AddFileAcknowledgements()
            .AddView(new EncounterView())
            .AddView(new ClaimView())
            .AddAccessRecords()
            .AddHandoffs(BillingHandoffs.Boundaries)
            .AddDeadlineHandler<ClaimCommand>(ClaimAggregate.DeadlinePrefix, (due, now) => new FireClaimDeadline(due.DueAt, now))
            .AddTransmissions(builder.Configuration, typeof(ClaimTransmissions));
        builder.AddOriginals();
        builder.AddMessaging(Name)
            .Publishes(BillingContracts.Of)
            .Consumes<WhenReferralAccepted, ReferralAccepted>()
            .Consumes<WhenAuthorizationApproved, AuthorizationApproved>()
            .Consumes<WhenVisitAttended, VisitAttended>();
        builder.AddServiceClient<IntakePackets>("intake");
        builder.Services
            .AddSingleton<ChargeMaster>()
            .AddSingleton<FilingLimits>()
            .AddSingleton<ClaimFiles>()
            .AddScoped<ClaimPreparation>()
            .AddScoped<EncounterWork>()
            .AddScoped<ClosingEncounters>()
            .AddScoped<ReceiveAcknowledgementEndpoint.Answers>()
            .AddScoped<ReceiveAcknowledgementEndpoint.Acknowledgements>();
    }

    public static void MapBilling(this WebApplication app)
    {
        var encounters = app.MapGroup("/encounters").WithTags("encounters");
        ReadEncountersEndpoints.Map(encounters);
        CompleteCodingEndpoint.Map(encounters);
        CorrectChargesEndpoint.Map(encounters);

        var claims = app.MapGroup("/claims").WithTags("claims");
        ReadClaimsEndpoints.Map(claims);
        ResubmitClaimEndpoint.Map(claims);
        ReceiveAcknowledgementEndpoint.Map(app);
        app.MapHandoffs();
    }
}
