using Healthcare.Contracts.Authorization.V1;
using MassTransit;

namespace Healthcare.Billing.Encounters;

/// <summary>The payer approved care: remember the items; what was coded and waits for them is matched again.</summary>
internal sealed class WhenAuthorizationApproved(EncounterWork encounters, TimeProvider clock) : IConsumer<AuthorizationApproved>
{
    public Task Consume(ConsumeContext<AuthorizationApproved> context)
    {
        var approved = context.Message;
        var authorization = new AuthorizationFacts(
            approved.AuthorizationId,
            approved.PayerId,
            [.. approved.Items.Select(i => new AuthorizedItem(i.Sequence, i.System, i.Code, i.Units, i.CertificationNumber, i.From, i.To, i.PlaceOfService))]);
        return encounters.ExecuteAsync(
            EncounterAggregate.IdOf(approved.CaseId),
            (_, _) => Task.FromResult<EncounterCommand>(new NoteAuthorization(authorization, clock.GetUtcNow())),
            context.CancellationToken);
    }
}
