using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Trail;

/// <summary>Every event of a case, across all services, in the order in which they were recorded; everything that was recorded until <paramref name="AsOf"/> is in it.</summary>
internal sealed record TimelineAnswer(Guid CaseId, IReadOnlyList<TimelineEvent> Events, string Chain, DateTimeOffset? AsOf, long? LagMilliseconds);

internal sealed record TimelineEvent(
    DateTimeOffset At, string Service, string Type, string Aggregate, Guid Stream, long Version, string Actor, string ActorKind, string Role, string? OnBehalfOf, string? Purpose, Guid EventId, string Hash,
    System.Text.Json.JsonElement Data);

internal static class CaseTimeline
{
    public static void Map(RouteGroupBuilder cases) => cases.MapGet("/{caseId:guid}/timeline", HandleAsync).RequireAuthorization(Policies.Staff).RecordingAccess()
        .Described("readTimeline", "Every event of a case across all services: who did or saw what, when, why; the look is recorded");

    private static async Task<Results<Ok<TimelineAnswer>, ProblemResult>> HandleAsync(Guid caseId, IEventStore store, LagWatch lag, CancellationToken cancel)
    {
        var now = lag.Now();
        var trail = await store.ReadStreamAsync(TrailId.Of(caseId), 0, cancel);
        if (trail.Count == 0) return new ProblemResult(new ProblemAnswer(KnownProblems.NotFound));
        var links = trail.Select(r => r.Event).OfType<EntriesRecorded>().ToList();
        // Services are not ordered among each other; within one, the trail's order is the log's, which a stable sort keeps.
        var events = links.SelectMany(l => l.Entries.Select(e => new TimelineEvent(
            e.At, l.Service, e.Type, e.Aggregate, e.StreamId, e.Version, e.Actor, e.ActorKind, e.Role, e.OnBehalfOf, e.Purpose, e.EventId, e.Hash, e.Data))).OrderBy(e => e.At).ToList();
        return TypedResults.Ok(new TimelineAnswer(caseId, events, links[^1].Chain, now.AsOf, now.Milliseconds));
    }
}
