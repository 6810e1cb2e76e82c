using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using V1 = Healthcare.Contracts.Scheduling.V1;

namespace Healthcare.Scheduling.Journeys;

/// <summary>What the journey tells the other services: pure maps from stored events.</summary>
internal static class JourneyContracts
{
    public static V1.ProcedureChanged? Changed(Recorded recorded) => recorded is { Event: ProcedureChanged e, CaseId: { } caseId }
        ? new V1.ProcedureChanged
        {
            CaseId = caseId,
            AppointmentId = Appointments.AppointmentAggregate.IdOf(caseId),
            Change = e.Change,
            Services = [.. e.Services.Select(s => new RequestedService { Sequence = s.Sequence, System = s.System, Code = s.Code, Units = s.Units })],
            ServiceDate = e.ServiceDate,
            ChangedAt = e.At,
        }
        : null;
}
