namespace Healthcare.Fhir.Resources;

/// <summary>A question whether, and for what, a patient is covered; the FHIR counterpart of a 270.</summary>
public sealed record CoverageEligibilityRequest(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "CoverageEligibilityRequest";

    /// <summary>auth-requirements, benefits, discovery, validation.</summary>
    public IReadOnlyList<string> Purposes => Source.Texts("purpose");

    public FhirElement Patient => Source["patient"];

    public FhirElement Insurer => Source["insurer"];

    public FhirElement Provider => Source["provider"];

    public FhirDate? Created => Source["created"].Date;

    /// <summary>The day or days asked about.</summary>
    public Period? Serviced => Source["servicedDate"].Date is { } day ? new Period(day, day) : Source["servicedPeriod"].AsPeriod();

    public IEnumerable<FhirElement> Coverages => Source.Each("insurance").Select(i => i["coverage"]);

    public IEnumerable<FhirElement> Items => Source.Each("item");
}

/// <summary>The answer: whether the coverage is in force, and the benefits; the FHIR counterpart of a 271.</summary>
public sealed record CoverageEligibilityResponse(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "CoverageEligibilityResponse";

    public IReadOnlyList<string> Purposes => Source.Texts("purpose");

    /// <summary>queued, complete, error or partial.</summary>
    public string? Outcome => Source["outcome"].Text;

    public string? Disposition => Source["disposition"].Text;

    public FhirElement Patient => Source["patient"];

    public FhirElement Insurer => Source["insurer"];

    public FhirElement Request => Source["request"];

    public FhirDate? Created => Source["created"].Date;

    /// <summary>Coverage, whether it is in force (null when not said), and its benefits.</summary>
    public IReadOnlyList<(FhirElement Coverage, bool? InForce, IReadOnlyList<FhirElement> Items)> Insurances =>
        [.. Source.Each("insurance").Select(i => (i["coverage"], i["inforce"].Flag, (IReadOnlyList<FhirElement>)[.. i.Each("item")]))];

    public IEnumerable<CodeableConcept> Errors => FhirReading.Listed(Source.Each("error").Select(e => e["code"]), FhirReading.AsConcept);
}
