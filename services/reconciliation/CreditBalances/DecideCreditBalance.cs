using FluentValidation;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.CreditBalances;

/// <summary>A person says that it is an overpayment: the sixty days begin.</summary>
public sealed record IdentifyCreditBalance(Actor By, DateTimeOffset At) : CreditBalanceCommand(At), IJudgment;

/// <summary>A person begins an investigation of related overpayments in good faith.</summary>
public sealed record InvestigateCreditBalance(string ReasonCode, Actor By, DateTimeOffset At) : CreditBalanceCommand(At), IJudgment;

/// <summary>The investigation is over.</summary>
public sealed record ConcludeCreditInvestigation(Actor By, DateTimeOffset At) : CreditBalanceCommand(At), IJudgment;

/// <summary>The money goes back to the payer.</summary>
public sealed record RefundCreditBalance(string Reference, string Period, Actor By, DateTimeOffset At) : CreditBalanceCommand(At), IJudgment;

/// <summary>Nothing was paid too much.</summary>
public sealed record DismissCreditBalance(string ReasonCode, Actor By, DateTimeOffset At) : CreditBalanceCommand(At), IJudgment;

internal static class CreditBalanceEndpoints
{
    private static readonly string Deciders = Policies.AnyOf(Policies.Role(ReconciliationRoles.CreditBalances), Policies.Role("finance-supervisor"));

    internal sealed record ReasonRequest(string ReasonCode);

    internal sealed record RefundRequest(string Reference);

    internal static void Map(IEndpointRouteBuilder app)
    {
        var balances = app.MapGroup("/credit-balances").WithTags("credit balances");
        balances.MapGet("/", ListAsync).RequireAuthorization(ReconciliationRoles.Readers)
            .Described("listCreditBalances", "Claims on which more stands than was charged: all, of one state, or of a case, with the day by which the money must be back");
        balances.MapGet("/{creditBalanceId:guid}", GetAsync).RequireAuthorization(ReconciliationRoles.Readers)
            .Described("readCreditBalance", "One claim's credit balance, with the day by which the money must be back", CreditBalanceRefusals.Unknown);
        Put<object>("identification", IdentifyAsync, "identifyCreditBalance", "Says that it is an overpayment: sixty days run (42 CFR 401.305(b))");
        Put<ReasonRequest>("investigation", InvestigateAsync, "investigateCreditBalance", "Suspends the sixty days while related overpayments are investigated in good faith, for at most 180 since the first investigation", CreditBalanceRefusals.Overdue, CreditBalanceRefusals.SuspensionUsed);
        Put<object>("conclusion", ConcludeAsync, "concludeCreditInvestigation", "Ends the investigation: what was left of the sixty days runs again");
        Put<RefundRequest>("refund", RefundAsync, "refundCreditBalance", "Says that the money went back to the payer, under a reference: the claim and the ledger follow");
        Put<ReasonRequest>("dismissal", DismissAsync, "dismissCreditBalance", "Says that nothing was paid too much");

        void Put<TRequest>(string name, Delegate handle, string operation, string text, params Refusal[] refusals)
            where TRequest : class
        {
            var route = balances.MapPut($"/{{creditBalanceId:guid}}/{name}", handle).RequireAuthorization(Deciders)
                .Described(operation, text + "; a person decides it", [CreditBalanceRefusals.Unknown, CreditBalanceRefusals.OutOfOrder, .. refusals, Judgments.PersonMustDecide]);
            if (typeof(TRequest) != typeof(object)) route.Validating<TRequest>();
        }
    }

    private static async Task<Results<VersionedResult<CreditBalanceDocument>, ProblemResult>> GetAsync(Guid creditBalanceId, Views<CreditBalanceDocument> balances, CancellationToken cancel) =>
        await balances.FindAsync(creditBalanceId, cancel) is { } found ? found.At(new StreamVersion(found.Version)) : new ProblemResult(CreditBalanceRefusals.Unknown.ToProblem());

    private static Task<Results<Ok<Page<CreditBalanceDocument>>, ProblemResult>> ListAsync(
        string? state, Guid? caseId, string? cursor, int? limit, Views<CreditBalanceDocument> balances, CancellationToken cancel) =>
        balances.ListAsync(caseId is { } of ? Listing.OfCase(of) : null, state, cursor, limit, cancel);

    private static Task<CommandResult> IdentifyAsync(
        Guid creditBalanceId, [FromHeader(Name = "If-Match")] StreamVersion version, Caller caller, Deciding<CreditBalanceCommand> deciding, CancellationToken cancel) =>
        deciding.DoAsync<CreditBalance>(creditBalanceId, version, CaseOf, at => new IdentifyCreditBalance(caller.ToActor(), at), cancel);

    private static Task<CommandResult> InvestigateAsync(
        Guid creditBalanceId, [FromHeader(Name = "If-Match")] StreamVersion version, ReasonRequest request, Caller caller, Deciding<CreditBalanceCommand> deciding, CancellationToken cancel) =>
        deciding.DoAsync<CreditBalance>(creditBalanceId, version, CaseOf, at => new InvestigateCreditBalance(request.ReasonCode, caller.ToActor(), at), cancel);

    private static Task<CommandResult> ConcludeAsync(
        Guid creditBalanceId, [FromHeader(Name = "If-Match")] StreamVersion version, Caller caller, Deciding<CreditBalanceCommand> deciding, CancellationToken cancel) =>
        deciding.DoAsync<CreditBalance>(creditBalanceId, version, CaseOf, at => new ConcludeCreditInvestigation(caller.ToActor(), at), cancel);

    private static Task<CommandResult> RefundAsync(
        Guid creditBalanceId, [FromHeader(Name = "If-Match")] StreamVersion version, RefundRequest request, Caller caller, Deciding<CreditBalanceCommand> deciding, IOptions<ReconciliationOptions> options,
        CancellationToken cancel) =>
        deciding.DoAsync<CreditBalance>(creditBalanceId, version, CaseOf, at => new RefundCreditBalance(request.Reference, options.Value.PeriodOf(at), caller.ToActor(), at), cancel);

    private static Task<CommandResult> DismissAsync(
        Guid creditBalanceId, [FromHeader(Name = "If-Match")] StreamVersion version, ReasonRequest request, Caller caller, Deciding<CreditBalanceCommand> deciding, CancellationToken cancel) =>
        deciding.DoAsync<CreditBalance>(creditBalanceId, version, CaseOf, at => new DismissCreditBalance(request.ReasonCode, caller.ToActor(), at), cancel);

    private static Guid? CaseOf(CreditBalance balance) => balance is CreditBalance.Known { Facts.CaseId: var caseId } ? caseId : null;

    internal sealed class ReasonValidator : AbstractValidator<ReasonRequest>
    {
        public ReasonValidator() => RuleFor(r => r.ReasonCode).NotEmpty().MaximumLength(80).Matches("^[a-z0-9]+(-[a-z0-9]+)*$");
    }

    internal sealed class RefundValidator : AbstractValidator<RefundRequest>
    {
        public RefundValidator() => RuleFor(r => r.Reference).NotEmpty().Matches("^[A-Za-z0-9._:/-]{1,64}$");
    }
}
