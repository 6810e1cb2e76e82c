using Healthcare.EventStore;
using Healthcare.Scheduling.Ehr;
using Healthcare.ServiceDefaults;

namespace Healthcare.Scheduling.Appointments;

/// <summary>What people at the desk do with an appointment: the message to the EHR is written and kept first, then all is decided in one transaction.</summary>
internal sealed class Desk(
    Streams<AppointmentCommand> appointments, Views<AppointmentDocument> views, EhrMessages messages, CallScope scope, TimeProvider clock, ILogger<Desk> logger)
{
    /// <summary>Who may hold, book, move and cancel.</summary>
    public static readonly string Schedulers = Policies.AnyOf(Policies.Role("scheduler"), Policies.Role("scheduling-lead"), Policies.Role("surgical-scheduler"));

    /// <summary>Executes a command that the EHR is told of.</summary>
    public async Task<Outcome> ExecuteAsync<TMessage>(
        Guid appointmentId,
        StreamVersion version,
        Func<AppointmentDocument, EhrMessages, DateTimeOffset, CancellationToken, Task<TMessage>> write,
        Func<TMessage, DateTimeOffset, AppointmentCommand> commandOf,
        CancellationToken cancel)
    {
        if (await FindAsync(appointmentId, cancel) is not { } appointment) return new Outcome.Refused(AppointmentRefusals.Unknown);
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        return await ExecuteAsync(appointment, version, commandOf(await write(appointment, messages, at, cancel), at), cancel);
    }

    /// <summary>Executes a command that the EHR is not told of.</summary>
    public async Task<Outcome> ExecuteAsync(Guid appointmentId, StreamVersion version, Func<DateTimeOffset, AppointmentCommand> commandOf, CancellationToken cancel) =>
        await FindAsync(appointmentId, cancel) is { } appointment
            ? await ExecuteAsync(appointment, version, commandOf(EventCodec.Microseconds(clock.GetUtcNow())), cancel)
            : new Outcome.Refused(AppointmentRefusals.Unknown);

    private Task<AppointmentDocument?> FindAsync(Guid appointmentId, CancellationToken cancel) => views.FindAsync(appointmentId, cancel);

    private async Task<Outcome> ExecuteAsync(AppointmentDocument appointment, StreamVersion version, AppointmentCommand command, CancellationToken cancel)
    {
        scope.Context = scope.Context with { CaseId = appointment.CaseId, Sensitivity = Sensitivity.Phi };
        var outcome = await appointments.ExecuteAsync(appointment.AppointmentId, version, command, cancel);
        switch (outcome)
        {
            case Outcome.Accepted { Events.Count: > 0 } done:
                logger.Done(appointment.AppointmentId, command.GetType().Name, done.Version.Value);
                break;
            case Outcome.Refused refused:
                logger.NotDone(appointment.AppointmentId, command.GetType().Name, refused.Refusal.Code);
                break;
            default:
                break;
        }

        return outcome;
    }
}
