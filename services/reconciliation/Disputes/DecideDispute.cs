using FluentValidation;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.Disputes;

/// <summary>A person disputes what a payer paid for a claim.</summary>
public sealed record OpenDispute(DisputeFacts Facts, DateTimeOffset FileBy, Actor By, DateTimeOffset At) : PayerDisputeCommand(At), IJudgment;

/// <summary>The dispute went to the payer.</summary>
public sealed record FileDispute(string Reference, DateTimeOffset AnswerBy, Actor By, DateTimeOffset At) : PayerDisputeCommand(At), IJudgment;

/// <summary>Something shows that the payer owes more; said again it changes nothing.</summary>
public sealed record AddDisputeEvidence(DisputeEvidence Evidence, Actor By, DateTimeOffset At) : PayerDisputeCommand(At), IJudgment;

/// <summary>What the payer upheld, or did not answer in time, goes a level up.</summary>
public sealed record EscalateDispute(string ReasonCode, string Reference, DateTimeOffset AnswerBy, Actor By, DateTimeOffset At) : PayerDisputeCommand(At), IJudgment;

/// <summary>The payer answered: it pays, or upholds what it paid.</summary>
public sealed record SettleDispute(string Outcome, Actor By, DateTimeOffset At) : PayerDisputeCommand(At), IJudgment;

internal static class DisputeEndpoints
{
    private static readonly string Analysts = Policies.AnyOf(Policies.Role(ReconciliationRoles.VarianceAnalyst), Policies.Role("finance-supervisor"));

    /// <summary>The amount is a decimal string of dollars.</summary>
    internal sealed record OpenRequest(Guid AccountId, string Amount, string ReasonCode);

    internal sealed record FileRequest(string Reference);

    /// <summary>The kind is such as contract, remittance, claim, chart or correspondence.</summary>
    internal sealed record EvidenceRequest(string Kind, string Reference);

    internal sealed record EscalationRequest(string ReasonCode, string Reference);

    /// <summary>The outcome is paid or upheld.</summary>
    internal sealed record OutcomeRequest(string Outcome);

    internal sealed record Receipt(Guid Id);

    internal static void Map(IEndpointRouteBuilder app)
    {
        var disputes = app.MapGroup("/disputes").WithTags("disputes");
        disputes.MapGet("/", ListAsync).RequireAuthorization(ReconciliationRoles.Readers)
            .Described("listDisputes", "Disputes with payers about what they paid: all, of one state, or of a case, with the day of the next step");
        disputes.MapGet("/{disputeId:guid}", GetAsync).RequireAuthorization(ReconciliationRoles.Readers).Described("readDispute", "One dispute with a payer", DisputeRefusals.Unknown);
        disputes.MapPost("/", OpenAsync).Validating<OpenRequest>().RequireAuthorization(Analysts)
            .Described("openDispute", "Disputes what a payer paid for a claim; it must be filed by the payer's contract", ClaimAccountRefusals.Unknown, DisputeRefusals.Open, Judgments.PersonMustDecide);
        disputes.MapPut("/{disputeId:guid}/filing", FileAsync).Validating<FileRequest>().RequireAuthorization(Analysts)
            .Described("fileDispute", "Says that the dispute went to the payer, under a reference; an answer is due", DisputeRefusals.Unknown, DisputeRefusals.OutOfOrder, Judgments.PersonMustDecide);
        disputes.MapPut("/{disputeId:guid}/evidence", AddEvidenceAsync).Validating<EvidenceRequest>().RequireAuthorization(Analysts)
            .Described("addDisputeEvidence", "Adds what shows that the payer owes more, by its reference", DisputeRefusals.Unknown, DisputeRefusals.OutOfOrder, Judgments.PersonMustDecide);
        disputes.MapPut("/{disputeId:guid}/escalation", EscalateAsync).Validating<EscalationRequest>().RequireAuthorization(Analysts)
            .Described("escalateDispute", "Takes what the payer upheld, or did not answer in time, a level up: an answer is due again, and the finance supervisor has it", DisputeRefusals.Unknown, DisputeRefusals.OutOfOrder, Judgments.PersonMustDecide);
        disputes.MapPut("/{disputeId:guid}/outcome", SettleAsync).Validating<OutcomeRequest>().RequireAuthorization(Analysts)
            .Described("settleDispute", "Says what the payer answered: paid, or upheld", DisputeRefusals.Unknown, DisputeRefusals.OutOfOrder, Judgments.PersonMustDecide);
    }

    private static async Task<Results<VersionedResult<PayerDisputeDocument>, ProblemResult>> GetAsync(Guid disputeId, Views<PayerDisputeDocument> disputes, CancellationToken cancel) =>
        await disputes.FindAsync(disputeId, cancel) is { } found ? found.At(new StreamVersion(found.Version)) : new ProblemResult(DisputeRefusals.Unknown.ToProblem());

    private static Task<Results<Ok<Page<PayerDisputeDocument>>, ProblemResult>> ListAsync(
        string? state, Guid? caseId, string? cursor, int? limit, Views<PayerDisputeDocument> disputes, CancellationToken cancel) =>
        disputes.ListAsync(caseId is { } of ? Listing.OfCase(of) : null, state, cursor, limit, cancel);

