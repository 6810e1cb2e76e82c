using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Intake.Referrals;

/// <summary>A note reached the referrer before the report (360X interim consultation note); the same evidence again is the same note.</summary>
public sealed record NoteInterim(string To, string Evidence, DateTimeOffset DeliveredAt, Actor By, DateTimeOffset At) : ReferralCommand(At);

internal static class NoteInterimEndpoint
{
    internal sealed record Request(string To, string Evidence, DateTimeOffset DeliveredAt);

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPut("/{referralId:guid}/interim-note", HandleAsync)
        .RequireAuthorization(Policies.Role("referral-coordinator"))
        .Validating<Request>()
        .Described("noteInterim", "Says that a note reached the referrer before the report", ReferralRefusals.Unknown, ReferralRefusals.NotAttended, ReferralRefusals.IsOver, ReferralRefusals.IsDuplicate);

    private static async Task<CommandResult> HandleAsync(
        Guid referralId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<ReferralCommand> referrals, TimeProvider clock, CancellationToken cancel)
    {
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        var outcome = await referrals.ExecuteAsync(referralId, version, new NoteInterim(request.To, request.Evidence, EventCodec.Microseconds(request.DeliveredAt), caller.ToActor(), at), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.To).ForeignId();
            RuleFor(r => r.Evidence).ForeignId();
        }
    }
}
