using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Intake.Referrals;

/// <summary>A person found that this referral is another once more; that one goes on.</summary>
public sealed record MergeReferral(Guid OtherId, string Basis, Actor By, DateTimeOffset At) : ReferralCommand(At), IJudgment;

internal static class MergeReferralEndpoint
{
    internal sealed record Request(Guid OtherId, string Basis);

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPut("/{referralId:guid}/merge", HandleAsync)
        .RequireAuthorization(Policies.AnyOf(Policies.Role("intake-coordinator"), Policies.Role("referral-coordinator")))
        .Validating<Request>()
        .Described("mergeReferral", "Says that this referral is another once more: it ends, the other goes on; a split takes it back", ReferralRefusals.Unknown, ReferralRefusals.MergesWithItself, ReferralRefusals.AlreadyAttended, ReferralRefusals.IsDuplicate, ReferralRefusals.IsOver, Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid referralId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<ReferralCommand> referrals, TimeProvider clock, CancellationToken cancel)
    {
        var (other, _) = await referrals.ReadAsync<Referral>(request.OtherId, cancel);
        if (other is not Referral.OnFile) return new Outcome.Refused(ReferralRefusals.Unknown).ToHttp();
        if (request.OtherId == referralId || other is Referral.Duplicate) return new Outcome.Refused(ReferralRefusals.MergesWithItself).ToHttp();
        var outcome = await referrals.ExecuteAsync(referralId, version, new MergeReferral(request.OtherId, request.Basis, caller.ToActor(), EventCodec.Microseconds(clock.GetUtcNow())), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Basis).Code();
    }
}
