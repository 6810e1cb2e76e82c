using FluentValidation;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Reconciliation.ProviderAdjustments;

/// <summary>A person agrees with what the payer kept, or disputes it.</summary>
public sealed record DecideAdjustment(string Outcome, string ReasonCode, Actor By, DateTimeOffset At) : ProviderAdjustmentCommand(At), IJudgment;

internal static class ProviderAdjustmentEndpoints
{
    /// <summary>The outcome is agreed or disputed.</summary>
    internal sealed record Request(string Outcome, string ReasonCode);

    internal static void Map(IEndpointRouteBuilder app)
    {
        var adjustments = app.MapGroup("/provider-adjustments").WithTags("provider adjustments");
        adjustments.MapGet("/", ListAsync).RequireAuthorization(ReconciliationRoles.Readers)
            .Described("listProviderAdjustments", "PLB adjustments of posted remittances: all, of one state, or of one remittance, with what each recovers or where was looked in vain");
        adjustments.MapGet("/{adjustmentId:guid}", GetAsync).RequireAuthorization(ReconciliationRoles.Readers)
            .Described("readProviderAdjustment", "One PLB adjustment, with what it recovers or where was looked in vain", AdjustmentRefusals.Unknown);
        adjustments.MapPut("/{adjustmentId:guid}/decision", DecideAsync).Validating<Request>()
            .RequireAuthorization(Policies.AnyOf(Policies.Role(ReconciliationRoles.CreditBalances), Policies.Role(ReconciliationRoles.VarianceAnalyst)))
            .Described(
                "decideProviderAdjustment", "Agrees with a recovery, or disputes it with the payer; a person decides it", AdjustmentRefusals.Unknown, AdjustmentRefusals.NotSearched,
                AdjustmentRefusals.OutOfOrder, Judgments.PersonMustDecide);
    }

    private static async Task<Results<VersionedResult<ProviderAdjustmentDocument>, ProblemResult>> GetAsync(Guid adjustmentId, Views<ProviderAdjustmentDocument> adjustments, CancellationToken cancel) =>
        await adjustments.FindAsync(adjustmentId, cancel) is { } found ? found.At(new StreamVersion(found.Version)) : new ProblemResult(AdjustmentRefusals.Unknown.ToProblem());

    private static Task<Results<Ok<Page<ProviderAdjustmentDocument>>, ProblemResult>> ListAsync(
        string? state, Guid? remittanceId, string? cursor, int? limit, Views<ProviderAdjustmentDocument> adjustments, CancellationToken cancel) =>
        adjustments.ListAsync(remittanceId is { } of ? ProviderAdjustmentView.OfRemittance(of) : null, state, cursor, limit, cancel);

    private static Task<CommandResult> DecideAsync(
        Guid adjustmentId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Deciding<ProviderAdjustmentCommand> deciding, Views<ClaimAccountDocument> accounts,
        CancellationToken cancel) =>
        deciding.DoAsync<ProviderAdjustmentState>(
            adjustmentId, version, (state, c) => CaseOfAsync(state, accounts, c), at => new DecideAdjustment(request.Outcome, request.ReasonCode, caller.ToActor(), at), cancel);

    // What a person has to do about a claim belongs to its case.
    private static async Task<Guid?> CaseOfAsync(ProviderAdjustmentState state, Views<ClaimAccountDocument> accounts, CancellationToken cancel) =>
        state is ProviderAdjustmentState.Known { ClaimId: { } claimId } && await accounts.PageAsync(ClaimAccountView.OfClaim(claimId), after: null, 1, cancel) is { Documents: [{ CaseId: { } caseId }, ..] }
            ? caseId
            : null;

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Outcome).NotEmpty().Matches("^(agreed|disputed)$");
            RuleFor(r => r.ReasonCode).NotEmpty().MaximumLength(80).Matches("^[a-z0-9]+(-[a-z0-9]+)*$");
        }
    }
}
