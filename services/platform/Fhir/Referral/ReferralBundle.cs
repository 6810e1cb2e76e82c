namespace Healthcare.Fhir;

/// <summary>A referral as a partner sends it: one ServiceRequest with its patient, coverage, requester and documents.</summary>
public sealed record ReferralBundle
{
    public string? BundleId { get; init; }

    public Identifier? BundleIdentifier { get; init; }

    public string? ServiceRequestId { get; init; }

    public IReadOnlyList<Identifier> ServiceRequestIdentifiers { get; init; } = [];

    /// <summary>draft, active, on-hold, revoked, completed …</summary>
    public string? Status { get; init; }

    /// <summary>Codes of the service asked for, each with its system.</summary>
    public IReadOnlyList<Coding> RequestedServices { get; init; } = [];

    public string? RequestedServiceText { get; init; }

    public Quantity? Quantity { get; init; }

    /// <summary>Reason codes, from the request itself or from the conditions it names.</summary>
    public IReadOnlyList<Coding> Diagnoses { get; init; } = [];

    public IReadOnlyList<string> ReasonTexts { get; init; } = [];

    /// <summary>routine, urgent, asap or stat; routine when not sent (R4 default of meaning).</summary>
    public string Priority { get; init; } = "routine";

    public FhirDate? OccurrenceFrom { get; init; }

    public FhirDate? OccurrenceTo { get; init; }

    public FhirDate? AuthoredOn { get; init; }

    public PatientFacts? Patient { get; init; }

    /// <summary>In order of payment; the first is primary.</summary>
    public IReadOnlyList<CoverageFacts> Coverages { get; init; } = [];

    public CoverageFacts? Coverage => Coverages is [var primary, ..] ? primary : null;

    public PractitionerFacts? Requester { get; init; }

    public OrganizationFacts? RequestingOrganization { get; init; }

    public PractitionerFacts? Performer { get; init; }

    public IReadOnlyList<DocumentFacts> Documents { get; init; } = [];

    /// <summary>FHIRPaths of everything the sender wrote that has no place above; it is kept only in the original.</summary>
    public IReadOnlyList<string> Unmapped { get; init; } = [];

    /// <summary>How many there are in all; only the first thousand are listed.</summary>
    public int UnmappedCount { get; init; }

    public override string ToString() => nameof(ReferralBundle);

    /// <summary>Reads a collection, message, transaction, batch, searchset or document bundle; what is missing comes as issues with FHIRPath.</summary>
    public static FhirRead<ReferralBundle> Read(ReadOnlyMemory<byte> utf8, FhirLimits? limits = null) =>
        FhirBundle.Parse(utf8, limits).Then(Read);

    public static async ValueTask<FhirRead<ReferralBundle>> ReadAsync(Stream body, FhirLimits? limits, CancellationToken cancel) =>
        (await FhirBundle.ParseAsync(body, limits, cancel)).Then(Read);

    public static FhirRead<ReferralBundle> Read(FhirBundle bundle) => new ReferralReader(bundle).Read();
}
