using Healthcare.EventStore;
using V1 = Healthcare.Contracts.Intake.V1;

namespace Healthcare.Intake.Referrals;

/// <summary>What intake tells the other services: a pure map from stored events.</summary>
internal static class ReferralContracts
{
    public static V1.ReferralAccepted? Of(Recorded recorded) => recorded is { Event: ReferralAccepted e, CaseId: { } caseId }
        ? new V1.ReferralAccepted
        {
            CaseId = caseId,
            ReferralId = recorded.StreamId,
            TrackingId = e.TrackingId,
            PartnerId = e.PartnerId,
            PatientId = e.PatientId,
            PayerId = e.PayerId,
            ReferrerNpi = e.ReferrerNpi,
            Services = [.. e.Services.Select(ServiceOf)],
            Diagnoses = e.Diagnoses,
            Priority = e.Priority,
            RequestedOn = e.RequestedOn,
            PacketHash = e.PacketHash,
            AcceptedAt = e.At,
        }
        : null;

    public static V1.RequestedService ServiceOf(ServiceAsked service) => new() { Sequence = service.Sequence, System = service.System, Code = service.Code, Units = service.Units };
}
