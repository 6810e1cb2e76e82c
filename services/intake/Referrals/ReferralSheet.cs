namespace Healthcare.Intake.Referrals;

/// <summary>A document as it came, in the open.</summary>
internal sealed record SheetDocument(string? Loinc, string ContentType, string? Title, ReadOnlyMemory<byte> Content)
{
    public override string ToString() => nameof(SheetDocument);
}

/// <summary>The canonical referral, whatever channel it came by, in the open: it lives as long as the request.</summary>
internal sealed record ReferralSheet
{
    public required string PayerId { get; init; }

    public string? ExternalId { get; init; }

    public string? ReferrerNpi { get; init; }

    public required IReadOnlyList<ServiceAsked> Services { get; init; }

    public required IReadOnlyList<string> Diagnoses { get; init; }

    public required int OtherReasons { get; init; }

    public required string Priority { get; init; }

    public DateOnly? RequestedOn { get; init; }

    /// <summary>The partner's or another's number of the patient, other than the member's number.</summary>
    public string? RecordNumber { get; init; }

    public required PatientOnFile Patient { get; init; }

    public required CoverageOnFile Coverage { get; init; }

    public required RequesterOnFile Requester { get; init; }

    /// <summary>Documents whose bytes came along.</summary>
    public required IReadOnlyList<SheetDocument> Documents { get; init; }

    /// <summary>The last day on which the referral may be used, where its sender says one.</summary>
    public DateOnly? ValidThrough { get; init; }

    /// <summary>Where each field came from, and what has no place.</summary>
    public required Provenance Provenance { get; init; }

    public IReadOnlyList<string> MatchedBy => ReferralContents.MatchedBy(Patient, RecordNumber is not null);

    public override string ToString() => nameof(ReferralSheet);
}
