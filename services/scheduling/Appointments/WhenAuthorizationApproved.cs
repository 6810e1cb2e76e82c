using Healthcare.Contracts.Authorization.V1;
using Healthcare.EventStore;
using MassTransit;

namespace Healthcare.Scheduling.Appointments;

/// <summary>The payer approved care. Never refused.</summary>
public sealed record AuthorizeScheduling(SchedulingAuthorized Approval) : AppointmentCommand(Approval.At);

/// <summary>Releases the appointment of a case for booking, or waits for the referral when the approval came first.</summary>
internal sealed class WhenAuthorizationApproved(Streams<AppointmentCommand> appointments, CallScope scope, TimeProvider clock) : IConsumer<AuthorizationApproved>
{
    public Task Consume(ConsumeContext<AuthorizationApproved> context)
    {
        var approved = context.Message;
        scope.Context = scope.Context with { CaseId = approved.CaseId };
        var authorized = new SchedulingAuthorized
        {
            AuthorizationId = approved.AuthorizationId,
            PatientId = approved.PatientId,
            Services = [.. approved.Items.Select(ServiceOf)],
            DecidedAt = approved.DecidedAt,
            At = EventCodec.Microseconds(clock.GetUtcNow()),
        };
        return appointments.ExecuteAsync(AppointmentAggregate.IdOf(approved.CaseId), new AuthorizeScheduling(authorized), context.CancellationToken);
    }

    private static ServiceApproved ServiceOf(ApprovedItem item) =>
        new(item.Sequence, item.System, item.Code, item.Units, item.CertificationNumber, item.From, item.To) { PlaceOfService = item.PlaceOfService };
}
