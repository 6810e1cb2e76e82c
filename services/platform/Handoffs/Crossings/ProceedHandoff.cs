using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Handoffs;

/// <summary>A named person sends the work on although a condition is not met; <paramref name="Reason"/> is sealed before it is stored.</summary>
public sealed record ProceedHandoff(string Ground, string Reason, DateTimeOffset DueAt, Actor By, DateTimeOffset At) : HandoffCommand(At);

internal static class ProceedHandoffEndpoint
{
    internal sealed record Request(string Ground, string Reason, DateTimeOffset DueAt);

    internal static void Map(RouteGroupBuilder handoffs) => handoffs.MapPut("/{handoffId:guid}/proceeding", HandleAsync).Validating<Request>()
        .Described(
            "proceedHandoff",
            "Sends work on although a condition is not met, on a ground that the contract permits; a person decides it",
            HandoffRefusals.NeverOffered,
            HandoffRefusals.NothingToWaive,
            HandoffRefusals.GroundNotPermitted,
            HandoffRefusals.DueInThePast,
            HandoffRefusals.Closed,
            HandoffRefusals.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid handoffId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<HandoffCommand> handoffs, TimeProvider clock, CancellationToken cancel)
    {
        var command = new ProceedHandoff(request.Ground, request.Reason, request.DueAt, caller.ToActor(), clock.GetUtcNow());
        var outcome = await handoffs.ExecuteAsync(handoffId, version, command, cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Ground).Code();
            RuleFor(r => r.Reason).NotEmpty().MaximumLength(4000);
        }
    }
}
