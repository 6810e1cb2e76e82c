namespace Healthcare.X12;

/// <summary>One claim of an 837P (005010X222A1).</summary>
public sealed record ProfessionalClaim : HealthCareClaim
{
    /// <summary>CLM05-1.</summary>
    public required string PlaceOfService { get; init; }

    /// <summary>CLM05-2, which 4010 did not have.</summary>
    public string PlaceOfServiceQualifier { get; init; } = "B";

    /// <summary>CLM06.</summary>
    public bool ProviderSignatureOnFile { get; init; } = true;

    /// <summary>REF*G1, the authorization that the payer granted.</summary>
    public string? PriorAuthorization { get; init; }

    /// <summary>REF*9F.</summary>
    public string? Referral { get; init; }

    /// <summary>REF*F8, the payer's number of the claim that this one replaces or voids; only with frequency 7 or 8.</summary>
    public string? PayerControlNumber { get; init; }

    /// <summary>PWK: documents that go with the claim, by control number; at most ten.</summary>
    public IReadOnlyList<Paperwork> Paperwork { get; init; } = [];

    /// <summary>HI, the principal diagnosis first; at most twelve.</summary>
    public IReadOnlyList<Diagnosis> Diagnoses { get; init; } = [];

    /// <summary>NM1*DN.</summary>
    public Party? ReferringProvider { get; init; }

    /// <summary>NM1*82.</summary>
    public Party? RenderingProvider { get; init; }

    /// <summary>NM1*77.</summary>
    public Party? ServiceFacility { get; init; }

    /// <summary>Further NM1 of the claim, such as DQ supervising, PW and 45 the two ends of a transport.</summary>
    public IReadOnlyList<Party> OtherParties { get; init; } = [];

    public IReadOnlyList<ProfessionalServiceLine> Lines { get; init; } = [];
}

/// <summary>One code of HI: ABK principal and ABF other diagnosis in ICD-10-CM, BK and BF in ICD-9-CM; without its point.</summary>
public sealed record Diagnosis(string Qualifier, string Code);

/// <summary>One LX with its SV1.</summary>
public sealed record ProfessionalServiceLine
{
    /// <summary>SV101-2, the CPT or HCPCS code.</summary>
    public required string Procedure { get; init; }

    /// <summary>SV101-1.</summary>
    public string ProcedureQualifier { get; init; } = "HC";

    /// <summary>SV101-3 to SV101-6.</summary>
    public IReadOnlyList<string> Modifiers { get; init; } = [];

    /// <summary>SV102 in dollars.</summary>
    public required decimal Charge { get; init; }

    /// <summary>SV103: UN units, MJ minutes.</summary>
    public string UnitBasis { get; init; } = "UN";

    /// <summary>SV104.</summary>
    public decimal Quantity { get; init; } = 1;

    /// <summary>SV105, where it differs from the claim's.</summary>
    public string? PlaceOfService { get; init; }

    /// <summary>SV107: ordinals of the claim's diagnoses, 1 for the first, at most four.</summary>
    public IReadOnlyList<int> DiagnosisPointers { get; init; } = [1];

    /// <summary>DTP*472.</summary>
    public required DateOnly? ServiceDate { get; init; }

    /// <summary>The end of DTP*472 where it is a period.</summary>
    public DateOnly? ServiceDateEnd { get; init; }

    /// <summary>REF*6R, repeated by the payer in the 835.</summary>
    public string? LineControlNumber { get; init; }

    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];
}

/// <summary>What one 837P set carries beside its claims: who submits and who receives.</summary>
public sealed record ProfessionalClaimBatch
{
    /// <summary>BHT03, the submitter's own number of the batch.</summary>
    public required string Reference { get; init; }

    /// <summary>BHT04 and BHT05.</summary>
    public required DateTime At { get; init; }

    /// <summary>NM1*41.</summary>
    public required string SubmitterName { get; init; }

    /// <summary>NM109 of 1000A, the electronic transmitter identification number.</summary>
    public required string SubmitterId { get; init; }

    public required string ContactName { get; init; }

    public required string ContactPhone { get; init; }

    /// <summary>NM1*40.</summary>
    public required string ReceiverName { get; init; }

    public required string ReceiverId { get; init; }

    public required IReadOnlyList<ProfessionalClaim> Claims { get; init; }
}
