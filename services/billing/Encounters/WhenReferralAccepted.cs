using Healthcare.Contracts.Intake.V1;
using MassTransit;

namespace Healthcare.Billing.Encounters;

/// <summary>A case begins: remember what was asked for and where its packet is.</summary>
internal sealed class WhenReferralAccepted(EncounterWork encounters, ClosingEncounters closings, TimeProvider clock) : IConsumer<ReferralAccepted>
{
    public Task Consume(ConsumeContext<ReferralAccepted> context)
    {
        var accepted = context.Message;
        var referral = new ReferralFacts(
            accepted.CaseId, accepted.ReferralId, accepted.PacketHash, accepted.PatientId, accepted.PayerId, accepted.ReferrerNpi,
            [.. accepted.Services.Select(s => new ServiceAsked(s.Sequence, s.System, s.Code, s.Units))], accepted.Diagnoses)
        { TrackingId = accepted.TrackingId, ServiceLine = accepted.ServiceLine };
        return encounters.ExecuteAsync(EncounterAggregate.IdOf(accepted.CaseId), NoteAsync, context.CancellationToken);

        async Task<EncounterCommand> NoteAsync(Encounter encounter, CancellationToken cancel) => new NoteReferral(
            referral, encounter is Encounter.Awaited { Referral: null, Visit: { } visit } ? await closings.ReadAsync(referral, visit, cancel) : null, clock.GetUtcNow());
    }
}
