using System.Text.Json;
using FluentValidation;
using Healthcare.Fhir;
using Healthcare.Intake.Channels;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;

namespace Healthcare.Intake.Referrals;

internal static class SendInformationEndpoint
{
    /// <summary>What was asked for, member by member; what is absent stays as it is.</summary>
    internal sealed record Request(string? ReferrerNpi, IReadOnlyList<string>? Diagnoses, DateOnly? RequestedOn, DateOnly? BirthDate, PortalIdentifier? RecordNumber, PortalService? Service, string? Reason)
    {
        public override string ToString() => nameof(Request);
    }

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPost("/{trackingId}/information", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith("system/Bundle.c"))
        .Validating<Request>()
        .Produces<ReferralReceipt>(StatusCodes.Status200OK)
        .Described("sendInformation", "Supplies what was asked for; when nothing is missing any more, the referral goes on by itself", ReferralRefusals.Unknown, ReferralRefusals.AlreadyAccepted, ReferralRefusals.IsOver);

    private static async Task<IResult> HandleAsync(
        string trackingId, Request request, Caller caller, PartnersReferrals own, OriginalStore originals, ReferralAmendments amendments, CancellationToken cancel)
    {
        if (await own.FindAsync(caller, trackingId, cancel) is not { } referral) return PartnersReferrals.NotThere;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(request, JsonSerializerOptions.Web);
        if (await originals.KeepAsync(bytes, ReceiveReferralEndpoint.Json, $"{referral.PartnerId}/{referral.ReferralId:D}", cancel) is not Keeping.Kept original) return KnownProblems.BodyTooLarge.ToResult();
        await originals.AssignAsync(original.Id, referral.PatientId, cancel);
        var outcome = await amendments.SupplementAsync(referral.ReferralId, original, (content, opened) => Changed(request, content, opened), cancel);
        return await Supplied.AnswerAsync(outcome, referral.ReferralId, amendments, cancel);
    }

    private static (ReferralContent, OpenedContent, string?) Changed(Request request, ReferralContent content, OpenedContent opened)
    {
        List<FhirIssue> none = [];
        var services = PortalReferralReader.Services(request.Service, none);
        var diagnoses = PortalReferralReader.Diagnoses(request.Diagnoses ?? [], none);
        return (
            content with
            {
                ReferrerNpi = request.ReferrerNpi ?? content.ReferrerNpi,
                Services = services.Count > 0 ? services : content.Services,
                Diagnoses = diagnoses.Count > 0 ? diagnoses : content.Diagnoses,
                OtherReasons = content.OtherReasons + (string.IsNullOrWhiteSpace(request.Reason) ? 0 : 1),
                RequestedOn = request.RequestedOn ?? content.RequestedOn,
            },
            opened with { Patient = opened.Patient with { BirthDate = request.BirthDate ?? opened.Patient.BirthDate } },
            request.RecordNumber is { Value: { Length: > 0 } value } record ? $"{record.System}|{value}" : null);
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.ReferrerNpi).Must(n => n is null || ProviderNumber.IsNpi(n)).WithMessage("A National Provider Identifier has ten digits and a check digit.");
            RuleFor(r => r.Diagnoses).Must(d => Fits(issues => PortalReferralReader.Diagnoses(d ?? [], issues))).WithMessage("Diagnoses are ICD-10-CM codes.");
            RuleFor(r => r.Service).Must(s => Fits(issues => PortalReferralReader.Services(s, issues))).WithMessage("A service is a code of CPT, HCPCS, X12-1365 or a URI's system.");
            RuleFor(r => r.Reason).MaximumLength(4000);
        }

        private static bool Fits(Action<List<FhirIssue>> read)
        {
            var issues = new List<FhirIssue>();
            read(issues);
            return issues.Count == 0;
        }
    }
}
