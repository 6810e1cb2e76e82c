using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Intake.Referrals;

/// <summary>A person takes an ended referral up again and says why; it is judged anew, and accepted once more if it is complete.</summary>
public sealed record ReopenReferral(string Note, Actor By, DateTimeOffset At) : ReferralCommand(At), IJudgment;

internal static class ReopenReferralEndpoint
{
    internal sealed record Request(string Note)
    {
        // People write about patients.
        public override string ToString() => nameof(Request);
    }

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPut("/{referralId:guid}/reopening", HandleAsync)
        .RequireAuthorization(Policies.AnyOf(Policies.Role("referral-coordinator"), Policies.Role("intake-coordinator")))
        .Validating<Request>()
        .Described("reopenReferral", "Takes an ended referral up again with a note, which is sealed; accepted again, it counts one attempt more", ReferralRefusals.Unknown, ReferralRefusals.NotOver, ReferralRefusals.IsDuplicate, Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid referralId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<ReferralCommand> referrals, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await referrals.ExecuteAsync(referralId, version, new ReopenReferral(request.Note, caller.ToActor(), EventCodec.Microseconds(clock.GetUtcNow())), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Note).NotEmpty().MinimumLength(10).MaximumLength(2000);
    }
}
