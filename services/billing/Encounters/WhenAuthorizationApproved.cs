using Healthcare.Billing.Claims;
using Healthcare.Billing.Denials;
using Healthcare.Contracts.Authorization.V1;
using Healthcare.EventStore;
using MassTransit;

namespace Healthcare.Billing.Encounters;

/// <summary>The payer approved care: remember the items; what was coded and waits for them is matched again.</summary>
internal sealed class WhenAuthorizationApproved(
    EncounterWork encounters, Views<DenialDocument> denials, Streams<DenialCommand> streams, Streams<ClaimCommand> claims, TimeProvider clock) : IConsumer<AuthorizationApproved>
{
    public async Task Consume(ConsumeContext<AuthorizationApproved> context)
    {
        var approved = context.Message;
        var authorization = new AuthorizationFacts(
            approved.AuthorizationId,
            approved.PayerId,
            [.. approved.Items.Select(i => new AuthorizedItem(i.Sequence, i.System, i.Code, i.Units, i.CertificationNumber, i.From, i.To, i.PlaceOfService))]);
        // A claim that was denied for want of it goes again with its number; the encounter is billed, so that nothing else changes.
        if (await DeniedAsync(approved.CaseId, context.CancellationToken) is { } denied && authorization.Items.Select(i => i.CertificationNumber).FirstOrDefault(n => n.Length > 0) is { } number)
        {
            await streams.ExecuteAsync(denied, new FindAuthorization(number, clock.GetUtcNow()), context.CancellationToken);
            return;
        }

        await encounters.ExecuteAsync(
            EncounterAggregate.IdOf(approved.CaseId),
            (_, _) => Task.FromResult<EncounterCommand>(new NoteAuthorization(authorization, clock.GetUtcNow())),
            context.CancellationToken);
    }

    private async Task<Guid?> DeniedAsync(Guid caseId, CancellationToken cancel)
    {
        var open = (await denials.PageAsync(DenialView.OpenOfCase(caseId), after: null, 20, cancel)).Documents.FirstOrDefault(d => d is { State: DenialState.AwaitingAuthorization, Proposed: null });
        if (open is null) return null;
        // What cannot be replaced now waits for a person, and the approval is remembered all the same.
        var (claim, _) = await claims.ReadAsync<Claim>(open.Facts.ClaimId, cancel);
        return ClaimDecider.Decide(claim, new CorrectClaim(ClaimChanges.None, DenialTypes.AuthorizationAbsent, BillingService.Name, clock.GetUtcNow())).Refusal is null ? open.DenialId : null;
    }
}
