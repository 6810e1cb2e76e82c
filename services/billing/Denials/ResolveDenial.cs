using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Billing.Denials;

/// <summary>A person says how a denial ended that nothing else ends: the original confirmed, the patient billed, the payment disputed, the payer's decision on an appeal.</summary>
internal static class ResolveDenialEndpoint
{
    internal sealed record Request(string Resolution);

    internal sealed class Validator : AbstractValidator<Request>
    {
        private static readonly string[] Known = [.. Enum.GetValues<DenialStep>().SelectMany(DenialResolutions.At).Distinct(StringComparer.Ordinal)];

        public Validator() => RuleFor(r => r.Resolution).Must(r => Known.Contains(r, StringComparer.Ordinal)).WithMessage($"One of {string.Join(", ", Known)}.");
    }

    internal static void Map(RouteGroupBuilder denials) => denials.MapPut("/{denialId:guid}/resolution", HandleAsync).Validating<Request>().RequireAuthorization(BillingRoles.Resolvers).Described(
        "resolveDenial", "Says how the denial ended; each kind ends in its own ways, and a duplicate never by sending again. A person decides it",
        DenialRefusals.Unknown, DenialRefusals.NotThisWay, DenialRefusals.Resolved, DenialRefusals.WriteOffPending, Judgments.PersonMustDecide);

    private static Task<CommandResult> HandleAsync(
        Guid denialId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, DenialWork denials, Caller caller, TimeProvider clock, CancellationToken cancel) =>
        denials.ExecuteAsync(denialId, version, _ => new ResolveDenial(request.Resolution, caller.Subject, clock.GetUtcNow()), cancel);
}
