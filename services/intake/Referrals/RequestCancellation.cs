using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Intake.Referrals;

/// <summary>The referrer asks to cancel what is under way; a person here decides.</summary>
public sealed record RequestCancellation(string ReasonCode, Actor By, DateTimeOffset At) : ReferralCommand(At);

internal static class RequestCancellationEndpoint
{
    internal sealed record Request(string ReasonCode);

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPut("/{trackingId}/cancellation", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith("system/Bundle.c"))
        .Validating<Request>()
        .Described("requestCancellation", "Asks to cancel an accepted referral; a person decides, and the status says how", ReferralRefusals.Unknown, ReferralRefusals.NotAccepted, ReferralRefusals.AlreadyAttended, ReferralRefusals.IsOver, ReferralRefusals.IsDuplicate);

    private static async Task<Results<CommandResult, ProblemResult>> HandleAsync(
        string trackingId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, PartnersReferrals own, Streams<ReferralCommand> referrals, TimeProvider clock, CancellationToken cancel)
    {
        if (await own.FindAsync(caller, trackingId, cancel) is not { } referral) return PartnersReferrals.NotThere;
        var outcome = await referrals.ExecuteAsync(referral.ReferralId, version, new RequestCancellation(request.ReasonCode, caller.ToActor(), EventCodec.Microseconds(clock.GetUtcNow())), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.ReasonCode).Code();
    }
}
