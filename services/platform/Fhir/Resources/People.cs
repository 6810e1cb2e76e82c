namespace Healthcare.Fhir.Resources;

public sealed record Patient(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Patient";

    /// <summary>The official name where one is marked so, else the first that is not old.</summary>
    public HumanName? Name
    {
        get
        {
            var names = Source.Each("name").ToList();
            var chosen = names.FindIndex(n => n["use"].Text == "official");
            if (chosen < 0) chosen = names.FindIndex(n => n["use"].Text != "old");
            return chosen < 0 ? null : names[chosen].AsName();
        }
    }

    public IReadOnlyList<HumanName> Names => FhirReading.Listed(Source.Each("name"), FhirReading.AsName);

    public FhirDate? BirthDate => Source["birthDate"].Date;

    /// <summary>male, female, other or unknown.</summary>
    public string? Gender => Source["gender"].Text;

    public Address? Address => Source["address"].AsAddress();

    public IReadOnlyList<Address> Addresses => FhirReading.Listed(Source.Each("address"), FhirReading.AsAddress);

    public IReadOnlyList<ContactPoint> Telecom => FhirReading.Listed(Source.Each("telecom"), FhirReading.AsContact);
}

public sealed record Practitioner(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Practitioner";

    public string? Npi => Identifiers.Npi();

    public HumanName? Name => Source["name"].AsName();
}

public sealed record PractitionerRole(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "PractitionerRole";

    public FhirElement Practitioner => Source["practitioner"];

    public FhirElement Organization => Source["organization"];

    public FhirElement Location => Source["location"];

    public IReadOnlyList<CodeableConcept> Specialties => Source.Concepts("specialty");

    public IReadOnlyList<ContactPoint> Telecom => FhirReading.Listed(Source.Each("telecom"), FhirReading.AsContact);
}

public sealed record Organization(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Organization";

    public string? Npi => Identifiers.Npi();

    public string? Name => Source["name"].Text;

    public IReadOnlyList<CodeableConcept> Types => Source.Concepts("type");

    public Address? Address => Source["address"].AsAddress();
}

public sealed record Location(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Location";

    public string? Name => Source["name"].Text;

    public IReadOnlyList<CodeableConcept> Types => Source.Concepts("type");

    public Address? Address => Source["address"].AsAddress();
}

public sealed record Coverage(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "Coverage";

    public string? SubscriberId => Source["subscriberId"].Text;

    /// <summary>The identifier of type MB.</summary>
    public Identifier? MemberId => Identifiers.FirstOrDefault(i => i.Type is { Code: "MB" } && i.Value is not null);

    public FhirElement Beneficiary => Source["beneficiary"];

    public FhirElement Subscriber => Source["subscriber"];

    public CodeableConcept? Relationship => Source["relationship"].AsConcept();

    public FhirElement Payor => Source["payor"];

    public Period? Period => Source["period"].AsPeriod();

    /// <summary>1 is primary; lower goes first.</summary>
    public int? Order => Source["order"].Integer;

    /// <summary>The value of the class of that code: group, plan, rxbin …</summary>
    public string? Class(string code) => Source.Each("class").FirstOrDefault(c => c["type"]["coding"]["code"].Text == code)["value"].Text;
}
