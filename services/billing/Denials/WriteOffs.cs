using System.Globalization;
using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Healthcare.Billing.Denials;

/// <summary>Giving money up: one person proposes, another one of the role that the amount asks for decides.</summary>
internal static class WriteOffEndpoints
{
    /// <param name="Amount">Dollars, as a decimal string.</param>
    /// <param name="ReasonCode">Such as <c>limit-passed</c>.</param>
    internal sealed record Proposal(string Amount, string ReasonCode);

    internal sealed record Refusing(string ReasonCode);

    internal sealed class ProposalValidator : AbstractValidator<Proposal>
    {
        public ProposalValidator()
        {
            RuleFor(r => r.Amount).Matches(@"^[0-9]{1,8}(\.[0-9]{2})?$");
            RuleFor(r => r.ReasonCode).Matches("^[a-z][a-z0-9-]{2,50}$");
        }
    }

    internal sealed class RefusingValidator : AbstractValidator<Refusing>
    {
        public RefusingValidator() => RuleFor(r => r.ReasonCode).Matches("^[a-z][a-z0-9-]{2,50}$");
    }

    internal static void Map(RouteGroupBuilder denials)
    {
        denials.MapPut("/{denialId:guid}/write-off", ProposeAsync).Validating<Proposal>().RequireAuthorization(BillingRoles.Proposers).Described(
            "proposeWriteOff", "Proposes to give the money up; another person decides. A person decides it",
            DenialRefusals.Unknown, DenialRefusals.Resolved, DenialRefusals.WriteOffPending, DenialRefusals.AmountWrong, Judgments.PersonMustDecide);
        denials.MapPut("/{denialId:guid}/write-off/approval", ApproveAsync).RequireAuthorization(BillingRoles.Approvers).Described(
            "approveWriteOff", "Approves a write-off that another person proposed; the amount says which role may. A person decides it",
            DenialRefusals.Unknown, DenialRefusals.Resolved, DenialRefusals.NothingProposed, DenialRefusals.SamePerson, DenialRefusals.RoleTooLow, Judgments.PersonMustDecide);
        denials.MapPut("/{denialId:guid}/write-off/refusal", RefuseAsync).Validating<Refusing>().RequireAuthorization(BillingRoles.Approvers).Described(
            "refuseWriteOff", "Refuses a write-off that another person proposed; work goes on where it stood. A person decides it",
            DenialRefusals.Unknown, DenialRefusals.Resolved, DenialRefusals.NothingProposed, DenialRefusals.SamePerson, Judgments.PersonMustDecide);
    }

    private static Task<CommandResult> ProposeAsync(
        Guid denialId,
        [FromHeader(Name = "If-Match")] StreamVersion version,
        Proposal request,
        DenialWork denials,
        IOptions<BillingOptions> options,
        Caller caller,
        TimeProvider clock,
        CancellationToken cancel)
    {
        var amount = decimal.Parse(request.Amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return denials.ExecuteAsync(denialId, version, _ => new ProposeWriteOff(amount, request.ReasonCode, options.Value.ApproverOf(amount), caller.Subject, clock.GetUtcNow()), cancel);
    }

    private static Task<CommandResult> ApproveAsync(
        Guid denialId, [FromHeader(Name = "If-Match")] StreamVersion version, DenialWork denials, Caller caller, TimeProvider clock, CancellationToken cancel) =>
        denials.ExecuteAsync(denialId, version, _ => new ApproveWriteOff(RolesOf(caller), caller.Subject, clock.GetUtcNow()), cancel);

    private static Task<CommandResult> RefuseAsync(
        Guid denialId, [FromHeader(Name = "If-Match")] StreamVersion version, Refusing request, DenialWork denials, Caller caller, TimeProvider clock, CancellationToken cancel) =>
        denials.ExecuteAsync(denialId, version, _ => new RefuseWriteOff(request.ReasonCode, caller.Subject, clock.GetUtcNow()), cancel);

    // Who may approve much may approve less.
    private static IReadOnlyList<string> RolesOf(Caller caller)
    {
        var highest = BillingRoles.ApproverRoles.Select((role, at) => caller.Roles.Contains(role) ? at : -1).Max();
        return [.. BillingRoles.ApproverRoles.Take(highest + 1)];
    }
}
