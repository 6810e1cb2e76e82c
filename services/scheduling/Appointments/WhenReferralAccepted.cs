using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using MassTransit;

namespace Healthcare.Scheduling.Appointments;

/// <summary>A referral was accepted. Never refused.</summary>
public sealed record RequestScheduling(SchedulingRequested Request) : AppointmentCommand(Request.At);

/// <summary>Begins a case's appointment, which waits for the payer's approval unless that came first.</summary>
internal sealed class WhenReferralAccepted(Streams<AppointmentCommand> appointments, CallScope scope, TimeProvider clock) : IConsumer<ReferralAccepted>
{
    public Task Consume(ConsumeContext<ReferralAccepted> context)
    {
        var referral = context.Message;
        scope.Context = scope.Context with { CaseId = referral.CaseId };
        var requested = new SchedulingRequested
        {
            ReferralId = referral.ReferralId,
            PatientId = referral.PatientId,
            Services = [.. referral.Services.Select(s => new ServiceAsked(s.Sequence, s.System, s.Code, s.Units))],
            Priority = referral.Priority,
            RequestedOn = referral.RequestedOn,
            At = EventCodec.Microseconds(clock.GetUtcNow()),
        };
        return appointments.ExecuteAsync(AppointmentAggregate.IdOf(referral.CaseId), new RequestScheduling(requested), context.CancellationToken);
    }
}
