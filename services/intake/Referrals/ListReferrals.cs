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
        .WithSummary("Referrals in codes and ids, newest first");

    private static async Task<Results<Ok<Page<ReferralDocument>>, ProblemResult>> HandleAsync(
        string? cursor, int? limit, ReferralStatus? status, Views<ReferralDocument> referrals, Accessed accessed, CancellationToken cancel)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        var page = await referrals.PageAsync(status is { } only ? ReferralView.OfStatus(only) : ReferralView.All, after, Math.Clamp(limit ?? Usual, 1, Most), cancel);
        foreach (var referral in page.Documents) accessed.Patient(referral.PatientId);
        return TypedResults.Ok(new Page<ReferralDocument>(page.Documents, Cursor.Write(page.Next)));
    }
}
