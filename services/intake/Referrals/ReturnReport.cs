using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Intake.Referrals;

/// <summary>The report reached the referrer, and something proves it: the loop is closed.</summary>
public sealed record ReturnReport(string DocId, string To, string Channel, string Evidence, DateTimeOffset DeliveredAt, Actor By, DateTimeOffset At) : ReferralCommand(At), IJudgment;

internal static class ReturnReportEndpoint
{
    private static readonly string[] Channels = ["fhir", "hl7v2-mdm", "direct", "fax", "portal", "post"];

    internal sealed record Request(string DocId, string To, string Channel, string Evidence, DateTimeOffset DeliveredAt);

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPut("/{referralId:guid}/report-return", HandleAsync)
        .RequireAuthorization(Policies.Role("referral-coordinator"))
        .Validating<Request>()
        .Described("returnReport", "Says which report reached the referrer, how, and what proves it: the loop is closed", ReferralRefusals.Unknown, ReferralRefusals.NotAttended, ReferralRefusals.DeliveredLater, ReferralRefusals.IsOver, ReferralRefusals.IsDuplicate, Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid referralId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<ReferralCommand> referrals, TimeProvider clock, CancellationToken cancel)
    {
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        var outcome = await referrals.ExecuteAsync(
            referralId, version, new ReturnReport(request.DocId, request.To, request.Channel, request.Evidence, EventCodec.Microseconds(request.DeliveredAt), caller.ToActor(), at), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.DocId).ForeignId();
            RuleFor(r => r.To).ForeignId();
            RuleFor(r => r.Channel).Must(c => Channels.Contains(c, StringComparer.Ordinal)).WithMessage($"One of {string.Join(", ", Channels)}.");
            RuleFor(r => r.Evidence).ForeignId();
        }
    }
}
