namespace Healthcare.Fhir.Resources;

/// <summary>Who or what can be booked, and for how far ahead.</summary>
public sealed record Schedule(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Schedule";

    /// <summary>False when it is kept for history only; null when not said.</summary>
    public bool? Active => Source["active"].Flag;

    public IEnumerable<FhirElement> Actors => Source.Each("actor");

    public IReadOnlyList<CodeableConcept> ServiceTypes => Source.Concepts("serviceType");

    public Period? PlanningHorizon => Source["planningHorizon"].AsPeriod();
}

/// <summary>A time of a schedule: free, busy, busy-unavailable, busy-tentative.</summary>
public sealed record Slot(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Slot";

    public FhirElement Schedule => Source["schedule"];

    public FhirDate? Start => Source["start"].Date;

    public FhirDate? End => Source["end"].Date;

    public bool? Overbooked => Source["overbooked"].Flag;

    public IReadOnlyList<CodeableConcept> ServiceTypes => Source.Concepts("serviceType");
}

/// <summary>What a participant answers to an appointment.</summary>
public sealed record AppointmentResponse(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "AppointmentResponse";

    public FhirElement Appointment => Source["appointment"];

    public FhirElement Actor => Source["actor"];

    /// <summary>accepted, declined, tentative, in-process, completed, needs-action or entered-in-error.</summary>
    public string? ParticipantStatus => Source["participantStatus"].Text;

    public FhirDate? Start => Source["start"].Date;

    public FhirDate? End => Source["end"].Date;

    public string? Comment => Source["comment"].Text;
}
