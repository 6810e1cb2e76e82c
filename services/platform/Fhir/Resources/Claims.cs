namespace Healthcare.Fhir.Resources;

/// <summary>A claim, predetermination or, as PAS uses it, a preauthorization request.</summary>
public sealed record Claim(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Claim";

    public string? Use => Source["use"].Text;

    public CodeableConcept? Kind => Source["type"].AsConcept();

    public FhirElement Patient => Source["patient"];

    public FhirDate? Created => Source["created"].Date;

    public FhirElement Insurer => Source["insurer"];

    public FhirElement Provider => Source["provider"];

    public CodeableConcept? Priority => Source["priority"].AsConcept();

    public IEnumerable<FhirElement> CareTeam => Source.Each("careTeam");

    public IEnumerable<FhirElement> SupportingInfo => Source.Each("supportingInfo");

    public IEnumerable<FhirElement> Diagnoses => Source.Each("diagnosis");

    /// <summary>The coverage that counts: the focal one, else the first.</summary>
    public FhirElement Coverage
    {
        get
        {
            var insurance = Source.Each("insurance").ToList();
            var focal = insurance.FindIndex(i => i["focal"].Flag is true);
            return insurance.Count == 0 ? Source["insurance"]["coverage"] : insurance[Math.Max(focal, 0)]["coverage"];
        }
    }

    public IEnumerable<FhirElement> Items => Source.Each("item");

    public FhirElement Related => Source["related"]["claim"];
}

public sealed record ClaimResponse(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "ClaimResponse";

    public string? Use => Source["use"].Text;

    /// <summary>complete, partial or error; older guides also queued.</summary>
    public string? Outcome => Source["outcome"].Text;

    public FhirElement Patient => Source["patient"];

    public FhirDate? Created => Source["created"].Date;

    public FhirElement Insurer => Source["insurer"];

    public FhirElement Requestor => Source["requestor"];

    public FhirElement Request => Source["request"];

    public string? Disposition => Source["disposition"].Text;

    public string? PreAuthRef => Source["preAuthRef"].Text;

    public Period? PreAuthPeriod => Source["preAuthPeriod"].AsPeriod();

    public IEnumerable<FhirElement> Items => Source.Each("item");

    public IEnumerable<FhirElement> AddedItems => Source.Each("addItem");

    public IEnumerable<FhirElement> Errors => Source.Each("error");

    /// <summary>Note text by its number.</summary>
    public IEnumerable<(int? Number, string? Text)> ProcessNotes => Source.Each("processNote").Select(n => (n["number"].Integer, n["text"].Text));
}
