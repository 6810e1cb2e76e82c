using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Scheduling.Appointments;

internal static class ReadAppointmentEndpoint
{
    public static void Map(RouteGroupBuilder appointments) => appointments.MapGet("/{appointmentId:guid}", HandleAsync)
        .RequireAuthorization(Policies.Staff)
        .RecordingAccess()
        .Described("readAppointment", "An appointment with its version, which booking asks for; the look is recorded", AppointmentRefusals.Unknown);

    private static async Task<Results<VersionedResult<AppointmentDocument>, ProblemResult>> HandleAsync(
        Guid appointmentId, Views<AppointmentDocument> appointments, Accessed accessed, CancellationToken cancel)
    {
        if (await appointments.FindAsync(appointmentId, cancel) is not { } appointment) return new ProblemResult(AppointmentRefusals.Unknown.ToProblem());
        accessed.Case(appointment.CaseId);
        accessed.Patient(appointment.PatientId);
        return appointment.At(new StreamVersion(appointment.Version));
    }
}
