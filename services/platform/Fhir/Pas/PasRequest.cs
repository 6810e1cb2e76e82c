namespace Healthcare.Fhir;

/// <summary>X12 1322, what is asked of an item: first request, cancellation and the rest of UM02.</summary>
public static class PasCertificationType
{
    public const string Initial = "I";
    public const string Cancel = "3";
    public const string Extension = "4";
    public const string Revised = "S";
}

/// <summary>How something of an update differs from what the payer has (PASInformationChangeMode).</summary>
public static class PasChange
{
    public const string Added = "added";
    public const string Changed = "changed";
}

/// <summary>The claim that an update replaces, as it was sent, and how many of its documents the payer has.</summary>
public sealed record PasPrior(FhirElement Claim, int Documents);

/// <summary>One service to be authorized; the payer decides each item for itself.</summary>
public sealed record PasItem
{
    /// <summary>From 1; the decision comes back under this number (PAS spec-34).</summary>
    public required int Sequence { get; init; }

    /// <summary>CPT, HCPCS or X12 1365 code of the service.</summary>
    public required Coding Service { get; init; }

    /// <summary>X12 1365 service type; 3 consultation, 2 surgical, 1 medical care.</summary>
    public string ServiceType { get; init; } = "3";

    /// <summary>X12 1525 request category: SC specialty care review, HS health services review, AR admission review, IN initial medical services reservation.</summary>
    public string RequestCategory { get; init; } = "SC";

    /// <summary>X12 1322, see <see cref="PasCertificationType"/>.</summary>
    public string CertificationType { get; init; } = PasCertificationType.Initial;

    /// <summary>The sender's own number for the item, the same on every resend.</summary>
    public Identifier? TraceNumber { get; init; }

    public IReadOnlyList<Coding> Modifiers { get; init; } = [];

    public decimal? Quantity { get; init; }

    /// <summary>X12 673: VS visits, UN units, DY days, HS hours.</summary>
    public string? QuantityQualifier { get; init; }

    public DateOnly? ServicedFrom { get; init; }

    public DateOnly? ServicedTo { get; init; }

    /// <summary>CMS place of service, two digits; 11 is an office.</summary>
    public string PlaceOfService { get; init; } = "11";

    /// <summary>In an update, whether the item is new or another than it was; see <see cref="PasChange"/>.</summary>
    public string? Change { get; init; }

    /// <summary>A number that the payer gave earlier.</summary>
    public string? AuthorizationNumber { get; init; }

    /// <summary>The pended request's number that the payer gave (2000E REF*NT).</summary>
    public string? AdministrationReferenceNumber { get; init; }
}

/// <summary>A prior authorization request; the same values give the same bytes, so a resend is a resend.</summary>
public sealed record PasRequest
{
    /// <summary>Start of every fullUrl, such as <c>https://provider.example/fhir</c>.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>The transmission's identifier: stable across resends of the same request.</summary>
    public required Identifier BundleIdentifier { get; init; }

    /// <summary>The claim's identifier, X12 patient event trace number; the answer carries it back.</summary>
    public required Identifier TraceNumber { get; init; }

    /// <summary>Resource id of the claim; ids of the other resources are made from it, so it must not tell who the patient is.</summary>
    public required string ClaimId { get; init; }

    /// <summary>When the request was made, not when it is sent again.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public required PatientFacts Patient { get; init; }

    public required CoverageFacts Coverage { get; init; }

    /// <summary>Who decides; when null, the payer of the coverage.</summary>
    public OrganizationFacts? Insurer { get; init; }

    /// <summary>Who asks and gets the answer; its NPI is the subscription filter.</summary>
    public required OrganizationFacts Requestor { get; init; }

    public PractitionerFacts? Practitioner { get; init; }

    /// <summary>normal, stat or deferred (processpriority).</summary>
    public string Priority { get; init; } = "normal";

    /// <summary>X12 1338: U urgent, E elective; null when not stated.</summary>
    public string? LevelOfService { get; init; }

    public IReadOnlyList<Coding> Diagnoses { get; init; } = [];

    public required IReadOnlyList<PasItem> Items { get; init; }

    /// <summary>Documents with their bytes: PAS takes inline content only.</summary>
    public IReadOnlyList<DocumentFacts> Documents { get; init; } = [];

    /// <summary>X12 755 for each document that says nothing better; PY is a physician's report.</summary>
    public string ReportType { get; init; } = "PY";

    /// <summary>Set in an update of a pended or approved request: the whole content again, with what changed marked (profile-claim-update).</summary>
    public PasPrior? Prior { get; init; }

    public override string ToString() => nameof(PasRequest);

    /// <summary>The $inquire bundle for this request: who asks about whom, under the request's trace number.</summary>
    public FhirRead<FhirBundle> BuildInquiry() => PasRequestWriter.WriteInquiry(this);

    /// <summary>The $submit bundle, or the elements that PAS demands and the request lacks.</summary>
    public FhirRead<FhirBundle> Build() => PasRequestWriter.Write(this);

    /// <summary>Reads a $submit bundle as a payer does.</summary>
    public static FhirRead<PasSubmission> Read(ReadOnlyMemory<byte> utf8, FhirLimits? limits = null) =>
        FhirBundle.Parse(utf8, limits).Then(PasRequestReader.Read);

    public static FhirRead<PasSubmission> Read(FhirBundle bundle) => PasRequestReader.Read(bundle);
}

/// <summary>A $submit bundle as the payer sees it.</summary>
public sealed record PasSubmission
{
    /// <summary>The bundle itself: a response echoes its resources under the same fullUrls.</summary>
    public required FhirBundle Bundle { get; init; }

    public required PasRequest Request { get; init; }

    public required string ClaimFullUrl { get; init; }

    /// <summary>The claim replaces or withdraws an earlier one (related.claim).</summary>
    public bool IsUpdate { get; init; }

    /// <summary>Every item is withdrawn (certification type 3).</summary>
    public bool IsCancellation => Request.Items.Count > 0 && Request.Items.All(i => i.CertificationType == PasCertificationType.Cancel);
}
