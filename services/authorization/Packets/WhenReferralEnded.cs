using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using MassTransit;

namespace Healthcare.Authorization.Packets;

/// <summary>A referral ended: nobody waits for its cover any more, and what the payer has is withdrawn there.</summary>
internal sealed class WhenReferralEnded(CaseAuthorizations cases, PackageAssembly packages, Transactions transactions, CallScope scope, TimeProvider clock) : IConsumer<ReferralEnded>
{
    public async Task Consume(ConsumeContext<ReferralEnded> context)
    {
        var (ended, cancel) = (context.Message, context.CancellationToken);
        if (await cases.FindAsync(ended.CaseId, cancel) is not { } found) return;
        scope.Context = scope.Context with { CaseId = ended.CaseId };
        var at = clock.GetUtcNow();
        var (id, checkId) = (found.Check.Question.AuthorizationId, CoverageCheckAggregate.IdOf(ended.CaseId));
        var end = new EndAuthorization(ended.Ending, ended.ReasonCode, await CancellationAsync(id, found.Authorization, at, cancel), at);
        await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var closed = await work.DecideAsync<CoverageCheckCommand>(checkId, new CloseCoverageCheck(ended.Ending, at), c);
                if (closed is not Outcome.Accepted) return closed;
                if (await Endings.CloseAsync(work, AuthorizationHandoffs.ToCoverage, checkId, ended.Ending, at, c) is { } refused) return refused;
                var outcome = await work.DecideAsync<PriorAuthorizationCommand>(id, end, c);
                return outcome is Outcome.Accepted ? await Endings.CloseAsync(work, id, at, outcome, c) : outcome;
            },
            cancel);
    }

    private async Task<Package?> CancellationAsync(Guid id, PriorAuthorization.Begun authorization, DateTimeOffset at, CancellationToken cancel)
    {
        if (authorization is not (PriorAuthorization.Submitted or PriorAuthorization.AtPayer or PriorAuthorization.Received { HoldsApproval: true })) return null;
        var packed = (PriorAuthorization.Packed)authorization;
        if (packed.Package.Transport == Payers.Transports.Manual) return null;
        return (await packages.ChangeAsync(id, packed, Purposes.Cancellation, packed.File.Needed, at, cancel)).Package;
    }
}
