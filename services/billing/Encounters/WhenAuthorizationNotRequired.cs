using Healthcare.Contracts.Authorization.V1;
using MassTransit;

namespace Healthcare.Billing.Encounters;

/// <summary>The payer's catalogue asks for no authorization: one side of the match agrees with whatever was done.</summary>
internal sealed class WhenAuthorizationNotRequired(EncounterWork encounters, TimeProvider clock) : IConsumer<AuthorizationNotRequired>
{
    public Task Consume(ConsumeContext<AuthorizationNotRequired> context)
    {
        var said = context.Message;
        return encounters.ExecuteAsync(
            EncounterAggregate.IdOf(said.CaseId),
            (_, _) => Task.FromResult<EncounterCommand>(new NoteAuthorization(new AuthorizationFacts(said.AuthorizationId, said.PayerId, []) { NotRequiredBy = said.Rule }, clock.GetUtcNow())),
            context.CancellationToken);
    }
}
