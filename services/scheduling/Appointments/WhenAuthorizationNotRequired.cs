using Healthcare.Contracts.Authorization.V1;
using Healthcare.Scheduling.Journeys;
using MassTransit;

namespace Healthcare.Scheduling.Appointments;

/// <summary>The payer requires no authorization. Never refused.</summary>
public sealed record WaiveAuthorization(AuthorizationNotNeeded Waiver) : AppointmentCommand(Waiver.At);

/// <summary>Releases the appointment of a case for booking where the payer asks for no authorization.</summary>
internal sealed class WhenAuthorizationNotRequired(Cases cases) : IConsumer<AuthorizationNotRequired>
{
    public Task Consume(ConsumeContext<AuthorizationNotRequired> context)
    {
        var told = context.Message;
        var waiver = new AuthorizationNotNeeded
        {
            AuthorizationId = told.AuthorizationId, PatientId = told.PatientId, Rule = told.Rule, GoodThrough = told.GoodThrough, DecidedAt = told.DecidedAt, At = cases.Now,
        };
        return cases.ExecuteAsync(
            told.CaseId, new WaiveAuthorization(waiver), new NoteEvidence(Stage.Authorization, "authorization-not-required", told.AuthorizationId, waiver.At), context.CancellationToken);
    }
}
