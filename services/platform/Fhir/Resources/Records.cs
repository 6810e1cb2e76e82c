namespace Healthcare.Fhir.Resources;

/// <summary>Who did what to which data, and why (IHE BALP).</summary>
public sealed record AuditEvent(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "AuditEvent";

    public Coding? Kind => Source["type"].AsCoding();

    public IReadOnlyList<Coding> Subtypes => FhirReading.Listed(Source.Each("subtype"), FhirReading.AsCoding);

    /// <summary>C, R, U, D or E.</summary>
    public string? Action => Source["action"].Text;

    /// <summary>0 success, 4 minor, 8 serious, 12 major failure.</summary>
    public string? Outcome => Source["outcome"].Text;

    public FhirDate? Recorded => Source["recorded"].Date;

    /// <summary>Who took part, and whether that one asked for it.</summary>
    public IReadOnlyList<(FhirElement Who, bool? Requestor)> Agents => [.. Source.Each("agent").Select(a => (a["who"], a["requestor"].Flag))];

    public IReadOnlyList<CodeableConcept> PurposesOfUse => Source.Concepts("purposeOfEvent");

    public IEnumerable<FhirElement> Entities => Source.Each("entity").Select(e => e["what"]);
}

/// <summary>Where a resource comes from.</summary>
public sealed record Provenance(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Provenance";

    public IEnumerable<FhirElement> Targets => Source.Each("target");

    public FhirDate? Recorded => Source["recorded"].Date;

    public CodeableConcept? Activity => Source["activity"].AsConcept();

    /// <summary>Who took part, for whom, and in which role.</summary>
    public IReadOnlyList<(FhirElement Who, FhirElement OnBehalfOf, CodeableConcept? Role)> Agents =>
        [.. Source.Each("agent").Select(a => (a["who"], a["onBehalfOf"], a["type"].AsConcept()))];
}

/// <summary>What a patient permits or forbids.</summary>
public sealed record Consent(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Consent";

    public CodeableConcept? Scope => Source["scope"].AsConcept();

    public IReadOnlyList<CodeableConcept> Categories => Source.Concepts("category");

    public FhirElement Patient => Source["patient"];

    public FhirDate? SignedAt => Source["dateTime"].Date;

    /// <summary>permit or deny, before the exceptions in its provisions.</summary>
    public string? Provision => Source["provision"]["type"].Text;

    public Period? Period => Source["provision"]["period"].AsPeriod();
}

/// <summary>A wish to be told of events; <see cref="PasSubscription"/> is the one that PAS knows.</summary>
public sealed record Subscription(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Subscription";

    /// <summary>A search in R4, the url of a topic in the backport.</summary>
    public string? Criteria => Source["criteria"].Text;

    /// <summary>rest-hook, websocket, email, sms or message.</summary>
    public string? ChannelType => Source["channel"]["type"].Text;

    public string? Endpoint => Source["channel"]["endpoint"].Text;

    public FhirDate? End => Source["end"].Date;
}
