using FluentValidation;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>A person carried the package over, by portal or fax, under the same trace number.</summary>
public sealed record EnterSubmission(string Transport, DateTimeOffset PayerReceivedAt, DateTimeOffset At) : PriorAuthorizationCommand(At), IJudgment;

/// <summary>A person enters what the payer said by portal, phone or letter.</summary>
public sealed record EnterPayerAnswer(RecordPayerAnswer Answer, DateTimeOffset At) : PriorAuthorizationCommand(At), IJudgment;

/// <summary>An approval is found not to hold.</summary>
public sealed record VoidAuthorization(string ReasonCode, Actor By, DateTimeOffset At) : PriorAuthorizationCommand(At), IJudgment;

internal static class EnterByHandEndpoints
{
    /// <param name="Transport"><c>portal</c> or <c>fax</c>.</param>
    /// <param name="PayerReceivedAt">When the payer had it: its clock runs from then.</param>
    internal sealed record SubmissionRequest(string Transport, DateTimeOffset PayerReceivedAt);

    internal sealed record DecisionRequest(IReadOnlyList<DecisionLine> Items);

    /// <param name="Action">X12 306: A1, A2, A3, A4, A6, C, CT or NA.</param>
    /// <param name="ReasonText">The payer's words; sealed before they are stored.</param>
    internal sealed record DecisionLine(
        int Sequence, string Action, string? CertificationNumber = null, DateOnly? From = null, DateOnly? To = null, int? Units = null, string? ReasonCode = null, string? ReasonText = null);

    internal sealed record VoidingRequest(string ReasonCode);

    internal sealed class SubmissionValidator : AbstractValidator<SubmissionRequest>
    {
        public SubmissionValidator() => RuleFor(r => r.Transport).Must(t => t is "portal" or "fax");
    }

    internal sealed class DecisionValidator : AbstractValidator<DecisionRequest>
    {
        public DecisionValidator()
        {
            RuleFor(r => r.Items).NotEmpty();
            RuleForEach(r => r.Items).ChildRules(line =>
            {
                line.RuleFor(l => l.Action).Must(a => ReviewActions.FromCode(a) != ReviewAction.Unknown);
                line.RuleFor(l => l.CertificationNumber).Matches(@"^[A-Za-z0-9._/#-]{1,50}$").When(l => l.CertificationNumber is not null);
                line.RuleFor(l => l.ReasonCode).Matches(@"^[A-Za-z0-9._-]{1,20}$").When(l => l.ReasonCode is not null);
                line.RuleFor(l => l.ReasonText).MaximumLength(2000);
                line.RuleFor(l => l.Units).InclusiveBetween(0, 9999);
            });
        }
    }

    internal sealed class VoidingValidator : AbstractValidator<VoidingRequest>
    {
        public VoidingValidator() => RuleFor(r => r.ReasonCode).Matches("^[a-z0-9-]{1,50}$");
    }

    internal static void Map(RouteGroupBuilder authorizations)
    {
        authorizations.MapPut("/{authorizationId:guid}/manual-submission", SubmitAsync).Validating<SubmissionRequest>().RequireAuthorization(AuthorizationRoles.Specialists)
            .Described("enterSubmission", "Enters that the package was carried over by portal or fax; the payer's clock runs from its receipt", PriorAuthorizationRefusals.Unknown, PriorAuthorizationRefusals.NothingToSubmit, PriorAuthorizationRefusals.Ended, Judgments.PersonMustDecide);
        authorizations.MapPut("/{authorizationId:guid}/decision", DecideAsync).Validating<DecisionRequest>().RequireAuthorization(AuthorizationRoles.Specialists)
            .Described("enterPayerDecision", "Enters what the payer decided, item by item, where it told a person and no machine", PriorAuthorizationRefusals.Unknown, PriorAuthorizationRefusals.NotSubmitted, PriorAuthorizationRefusals.Ended, Judgments.PersonMustDecide);
        authorizations.MapPut("/{authorizationId:guid}/voiding", VoidAsync).Validating<VoidingRequest>().RequireAuthorization(AuthorizationRoles.Leads)
            .Described("voidAuthorization", "Takes an approval back that the payer withdrew or that was given in error", PriorAuthorizationRefusals.Unknown, PriorAuthorizationRefusals.NotInForce, PriorAuthorizationRefusals.Ended, Judgments.PersonMustDecide);
    }

    private static async Task<CommandResult> SubmitAsync(
        Guid authorizationId, [FromHeader(Name = "If-Match")] StreamVersion version, SubmissionRequest request, ByHand byHand, TimeProvider clock, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        return await byHand.ExecuteAsync(authorizationId, version, new EnterSubmission(request.Transport, request.PayerReceivedAt < at ? request.PayerReceivedAt : at, at), cancel);
    }

    private static Task<CommandResult> DecideAsync(
        Guid authorizationId, [FromHeader(Name = "If-Match")] StreamVersion version, DecisionRequest request, ByHand byHand, TimeProvider clock, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        return byHand.ExecuteAsync(authorizationId, version, new EnterPayerAnswer(new RecordPayerAnswer(at, [.. request.Items.Select(WordOf)], AnswerId: null, at), at), cancel);
    }

    private static Task<CommandResult> VoidAsync(
        Guid authorizationId, [FromHeader(Name = "If-Match")] StreamVersion version, VoidingRequest request, ByHand byHand, Caller caller, TimeProvider clock, CancellationToken cancel) =>
        byHand.ExecuteAsync(authorizationId, version, new VoidAuthorization(request.ReasonCode, caller.ToActor(), clock.GetUtcNow()), cancel);

    private static PayerWord WordOf(DecisionLine line) => new(
        line.Sequence,
        new ItemDecision { Action = line.Action, CertificationNumber = line.CertificationNumber, From = line.From, To = line.To, Units = line.Units, ReasonCode = line.ReasonCode },
        AdministrationReference: null)
    {
        ReasonText = line.ReasonText is { Length: > 0 } text ? text : null,
    };
}

/// <summary>Decides what a person enters about one authorization.</summary>
internal sealed class ByHand(Streams<PriorAuthorizationCommand> authorizations, Transactions transactions, CallScope scope)
{
    public async Task<CommandResult> ExecuteAsync(Guid authorizationId, StreamVersion version, PriorAuthorizationCommand command, CancellationToken cancel)
    {
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(authorizationId, cancel);
        if (state is not PriorAuthorization.Begun { Request: var asked }) return new Outcome.Refused(PriorAuthorizationRefusals.Unknown).ToHttp();
        scope.Context = scope.Context with { CaseId = asked.CaseId };
        return (await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var outcome = await work.DecideAsync(authorizationId, command, c, version);
                return outcome is Outcome.Accepted ? await Endings.CloseAsync(work, authorizationId, command.At, outcome, c) : outcome;
            },
            cancel)).ToHttp();
    }
}
