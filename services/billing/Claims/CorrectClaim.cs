using FluentValidation;
using Healthcare.Billing.Denials;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Billing.Claims;

/// <summary>Replacing and voiding what the payer has; the payer's own number goes with either by itself (N3).</summary>
internal static class CorrectClaimEndpoint
{
    /// <param name="ReasonCode">Why, such as <c>modifier-added</c>.</param>
    /// <param name="Changes">What the replacement says otherwise.</param>
    internal sealed record Correction(string ReasonCode, ChangesRequest? Changes = null);

    /// <param name="ReasonCode">Why, such as <c>billed-in-error</c>.</param>
    internal sealed record Voiding(string ReasonCode);

    internal sealed class CorrectionValidator : AbstractValidator<Correction>
    {
        public CorrectionValidator()
        {
            RuleFor(r => r.ReasonCode).Matches("^[a-z][a-z0-9-]{2,50}$");
            RuleFor(r => r.Changes ?? ChangesRequest.Nothing).SetValidator(new ChangesRequest.Validator()).OverridePropertyName("changes");
        }
    }

    internal sealed class VoidingValidator : AbstractValidator<Voiding>
    {
        public VoidingValidator() => RuleFor(r => r.ReasonCode).Matches("^[a-z][a-z0-9-]{2,50}$");
    }

    internal static void Map(RouteGroupBuilder claims)
    {
        claims.MapPut("/{claimId:guid}/correction", CorrectAsync).Validating<Correction>().RequireAuthorization(BillingRoles.Billers).Described(
            "correctClaim", "Replaces the claim that the payer has (frequency 7 with REF*F8), and settles the denials that asked for it. A person decides it",
            ClaimRefusals.Unknown, ClaimRefusals.UnderWay, ClaimRefusals.NotAtPayer, ClaimRefusals.NoPayerNumber, ClaimRefusals.Duplicate, ClaimRefusals.Voided, Judgments.PersonMustDecide);
        claims.MapPut("/{claimId:guid}/void", VoidAsync).Validating<Voiding>().RequireAuthorization(BillingRoles.Billers).Described(
            "voidClaim", "Voids the claim that the payer has (frequency 8 with REF*F8). A person decides it",
            ClaimRefusals.Unknown, ClaimRefusals.UnderWay, ClaimRefusals.NotAtPayer, ClaimRefusals.NoPayerNumber, ClaimRefusals.Voided, Judgments.PersonMustDecide);
    }

    private static Task<CommandResult> CorrectAsync(
        Guid claimId, [FromHeader(Name = "If-Match")] StreamVersion version, Correction request, ClaimReplacement replacement, Caller caller, TimeProvider clock, CancellationToken cancel) =>
        replacement.ExecuteAsync(claimId, version, new CorrectClaim(request.Changes?.ToChanges() ?? ClaimChanges.None, request.ReasonCode, caller.Subject, clock.GetUtcNow()), cancel);

    private static Task<CommandResult> VoidAsync(
        Guid claimId, [FromHeader(Name = "If-Match")] StreamVersion version, Voiding request, ClaimReplacement replacement, Caller caller, TimeProvider clock, CancellationToken cancel) =>
        replacement.ExecuteAsync(claimId, version, new VoidClaim(request.ReasonCode, caller.Subject, clock.GetUtcNow()), cancel);

    /// <summary>Replaces a claim and tells its open denials so, in one transaction.</summary>
    internal sealed class ClaimReplacement(Streams<ClaimCommand> claims, Transactions transactions, Views<DenialDocument> denials, CallScope scope)
    {
        public async Task<CommandResult> ExecuteAsync(Guid claimId, StreamVersion version, ClaimCommand command, CancellationToken cancel)
        {
            if (await claims.ReadAsync<Claim>(claimId, cancel) is not (Claim.Built built, _)) return new Outcome.Refused(ClaimRefusals.Unknown).ToHttp();
            scope.Context = scope.Context with { CaseId = built.Content.CaseId };
            var open = (await denials.PageAsync(DenialView.OpenOfClaim(claimId), after: null, 50, cancel)).Documents;
            return (await transactions.ExecuteAsync(
                async (work, c) =>
                {
                    var decided = await work.DecideAsync(claimId, command, c, version);
                    if (decided is not Outcome.Accepted { Version: var now } || now == version) return decided;
                    foreach (var denial in open)
                    {
                        if (await work.DecideAsync<DenialCommand>(denial.DenialId, new SettleDenial(DenialResolutions.Resubmitted, command.At), c) is { } settled and not Outcome.Accepted) return settled;
                    }

                    return decided;
                },
                cancel)).ToHttp();
        }
    }
}
