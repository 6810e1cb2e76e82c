namespace Healthcare.X12;

/// <summary>What a claim says on each form of the 837: professional, institutional and dental.</summary>
public abstract record HealthCareClaim
{
    /// <summary>CLM01, the patient control number: our own, at most 20 characters, repeated in 277CA and 835.</summary>
    public required string ClaimId { get; init; }

    /// <summary>CLM02 in dollars, the sum of the lines' charges.</summary>
    public required decimal Charge { get; init; }

    /// <summary>
    /// CLM05-3: 1 original, 7 replacement, 8 void (X12 RFI 2110); on an institutional claim the last digit of the type of bill, where Q is a reopening past timely filing (X12 RFI 2173).
    /// </summary>
    public string Frequency { get; init; } = "1";

    /// <summary>CLM07: A assigned, B laboratory only, C not assigned.</summary>
    public string AssignmentCode { get; init; } = "A";

    /// <summary>CLM08: Y, N or W.</summary>
    public string BenefitsAssigned { get; init; } = "Y";

    /// <summary>CLM09: Y or I.</summary>
    public string ReleaseOfInformation { get; init; } = "Y";

    /// <summary>2010AA, with its NPI, tax number (REF*EI or SY) and address.</summary>
    public required Party BillingProvider { get; init; }

    /// <summary>2010BA, with the member number.</summary>
    public required Party Subscriber { get; init; }

    /// <summary>SBR01: P primary, S secondary, T tertiary.</summary>
    public string PayerResponsibility { get; init; } = "P";

    /// <summary>SBR02, 18 where the subscriber is the patient; null lets the writer say it.</summary>
    public string? SubscriberRelationship { get; init; }

    /// <summary>SBR03.</summary>
    public string? GroupNumber { get; init; }

    /// <summary>SBR09.</summary>
    public string? FilingIndicator { get; init; }

    /// <summary>2010CA, null where the subscriber is the patient.</summary>
    public Party? Patient { get; init; }

    /// <summary>PAT01, how the patient relates to the subscriber: 01 spouse, 19 child, G8 other.</summary>
    public string? PatientRelationship { get; init; }

    /// <summary>2010BB, with the payer's identifier.</summary>
    public required Party Payer { get; init; }

    /// <summary>2320: other payers of the claim and what they decided.</summary>
    public IReadOnlyList<OtherInsurance> OtherInsurances { get; init; } = [];

    /// <summary>What the levels above the claim say beside its members.</summary>
    public KeptLevels LevelUnknown { get; init; } = KeptLevels.Nothing;

    /// <summary>Segments of the claim that say more than its members, as received.</summary>
    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];

    /// <summary>Ordinal of the transaction set in the file it was read from, 0 where it was not read.</summary>
    public int Set { get; init; }

    internal ClaimLevels Levels => new()
    {
        BillingProvider = BillingProvider,
        Subscriber = Subscriber,
        Payer = Payer,
        Patient = Patient,
        PayerResponsibility = PayerResponsibility,
        SubscriberRelationship = SubscriberRelationship,
        GroupNumber = GroupNumber,
        FilingIndicator = FilingIndicator,
        PatientRelationship = PatientRelationship,
        Kept = LevelUnknown,
    };
}
