using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Handoffs;

/// <summary>A person says whether anybody is on duty for a role, and until when not.</summary>
public sealed record SetDuty(string Role, bool IsStaffed, DateTimeOffset? Until, string ReasonCode, Actor By, DateTimeOffset At) : DutyCommand(At);

internal static class SetDutyEndpoint
{
    internal sealed record Request(bool IsStaffed, string ReasonCode, DateTimeOffset? Until = null);

    internal static void Map(IEndpointRouteBuilder app)
    {
        var duty = app.MapGroup("/duty").RequireAuthorization(Policies.Staff).WithTags("duty");
        duty.MapGet("/", ListAsync).Described("listUnstaffedRoles", "The roles for which nobody is on duty");
        duty.MapGet("/{role}", GetAsync).Described("readDuty", "Whether anybody is on duty for a role, with the version that a change asks for", DutyRefusals.Unknown);
        duty.MapPut("/{role}", HandleAsync).Validating<Request>()
            .Described("setDuty", "Says whether anybody is on duty for a role; where nobody is, its open work goes to the next level at once", DutyRefusals.Unknown, DutyRefusals.UntilInThePast, DutyRefusals.PersonMustDecide);
    }

    private static async Task<Ok<Page<DutyDocument>>> ListAsync(Views<DutyDocument> duty, CancellationToken cancel) =>
        TypedResults.Ok(new Page<DutyDocument>((await duty.PageAsync(DutyView.Unstaffed, after: null, 200, cancel)).Documents, Next: null));

    private static async Task<Results<VersionedResult<DutyDocument>, ProblemResult>> GetAsync(string role, RoleBook roles, Views<DutyDocument> duty, CancellationToken cancel)
    {
        if (roles.Find(role) is null) return new ProblemResult(DutyRefusals.Unknown.ToProblem());
        var found = await duty.FindAsync(DutyAggregate.IdOf(role), cancel) ?? new DutyDocument { Role = role, Version = 0, IsStaffed = true };
        return found.At(new StreamVersion(found.Version));
    }

    private static async Task<CommandResult> HandleAsync(
        string role, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, RoleBook roles, Streams<DutyCommand> duty, TimeProvider clock, CancellationToken cancel)
    {
        if (roles.Find(role) is null) return new Outcome.Refused(DutyRefusals.Unknown).ToHttp();
        var command = new SetDuty(role, request.IsStaffed, request.Until, request.ReasonCode, caller.ToActor(), clock.GetUtcNow());
        var outcome = await duty.ExecuteAsync(DutyAggregate.IdOf(role), version, command, cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.ReasonCode).Code();
    }
}
