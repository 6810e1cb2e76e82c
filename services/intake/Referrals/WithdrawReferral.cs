using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Intake.Referrals;

/// <summary>The referrer takes its referral back, which it may until a visit is booked.</summary>
public sealed record WithdrawReferral(string ReasonCode, Actor By, DateTimeOffset At) : ReferralCommand(At);

internal static class WithdrawReferralEndpoint
{
    internal sealed record Request(string ReasonCode);

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPut("/{trackingId}/withdrawal", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith("system/Bundle.c"))
        .Validating<Request>()
        .Described("withdrawReferral", "Takes a referral back, until a visit is booked; afterwards ask for cancellation", ReferralRefusals.Unknown, ReferralRefusals.AlreadyScheduled, ReferralRefusals.AlreadyAttended, ReferralRefusals.IsOver, ReferralRefusals.IsDuplicate);

    private static async Task<Results<CommandResult, ProblemResult>> HandleAsync(
        string trackingId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, PartnersReferrals own, Streams<ReferralCommand> referrals, TimeProvider clock, CancellationToken cancel)
    {
        if (await own.FindAsync(caller, trackingId, cancel) is not { } referral) return PartnersReferrals.NotThere;
        var outcome = await referrals.ExecuteAsync(referral.ReferralId, version, new WithdrawReferral(request.ReasonCode, caller.ToActor(), EventCodec.Microseconds(clock.GetUtcNow())), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.ReasonCode).Code();
    }
}
