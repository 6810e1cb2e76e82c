using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Intake.Referrals;

/// <summary>A person says who the patient is; the content is sealed for that patient.</summary>
public sealed record ConfirmPatientMatch(ReferralReceived Content, bool IsKnown, Actor By, DateTimeOffset At) : ReferralCommand(At), IJudgment;

internal static class ConfirmPatientMatchEndpoint
{
    /// <summary>One of the candidates, or none when it is somebody new.</summary>
    internal sealed record Request(bool IsKnown, Guid? PatientId);

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPut("/{referralId:guid}/patient-match", HandleAsync)
        .RequireAuthorization(Policies.AnyOf(Policies.Role("intake-coordinator"), Policies.Role("referral-coordinator")))
        .Validating<Request>()
        .Described("confirmPatientMatch", "Says who the patient is: one of those whom it might be, or somebody new; a person decides it", ReferralRefusals.Unknown, ReferralRefusals.MatchNotNeeded, ReferralRefusals.NotACandidate, Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid referralId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, ReferralAmendments amendments, CancellationToken cancel) =>
        (await amendments.ConfirmAsync(referralId, version, request.IsKnown ? request.PatientId : null, caller.ToActor(), cancel)).ToHttp();

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.PatientId).Must((r, id) => r.IsKnown == id is not null).WithMessage("A known patient is named, a new one is not.");
    }
}
