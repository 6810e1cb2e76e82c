using Healthcare.Contracts.Authorization.V1;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Messaging;
using Healthcare.Originals;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Calendars;
using Healthcare.Scheduling.Ehr;
using Healthcare.Scheduling.Journeys;
using Healthcare.ServiceDefaults;

namespace Healthcare.Scheduling;

/// <summary>Scheduling: follows a case's way to its procedure, holds times, tells the EHR, and hears from it what became of them.</summary>
internal static class SchedulingService
{
    public static void AddScheduling(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("scheduling")
            .AddAggregate(AppointmentAggregate.Value)
            .AddAggregate(CalendarAggregate.Value)
            .AddAggregate(JourneyAggregate.Value)
            .AddView(new AppointmentView())
            .AddView(new CalendarView())
            .AddView(new JourneyView())
            .AddAccessRecords()
            .AddHandoffs(JourneyHandoffs.Boundaries)
            .AddDeadlineHandler<AppointmentCommand>(AppointmentAggregate.Deadline, (due, now) => new ExpireHold(due.DueAt, EventCodec.Microseconds(now)))
            .AddDeadlineHandler<JourneyCommand>(JourneyAggregate.Deadline, (due, now) => new ExpireJourney(due.Name, due.DueAt, EventCodec.Microseconds(now)))
            .AddTransmissions(builder.Configuration, typeof(EhrAppointments), typeof(EhrNotices));
        builder.AddOriginals();
        builder.AddMessaging("scheduling")
            .Publishes(AppointmentContracts.Released)
            .Publishes(AppointmentContracts.Held)
            .Publishes(AppointmentContracts.Booked)
            .Publishes(AppointmentContracts.Proceeded)
            .Publishes(AppointmentContracts.Missed)
            .Publishes(AppointmentContracts.Cancelled)
            .Publishes(AppointmentContracts.Attended)
            .Publishes(JourneyContracts.Changed)
            .Consumes<WhenReferralAccepted, ReferralAccepted>()
            .Consumes<WhenReferralEnded, ReferralEnded>()
            .Consumes<WhenCoverageConfirmed, CoverageConfirmed>()
            .Consumes<WhenCoverageNotConfirmed, CoverageNotConfirmed>()
            .Consumes<WhenAuthorizationRequirementFound, AuthorizationRequirementFound>()
            .Consumes<WhenAuthorizationPended, AuthorizationPended>()
            .Consumes<WhenAuthorizationDenied, AuthorizationDenied>()
            .Consumes<WhenAuthorizationApproved, AuthorizationApproved>()
            .Consumes<WhenAuthorizationNotRequired, AuthorizationNotRequired>()
            .Consumes<WhenAuthorizationEnded, AuthorizationEnded>();
        builder.Services.Configure<EhrOptions>(builder.Configuration.GetSection("Ehr"));
        builder.Services.AddSingleton<EhrMessages>().AddSingleton<IPartnerTransport, MllpTransport>();
        builder.Services.AddScoped<Cases>().AddScoped<Desk>().AddScoped<JourneyDesk>().AddScoped<IncomingVisits>().AddScoped<IncomingEncounters>().AddScoped<IncomingNotices>();
    }

    public static void MapScheduling(this WebApplication app)
    {
        var appointments = app.MapGroup("/appointments").WithTags("appointments");
        ListAppointmentsEndpoint.Map(appointments);
        ReadAppointmentEndpoint.Map(appointments);
        HoldAppointmentEndpoint.Map(appointments);
        BookAppointmentEndpoint.Map(appointments);
        ProceedWithCareEndpoint.Map(appointments);
        MissVisitEndpoint.Map(appointments);
        CancelVisitEndpoint.Map(appointments);
        var journeys = app.MapGroup("/journeys").WithTags("journeys");
        ReadJourneyEndpoint.Map(journeys);
        ChangeProcedureEndpoint.Map(journeys);
        IssueEstimateEndpoint.Map(journeys);
        WorkOnStageEndpoints.Map(journeys.MapGroup("/{caseId:guid}/stages"));
        var calendars = app.MapGroup("/calendars").WithTags("calendars");
        ReadCalendarEndpoint.Map(calendars);
        PlanDayEndpoint.Map(calendars);
        ReceiveEncounterEndpoint.Map(app.MapGroup("/partner/v1/encounters").SpeakingFhir().WithTags("partner encounters"));
        app.MapHandoffs();
    }
}
