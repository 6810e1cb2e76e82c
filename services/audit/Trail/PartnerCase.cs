using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Trail;

/// <summary>
/// A case as its referring partner may see it: without phoning. Everything that was recorded until <paramref name="AsOf"/> is in it, which is <paramref name="LagMilliseconds"/> ago;
/// both are absent while that is not known.
/// </summary>
/// <param name="WaitingFor">Codes of what comes next.</param>
/// <param name="DueBy">The next deadline of those who work on it.</param>
/// <param name="History">The stages that it came to, in order.</param>
internal sealed record PartnerCaseAnswer(
    string TrackingId, string Stage, DateTimeOffset Since, IReadOnlyList<string> WaitingFor, DateTimeOffset? DueBy, IReadOnlyList<StageChange> History, DateTimeOffset? AsOf, long? LagMilliseconds);

/// <summary>A case in a partner's list.</summary>
internal sealed record PartnerCaseRow(string TrackingId, string Stage, DateTimeOffset Since, IReadOnlyList<string> WaitingFor, DateTimeOffset? DueBy);

/// <summary>Some of a partner's cases, the one that changed longest ago first.</summary>
internal sealed record PartnerCasePage(IReadOnlyList<PartnerCaseRow> Items, string? Next, DateTimeOffset? AsOf, long? LagMilliseconds);

internal static class PartnerCase
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var cases = app.MapGroup("/partner/v1/cases").RequireAuthorization(Policies.Partner).RecordingAccess().WithTags("partner");
        cases.MapGet("/", ListAsync).Described("listOwnCases", "Your cases, all or those at a stage, the one that changed longest ago first");
        cases.MapGet("/{trackingId}", ReadAsync).Described("followCase", "Where your case is, since when, what it waits for, and how it came there, without phoning");
    }

    private static async Task<Results<Ok<PartnerCaseAnswer>, ProblemResult>> ReadAsync(
        string trackingId, Caller caller, Accessed accessed, Views<CaseStatus> cases, LagWatch lag, CancellationToken cancel)
    {
        var now = lag.Now();
        var page = await cases.PageAsync(CaseStatusView.OfTracking(trackingId), after: null, 1, cancel);
        // Another partner's case answers like one that does not exist: that it exists is not theirs to know.
        if (page.Documents is not [var status] || !caller.MaySeePartner(status.PartnerId)) return new ProblemResult(new ProblemAnswer(KnownProblems.NotFound));
        accessed.Case(status.CaseId);
        var seen = PartnerSight.Of(status);
        return TypedResults.Ok(new PartnerCaseAnswer(trackingId, status.Stage, status.Since, seen.WaitingFor, seen.DueBy, status.History, now.AsOf, now.Milliseconds));
    }

    private static async Task<Results<Ok<PartnerCasePage>, ProblemResult>> ListAsync(
        string? stage, string? cursor, int? limit, Caller caller, Accessed accessed, Views<CaseStatus> cases, LagWatch lag, CancellationToken cancel)
    {
        if (caller.PartnerId is not { } partner || !Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        if (stage is not null && Stages.Find(stage) is null) return UnknownStage;
        var now = lag.Now();
        var page = await cases.PageAsync(CaseStatusView.OfPartner(partner, stage), after, Math.Clamp(limit ?? 50, 1, 200), cancel);
        foreach (var one in page.Documents) accessed.Case(one.CaseId);
        return TypedResults.Ok(new PartnerCasePage([.. page.Documents.Select(RowOf)], Cursor.Write(page.Next), now.AsOf, now.Milliseconds));
    }

    private static ProblemResult UnknownStage =>
        new(new ProblemAnswer(KnownProblems.RequestInvalid) { Errors = [new ProblemError("$.stage", "stage", $"One of: {string.Join(", ", Stages.All)}.")] });

    private static PartnerCaseRow RowOf(CaseStatus status)
    {
        var seen = PartnerSight.Of(status);
        return new PartnerCaseRow(status.TrackingId ?? "", status.Stage, status.Since, seen.WaitingFor, seen.DueBy);
    }
}
