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

/// <summary>The payer says that there is no active cover on that day, or answered nothing that could be used after every try.</summary>
public sealed record CoverageNotConfirmed
{
    public required Guid CaseId { get; init; }

    public required string PayerId { get; init; }

    public required DateOnly ServiceDate { get; init; }

    /// <summary><c>inactive</c>, or the AAA03 reject reason as <c>aaa-72</c>.</summary>
    public required string ReasonCode { get; init; }

    public required DateTimeOffset AnsweredAt { get; init; }
}

/// <summary>The payer requires no authorization for any of the services, by the version of its catalogue that was asked.</summary>
public sealed record AuthorizationNotRequired
{
    public required Guid CaseId { get; init; }

    public required Guid AuthorizationId { get; init; }

    public required Guid PatientId { get; init; }

    public required string PayerId { get; init; }

    /// <summary>The catalogue and its version, as <c>maryland-capital/2026-07</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>After this day the requirement is asked anew.</summary>
    public DateOnly? GoodThrough { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }
}

/// <summary>The payer's catalogue was asked whether it wants to authorize the services.</summary>
public sealed record AuthorizationRequirementFound
{
    public required Guid CaseId { get; init; }

    public required Guid AuthorizationId { get; init; }

    /// <summary><c>needed</c>, <c>not-needed</c>, or <c>conditional</c> where a person finds out.</summary>
    public required string Need { get; init; }

    /// <summary>The catalogue and its version, as <c>maryland-capital/2026-07</c>.</summary>
    public required string Rule { get; init; }

    public required DateTimeOffset FoundAt { get; init; }
}

/// <summary>The authorization is with the payer and waits for its decision.</summary>
public sealed record AuthorizationPended
{
    public required Guid CaseId { get; init; }

    public required Guid AuthorizationId { get; init; }

    /// <summary>When the payer's time ends (72 hours or 7 calendar days from its receipt, 42 CFR 422.568, 422.572).</summary>
    public required DateTimeOffset DueAt { get; init; }

    public required DateTimeOffset PendedAt { get; init; }
}

/// <summary>An approval no longer holds.</summary>
public sealed record AuthorizationEnded
{
    public required Guid CaseId { get; init; }

    public required Guid AuthorizationId { get; init; }

    /// <summary><c>cancelled</c>, <c>voided</c>, <c>expired</c>, <c>exhausted</c> or <c>services-changed</c>.</summary>
    public required string Ending { get; init; }

    public required DateTimeOffset EndedAt { get; init; }
}
