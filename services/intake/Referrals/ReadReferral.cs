using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Intake.Referrals;

/// <summary>A referral with everything that a coordinator needs beside it.</summary>
internal sealed record ReferralOnFile(ReferralSummary Referral, PatientOnFile Patient, CoverageOnFile Coverage, RequesterOnFile Requester, IReadOnlyList<DocumentOnList> Documents)
{
    public override string ToString() => nameof(ReferralOnFile);
}

internal sealed record DocumentOnList(OriginalId Id, string? Loinc, string ContentType, long Length, string? Title);

internal static class ReadReferralEndpoint
{
    public static void Map(RouteGroupBuilder referrals)
    {
        referrals.MapGet("/{referralId:guid}", HandleAsync).RequireAuthorization(Policies.Staff).RecordingAccess()
            .Described("readReferral", "A referral with patient, cover, requester and documents; the look is recorded", ReferralRefusals.Unknown);
        referrals.MapGet("/{referralId:guid}/original", OriginalAsync).RequireAuthorization(Policies.Staff).RecordingAccess()
            .AnsweringBytes("application/fhir+json", "The bytes, with the media type that they came with.")
            .Described("readReferralOriginal", "The bundle as the partner sent it, byte for byte; the look is recorded", ReferralRefusals.Unknown);
    }

    private static async Task<Results<VersionedResult<ReferralOnFile>, ProblemResult>> HandleAsync(
        Guid referralId, Streams<ReferralCommand> streams, Views<ReferralDocument> referrals, Vault vault, Accessed accessed, CancellationToken cancel)
    {
        var (state, _) = await streams.ReadAsync<Referral>(referralId, cancel);
        if (state is not Referral.OnFile { Content: var content }
            || await referrals.FindAsync(referralId, cancel) is not { } document
            || await OpenedContent.OpenAsync(content, vault, cancel) is not { } opened) return new ProblemResult(ReferralRefusals.Unknown.ToProblem());
        accessed.Case(document.CaseId);
        accessed.Patient(content.PatientId);
        return new ReferralOnFile(ReferralSummary.Of(document), opened.Patient, opened.Coverage, opened.Requester, [.. content.Documents.Zip(opened.Documents, OnList)])
            .At(new StreamVersion(document.Version));
    }

    private static async Task<IResult> OriginalAsync(Guid referralId, Views<ReferralDocument> referrals, OriginalStore originals, Accessed accessed, CancellationToken cancel)
    {
        if (await referrals.FindAsync(referralId, cancel) is not { } referral || await originals.OpenAsync(referral.OriginalId, cancel) is not { } original)
            return new ProblemResult(ReferralRefusals.Unknown.ToProblem());
        accessed.Case(referral.CaseId);
        accessed.Patient(referral.PatientId);
        return TypedResults.Stream(original.Bytes, original.Original.MediaType);
    }

    private static DocumentOnList OnList(DocumentKept kept, DocumentOnFile details) => new(kept.OriginalId, kept.Loinc, kept.ContentType, kept.Length, details.Title);
}
