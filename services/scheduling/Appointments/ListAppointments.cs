using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Scheduling.Appointments;

internal static class ListAppointmentsEndpoint
{
    private const int Usual = 50;
    private const int Most = 200;

    public static void Map(RouteGroupBuilder appointments) => appointments.MapGet("/", HandleAsync)
        .RequireAuthorization(Policies.Staff)
        .RecordingAccess()
        .Described("listAppointments", "Appointments in codes and ids, newest first: all, of a case, or of a status");

    private static async Task<Results<Ok<Page<AppointmentDocument>>, ProblemResult>> HandleAsync(
        Guid? caseId, AppointmentStatus? status, string? cursor, int? limit, Views<AppointmentDocument> appointments, Accessed accessed, CancellationToken cancel)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        var term = (caseId, status) switch
        {
            ({ } id, _) => AppointmentView.OfCase(id),
            (_, { } only) => AppointmentView.OfStatus(only),
            _ => AppointmentView.All,
        };
        var page = await appointments.PageAsync(term, after, Math.Clamp(limit ?? Usual, 1, Most), cancel);
        foreach (var appointment in page.Documents) accessed.Patient(appointment.PatientId);
        return TypedResults.Ok(new Page<AppointmentDocument>(page.Documents, Cursor.Write(page.Next)));
    }
}
