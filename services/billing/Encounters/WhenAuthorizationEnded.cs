using Healthcare.Contracts.Authorization.V1;
using MassTransit;

namespace Healthcare.Billing.Encounters;

/// <summary>An approval does not hold any more; one that expired or was used up still holds for the days and units that it had.</summary>
internal sealed class WhenAuthorizationEnded(EncounterWork encounters, TimeProvider clock) : IConsumer<AuthorizationEnded>
{
    private static readonly string[] StillHolding = ["expired", "exhausted"];

    public Task Consume(ConsumeContext<AuthorizationEnded> context)
    {
        var ended = context.Message;
        return StillHolding.Contains(ended.Ending, StringComparer.Ordinal) ? Task.CompletedTask : encounters.ExecuteAsync(
            EncounterAggregate.IdOf(ended.CaseId),
            (_, _) => Task.FromResult<EncounterCommand>(new WithdrawAuthorization(ended.AuthorizationId, ended.Ending, clock.GetUtcNow())),
            context.CancellationToken);
    }
}
