using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Intake.Referrals;

/// <summary>A person decides that a referral which was not accepted is not taken.</summary>
public sealed record DeclineReferral(string ReasonCode, Actor By, DateTimeOffset At) : ReferralCommand(At), IJudgment;

internal static class DeclineReferralEndpoint
{
    internal sealed record Request(string ReasonCode);

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPut("/{referralId:guid}/declination", HandleAsync)
        .RequireAuthorization(Policies.AnyOf(Policies.Role("referral-coordinator"), Policies.Role("intake-coordinator")))
        .Validating<Request>()
        .Described("declineReferral", "Declines a referral that was not accepted; a person decides it", ReferralRefusals.Unknown, ReferralRefusals.AlreadyAccepted, ReferralRefusals.IsOver, ReferralRefusals.IsDuplicate, Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid referralId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<ReferralCommand> referrals, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await referrals.ExecuteAsync(referralId, version, new DeclineReferral(request.ReasonCode, caller.ToActor(), EventCodec.Microseconds(clock.GetUtcNow())), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.ReasonCode).Code();
    }
}
