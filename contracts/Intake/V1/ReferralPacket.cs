namespace Healthcare.Contracts.Intake.V1;

/// <summary>
/// Everything a later service needs of a referral, patient data included: intake serves it over HTTP to services only
/// (<c>GET /internal/packets/{referralId}</c>, each read recorded) and it is never published on the bus. As JSON in camel case, RFC 8785,
/// its SHA-256 is <see cref="ReferralAccepted.PacketHash"/>; a reader hashes the canonical form of the bytes it got, before it maps them.
/// </summary>
public sealed record ReferralPacket
{
    public required Guid ReferralId { get; init; }

    public required Guid CaseId { get; init; }

    public required PacketPatient Patient { get; init; }

    public required PacketCoverage Coverage { get; init; }

    public required PacketRequester Requester { get; init; }

    public required IReadOnlyList<RequestedService> Services { get; init; }

    /// <summary>ICD-10-CM codes, the principal one first.</summary>
    public required IReadOnlyList<string> Diagnoses { get; init; }

    public required IReadOnlyList<PacketDocument> Documents { get; init; }

    /// <summary>When care is wanted, if the referral says so.</summary>
    public DateOnly? RequestedOn { get; init; }

    /// <summary><c>routine</c>, <c>urgent</c>, <c>asap</c> or <c>stat</c> (FHIR request priority).</summary>
    public required string Priority { get; init; }

    public override string ToString() => nameof(ReferralPacket);
}

/// <summary>Who the patient is.</summary>
public sealed record PacketPatient
{
    /// <summary>Our id of the patient; it says nothing about the person.</summary>
    public required Guid Id { get; init; }

    public required IReadOnlyList<string> Given { get; init; }

    public required string Family { get; init; }

    /// <summary>Absent where the referral gave none; matching then rests on the member number and the name.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary><c>male</c>, <c>female</c>, <c>other</c> or <c>unknown</c> (FHIR administrative gender).</summary>
    public required string Gender { get; init; }

    public PacketAddress? Address { get; init; }

    public override string ToString() => nameof(PacketPatient);
}

/// <summary>Where the patient lives.</summary>
public sealed record PacketAddress
{
    public required IReadOnlyList<string> Lines { get; init; }

    public string? City { get; init; }

    /// <summary>Two-letter code of the state.</summary>
    public string? State { get; init; }

    public string? PostalCode { get; init; }

    public override string ToString() => nameof(PacketAddress);
}

/// <summary>The primary cover as the referral stated it.</summary>
public sealed record PacketCoverage
{
    /// <summary>The member's number on the card.</summary>
    public required string MemberNumber { get; init; }

    /// <summary>The policy holder's number, where it differs.</summary>
    public string? SubscriberId { get; init; }

    /// <summary>The identifier that the referral named the payer by, such as an NPI or NAIC number.</summary>
    public required string PayerIdentifier { get; init; }

    /// <summary>The patient to the policy holder: <c>self</c>, <c>spouse</c>, <c>child</c>, <c>other</c> (FHIR subscriber-relationship).</summary>
    public required string Relationship { get; init; }

    /// <summary>The policy holder, where it is not the patient and the referral names one.</summary>
    public PacketSubscriber? Subscriber { get; init; }

    public override string ToString() => nameof(PacketCoverage);
}

/// <summary>The policy holder, who is another person than the patient.</summary>
public sealed record PacketSubscriber
{
    public required IReadOnlyList<string> Given { get; init; }

    public required string Family { get; init; }

    public DateOnly? BirthDate { get; init; }

    public string? Gender { get; init; }

    public PacketAddress? Address { get; init; }

    public override string ToString() => nameof(PacketSubscriber);
}

/// <summary>Who asks for the care.</summary>
public sealed record PacketRequester
{
    /// <summary>National Provider Identifier of the referring provider.</summary>
    public required string Npi { get; init; }

    public string? OrganizationName { get; init; }

    public string? OrganizationNpi { get; init; }

    public IReadOnlyList<string> Given { get; init; } = [];

    public string? Family { get; init; }
}

/// <summary>A document that came with the referral; intake serves its bytes at <c>GET /internal/packets/{referralId}/documents/{id}</c>, or 404 where it holds only an address.</summary>
public sealed record PacketDocument
{
    /// <summary>The original that holds the bytes.</summary>
    public required string Id { get; init; }

    /// <summary>LOINC code of the kind of document, such as 11505-5.</summary>
    public string? TypeLoinc { get; init; }

    public string? ContentType { get; init; }

    public string? Title { get; init; }

    /// <summary>SHA-256 of the bytes, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    public override string ToString() => nameof(PacketDocument);
}
