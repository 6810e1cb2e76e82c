using Healthcare.Billing.Charges;
using Healthcare.Billing.Claims;
using Healthcare.Billing.Denials;
using Healthcare.Billing.Edits;
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
            .AddAggregate(ClaimBatchAggregate.Value)
            .AddAggregate(DenialAggregate.Value)
            .AddAggregate(RuleBookAggregate.Value)
            .AddControlNumbers(builder.Configuration)
            .AddFileAcknowledgements()
            .AddView(new EncounterView())
            .AddView(new ClaimView())
            .AddView(new DenialView())
            .AddAccessRecords()
            .AddHandoffs(BillingHandoffs.Boundaries)
            .AddDeadlineHandler<ClaimCommand>(ClaimAggregate.DeadlinePrefix, (due, now) => new FireClaimDeadline(due.Name, due.DueAt, now))
            .AddDeadlineHandler<DenialCommand>(DenialAggregate.DeadlinePrefix, (due, now) => new FireDenialDeadline(due.DueAt, now))
            .AddTransmissions(builder.Configuration, typeof(ClaimTransmissions), typeof(StatusTransmissions));
        builder.AddOriginals();
        builder.AddMessaging(Name)
            .Publishes(BillingContracts.Of)
            .Consumes<WhenReferralAccepted, ReferralAccepted>()
            .Consumes<WhenAuthorizationApproved, AuthorizationApproved>()
            .Consumes<WhenAuthorizationNotRequired, AuthorizationNotRequired>()
            .Consumes<WhenAuthorizationEnded, AuthorizationEnded>()
            .Consumes<WhenAppointmentBooked, AppointmentBooked>()
            .Consumes<WhenCareProceeded, CareProceeded>()
            .Consumes<WhenVisitAttended, VisitAttended>()
            .Consumes<WhenClaimAdjudicated, Contracts.Reconciliation.V1.ClaimAdjudicated>()
            .Consumes<WhenSecondaryDue, Contracts.Reconciliation.V1.SecondaryDue>();
        builder.AddServiceClient<IntakePackets>("intake");
        builder.Services
            .AddSingleton<ChargeMaster>()
            .AddSingleton<ClaimFiles>()
            .AddSingleton<ClaimEdits>()
            .AddSingleton<StatusQuestions>()
            .AddHostedService<ClaimDispatch>()
            .AddScoped<ClaimPreparation>()
            .AddScoped<CorrectClaimEndpoint.ClaimReplacement>()
            .AddScoped<DenialWork>()
            .AddScoped<IncomingCharges>()
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
        CorrectClaimEndpoint.Map(claims);
        NoteOtherCoverageEndpoint.Map(claims);
        FilingProofEndpoint.Map(claims);

        var denials = app.MapGroup("/denials").WithTags("denials");
        ReadDenialsEndpoints.Map(denials);
        SupplyDocumentsEndpoint.Map(denials, claims);
        ReviewCodingEndpoint.Map(denials);
        FileAppealEndpoint.Map(denials);
        ResolveDenialEndpoint.Map(denials);
        WriteOffEndpoints.Map(denials);
        DenialRuleEndpoints.Map(app.MapGroup("/denial-rules").WithTags("denials"));
        ReceiveAcknowledgementEndpoint.Map(app);
        ReceiveChargesEndpoint.Map(app);
        ReadinessEndpoint.Map(app);
        app.MapHandoffs();
    }
}
