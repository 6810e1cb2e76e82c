using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Reconciliation.Remittances;

/// <summary>A person takes note of what does not balance, and lets the claims that do be posted; the difference stays on record.</summary>
public sealed record ReleaseRemittance(string ReasonCode, Actor By, DateTimeOffset At) : RemittanceCommand(At), IJudgment;

internal static class ReleaseRemittanceEndpoint
{
    internal sealed record Request(string ReasonCode);

    internal static void Map(RouteGroupBuilder remittances) => remittances.MapPut("/{remittanceId:guid}/release", HandleAsync)
        .Validating<Request>()
        .RequireAuthorization(Policies.AnyOf(Policies.Role(ReconciliationRoles.VarianceAnalyst), Policies.Role("finance-supervisor")))
        .Described(
            "releaseRemittance", "Lets the claims of an unbalanced remittance that do balance be posted; a person decides it", RemittanceRefusals.Unknown, RemittanceRefusals.NotHeld, RemittanceRefusals.OutOfOrder, Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid remittanceId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<RemittanceCommand> remittances, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await remittances.ExecuteAsync(remittanceId, version, new ReleaseRemittance(request.ReasonCode, caller.ToActor(), clock.GetUtcNow()), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.ReasonCode).NotEmpty().MaximumLength(80).Matches("^[a-z0-9]+(-[a-z0-9]+)*$");
    }
}
