using Healthcare.Fhir.Resources;

namespace Healthcare.Fhir;

// Reads one referral out of a bundle, noting what is missing and what was not understood.
internal sealed class ReferralReader(FhirBundle bundle)
{
    private readonly FhirTrace _trace = new();
    private readonly IssueList _issues = new();

    public FhirRead<ReferralBundle> Read()
    {
        var requests = Watched(ServiceRequest.Type).ToList();
        if (requests.Count == 0)
        {
            return FhirRead.Failed<ReferralBundle>(
                FhirFault.Incomplete,
                FhirIssue.Required("Bundle.entry", "missing-service-request", "A referral bundle holds a ServiceRequest; this one has none."));
        }

        if (requests.Count > 1)
        {
            _issues.Add(new FhirIssue(FhirSeverity.Error, "business-rule", requests[1].Path, "A bundle carries one referral; send one bundle per ServiceRequest.")
            {
                Detail = "several-service-requests",
            });
        }

        return FhirRead.Of(Referral(new ServiceRequest(requests[0])), _issues);
    }

    private ReferralBundle Referral(ServiceRequest request)
    {
        var code = request.Code;
        var occurrence = request.Occurrence;
        var patient = Patient(request);
        var coverages = Coverages(request);
        var requester = Requester(request);
        var referral = new ReferralBundle
        {
            BundleId = bundle.Root.Watched(_trace)["id"].Text,
            BundleIdentifier = bundle.Root.Watched(_trace)["identifier"].AsIdentifier(),
            ServiceRequestId = request.Id,
            ServiceRequestIdentifiers = request.Identifiers,
            Status = Status(request),
            RequestedServices = code?.Codings ?? [],
            RequestedServiceText = code?.Text,
            Quantity = request.Quantity,
            Diagnoses = Diagnoses(request),
            ReasonTexts = [.. request.Reasons.Select(r => r.Text).OfType<string>()],
            Priority = Priority(request),
            OccurrenceFrom = occurrence?.Start,
            OccurrenceTo = occurrence?.End,
            AuthoredOn = request.AuthoredOn,
            Patient = patient,
            Coverages = coverages,
            Requester = requester,
            RequestingOrganization = requester?.Organization ?? SendingOrganization(),
            Performer = request.Performers.Take(FactReading.MostFollowed).Select(FactReading.PractitionerAt).FirstOrDefault(p => p is not null),
            Documents = [.. Watched(DocumentReference.Type).SelectMany(FactReading.Documents)],
        };
        Judge(referral, request);
        var unmapped = UnmappedPaths.Of(bundle, _trace);
        return referral with { Unmapped = unmapped.Listed, UnmappedCount = unmapped.Count };
    }

    private string Priority(ServiceRequest request)
    {
        var priority = request.Priority;
        if (priority is "routine" or "urgent" or "asap" or "stat") return priority;
        if (priority is not null)
            _issues.Add(FhirIssue.Warning("code-invalid", $"{request.Source.Path}.priority", "unknown-priority", "The priority is no request-priority code; routine is taken."));
        return "routine";
    }

    private string? Status(ServiceRequest request)
    {
        var status = request.Status;
        if (status is "revoked" or "entered-in-error" or "completed")
            _issues.Add(new FhirIssue(FhirSeverity.Error, "business-rule", $"{request.Source.Path}.status", "The ServiceRequest is no longer open.") { Detail = "request-not-open" });
        return status;
    }

    private PatientFacts? Patient(ServiceRequest request)
    {
        var subject = request.Subject.Resolve();
        if (subject is { Exists: true, ResourceType: Resources.Patient.Type }) return FactReading.Patient(subject);
        var patients = Watched(Resources.Patient.Type).ToList();
        var detail = request.Subject.Exists ? "unresolved-patient" : "missing-patient";
        // A subject that does not resolve is read as the bundle's only patient, because there is nobody else it could mean.
        if (patients.Count == 1)
        {
            _issues.Add(FhirIssue.Warning("not-found", request.Subject.Path, detail, "The subject does not resolve; the only Patient of the bundle is taken."));
            return FactReading.Patient(patients[0]);
        }

        _issues.Add(FhirIssue.Required(request.Subject.Path, "missing-patient", "The ServiceRequest does not lead to a Patient of the bundle."));
        return null;
    }

