using FluentValidation;
using Healthcare.Billing.Claims;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Billing.Denials;

/// <summary>A coder holds the codes of a denied claim against its records; the corrected claim follows by itself, with the documents.</summary>
internal static class ReviewCodingEndpoint
{
    /// <param name="Changes">Codes and diagnoses that change; none where they stand.</param>
    /// <param name="Guideline">What the codes follow, such as <c>ncci-2026-q4</c>; a coding denial needs it.</param>
    internal sealed record Request(ChangesRequest? Changes = null, string? Guideline = null);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Changes ?? ChangesRequest.Nothing).SetValidator(new ChangesRequest.Validator()).OverridePropertyName("changes");
            RuleFor(r => r.Guideline).Matches("^[A-Za-z0-9][A-Za-z0-9./-]{1,60}$");
        }
    }

    internal static void Map(RouteGroupBuilder denials) => denials.MapPut("/{denialId:guid}/coding-review", HandleAsync).Validating<Request>().RequireAuthorization(BillingRoles.CodingReviewers).Described(
        "reviewCoding", "Says which codes stand; the corrected claim (frequency 7 with REF*F8 and the documents) goes by itself. A person decides it",
        DenialRefusals.Unknown, DenialRefusals.OutOfOrder, DenialRefusals.Resolved, DenialRefusals.WriteOffPending, ClaimRefusals.UnderWay, ClaimRefusals.NoPayerNumber, ClaimRefusals.Duplicate, Judgments.PersonMustDecide);

    private static Task<CommandResult> HandleAsync(
        Guid denialId, [FromHeader(Name = "If-Match")] StreamVersion version, Request? request, DenialWork denials, Caller caller, TimeProvider clock, CancellationToken cancel) =>
        denials.ExecuteAsync(denialId, version, _ => new ReviewCoding(request?.Changes?.ToChanges() ?? ClaimChanges.None, request?.Guideline, caller.Subject, clock.GetUtcNow()), cancel);
}
