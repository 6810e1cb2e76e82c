namespace Healthcare.Contracts.Authorization.V1;

/// <summary>The payer confirmed active cover for the service date (X12 271 EB01 = 1–5).</summary>
public sealed record CoverageConfirmed
{
    public required Guid CaseId { get; init; }

    public required Guid PatientId { get; init; }

    public required string PayerId { get; init; }

    public required DateOnly ServiceDate { get; init; }

    public required DateTimeOffset ConfirmedAt { get; init; }
}

/// <summary>The payer approved care; decisions are per item, so the items say what holds (HCR01 A1, A2 or A6).</summary>
public sealed record AuthorizationApproved
{
    public required Guid CaseId { get; init; }

    public required Guid AuthorizationId { get; init; }

    public required Guid PatientId { get; init; }

    public required string PayerId { get; init; }

    public required IReadOnlyList<ApprovedItem> Items { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }
}

/// <summary>What was approved: service, units, dates, place, under which number.</summary>
public sealed record ApprovedItem
{
    public required int Sequence { get; init; }

    /// <summary>X12 element 306: A1 certified in total, A2 partial, A6 modified.</summary>
    public required string Action { get; init; }

    public required string System { get; init; }

    public required string Code { get; init; }

    public required int Units { get; init; }

    /// <summary>The payer's authorization number (REF*G1 on the claim).</summary>
    public required string CertificationNumber { get; init; }

    public required DateOnly From { get; init; }

    public required DateOnly To { get; init; }

    /// <summary>CMS place of service code, when the payer limits it.</summary>
    public string? PlaceOfService { get; init; }
}

/// <summary>The payer refused an item; a denied item can not be updated, only requested anew or appealed.</summary>
public sealed record AuthorizationDenied
{
    public required Guid CaseId { get; init; }

    public required Guid AuthorizationId { get; init; }

    public required int Sequence { get; init; }

    public required string ReasonCode { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }
}
