using Healthcare.EventStore;
using V1 = Healthcare.Contracts.Intake.V1;

namespace Healthcare.Intake.Referrals;

/// <summary>What intake tells the other services: a pure map from stored events.</summary>
internal static class ReferralContracts
{
    public static object? Of(Recorded recorded) => recorded switch
    {
        { Event: ReferralAccepted e, CaseId: { } caseId } => Accepted(recorded, caseId, e),
        { Event: ReferralEnding { WasAccepted: true } e, CaseId: { } caseId } => new V1.ReferralEnded
        {
            CaseId = caseId,
            ReferralId = recorded.StreamId,
            Ending = EndingOf(e),
            ReasonCode = e.ReasonCode,
            EndedAt = e.At,
        },
        _ => null,
    };

    public static V1.RequestedService ServiceOf(ServiceAsked service) => new() { Sequence = service.Sequence, System = service.System, Code = service.Code, Units = service.Units };

    private static V1.ReferralAccepted Accepted(Recorded recorded, Guid caseId, ReferralAccepted e) => new()
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
        ServiceLine = e.ServiceLine,
        Attempt = e.Attempt,
        AcceptedAt = e.At,
    };

    // To the others a duplicate is cancelled here: the referral that it is goes on by itself.
    private static string EndingOf(ReferralEnding ending) => ending switch
    {
        ReferralWithdrawn => "withdrawn",
        ReferralExpired => "expired",
        _ => "cancelled",
    };
}
