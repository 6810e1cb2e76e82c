using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Intake.Referrals;

internal static class ListReferralsEndpoint
{
    private const int Usual = 50;
    private const int Most = 200;

    public static void Map(RouteGroupBuilder referrals) => referrals.MapGet("/", HandleAsync)
        .RequireAuthorization(Policies.Staff)
        .RecordingAccess()
        .Described("listReferrals", "Referrals in codes and ids, newest first, all or of one status");

    private static async Task<Results<Ok<Page<ReferralSummary>>, ProblemResult>> HandleAsync(
        string? cursor, int? limit, string? status, Views<ReferralDocument> referrals, Accessed accessed, CancellationToken cancel)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        if (TermOf(status) is not { } term) return StatusUnknown;
        var page = await referrals.PageAsync(term, after, Math.Clamp(limit ?? Usual, 1, Most), cancel);
        foreach (var referral in page.Documents) accessed.Patient(referral.PatientId);
        return TypedResults.Ok(new Page<ReferralSummary>([.. page.Documents.Select(ReferralSummary.Of)], Cursor.Write(page.Next)));
    }

    private static readonly IReadOnlyDictionary<string, ReferralStatus> Statuses =
        Enum.GetValues<ReferralStatus>().ToDictionary(s => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(s.ToString()), StringComparer.Ordinal);

    private static ProblemResult StatusUnknown =>
        new(new ProblemAnswer(KnownProblems.RequestInvalid) { Errors = [new ProblemError("status", "status", $"One of {string.Join(", ", Statuses.Keys)}.")] });

    private static string? TermOf(string? status) => status is null ? ReferralView.All : Statuses.TryGetValue(status, out var known) ? ReferralView.OfStatus(known) : null;
}
