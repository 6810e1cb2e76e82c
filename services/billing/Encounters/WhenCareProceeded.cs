using Healthcare.Contracts.Scheduling.V1;
using MassTransit;

namespace Healthcare.Billing.Encounters;

/// <summary>Care goes on without an authorization: the match waits for one that comes after all, or the patient pays.</summary>
internal sealed class WhenCareProceeded(EncounterWork encounters, TimeProvider clock) : IConsumer<CareProceeded>
{
    public Task Consume(ConsumeContext<CareProceeded> context)
    {
        var proceeded = context.Message;
        return encounters.ExecuteAsync(
            EncounterAggregate.IdOf(proceeded.CaseId),
            (_, _) => Task.FromResult<EncounterCommand>(new NoteProceeding(proceeded.Ground, proceeded.DueAt, clock.GetUtcNow())),
            context.CancellationToken);
    }
}
