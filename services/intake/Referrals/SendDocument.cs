using Healthcare.Originals;
using Healthcare.ServiceDefaults;

namespace Healthcare.Intake.Referrals;

internal static class SendDocumentEndpoint
{
    private const int MostBytes = 24 * 1024 * 1024;

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPost("/{trackingId}/documents", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith("system/Bundle.c"))
        .LimitingBody(MostBytes)
        .Produces<ReferralReceipt>(StatusCodes.Status200OK)
        .TakingBody("application/pdf", "The document's bytes, of any media type, at most 24 MB; `loinc` in the query says what kind it is.", "%PDF-1.7 …")
        .Answering(KnownProblems.RequestInvalid)
        .Described("sendDocument", "Sends a document that was asked for; when nothing is missing any more, the referral goes on by itself", ReferralRefusals.Unknown, ReferralRefusals.AlreadyAccepted, ReferralRefusals.IsOver);

    private static async Task<IResult> HandleAsync(
        string trackingId, string? loinc, HttpRequest request, Caller caller, PartnersReferrals own, OriginalStore originals, ReferralContents contents, ReferralAmendments amendments, CancellationToken cancel)
    {
        if (loinc is not null && Codes.Loinc(loinc) is null) return new ProblemResult(new ProblemAnswer(KnownProblems.RequestInvalid) { Errors = [new ProblemError("loinc", "loinc", "A LOINC code, such as 11488-4.")] });
        if (await own.FindAsync(caller, trackingId, cancel) is not { } referral) return PartnersReferrals.NotThere;
        var bytes = await BodyAsync(request, cancel);
        if (bytes.Length == 0) return new ProblemResult(new ProblemAnswer(KnownProblems.RequestInvalid) { Errors = [new ProblemError("$", "empty", "A document has content.")] });
        var type = Codes.ContentType(request.ContentType?.Split(';')[0].Trim());
        if (await originals.KeepAsync(bytes, type, $"{referral.PartnerId}/{referral.ReferralId:D}", cancel) is not Keeping.Kept original) return KnownProblems.BodyTooLarge.ToResult();
        var (kept, detail) = await contents.KeepAsync(referral.PartnerId, referral.ReferralId, referral.PatientId, new SheetDocument(Codes.Loinc(loinc), type, Title: null, bytes), cancel);
        var outcome = await amendments.SupplementAsync(
            referral.ReferralId, original, (content, opened) => (content with { Documents = [.. content.Documents, kept] }, opened with { Documents = [.. opened.Documents, detail] }, null), cancel);
        return await Supplied.AnswerAsync(outcome, referral.ReferralId, amendments, cancel);
    }

    public static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpRequest request, CancellationToken cancel)
    {
        var all = new MemoryStream();
        await request.Body.CopyToAsync(all, cancel);
        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }
}
