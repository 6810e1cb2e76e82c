using FluentValidation;
using Healthcare.Billing.Encounters;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Billing.Claims;

/// <summary>What a claim shall say otherwise; each member is left as it was unless it is given.</summary>
/// <param name="Codes">For each line that changes: procedure, modifiers and pointers.</param>
/// <param name="Diagnoses">ICD-10-CM, the principal one first.</param>
/// <param name="PriorAuthorization">REF*G1.</param>
/// <param name="PlaceOfService">Two digits.</param>
/// <param name="PractitionerNpi">Ten digits.</param>
internal sealed record ChangesRequest(
    IReadOnlyList<CompleteCodingEndpoint.CodeRequest>? Codes = null, IReadOnlyList<string>? Diagnoses = null, string? PriorAuthorization = null, string? PlaceOfService = null, string? PractitionerNpi = null)
{
    internal static readonly ChangesRequest Nothing = new();

    public ClaimChanges ToChanges() => new()
    {
        Codes = Codes?.Select(c => new LineCode(c.Line, c.Procedure, c.Modifiers, c.DiagnosisPointers)).ToList(),
        Diagnoses = Diagnoses,
        PriorAuthorization = PriorAuthorization,
        PlaceOfService = PlaceOfService,
        PractitionerNpi = PractitionerNpi,
    };

    internal sealed class Validator : AbstractValidator<ChangesRequest>
    {
        public Validator()
        {
            RuleFor(r => r.Diagnoses).Must(d => d is null || d.Count is >= 1 and <= 12).WithMessage("One to twelve diagnoses.");
            RuleForEach(r => r.Diagnoses).Matches(@"^[A-Z][0-9][A-Z0-9](\.?[A-Z0-9]{1,4})?$");
            RuleFor(r => r.PriorAuthorization).Matches("^[A-Za-z0-9-]{1,50}$");
            RuleFor(r => r.PlaceOfService).Matches("^[0-9]{2}$");
            RuleFor(r => r.PractitionerNpi).Matches("^[12][0-9]{9}$");
            RuleForEach(r => r.Codes).ChildRules(code =>
            {
                code.RuleFor(c => c.Line).InclusiveBetween(1, 50);
                code.RuleFor(c => c.Procedure).Matches("^[A-Z0-9]{5}$");
                code.RuleFor(c => c.Modifiers).Must(m => m.Count <= 4).WithMessage("At most four modifiers.");
                code.RuleForEach(c => c.Modifiers).Matches("^[A-Z0-9]{2}$");
                code.RuleFor(c => c.DiagnosisPointers).Must(p => p.Count is >= 1 and <= 4).WithMessage("One to four diagnoses.");
            });
        }
    }
}

internal static class ResubmitClaimEndpoint
{
    internal static void Map(RouteGroupBuilder claims) => claims
        .MapPut("/{claimId:guid}/submission", HandleAsync)
        .Validating<ChangesRequest>()
        .RequireAuthorization(BillingRoles.Submitters)
        .Described(
            "resubmitClaim",
            "Sends a claim anew that was rejected or held, with what it shall say otherwise; one that was never acknowledged goes again byte for byte under the same control numbers",
            ClaimRefusals.Unknown,
            ClaimRefusals.UnderWay,
            ClaimRefusals.AtPayer);

    private static async Task<CommandResult> HandleAsync(
        Guid claimId,
        [FromHeader(Name = "If-Match")] StreamVersion version,
        ChangesRequest? request,
        Streams<ClaimCommand> claims,
        CallScope scope,
        Caller caller,
        TimeProvider clock,
        CancellationToken cancel)
    {
        if (await claims.ReadAsync<Claim>(claimId, cancel) is not (Claim.Built built, _)) return new Outcome.Refused(ClaimRefusals.Unknown).ToHttp();
        scope.Context = scope.Context with { CaseId = built.Content.CaseId };
        return (await claims.ExecuteAsync(claimId, version, new ResubmitClaim(request?.ToChanges() ?? ClaimChanges.None, caller.Subject, clock.GetUtcNow()), cancel)).ToHttp();
    }
}