    private static async Task<Results<CreatedResult<Receipt>, ProblemResult>> OpenAsync(
        OpenRequest request, Caller caller, Streams<ClaimAccountCommand> accounts, Streams<PayerDisputeCommand> disputes, CallScope call, TimeProvider clock, IOptions<ReconciliationOptions> options,
        CancellationToken cancel)
    {
        var (account, _) = await accounts.ReadAsync<ClaimAccount>(request.AccountId, cancel);
        if (account is not ClaimAccount.Opened { Claim: var claim }) return new ProblemResult(ClaimAccountRefusals.Unknown.ToProblem());
        call.Context = call.Context with { CaseId = claim.CaseId };
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        var facts = new DisputeFacts(request.AccountId, claim.ClaimId, claim.CaseId, claim.PayerId, Dollars.Read(request.Amount) ?? 0, request.ReasonCode, claim.ContractVersion);
        var id = ReconciliationIds.Dispute(request.AccountId);
        var outcome = await disputes.ExecuteAsync(id, new OpenDispute(facts, at.AddDays(options.Value.DisputeDaysOf(claim.PayerId, claim.ContractVersion)), caller.ToActor(), at), cancel);
        return outcome.ToCreated($"/disputes/{id:D}", _ => new Receipt(id));
    }

    private static Task<CommandResult> FileAsync(
        Guid disputeId, [FromHeader(Name = "If-Match")] StreamVersion version, FileRequest request, Caller caller, Deciding<PayerDisputeCommand> deciding, IOptions<ReconciliationOptions> options, CancellationToken cancel) =>
        deciding.DoAsync<PayerDispute>(disputeId, version, CaseOf, at => new FileDispute(request.Reference, at.AddDays(options.Value.DisputeAnswerDays), caller.ToActor(), at), cancel);

    private static Task<CommandResult> AddEvidenceAsync(
        Guid disputeId, [FromHeader(Name = "If-Match")] StreamVersion version, EvidenceRequest request, Caller caller, Deciding<PayerDisputeCommand> deciding, CancellationToken cancel) =>
        deciding.DoAsync<PayerDispute>(disputeId, version, CaseOf, at => new AddDisputeEvidence(new DisputeEvidence(request.Kind, request.Reference), caller.ToActor(), at), cancel);

    private static Task<CommandResult> EscalateAsync(
        Guid disputeId, [FromHeader(Name = "If-Match")] StreamVersion version, EscalationRequest request, Caller caller, Deciding<PayerDisputeCommand> deciding, IOptions<ReconciliationOptions> options, CancellationToken cancel) =>
        deciding.DoAsync<PayerDispute>(
            disputeId, version, CaseOf, at => new EscalateDispute(request.ReasonCode, request.Reference, at.AddDays(options.Value.DisputeAnswerDays), caller.ToActor(), at), cancel);

    private static Task<CommandResult> SettleAsync(
        Guid disputeId, [FromHeader(Name = "If-Match")] StreamVersion version, OutcomeRequest request, Caller caller, Deciding<PayerDisputeCommand> deciding, CancellationToken cancel) =>
        deciding.DoAsync<PayerDispute>(disputeId, version, CaseOf, at => new SettleDispute(request.Outcome, caller.ToActor(), at), cancel);

    private static Guid? CaseOf(PayerDispute dispute) => dispute is PayerDispute.Known { Facts.CaseId: var caseId } ? caseId : null;

    internal sealed class OpenValidator : AbstractValidator<OpenRequest>
    {
        public OpenValidator()
        {
            RuleFor(r => r.AccountId).NotEmpty();
            RuleFor(r => r.Amount).Must(a => Dollars.Read(a) > 0).WithMessage("A decimal string of dollars, more than nothing and exact to the cent.");
            RuleFor(r => r.ReasonCode).NotEmpty().MaximumLength(80).Matches("^[a-z0-9]+(-[a-z0-9]+)*$");
        }
    }

    internal sealed class FileValidator : AbstractValidator<FileRequest>
    {
        public FileValidator() => RuleFor(r => r.Reference).NotEmpty().Matches("^[A-Za-z0-9._:/-]{1,64}$");
    }

    internal sealed class EvidenceValidator : AbstractValidator<EvidenceRequest>
    {
        public EvidenceValidator()
        {
            RuleFor(r => r.Kind).NotEmpty().MaximumLength(40).Matches("^[a-z0-9]+(-[a-z0-9]+)*$");
            RuleFor(r => r.Reference).NotEmpty().Matches("^[A-Za-z0-9._:/-]{1,64}$");
        }
    }

    internal sealed class EscalationValidator : AbstractValidator<EscalationRequest>
    {
        public EscalationValidator()
        {
            RuleFor(r => r.ReasonCode).NotEmpty().MaximumLength(80).Matches("^[a-z0-9]+(-[a-z0-9]+)*$");
            RuleFor(r => r.Reference).NotEmpty().Matches("^[A-Za-z0-9._:/-]{1,64}$");
        }
    }

    internal sealed class OutcomeValidator : AbstractValidator<OutcomeRequest>
    {
        public OutcomeValidator() => RuleFor(r => r.Outcome).NotEmpty().Matches("^(paid|upheld)$");
    }
}
