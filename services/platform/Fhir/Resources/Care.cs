namespace Healthcare.Fhir.Resources;

/// <summary>A problem or diagnosis.</summary>
public sealed record Condition(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Condition";

    public CodeableConcept? Code => Source["code"].AsConcept();

    public CodeableConcept? ClinicalStatus => Source["clinicalStatus"].AsConcept();

    public CodeableConcept? VerificationStatus => Source["verificationStatus"].AsConcept();

    public IReadOnlyList<CodeableConcept> Categories => Source.Concepts("category");

    public FhirElement Subject => Source["subject"];

    public FhirElement Encounter => Source["encounter"];

    public FhirDate? Onset => Source["onsetDateTime"].Date;

    public FhirDate? RecordedDate => Source["recordedDate"].Date;
}

/// <summary>Something done to or for a patient.</summary>
public sealed record Procedure(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Procedure";

    public CodeableConcept? Code => Source["code"].AsConcept();

    public FhirElement Subject => Source["subject"];

    public FhirElement Encounter => Source["encounter"];

    public IEnumerable<FhirElement> BasedOn => Source.Each("basedOn");

    public Period? Performed => Source["performedDateTime"].Date is { } at ? new Period(at, at) : Source["performedPeriod"].AsPeriod();

    public IEnumerable<FhirElement> Performers => Source.Each("performer").Select(p => p["actor"]);

    public IReadOnlyList<CodeableConcept> Reasons => Source.Concepts("reasonCode");
}

/// <summary>A service or product that is to be charged.</summary>
public sealed record ChargeItem(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "ChargeItem";

    public CodeableConcept? Code => Source["code"].AsConcept();

    public FhirElement Subject => Source["subject"];

    /// <summary>The encounter in which it happened.</summary>
    public FhirElement Context => Source["context"];

    public Period? Occurrence => Source["occurrenceDateTime"].Date is { } at ? new Period(at, at) : Source["occurrencePeriod"].AsPeriod();

    public Quantity? Quantity => Source["quantity"].AsQuantity();

    public Money? PriceOverride => Source["priceOverride"].AsMoney();

    public IEnumerable<FhirElement> Performers => Source.Each("performer").Select(p => p["actor"]);

    public IReadOnlyList<CodeableConcept> Reasons => Source.Concepts("reason");
}

/// <summary>A message that was sent, or is to be, with its content.</summary>
public sealed record Communication(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Communication";

    public IEnumerable<FhirElement> BasedOn => Source.Each("basedOn");

    public IEnumerable<FhirElement> About => Source.Each("about");

    public IReadOnlyList<CodeableConcept> Categories => Source.Concepts("category");

    public FhirElement Subject => Source["subject"];

    public FhirElement Sender => Source["sender"];

    public IEnumerable<FhirElement> Recipients => Source.Each("recipient");

    public FhirDate? Sent => Source["sent"].Date;

    public FhirDate? Received => Source["received"].Date;

    public IReadOnlyList<string> Texts => FhirReading.Listed(Source.Each("payload").Select(p => p["contentString"]), p => p.Text);

    public IReadOnlyList<Attachment> Attachments => FhirReading.Listed(Source.Each("payload").Select(p => p["contentAttachment"]), FhirReading.AsAttachment);
}

/// <summary>Answers to a questionnaire.</summary>
public sealed record QuestionnaireResponse(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "QuestionnaireResponse";

    /// <summary>Canonical url of the questionnaire.</summary>
    public string? Questionnaire => Source["questionnaire"].Text;

    public FhirElement Subject => Source["subject"];

    public FhirElement Author => Source["author"];

    public FhirDate? Authored => Source["authored"].Date;

    /// <summary>The items of the first level; an item or its answer may hold further ones.</summary>
    public IEnumerable<FhirElement> Items => Source.Each("item");
}
