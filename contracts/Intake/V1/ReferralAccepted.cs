namespace Healthcare.Contracts.Intake.V1;

/// <summary>A referral is complete and ours: the case begins. Patient data stays behind; a service that needs it asks intake for the packet and checks its hash.</summary>
public sealed record ReferralAccepted
{
    public required Guid CaseId { get; init; }

    public required Guid ReferralId { get; init; }

    /// <summary>What the referring partner follows the case by.</summary>
    public required string TrackingId { get; init; }

    public required string PartnerId { get; init; }

    /// <summary>Our id of the patient; it says nothing about the person.</summary>
    public required Guid PatientId { get; init; }

    public required string PayerId { get; init; }

    /// <summary>National Provider Identifier of the referring provider.</summary>
    public required string ReferrerNpi { get; init; }

    public required IReadOnlyList<RequestedService> Services { get; init; }

    /// <summary>ICD-10-CM codes.</summary>
    public required IReadOnlyList<string> Diagnoses { get; init; }

    /// <summary><c>routine</c>, <c>urgent</c>, <c>asap</c> or <c>stat</c> (FHIR request priority).</summary>
    public required string Priority { get; init; }

    /// <summary>When care is wanted, if the referral says so.</summary>
    public DateOnly? RequestedOn { get; init; }

    /// <summary>SHA-256 of the packet that intake serves for this referral, lower-case hexadecimal.</summary>
    public required string PacketHash { get; init; }

    /// <summary>What kind of care it is, such as <c>consultation</c>, <c>imaging</c> or <c>surgery</c>: which journey the case takes.</summary>
    public string? ServiceLine { get; init; }

    /// <summary>Counts from 1; a referral that was reopened and accepted again needs new answers, and must not be taken for the old message.</summary>
    public int Attempt { get; init; } = 1;

    public required DateTimeOffset AcceptedAt { get; init; }
}

/// <summary>One service asked for.</summary>
public sealed record RequestedService
{
    public required int Sequence { get; init; }

    /// <summary>The code system: <c>CPT</c>, <c>HCPCS</c>, <c>X12-1365</c> (service type) or a URI.</summary>
    public required string System { get; init; }

    public required string Code { get; init; }

    public required int Units { get; init; }
}
