using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Intake.Referrals;

/// <summary>A person grants the cancellation that the referrer asked for, or does not.</summary>
public sealed record DecideCancellation(bool Grants, string ReasonCode, Actor By, DateTimeOffset At) : ReferralCommand(At), IJudgment;

internal static class DecideCancellationEndpoint
{
    internal sealed record Request(bool Grants, string ReasonCode);

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPut("/{referralId:guid}/cancellation", HandleAsync)
        .RequireAuthorization(Policies.AnyOf(Policies.Role("referral-coordinator"), Policies.Role("intake-coordinator")))
        .Validating<Request>()
        .Described("decideCancellation", "Grants the cancellation that the referrer asked for, or does not; a person decides it", ReferralRefusals.Unknown, ReferralRefusals.CancellationNotRequested, ReferralRefusals.AlreadyAttended, ReferralRefusals.NotAccepted, ReferralRefusals.IsOver, Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid referralId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<ReferralCommand> referrals, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await referrals.ExecuteAsync(referralId, version, new DecideCancellation(request.Grants, request.ReasonCode, caller.ToActor(), EventCodec.Microseconds(clock.GetUtcNow())), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.ReasonCode).Code();
    }
}