    private List<CoverageFacts> Coverages(ServiceRequest request)
    {
        var named = request.Insurance.Take(FactReading.MostFollowed).Select(i => i.Resolve()).Where(c => c is { Exists: true, ResourceType: Coverage.Type }).ToList();
        var sources = named.Count > 0 ? named : [.. Watched(Coverage.Type)];
        if (sources.Count == 0) _issues.Add(FhirIssue.Required("Bundle.entry", "missing-coverage", "The referral names no Coverage of the patient."));
        foreach (var source in sources) Judge(source);
        return [.. sources.Select(FactReading.Coverage).OrderBy(c => c.Order ?? int.MaxValue)];
    }

    private void Judge(FhirElement source)
    {
        var coverage = FactReading.Coverage(source);
        if (coverage.MemberNumber is null)
            _issues.Add(FhirIssue.Required($"{source.Path}.identifier", "missing-member-number", "The Coverage has neither a member number nor a subscriber id.") with { Clause = "us-core-15" });
        if (coverage.Payer is null)
            _issues.Add(FhirIssue.Required($"{source.Path}.payor", "missing-payer", "The Coverage does not say who pays."));
        else if (coverage.Payer.PayerIdentifier is null)
            _issues.Add(FhirIssue.Warning("required", $"{source.Path}.payor", "missing-payer-identifier", "The payer has a name but no identifier."));
        if (coverage.Status is "cancelled" or "entered-in-error")
            _issues.Add(FhirIssue.Invalid($"{source.Path}.status", "coverage-not-active", "The Coverage is not active."));
    }

    private PractitionerFacts? Requester(ServiceRequest request)
    {
        if (FactReading.PractitionerAt(request.Requester) is { } requester)
        {
            if (requester.Npi is null && requester.Organization?.Npi is null)
                _issues.Add(FhirIssue.Warning("required", request.Requester.Path, "missing-requester-npi", "The requester has no NPI."));
            return requester;
        }

        var roles = Watched(PractitionerRole.Type).ToList();
        var people = roles.Count > 0 ? roles : [.. Watched(Practitioner.Type)];
        if (people.Count == 1)
        {
            _issues.Add(FhirIssue.Note(request.Requester.Path, "assumed-requester", "No requester is named; the only practitioner of the bundle is taken."));
            return FactReading.Practitioner(people[0]);
        }

        _issues.Add(FhirIssue.Warning("required", request.Requester.Path, "missing-requester", "The ServiceRequest names no requester."));
        return null;
    }

    // The one organization that nobody names as payer: partners often send it without a reference from the request.
    private OrganizationFacts? SendingOrganization()
    {
        var payers = Watched(Coverage.Type).Select(c => c["payor"].Resolve().Path).ToHashSet(StringComparer.Ordinal);
        var others = Watched(Organization.Type).Where(o => !payers.Contains(o.Path)).ToList();
        return others.Count == 1 ? FactReading.Organization(others[0]) : null;
    }

    private static List<Coding> Diagnoses(ServiceRequest request)
    {
        var codes = request.Reasons.SelectMany(r => r.Codings).ToList();
        foreach (var reason in request.ReasonReferences.Take(FactReading.MostFollowed))
        {
            if (reason.Resolve() is { Exists: true, ResourceType: Condition.Type } condition && condition["code"].AsConcept() is { } concept) codes.AddRange(concept.Codings);
        }

        return codes;
    }

    private void Judge(ReferralBundle referral, ServiceRequest request)
    {
        if (referral.RequestedServices.All(c => c.Code is null) && referral.RequestedServiceText is null)
            _issues.Add(FhirIssue.Required($"{request.Source.Path}.code", "missing-service", "The ServiceRequest does not say which service is wanted."));
        if (referral.Diagnoses.Count == 0 && referral.ReasonTexts.Count == 0)
            _issues.Add(FhirIssue.Warning("required", $"{request.Source.Path}.reasonCode", "missing-reason", "The ServiceRequest gives no reason."));
        if (referral.Documents.Count == 0)
            _issues.Add(FhirIssue.Warning("required", "Bundle.entry", "missing-documents", "No document came with the referral."));
        if (referral.Patient is not { } patient) return;
        if (patient.Name is null or { Family: null, Text: null })
            _issues.Add(FhirIssue.Required("Patient.name", "missing-patient-name", "The Patient has no name."));
        if (patient.BirthDate is null)
            _issues.Add(FhirIssue.Warning("required", "Patient.birthDate", "missing-birth-date", "The Patient has no readable birth date."));
        if (patient.Gender is null)
            _issues.Add(FhirIssue.Warning("required", "Patient.gender", "missing-gender", "The Patient has no administrative gender."));
    }

    private IEnumerable<FhirElement> Watched(string resourceType) => bundle.OfType(resourceType).Select(r => r.Watched(_trace));
}
