using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Intake.Referrals;

/// <summary>A person found that a merged referral is one of its own after all: it is judged anew.</summary>
public sealed record SplitReferral(string Basis, Actor By, DateTimeOffset At) : ReferralCommand(At), IJudgment;

internal static class SplitReferralEndpoint
{
    internal sealed record Request(string Basis);

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPut("/{referralId:guid}/split", HandleAsync)
        .RequireAuthorization(Policies.AnyOf(Policies.Role("intake-coordinator"), Policies.Role("referral-coordinator")))
        .Validating<Request>()
        .Described("splitReferral", "Takes a merge back: the referral is judged anew and goes on by itself", ReferralRefusals.Unknown, ReferralRefusals.NotMerged, Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid referralId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<ReferralCommand> referrals, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await referrals.ExecuteAsync(referralId, version, new SplitReferral(request.Basis, caller.ToActor(), EventCodec.Microseconds(clock.GetUtcNow())), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Basis).Code();
    }
}
