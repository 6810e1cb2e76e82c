using Healthcare.EventStore;
using Healthcare.Scheduling.Appointments;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Scheduling.Journeys;

internal static class ReadJourneyEndpoint
{
    /// <summary>A case's journey as people read it.</summary>
    internal sealed record JourneyOnFile(
        Guid CaseId, Guid AppointmentId, string ServiceLine, string DefinitionVersion, IReadOnlyList<ServiceAsked> Services, int Change, IReadOnlyList<StageDocument> Stages,
        IReadOnlyList<string> SchedulingHeldBy, EstimateOnFile? Estimate, string? Ending);

    public static void Map(RouteGroupBuilder journeys) => journeys.MapGet("/{caseId:guid}", HandleAsync)
        .RequireAuthorization(Policies.Staff)
        .RecordingAccess()
        .Described("readJourney", "A case's way to its procedure: each stage, how far it is, what it waits for and from whom, until when; the look is recorded", JourneyRefusals.Unknown);

    private static async Task<Results<VersionedResult<JourneyOnFile>, ProblemResult>> HandleAsync(Guid caseId, Views<JourneyDocument> journeys, Accessed accessed, CancellationToken cancel)
    {
        if (await journeys.FindAsync(JourneyAggregate.IdOf(caseId), cancel) is not { State.Begun: { } begun } journey) return new ProblemResult(JourneyRefusals.Unknown.ToProblem());
        accessed.Case(caseId);
        accessed.Patient(begun.PatientId);
        var (state, definition) = (journey.State, begun.Definition);
        return new JourneyOnFile(
            caseId, begun.AppointmentId, definition.ServiceLine, definition.Version, state.Services, state.Change, journey.Stages, state.Causes, journey.Estimate, journey.Ending)
            .At(new StreamVersion(journey.Version));
    }
}
