using Healthcare.Contracts.Authorization.V1;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Messaging;
using Healthcare.Originals;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Calendars;
using Healthcare.ServiceDefaults;

namespace Healthcare.Scheduling;

/// <summary>Scheduling: holds a time for approved care, tells the EHR, and hears from it that the patient was seen.</summary>
internal static class SchedulingService
{
    public static void AddScheduling(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("scheduling")
            .AddAggregate(AppointmentAggregate.Value)
            .AddAggregate(CalendarAggregate.Value)
            .AddView(new AppointmentView())
            .AddAccessRecords()
            // No boundary's sender is scheduling; its waiting is owned by work items.
            .AddHandoffs(Boundaries.Of(_ => { }))
            .AddTransmissions(builder.Configuration, typeof(EhrAppointments));
        builder.AddOriginals();
        builder.AddMessaging("scheduling")
            .Publishes(AppointmentContracts.Released)
            .Publishes(AppointmentContracts.Attended)
            .Publishes(AppointmentContracts.Booked)
            .Consumes<WhenReferralAccepted, ReferralAccepted>()
            .Consumes<WhenAuthorizationApproved, AuthorizationApproved>();
        builder.Services.AddScoped<Bookings>().AddScoped<IncomingEncounters>();
    }

    public static void MapScheduling(this WebApplication app)
    {
        var appointments = app.MapGroup("/appointments").WithTags("appointments");
        ListAppointmentsEndpoint.Map(appointments);
        ReadAppointmentEndpoint.Map(appointments);
        BookAppointmentEndpoint.Map(appointments);
        ReceiveEncounterEndpoint.Map(app.MapGroup("/partner/v1/encounters").SpeakingFhir().WithTags("partner encounters"));
        app.MapHandoffs();
    }
}
