using Healthcare.Intake.Partners;

namespace Healthcare.Intake.Tests.Referrals;

/// <summary>A partner of fixed ids and times.</summary>
internal static class PartnerSamples
{
    public static readonly PartnerProfile Northside = new()
    {
        Id = "northside", Name = "Northside Family Practice", Npi = "1122334455", Channels = ["fhir", "mllp"], Hl7 = [new Hl7Sender("NORTHSIDE_EHR", "NORTHSIDE")], Sources = ["northside-main"],
    };

    public static readonly PartnerRegistered Registered = new() { Profile = Northside, By = Samples.Coordinator, At = Samples.Noon };

    public static IReadOnlyList<PartnerEvent> Events =>
        [Registered, new PartnerSuspended { By = Samples.Coordinator, At = Samples.Noon }, new PartnerReactivated { By = Samples.Coordinator, At = Samples.Noon }];
}
