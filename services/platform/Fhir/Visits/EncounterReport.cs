using Healthcare.Fhir.Resources;

namespace Healthcare.Fhir;

/// <summary>A visit as the EHR reports it: an Encounter alone, or a bundle with the resources around it.</summary>
public sealed record EncounterReport
{
    public required string EncounterId { get; init; }

    public IReadOnlyList<Identifier> Identifiers { get; init; } = [];

    /// <summary>planned, arrived, triaged, in-progress, onleave, finished, cancelled, entered-in-error or unknown.</summary>
    public required string Status { get; init; }

    /// <summary>True when the visit took place and is over.</summary>
    public bool IsFinished => Status == "finished";

    /// <summary>v3-ActCode: AMB ambulatory, IMP inpatient, EMER emergency, VR virtual.</summary>
    public string? Class { get; init; }

    public FhirDate? Start { get; init; }

    public FhirDate? End { get; init; }

    public Reference? Subject { get; init; }

    public PatientFacts? Patient { get; init; }

    /// <summary>The appointments that this visit fulfilled.</summary>
    public IReadOnlyList<Reference> Appointments { get; init; } = [];

    /// <summary>Business identifiers of those appointments, when they came along or were referred to by identifier.</summary>
    public IReadOnlyList<Identifier> AppointmentIdentifiers { get; init; } = [];

    /// <summary>The orders that this visit is based on.</summary>
    public IReadOnlyList<Reference> BasedOn { get; init; } = [];

    public IReadOnlyList<PractitionerFacts> Participants { get; init; } = [];

    /// <summary>NPI of the first participant that has one.</summary>
    public string? PractitionerNpi => Participants.Select(p => p.Npi).FirstOrDefault(n => n is not null);

    public string? LocationName { get; init; }

    public Reference? Location { get; init; }

    /// <summary>CMS place of service, two digits, as the location's type or the encounter's type states it.</summary>
    public string? PlaceOfService { get; init; }

    public IReadOnlyList<Coding> ServiceTypes { get; init; } = [];

    public IReadOnlyList<Coding> Reasons { get; init; } = [];

    public override string ToString() => nameof(EncounterReport);

    public static FhirRead<EncounterReport> Read(ReadOnlyMemory<byte> utf8, FhirLimits? limits = null) =>
        FhirJson.Parse(utf8, limits).Then(d => d.ResourceType switch
        {
            Encounter.Type => Read(d.Root),
            "Bundle" => FhirBundle.From(d, limits).Then(Read),
            _ => FhirRead.WrongType<EncounterReport>("Encounter or Bundle"),
        });

    public static FhirRead<EncounterReport> Read(FhirBundle bundle)
    {
        var encounter = bundle.OfType(Encounter.Type).FirstOrDefault();
        return encounter.Exists
            ? Read(encounter)
            : FhirRead.Failed<EncounterReport>(FhirFault.Incomplete, FhirIssue.Required("Bundle.entry", "missing-encounter", "The bundle holds no Encounter."));
    }

    private static FhirRead<EncounterReport> Read(FhirElement source)
    {
        var encounter = new Encounter(source);
        var issues = new IssueList();
        if (encounter.Id is null && encounter.Identifiers.Count == 0)
            issues.Add(FhirIssue.Required($"{source.Path}.id", "missing-encounter-id", "The Encounter has neither id nor identifier."));
        if (encounter.Status is null) issues.Add(FhirIssue.Required($"{source.Path}.status", "missing-status", "The Encounter has no status."));
        if (!encounter.Subject.Exists) issues.Add(FhirIssue.Required(encounter.Subject.Path, "missing-patient", "The Encounter does not say whose visit it was."));
        if (encounter.Status == "finished" && encounter.Period?.Start is null)
            issues.Add(FhirIssue.Required($"{source.Path}.period.start", "missing-period", "A finished Encounter says when it was."));
        return FhirRead.Of(Report(encounter), issues);
    }

    private static EncounterReport Report(Encounter encounter)
    {
        var location = encounter.Location.Resolve();
        var place = location.Exists ? new Location(location) : null;
        return new EncounterReport
        {
            EncounterId = encounter.Id ?? (encounter.Identifiers is [{ Value: { } value }, ..] ? value : ""),
            Identifiers = encounter.Identifiers,
            Status = encounter.Status ?? "",
            Class = encounter.Class?.Code,
            Start = encounter.Period?.Start,
            End = encounter.Period?.End,
            Subject = encounter.Subject.AsReference(),
            Patient = encounter.Subject.Resolve() is { Exists: true, ResourceType: Resources.Patient.Type } patient ? FactReading.Patient(patient) : null,
            Appointments = encounter.Source.References("appointment"),
            AppointmentIdentifiers = [.. encounter.Appointments.Take(FactReading.MostFollowed).SelectMany(AppointmentIdentifiersOf)],
            BasedOn = encounter.Source.References("basedOn"),
            Participants = [.. encounter.Participants.Take(FactReading.MostFollowed).Select(FactReading.PractitionerAt).OfType<PractitionerFacts>()],
            LocationName = place?.Name ?? encounter.Location["display"].Text,
            Location = encounter.Location.AsReference(),
            PlaceOfService = PlaceOf(place, encounter),
            ServiceTypes = encounter.ServiceType?.Codings ?? [],
            Reasons = [.. encounter.Reasons.SelectMany(r => r.Codings)],
        };
    }

    private static IEnumerable<Identifier> AppointmentIdentifiersOf(FhirElement appointment)
    {
        if (appointment["identifier"].AsIdentifier() is { Value: not null } direct) yield return direct;
        foreach (var identifier in appointment.Resolve().Identifiers()) yield return identifier;
    }

    private static string? PlaceOf(Location? place, Encounter encounter) =>
        (place?.Types ?? []).Concat(encounter.Types).Select(t => t.In(FhirSystems.PlaceOfService)?.Code).FirstOrDefault(c => c is not null);
}
