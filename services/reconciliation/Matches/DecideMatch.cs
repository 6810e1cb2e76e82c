using FluentValidation;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.Deposits;
using Healthcare.Reconciliation.Remittances;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.Matches;

/// <summary>A person says that the two belong together.</summary>
public sealed record ConfirmMatch(Actor By, DateTimeOffset At) : MatchCommand(At), IJudgment;

/// <summary>A person found the two, whatever their trace numbers say.</summary>
public sealed record MatchByHand(MatchFacts Facts, Actor By, DateTimeOffset At) : MatchCommand(At), IJudgment;

/// <summary>A person says that the two have nothing to do with each other.</summary>
public sealed record RejectMatch(string ReasonCode, Actor By, DateTimeOffset At) : MatchCommand(At), IJudgment;

/// <summary>A person takes apart what was matched wrongly; the payment is not lost (N2, N30).</summary>
public sealed record UndoMatch(string ReasonCode, Actor By, string Period, DateTimeOffset At) : MatchCommand(At), IJudgment;

internal static class MatchEndpoints
{
    private static readonly string Posters = Policies.AnyOf(Policies.Role(ReconciliationRoles.CashPosting), Policies.Role("finance-supervisor"));

    internal sealed record ReasonRequest(string ReasonCode);

    internal sealed record HandRequest(Guid RemittanceId, Guid DepositId);

    internal sealed record Receipt(Guid Id);

    internal static void Map(IEndpointRouteBuilder app)
    {
        var matches = app.MapGroup("/reassociations").WithTags("reassociations");
        matches.MapGet("/", ListAsync).RequireAuthorization(ReconciliationRoles.Readers)
            .Described("listReassociations", "Remittances and deposits that belong together or may: all, of one state, or of one remittance or deposit");
        matches.MapGet("/{reassociationId:guid}", GetAsync).RequireAuthorization(ReconciliationRoles.Readers)
            .Described("readReassociation", "One remittance and one deposit, why they belong together, and who said so", MatchRefusals.Unknown);
        matches.MapPost("/", MatchAsync).Validating<HandRequest>().RequireAuthorization(Posters)
            .Described(
                "matchByHand", "Brings a remittance and a deposit together, whatever their trace numbers say; a person decides it", RemittanceRefusals.Unknown, DepositRefusals.Unknown,
                MatchRefusals.AmountsDiffer, RemittanceRefusals.FundedOtherwise, DepositRefusals.MatchedOtherwise, Judgments.PersonMustDecide);
        matches.MapPut("/{reassociationId:guid}/confirmation", ConfirmAsync).RequireAuthorization(Posters)
            .Described(
                "confirmReassociation", "Confirms a proposed reassociation: the deposit funds the remittance, which is posted", MatchRefusals.Unknown, MatchRefusals.OutOfOrder,
                RemittanceRefusals.FundedOtherwise, DepositRefusals.MatchedOtherwise, Judgments.PersonMustDecide);
        matches.MapPut("/{reassociationId:guid}/rejection", RejectAsync).Validating<ReasonRequest>().RequireAuthorization(Posters)
            .Described("rejectReassociation", "Says that a proposed pair has nothing to do with each other; it is not proposed again", MatchRefusals.Unknown, MatchRefusals.OutOfOrder, Judgments.PersonMustDecide);
        matches.MapPut("/{reassociationId:guid}/undoing", UndoAsync).Validating<ReasonRequest>().RequireAuthorization(Posters)
            .Described(
                "undoReassociation", "Takes apart what was matched wrongly: payments are unapplied, the cash stays as unapplied, journals are reversed, and both halves wait again", MatchRefusals.Unknown,
                MatchRefusals.OutOfOrder, Judgments.PersonMustDecide);
    }

    private static async Task<Results<VersionedResult<MatchDocument>, ProblemResult>> GetAsync(Guid reassociationId, Views<MatchDocument> matches, CancellationToken cancel) =>
        await matches.FindAsync(reassociationId, cancel) is { } found ? found.At(new StreamVersion(found.Version)) : new ProblemResult(MatchRefusals.Unknown.ToProblem());

    private static Task<Results<Ok<Page<MatchDocument>>, ProblemResult>> ListAsync(
        string? state, Guid? remittanceId, Guid? depositId, string? cursor, int? limit, Views<MatchDocument> matches, CancellationToken cancel) =>
        matches.ListAsync((remittanceId ?? depositId) is { } half ? MatchView.OfHalf(half) : null, state, cursor, limit, cancel);

    private static async Task<CommandResult> ConfirmAsync(
        Guid reassociationId, [FromHeader(Name = "If-Match")] StreamVersion version, Caller caller, Streams<MatchCommand> matches, TimeProvider clock, CancellationToken cancel) =>
        (await matches.ExecuteAsync(reassociationId, version, new ConfirmMatch(caller.ToActor(), Now(clock)), cancel)).ToHttp();

    private static async Task<CommandResult> RejectAsync(
        Guid reassociationId, [FromHeader(Name = "If-Match")] StreamVersion version, ReasonRequest request, Caller caller, Streams<MatchCommand> matches, TimeProvider clock, CancellationToken cancel) =>
        (await matches.ExecuteAsync(reassociationId, version, new RejectMatch(request.ReasonCode, caller.ToActor(), Now(clock)), cancel)).ToHttp();

    private static async Task<CommandResult> UndoAsync(
        Guid reassociationId,
        [FromHeader(Name = "If-Match")] StreamVersion version,
        ReasonRequest request,
        Caller caller,
        Streams<MatchCommand> matches,
        TimeProvider clock,
        IOptions<ReconciliationOptions> options,
        CancellationToken cancel)
    {
        var at = Now(clock);
        return (await matches.ExecuteAsync(reassociationId, version, new UndoMatch(request.ReasonCode, caller.ToActor(), options.Value.PeriodOf(at), at), cancel)).ToHttp();
    }

    private static async Task<Results<CreatedResult<Receipt>, ProblemResult>> MatchAsync(
        HandRequest request, Caller caller, Views<RemittanceDocument> remittances, Views<DepositDocument> deposits, Streams<MatchCommand> matches, TimeProvider clock, CancellationToken cancel)
    {
        if (await remittances.FindAsync(request.RemittanceId, cancel) is not { } remittance) return new ProblemResult(RemittanceRefusals.Unknown.ToProblem());
        if (await deposits.FindAsync(request.DepositId, cancel) is not { } deposit) return new ProblemResult(DepositRefusals.Unknown.ToProblem());
        var id = ReconciliationIds.Match(remittance.Id, deposit.Id);
        var outcome = await matches.ExecuteAsync(id, new MatchByHand(MatchFinding.FactsOf(remittance, deposit, FundingBasis.Manual), caller.ToActor(), Now(clock)), cancel);
        return outcome.ToCreated($"/reassociations/{id:D}", _ => new Receipt(id));
    }

    private static DateTimeOffset Now(TimeProvider clock) => EventCodec.Microseconds(clock.GetUtcNow());

    internal sealed class ReasonValidator : AbstractValidator<ReasonRequest>
    {
        public ReasonValidator() => RuleFor(r => r.ReasonCode).NotEmpty().MaximumLength(80).Matches("^[a-z0-9]+(-[a-z0-9]+)*$");
    }

    internal sealed class HandValidator : AbstractValidator<HandRequest>
    {
        public HandValidator()
        {
            RuleFor(r => r.RemittanceId).NotEmpty();
            RuleFor(r => r.DepositId).NotEmpty();
        }
    }
}
