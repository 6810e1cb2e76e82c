namespace Healthcare.Contracts.Billing.V1;

/// <summary>A claim went to the payer (837P).</summary>
public sealed record ClaimSubmitted
{
    public required Guid CaseId { get; init; }

    public required Guid ClaimId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>CLM01, our control number, at most 20 characters; the 835 brings it back in CLP01.</summary>
    public required string PatientControlNumber { get; init; }

    public required string PayerId { get; init; }

    /// <summary>CLM02 in dollars, exact to the cent, as a decimal string.</summary>
    public required string TotalCharge { get; init; }

    public required DateOnly ServiceDate { get; init; }

    /// <summary>CLM05-1, two digits; the cost centre follows from it.</summary>
    public string? PlaceOfService { get; init; }

    /// <summary>The kind of facility, the first two digits of the type of bill (CLM05-1 of an 837I); absent on a professional claim.</summary>
    public string? FacilityType { get; init; }

    /// <summary>The service line of the referral, such as surgery.</summary>
    public string? ServiceLine { get; init; }

    /// <summary>CLM05-3 where it is no original: <c>7</c> replaces and <c>8</c> voids what was told of before.</summary>
    public string? Frequency { get; init; }

    /// <summary>REF*F8, the payer's number of what is replaced or voided.</summary>
    public string? OriginalPayerControlNumber { get; init; }

    /// <summary>The claim that the first payer has decided, where this one goes to the next payer for what is left; both have one control number.</summary>
    public Guid? PrimaryClaimId { get; init; }

    public required IReadOnlyList<ClaimLine> Lines { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }
}

/// <summary>One service line of a claim.</summary>
public sealed record ClaimLine
{
    public required int Number { get; init; }

    /// <summary>HCPCS or CPT code.</summary>
    public required string Procedure { get; init; }

    /// <summary>SV201, four digits; absent on a professional claim.</summary>
    public string? RevenueCode { get; init; }

    public required int Units { get; init; }

    /// <summary>Dollars, as a decimal string.</summary>
    public required string Charge { get; init; }

    /// <summary>What the payer's contract says it will pay, as a decimal string, if it is known.</summary>
    public string? Expected { get; init; }
}

/// <summary>The payer took the claim for adjudication (277CA, STC03 = WQ): timely filing is proven from here.</summary>
public sealed record ClaimAcceptedByPayer
{
    public required Guid CaseId { get; init; }

    public required Guid ClaimId { get; init; }

    /// <summary>REF*1K, when the payer gave one.</summary>
    public string? PayerControlNumber { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }
}

/// <summary>A person found that another payer covers the patient after the one that was billed; the member number stays with billing.</summary>
public sealed record OtherCoverageNoted
{
    public required Guid CaseId { get; init; }

    public required Guid ClaimId { get; init; }

    /// <summary>Who pays next.</summary>
    public required string PayerId { get; init; }

    public required DateTimeOffset NotedAt { get; init; }
}

/// <summary>Two people gave up money that a payer refused: it leaves the receivables.</summary>
public sealed record WriteOffApproved
{
    public required Guid CaseId { get; init; }

    public required Guid ClaimId { get; init; }

    /// <summary>The denial that it settles.</summary>
    public required Guid DenialId { get; init; }

    /// <summary>Dollars, as a decimal string.</summary>
    public required string Amount { get; init; }

    public required DateTimeOffset ApprovedAt { get; init; }
}
