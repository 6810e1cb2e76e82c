using FluentValidation;
using Healthcare.Billing.Claims;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Billing.Denials;

/// <param name="Loinc">What kind of document it is, such as <c>11504-8</c>.</param>
/// <param name="Reference">Where it is in the chart, such as <c>DocumentReference/123</c>; an id, never a name.</param>
/// <param name="ControlNumber">What claim and attachment name it by (PWK06); made from the reference where it is left out.</param>
internal sealed record DocumentRequest(string Loinc, string Reference, string? ControlNumber = null)
{
    public SuppliedDocument ToDocument() => new(Loinc, Reference, ControlNumber ?? $"A{DerivedId.Of($"document/{Reference}"):N}"[..17].ToUpperInvariant());

    internal sealed class Validator : AbstractValidator<DocumentRequest>
    {
        public Validator()
        {
            RuleFor(d => d.Loinc).Matches("^[0-9]{1,7}-[0-9]$");
            RuleFor(d => d.Reference).Matches("^[A-Za-z]+/[A-Za-z0-9.-]{1,64}$");
            RuleFor(d => d.ControlNumber).Matches("^[A-Z0-9]{2,50}$");
        }
    }
}

/// <summary>Clinical documentation supplies what a payer misses, for a denial or for a request that came before any.</summary>
internal static class SupplyDocumentsEndpoint
{
    internal sealed record Request(IReadOnlyList<DocumentRequest> Documents);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            // 005010X222A1: a claim holds ten PWK.
            RuleFor(r => r.Documents).Must(d => d.Count is >= 1 and <= 10).WithMessage("One to ten documents.");
            RuleForEach(r => r.Documents).SetValidator(new DocumentRequest.Validator());
        }
    }

    internal static void Map(RouteGroupBuilder denials, RouteGroupBuilder claims)
    {
        denials.MapPut("/{denialId:guid}/documents", HandleAsync).Validating<Request>().RequireAuthorization(BillingRoles.Documenters).Described(
            "supplyDocuments", "Supplies the documents that the payer missed; a coder reviews the codes next. A person decides it",
            DenialRefusals.Unknown, DenialRefusals.OutOfOrder, DenialRefusals.Resolved, DenialRefusals.WriteOffPending, Judgments.PersonMustDecide);
        claims.MapPut("/{claimId:guid}/documents", ForClaimAsync).Validating<Request>().RequireAuthorization(BillingRoles.Documenters).Described(
            "supplyRequestedRecords", "Supplies the records that the payer asked for before it decides", ClaimRefusals.Unknown, ClaimRefusals.NothingRequested);
    }

    private static Task<CommandResult> HandleAsync(
        Guid denialId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, DenialWork denials, Caller caller, TimeProvider clock, CancellationToken cancel) =>
        denials.ExecuteAsync(denialId, version, _ => new SupplyDocuments([.. request.Documents.Select(d => d.ToDocument())], caller.Subject, clock.GetUtcNow()), cancel);

    private static async Task<CommandResult> ForClaimAsync(
        Guid claimId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Streams<ClaimCommand> claims, CallScope scope, Caller caller, TimeProvider clock, CancellationToken cancel)
    {
        if (await claims.ReadAsync<Claim>(claimId, cancel) is not (Claim.Built built, _)) return new Outcome.Refused(ClaimRefusals.Unknown).ToHttp();
        scope.Context = scope.Context with { CaseId = built.Content.CaseId };
        return (await claims.ExecuteAsync(claimId, version, new SendRequestedRecords([.. request.Documents.Select(d => d.ToDocument())], caller.Subject, clock.GetUtcNow()), cancel)).ToHttp();
    }
}
