namespace Healthcare.Fhir;

/// <summary>Who the patient is. All of it is protected health information, so it never prints itself.</summary>
public sealed record PatientFacts
{
    /// <summary>The sender's resource id; not for logs when a partner uses a record number as id.</summary>
    public string? Id { get; init; }

    public IReadOnlyList<Identifier> Identifiers { get; init; } = [];

    public HumanName? Name { get; init; }

    /// <summary>As precise as sent: a referral may know only the year.</summary>
    public FhirDate? BirthDate { get; init; }

    /// <summary>male, female, other or unknown.</summary>
    public string? Gender { get; init; }

    public Address? Address { get; init; }

    public IReadOnlyList<ContactPoint> Telecom { get; init; } = [];

    public override string ToString() => nameof(PatientFacts);
}

/// <summary>An organization by name and identifiers.</summary>
public sealed record OrganizationFacts
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Npi { get; init; }

    public IReadOnlyList<Identifier> Identifiers { get; init; } = [];

    public Address? Address { get; init; }

    /// <summary>The identifier that names a payer best: payer id, else NAIC, else NPI, else the first with a value.</summary>
    public Identifier? PayerIdentifier =>
        Identifiers.FirstOrDefault(i => i is { Value: not null, Type: { System: FhirSystems.PayerIdType, Code: "payerid" } })
        ?? Identifiers.FirstOrDefault(i => i is { Value: not null, System: FhirSystems.Naic })
        ?? Identifiers.FirstOrDefault(i => i is { Value: not null, System: FhirSystems.Npi })
        ?? Identifiers.FirstOrDefault(i => i.Value is not null);
}

/// <summary>A practitioner in a role: who, for which organization, by which numbers.</summary>
public sealed record PractitionerFacts
{
    public string? Id { get; init; }

    public string? RoleId { get; init; }

    public string? Npi { get; init; }

    public HumanName? Name { get; init; }

    public IReadOnlyList<CodeableConcept> Specialties { get; init; } = [];

    public IReadOnlyList<ContactPoint> Telecom { get; init; } = [];

    public OrganizationFacts? Organization { get; init; }
}

/// <summary>What insurance the patient has: member number, policy holder and payer.</summary>
public sealed record CoverageFacts
{
    public string? Id { get; init; }

    public string? Status { get; init; }

    /// <summary>The identifier of type MB, else the subscriber id (US Core us-core-15 takes either).</summary>
    public string? MemberNumber { get; init; }

    public string? SubscriberId { get; init; }

    public string? GroupNumber { get; init; }

    public string? PlanNumber { get; init; }

    /// <summary>self, spouse, child … (subscriber-relationship).</summary>
    public string? Relationship { get; init; }

    public OrganizationFacts? Payer { get; init; }

    /// <summary>The policy holder, when the bundle tells one.</summary>
    public PatientFacts? Subscriber { get; init; }

    public FhirDate? From { get; init; }

    public FhirDate? To { get; init; }

    /// <summary>1 is primary.</summary>
    public int? Order { get; init; }

    public override string ToString() => nameof(CoverageFacts);
}

/// <summary>A document that came along: what it is, how large, and its bytes when they are inline.</summary>
public sealed record DocumentFacts
{
    public string? Id { get; init; }

    /// <summary>The LOINC code of the kind of document, such as 11505-5.</summary>
    public string? Loinc { get; init; }

    public CodeableConcept? Kind { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Bytes: of the inline content, else as the sender states it.</summary>
    public long? Size { get; init; }

    public string? Title { get; init; }

    /// <summary>Base64 SHA-1 as R4 has it, if sent.</summary>
    public string? Hash { get; init; }

    public string? Url { get; init; }

    public FhirDate? Date { get; init; }

    /// <summary>Empty when the content is elsewhere.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    public override string ToString() => nameof(DocumentFacts);
}
