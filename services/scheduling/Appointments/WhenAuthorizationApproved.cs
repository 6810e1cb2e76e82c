using Healthcare.Contracts.Authorization.V1;
using Healthcare.Scheduling.Journeys;
using MassTransit;

namespace Healthcare.Scheduling.Appointments;

/// <summary>The payer approved care. Never refused.</summary>
public sealed record AuthorizeScheduling(SchedulingAuthorized Approval) : AppointmentCommand(Approval.At);

/// <summary>Releases the appointment of a case for booking, or waits for the referral when the approval came first.</summary>
internal sealed class WhenAuthorizationApproved(Cases cases) : IConsumer<AuthorizationApproved>
{
    public Task Consume(ConsumeContext<AuthorizationApproved> context)
    {
        var approved = context.Message;
        var authorized = new SchedulingAuthorized
        {
            AuthorizationId = approved.AuthorizationId,
            PatientId = approved.PatientId,
            Services = [.. approved.Items.Select(ServiceOf)],
            DecidedAt = approved.DecidedAt,
            At = cases.Now,
        };
        return cases.ExecuteAsync(
            approved.CaseId,
            new AuthorizeScheduling(authorized),
            new NoteEvidence(Stage.Authorization, "authorization-approved", approved.AuthorizationId, authorized.At),
            context.CancellationToken);
    }

    private static ServiceApproved ServiceOf(ApprovedItem item) =>
        new(item.Sequence, item.System, item.Code, item.Units, item.CertificationNumber, item.From, item.To) { PlaceOfService = item.PlaceOfService };
}
