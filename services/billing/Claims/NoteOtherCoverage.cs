using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Billing.Claims;

/// <summary>A person found another coverage of the patient, whose payer is billed after the first.</summary>
public sealed record NoteOtherCoverage(OtherCoverage Coverage, string By, DateTimeOffset At) : ClaimCommand(At);

/// <summary>The first payer has decided, and a claim to the next one is due. Never refuses.</summary>
public sealed record NoteNextDue(string PayerId, Guid RemittanceId, DateTimeOffset At) : ClaimCommand(At);

internal static class NoteOtherCoverageEndpoint
{
    /// <param name="PayerId">Who pays after the payer that was billed.</param>
    /// <param name="MemberNumber">By which that payer knows the patient, who is the subscriber.</param>
    internal sealed record Request(string PayerId, string MemberNumber)
    {
        public override string ToString() => nameof(Request);
    }

    internal static void Map(RouteGroupBuilder claims) => claims.MapPut("/{claimId:guid}/other-coverage", HandleAsync)
        .Validating<Request>()
        .RequireAuthorization(BillingRoles.Coordinators)
        .Described(
            "noteOtherCoverage", "Says which coverage of the patient comes after the one that was billed; the claim to its payer goes out by itself once the first has decided",
            ClaimRefusals.Unknown, ClaimRefusals.NotSubmitted, ClaimRefusals.CoverageMisplaced);

    private static async Task<CommandResult> HandleAsync(
        Guid claimId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Streams<ClaimCommand> claims, CallScope scope, Caller caller, TimeProvider clock, CancellationToken cancel)
    {
        if (await claims.ReadAsync<Claim>(claimId, cancel) is not (Claim.Built built, _)) return new Outcome.Refused(ClaimRefusals.Unknown).ToHttp();
        scope.Context = scope.Context with { CaseId = built.Content.CaseId };
        var coverage = new OtherCoverage(request.PayerId, Sealed.For(built.Content.PatientId, request.MemberNumber));
        return (await claims.ExecuteAsync(claimId, version, new NoteOtherCoverage(coverage, caller.Subject, clock.GetUtcNow()), cancel)).ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.PayerId).NotEmpty().Matches("^[A-Za-z0-9][A-Za-z0-9-]{1,39}$");
            RuleFor(r => r.MemberNumber).NotEmpty().Matches("^[A-Za-z0-9-]{2,30}$");
        }
    }
}
