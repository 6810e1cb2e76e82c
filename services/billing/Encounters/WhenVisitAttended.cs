using Healthcare.Contracts.Scheduling.V1;
using MassTransit;

namespace Healthcare.Billing.Encounters;

/// <summary>The patient was seen: close the encounter, capture its charges and ask for codes.</summary>
internal sealed class WhenVisitAttended(EncounterWork encounters, ClosingEncounters closings, TimeProvider clock) : IConsumer<VisitAttended>
{
    public Task Consume(ConsumeContext<VisitAttended> context)
    {
        var attended = context.Message;
        var visit = new VisitFacts(attended.AppointmentId, attended.EncounterId, attended.PractitionerNpi, attended.PlaceOfService, attended.ServiceDate, attended.AttendedAt);
        return encounters.ExecuteAsync(EncounterAggregate.IdOf(attended.CaseId), NoteAsync, context.CancellationToken);

        async Task<EncounterCommand> NoteAsync(Encounter encounter, CancellationToken cancel) => new NoteVisit(
            visit, encounter is Encounter.Awaited { Visit: null, Referral: { } referral } ? await closings.ReadAsync(referral, visit, cancel) : null, clock.GetUtcNow());
    }
}
