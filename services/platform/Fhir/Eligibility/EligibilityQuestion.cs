using System.Text.Json.Nodes;
using Healthcare.Fhir.Resources;

namespace Healthcare.Fhir;

/// <summary>Whether a member is covered on a day, asked by CoverageEligibilityRequest: the FHIR counterpart of a 270. The same values give the same bytes.</summary>
public sealed record EligibilityQuestion
{
    /// <summary>Start of every fullUrl.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>The sender's own number of the question; the answer carries it back. It must not tell who the patient is.</summary>
    public required Identifier Trace { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The day of the care, not of the policy.</summary>
    public required DateOnly ServiceDate { get; init; }

    public required PatientFacts Patient { get; init; }

    public required CoverageFacts Coverage { get; init; }

    public required OrganizationFacts Insurer { get; init; }

    public required OrganizationFacts Provider { get; init; }

    /// <summary>X12 1365 service types asked about.</summary>
    public IReadOnlyList<string> ServiceTypes { get; init; } = [];

    public override string ToString() => nameof(EligibilityQuestion);

    /// <summary>A collection bundle, the request first, or what it lacks.</summary>
    public FhirRead<FhirBundle> Build()
    {
        var issues = new IssueList();
        if (Coverage.MemberNumber is null) issues.Add(FhirIssue.Required("Coverage.identifier", "missing-member-number", "The coverage needs a member number."));
        if (Patient.Name?.Family is null) issues.Add(FhirIssue.Required("Patient.name", "missing-patient-name", "The patient needs a name."));
        if (Trace is not { System: not null, Value: { Length: > 0 and <= 50 } }) issues.Add(FhirIssue.Required("CoverageEligibilityRequest.identifier", "missing-trace-number", "The question needs a number."));
        return issues.Any(i => i.IsError) ? FhirRead.Failed<FhirBundle>(FhirFault.Incomplete, issues) : FhirRead.Of(FhirBundle.Written(Bundle()), issues);
    }

    /// <summary>Reads a question as a payer does.</summary>
    public static FhirRead<EligibilityQuestion> Read(ReadOnlyMemory<byte> utf8, FhirLimits? limits = null) => FhirBundle.Parse(utf8, limits).Then(Read);

    private static FhirRead<EligibilityQuestion> Read(FhirBundle bundle)
    {
        if (bundle.Entries is not [{ Resource: { ResourceType: CoverageEligibilityRequest.Type } first } entry, ..])
            return FhirRead.Failed<EligibilityQuestion>(FhirFault.Incomplete, FhirIssue.Required("Bundle.entry[0].resource", "request-first", "The first entry is a CoverageEligibilityRequest."));
        var request = new CoverageEligibilityRequest(first);
        var issues = new IssueList();
        issues.AddRange(bundle.UnresolvedReferences());
        void Need(bool holds, string element, string detail, string diagnostics)
        {
            if (!holds) issues.Add(FhirIssue.Required($"{first.Path}.{element}", detail, diagnostics));
        }

        var patient = request.Patient.Resolve();
        var coverage = request.Coverages.Select(c => c.Resolve()).FirstOrDefault(c => c.Exists);
        Need(patient.Exists, "patient", "missing-patient", "The request does not lead to a Patient of the bundle.");
        Need(coverage.Exists, "insurance", "missing-coverage", "The request does not lead to a Coverage of the bundle.");
        Need(request.Serviced?.Start?.Day is not null, "serviced", "missing-service-date", "The request says for which day it asks.");
        Need(request.Created?.Instant is not null, "created", "missing-created", "The request says when it was made.");
        Need(request.Purposes.Count > 0, "purpose", "missing-purpose", "The request says what it is for.");
        return FhirRead.Of(
            new EligibilityQuestion
            {
                BaseUrl = References.BaseOf(entry.FullUrl)?.TrimEnd('/') ?? "",
                Trace = first.Identifiers() is [var trace, ..] ? trace : new Identifier(null, null),
                CreatedAt = request.Created?.Instant ?? DateTimeOffset.UnixEpoch,
                ServiceDate = request.Serviced?.Start?.Day ?? DateOnly.MinValue,
                Patient = patient.Exists ? FactReading.Patient(patient) : new PatientFacts(),
                Coverage = coverage.Exists ? FactReading.Coverage(coverage) : new CoverageFacts(),
                Insurer = FactReading.OrganizationAt(request.Insurer) ?? new OrganizationFacts(),
                Provider = FactReading.OrganizationAt(request.Provider) ?? new OrganizationFacts(),
                ServiceTypes = [.. request.Items.Select(i => i["category"]["coding"]["code"].Text).OfType<string>()],
            },
            issues);
    }

    private JsonObject Bundle() => new()
    {
        ["resourceType"] = "Bundle",
        ["id"] = $"{Trace.Value}-bundle",
        ["type"] = "collection",
        ["timestamp"] = FhirDate.Of(CreatedAt).Text,
        ["entry"] = new JsonArray(
            Entry(CoverageEligibilityRequest.Type, "", Request()),
            Entry("Patient", "-patient", PatientResource()),
            Entry("Coverage", "-coverage", CoverageResource()),
            Entry("Organization", "-insurer", Organization("-insurer", Insurer)),
            Entry("Organization", "-provider", Organization("-provider", Provider))),
    };

    private JsonObject Request() => new JsonObject
    {
        ["resourceType"] = CoverageEligibilityRequest.Type,
        ["id"] = Trace.Value,
        ["identifier"] = new JsonArray(FhirWriting.Identifier(Trace)),
        ["status"] = "active",
        ["purpose"] = new JsonArray("validation", "benefits"),
        ["patient"] = To("Patient", "-patient"),
        ["servicedDate"] = FhirDate.Of(ServiceDate).Text,
        ["created"] = FhirDate.Of(CreatedAt).Text,
        ["provider"] = To("Organization", "-provider"),
        ["insurer"] = To("Organization", "-insurer"),
        ["insurance"] = new JsonArray(new JsonObject { ["focal"] = true, ["coverage"] = To("Coverage", "-coverage") }),
    }.WithEach("item", ServiceTypes.Select(s => new JsonObject { ["category"] = FhirWriting.Concept(new Coding(FhirSystems.X12ServiceType, s)) }));

    private JsonObject PatientResource()
    {
        var json = new JsonObject { ["resourceType"] = "Patient", ["id"] = $"{Trace.Value}-patient" };
        json.WithEach("identifier", Patient.Identifiers.Where(i => i is { System: not null, Value: not null }).Select(FhirWriting.Identifier));
        if (Patient.Name is { } name) json.WithEach("name", [FhirWriting.Name(name)]);
        json["gender"] = Patient.Gender ?? "unknown";
        if (Patient.BirthDate is { Precision: FhirPrecision.Day } born) json["birthDate"] = born.Text;
        return json;
    }

    private JsonObject CoverageResource()
    {
        var json = new JsonObject
        {
            ["resourceType"] = "Coverage",
            ["id"] = $"{Trace.Value}-coverage",
            ["identifier"] = new JsonArray(FhirWriting.Identifier(new Identifier(null, Coverage.MemberNumber, new Coding(FhirSystems.IdentifierType, "MB")))),
            ["status"] = "active",
            ["beneficiary"] = To("Patient", "-patient"),
            ["payor"] = new JsonArray(To("Organization", "-insurer")),
        };
        json.With("subscriberId", Coverage.SubscriberId);
        if (Coverage.Relationship is { } relationship) json["relationship"] = FhirWriting.Concept(new Coding(FhirSystems.SubscriberRelationship, relationship));
        return json;
    }

    private JsonObject Organization(string suffix, OrganizationFacts facts)
    {
        var json = new JsonObject { ["resourceType"] = "Organization", ["id"] = $"{Trace.Value}{suffix}" };
        var identifiers = facts.Identifiers.Where(i => i.Value is not null).ToList();
        if (facts.Npi is { } npi && identifiers.TrueForAll(i => i.System != FhirSystems.Npi)) identifiers.Insert(0, new Identifier(FhirSystems.Npi, npi));
        return json.WithEach("identifier", identifiers.Select(FhirWriting.Identifier)).With("name", facts.Name);
    }

    private JsonObject Entry(string type, string suffix, JsonObject resource) => new() { ["fullUrl"] = $"{BaseUrl.TrimEnd('/')}/{type}/{Trace.Value}{suffix}", ["resource"] = resource };

    private JsonObject To(string type, string suffix) => FhirWriting.Reference($"{type}/{Trace.Value}{suffix}");
}
