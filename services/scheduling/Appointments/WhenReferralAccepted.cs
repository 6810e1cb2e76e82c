using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.Scheduling.Journeys;
using MassTransit;

namespace Healthcare.Scheduling.Appointments;

/// <summary>A referral was accepted. Never refused.</summary>
public sealed record RequestScheduling(SchedulingRequested Request) : AppointmentCommand(Request.At);

/// <summary>Begins a case's appointment, which waits for the payer's approval unless that came first, and the journey of its service line.</summary>
internal sealed class WhenReferralAccepted(Cases cases) : IConsumer<ReferralAccepted>
{
    public Task Consume(ConsumeContext<ReferralAccepted> context)
    {
        var referral = context.Message;
        var at = cases.Now;
        var appointmentId = AppointmentAggregate.IdOf(referral.CaseId);
        IReadOnlyList<ServiceAsked> services = [.. referral.Services.Select(s => new ServiceAsked(s.Sequence, s.System, s.Code, s.Units))];
        var requested = new SchedulingRequested
        {
            ReferralId = referral.ReferralId,
            PatientId = referral.PatientId,
            Services = services,
            Priority = referral.Priority,
            RequestedOn = referral.RequestedOn,
            Attempt = referral.Attempt > 1 ? referral.Attempt : null,
            At = at,
        };
        var begun = new JourneyBegun
        {
            AppointmentId = appointmentId,
            PatientId = referral.PatientId,
            Definition = JourneyDefinitions.Built.For(referral.ServiceLine),
            Services = services,
            Attempt = referral.Attempt,
            At = at,
        };
        return cases.ExecuteAsync(referral.CaseId, new RequestScheduling(requested), new BeginJourney(begun), context.CancellationToken);
    }
}

/// <summary>Decides on a case's appointment and its journey in one transaction.</summary>
internal sealed class Cases(Transactions transactions, CallScope scope, TimeProvider clock)
{
    public DateTimeOffset Now => EventCodec.Microseconds(clock.GetUtcNow());

    public Task ExecuteAsync(Guid caseId, AppointmentCommand? appointment, JourneyCommand? journey, CancellationToken cancel)
    {
        scope.Context = scope.Context with { CaseId = caseId };
        return transactions.ExecuteAsync(
            async (work, c) =>
            {
                var outcome = appointment is null ? new Outcome.Accepted(StreamVersion.None, []) : await work.DecideAsync(AppointmentAggregate.IdOf(caseId), appointment, c);
                return outcome is Outcome.Accepted && journey is not null ? await work.DecideAsync(JourneyAggregate.IdOf(caseId), journey, c) : outcome;
            },
            cancel);
    }
}
