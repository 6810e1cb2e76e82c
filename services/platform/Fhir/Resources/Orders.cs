namespace Healthcare.Fhir.Resources;

public sealed record ServiceRequest(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "ServiceRequest";

    public string? Intent => Source["intent"].Text;

    /// <summary>routine, urgent, asap or stat.</summary>
    public string? Priority => Source["priority"].Text;

    public CodeableConcept? Code => Source["code"].AsConcept();

    public IReadOnlyList<CodeableConcept> OrderDetails => Source.Concepts("orderDetail");

    public Quantity? Quantity => Source["quantityQuantity"].AsQuantity();

    public FhirElement Subject => Source["subject"];

    public FhirElement Requester => Source["requester"];

    public IEnumerable<FhirElement> Performers => Source.Each("performer");

    public FhirElement Encounter => Source["encounter"];

    public FhirDate? AuthoredOn => Source["authoredOn"].Date;

    /// <summary>When the service is wanted: a date, a period, or the bounds of a timing.</summary>
    public Period? Occurrence =>
        Source["occurrenceDateTime"].Date is { } day ? new Period(day, null)
        : Source["occurrencePeriod"].AsPeriod() is { } period ? period
        : Source["occurrenceTiming"]["repeat"]["boundsPeriod"].AsPeriod();

    public IReadOnlyList<CodeableConcept> Reasons => Source.Concepts("reasonCode");

    public IEnumerable<FhirElement> ReasonReferences => Source.Each("reasonReference");

    public IEnumerable<FhirElement> Insurance => Source.Each("insurance");

    public IEnumerable<FhirElement> SupportingInfo => Source.Each("supportingInfo");

    public IReadOnlyList<string> Notes => [.. Source.Each("note").Select(n => n["text"].Text).OfType<string>()];
}

public sealed record DocumentReference(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "DocumentReference";

    public CodeableConcept? Kind => Source["type"].AsConcept();

    public IReadOnlyList<CodeableConcept> Categories => Source.Concepts("category");

    public FhirElement Subject => Source["subject"];

    public FhirDate? Date => Source["date"].Date;

    public string? Description => Source["description"].Text;

    public IReadOnlyList<Attachment> Attachments => [.. Source.Each("content").Select(c => c["attachment"].AsAttachment()).OfType<Attachment>()];
}

public sealed record Encounter(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Encounter";

    /// <summary>v3-ActCode: AMB, IMP, EMER, VR …</summary>
    public Coding? Class => Source["class"].AsCoding();

    public IReadOnlyList<CodeableConcept> Types => Source.Concepts("type");

    public CodeableConcept? ServiceType => Source["serviceType"].AsConcept();

    public FhirElement Subject => Source["subject"];

    public Period? Period => Source["period"].AsPeriod();

    public IEnumerable<FhirElement> Appointments => Source.Each("appointment");

    public IEnumerable<FhirElement> BasedOn => Source.Each("basedOn");

    public IEnumerable<FhirElement> Participants => Source.Each("participant").Select(p => p["individual"]);

    public FhirElement Location => Source["location"]["location"];

    public IReadOnlyList<CodeableConcept> Reasons => Source.Concepts("reasonCode");
}

public sealed record Appointment(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Appointment";

    public FhirDate? Start => Source["start"].Date;

    public FhirDate? End => Source["end"].Date;

    public IReadOnlyList<CodeableConcept> ServiceTypes => Source.Concepts("serviceType");

    public IEnumerable<FhirElement> BasedOn => Source.Each("basedOn");

    /// <summary>Actor and participation status of each participant.</summary>
    public IReadOnlyList<(FhirElement Actor, string? Status)> Participants => [.. Source.Each("participant").Select(p => (p["actor"], p["status"].Text))];
}

/// <summary>A FHIR Task; named so because <c>Task</c> means something else in C#.</summary>
public sealed record FhirTask(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Task";

    public string? Intent => Source["intent"].Text;

    public CodeableConcept? Code => Source["code"].AsConcept();

    public CodeableConcept? BusinessStatus => Source["businessStatus"].AsConcept();

    public FhirElement Focus => Source["focus"];

    public FhirElement For => Source["for"];

    public Reference? Requester => Source["requester"].AsReference();

    public Reference? Owner => Source["owner"].AsReference();

    /// <summary>When it must be done.</summary>
    public Period? Restriction => Source["restriction"]["period"].AsPeriod();

    /// <summary>Type and value of each input; the value is the element whatever its type.</summary>
    public IReadOnlyList<(CodeableConcept? Type, FhirElement Value)> Inputs =>
        [.. Source.Each("input").Select(i => (i["type"].AsConcept(), i.Children().FirstOrDefault(c => c.Path.Contains(".value", StringComparison.Ordinal))))];
}
