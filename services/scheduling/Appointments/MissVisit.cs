using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.Scheduling.Ehr;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Scheduling.Appointments;

/// <summary>The patient did not come.</summary>
public sealed record MissVisit(Actor By, DateTimeOffset At) : AppointmentCommand(At)
{
    /// <summary>What the EHR is told; null when the EHR said it.</summary>
    public EhrMessage? Message { get; init; }

    /// <summary>What the EHR sent.</summary>
    public OriginalId? OriginalId { get; init; }

    /// <summary>The booked time that is meant; null means the one that is booked.</summary>
    public DateTimeOffset? Start { get; init; }
}

internal static class MissVisitEndpoint
{
    public static void Map(RouteGroupBuilder appointments) => appointments.MapPut("/{appointmentId:guid}/no-show", HandleAsync)
        .RequireAuthorization(Policies.AnyOf(Desk.Schedulers, Policies.Role("front-desk")))
        .Described(
            "recordNoShow",
            "Records that the patient did not come (BSeR 5.1.2): the time becomes free, the EHR is told, and another time is asked for",
            AppointmentRefusals.Unknown,
            AppointmentRefusals.NotBooked,
            AppointmentRefusals.AlreadyAttended);

    private static async Task<CommandResult> HandleAsync(
        Guid appointmentId, [FromHeader(Name = "If-Match")] StreamVersion version, Caller caller, Desk desk, CancellationToken cancel)
    {
        var outcome = await desk.ExecuteAsync(
            appointmentId,
            version,
            (appointment, messages, at, c) => messages.WriteAboutAsync(appointment, EhrNews.Missed, at, c),
            (message, at) => new MissVisit(caller.ToActor(), at) { Message = message },
            cancel);
        return outcome.ToHttp();
    }
}
