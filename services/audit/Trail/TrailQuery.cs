using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Trail;

/// <summary>Some events of the trail, earliest first; <paramref name="AppendsBehind"/> and <paramref name="SecondsBehind"/> say what of the trail is not to be found yet.</summary>
internal sealed record TrailPage(IReadOnlyList<Audited> Items, string? Next, long AppendsBehind, double SecondsBehind);

/// <summary>Who did or saw what, of whom, when: for compliance alone, with a purpose, and itself recorded.</summary>
internal static class TrailQuery
{
    // One page looks at no more than this, so that a rare match does not hold the store up; `next` goes on from there.
    private const int MostRounds = 20;

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/events", HandleAsync)
        .RequireAuthorization(Policies.Compliance)
        .RecordingAccess("HCOMPL")
        .WithTags("compliance")
        .Described(
            "queryTrail",
            "Who did or saw what, of whom, when: events of all services by actor, type, case, patient and time, earliest first. The token's purpose is HCOMPL, and the query is in the trail too. A page may hold few or none while `next` goes on");

    private static async Task<Results<Ok<TrailPage>, ProblemResult>> HandleAsync(
        string? actor,
        string? type,
        Guid? caseId,
        Guid? patientId,
        DateTimeOffset? from,
        DateTimeOffset? to,
        string? cursor,
        int? limit,
        Views<Audited> trail,
        IEventStore store,
        Accessed accessed,
        CancellationToken cancel)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        if (caseId is { } looked) accessed.Case(looked);
        if (patientId is { } person) accessed.Patient(person);
        var term = (patientId, caseId, actor, type) switch
        {
            ({ } patient, _, _, _) => AuditedView.OfPatient(patient),
            (_, { } one, _, _) => AuditedView.OfCase(one),
            (_, _, { } who, _) => AuditedView.OfActor(who),
            (_, _, _, { } what) => AuditedView.OfType(what),
            _ => AuditedView.All,
        };
        after ??= from is { } start ? new ViewCursor(AuditedView.SortAt(start), "") : null;
        var most = Math.Clamp(limit ?? 50, 1, 200);
        var found = new List<Audited>(most);
        for (var round = 0; round < MostRounds; round++)
        {
            var page = await trail.PageAsync(term, after, most - found.Count, cancel);
            var past = page.Documents.Any(d => d.At >= to);
            found.AddRange(page.Documents.Where(Fits));
            after = past ? null : page.Next;
            if (after is null || found.Count >= most) break;
        }

        var lag = await store.LagAsync((await store.LoadCheckpointAsync(LogReader.Of(new AuditedView().Name), cancel)).Position, cancel);
        return TypedResults.Ok(new TrailPage(found, Cursor.Write(after), lag.Appends, Math.Round(lag.Age.TotalSeconds, 3)));

        bool Fits(Audited d) =>
            (from is null || d.At >= from) && (to is null || d.At < to) && (actor is null || d.Actor == actor) && (type is null || d.Type == type) && (caseId is not { } of || AuditedView.CasesOf(d).Contains(of));
    }
}
