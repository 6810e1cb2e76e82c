using Healthcare.Fhir.Resources;

namespace Healthcare.Fhir;

internal static class PasRequestReader
{
    public static FhirRead<PasSubmission> Read(FhirBundle bundle)
    {
        // ClaimFirst, spec-12: what follows the Claim is only there to be referred to.
        if (bundle.Entries is not [{ Resource: { ResourceType: Claim.Type } first } entry, ..])
        {
            return FhirRead.Failed<PasSubmission>(
                FhirFault.Incomplete,
                FhirIssue.Required("Bundle.entry[0].resource", "claim-first", "The first entry of a request is a Claim.") with { Clause = "spec-12" });
        }

        var claim = new Claim(first);
        var issues = new IssueList();
        issues.AddRange(bundle.UnresolvedReferences());
        if (claim.Use != "preauthorization") issues.Add(FhirIssue.Invalid($"{first.Path}.use", "not-preauthorization", "Claim.use must be preauthorization."));
        if (bundle.Identifier is null) issues.Add(FhirIssue.Required("Bundle.identifier", "missing-bundle-identifier", "The bundle needs an identifier."));
        if (claim.Identifiers.Count == 0) issues.Add(FhirIssue.Required($"{first.Path}.identifier", "missing-trace-number", "The claim needs an identifier."));
        var items = claim.Items.Select((item, at) => Item(item, at, issues)).OfType<PasItem>().ToList();
        if (items.Count == 0) issues.Add(FhirIssue.Required($"{first.Path}.item", "missing-item", "A request asks for at least one service."));
        return FhirRead.Of(Submission(bundle, entry, claim, items, issues), issues);
    }

    private static PasSubmission Submission(FhirBundle bundle, FhirEntry entry, Claim claim, List<PasItem> items, IssueList issues)
    {
        var practitioner = claim.CareTeam.Take(FactReading.MostFollowed).Select(c => FactReading.PractitionerAt(c["provider"])).FirstOrDefault(p => p is not null);
        var request = new PasRequest
        {
            BaseUrl = References.BaseOf(entry.FullUrl)?.TrimEnd('/') ?? "",
            BundleIdentifier = bundle.Identifier ?? new Identifier(null, null),
            TraceNumber = claim.Identifiers is [var trace, ..] ? trace : new Identifier(null, null),
            ClaimId = claim.Id ?? "",
            CreatedAt = claim.Created?.Instant ?? bundle.Timestamp?.Instant ?? DateTimeOffset.UnixEpoch,
            Patient = Patient(claim, issues),
            Coverage = Coverage(claim, issues),
            Insurer = FactReading.OrganizationAt(claim.Insurer),
            Requestor = Requestor(claim, issues),
            Practitioner = practitioner,
            Priority = claim.Priority?.Codings is [{ Code: { } priority }, ..] ? priority : "normal",
            LevelOfService = claim.Source.Extension(PasUrls.LevelOfServiceCode)["valueCodeableConcept"]["coding"]["code"].Text,
            Diagnoses = [.. claim.Diagnoses.SelectMany(d => d["diagnosisCodeableConcept"].AsConcept()?.Codings ?? [])],
            Items = items,
            Documents = [.. bundle.OfType(DocumentReference.Type).SelectMany(FactReading.Documents)],
            ReportType = claim.SupportingInfo.Select(ReportType).FirstOrDefault(t => t is not null) ?? "PY",
        };
        return new PasSubmission { Bundle = bundle, Request = request, ClaimFullUrl = entry.FullUrl ?? "", IsUpdate = claim.Related.Exists };
    }

    private static PatientFacts Patient(Claim claim, IssueList issues)
    {
        if (claim.Patient.Resolve() is { Exists: true, ResourceType: Resources.Patient.Type } found) return FactReading.Patient(found);
        issues.Add(FhirIssue.Required(claim.Patient.Path, "missing-patient", "The claim does not lead to a Patient of the bundle."));
        return new PatientFacts();
    }

    private static CoverageFacts Coverage(Claim claim, IssueList issues)
    {
        if (claim.Coverage.Resolve() is { Exists: true, ResourceType: Resources.Coverage.Type } found) return FactReading.Coverage(found);
        issues.Add(FhirIssue.Required(claim.Coverage.Path, "missing-coverage", "The claim does not lead to a Coverage of the bundle."));
        return new CoverageFacts();
    }

    private static OrganizationFacts Requestor(Claim claim, IssueList issues)
    {
        if (FactReading.OrganizationAt(claim.Provider) is { } organization) return organization;
        if (FactReading.PractitionerAt(claim.Provider) is { } person) return person.Organization ?? new OrganizationFacts { Npi = person.Npi };
        issues.Add(FhirIssue.Required(claim.Provider.Path, "missing-requestor", "The claim does not say who asks."));
        return new OrganizationFacts();
    }

    private static PasItem? Item(FhirElement item, int at, IssueList issues)
    {
        if (item["productOrService"].AsConcept()?.Codings is not [var service, ..])
        {
            issues.Add(FhirIssue.Required($"{item.Path}.productOrService", "missing-service", "The item does not say which service is wanted."));
            return null;
        }

        if (item["sequence"].Integer is not > 0) issues.Add(FhirIssue.Required($"{item.Path}.sequence", "bad-item-sequence", "The item has no number."));
        if (X12(item, PasUrls.ServiceItemRequestType) is null) issues.Add(FhirIssue.Required($"{item.Path}.extension", "missing-request-type", "The item has no serviceItemRequestType."));
        if (X12(item, PasUrls.CertificationType) is null) issues.Add(FhirIssue.Required($"{item.Path}.extension", "missing-certification-type", "The item has no certificationType."));
        var quantity = item["quantity"].AsQuantity();
        var period = item["servicedPeriod"].AsPeriod();
        return new PasItem
        {
            Sequence = item["sequence"].Integer ?? at + 1,
            Service = service,
            ServiceType = item["category"]["coding"]["code"].Text ?? "",
            RequestCategory = X12(item, PasUrls.ServiceItemRequestType) ?? "",
            CertificationType = X12(item, PasUrls.CertificationType) ?? "",
            TraceNumber = item.Extension(PasUrls.ItemTraceNumber)["valueIdentifier"].AsIdentifier(),
            Modifiers = [.. item.Concepts("modifier").SelectMany(m => m.Codings)],
            Quantity = quantity?.Value,
            QuantityQualifier = quantity?.Code,
            ServicedFrom = (item["servicedDate"].Date ?? period?.Start)?.Day,
            ServicedTo = period?.End?.Day,
            PlaceOfService = item["locationCodeableConcept"]["coding"]["code"].Text ?? "",
            AuthorizationNumber = item.Extension(PasUrls.AuthorizationNumber)["valueString"].Text,
            AdministrationReferenceNumber = item.Extension(PasUrls.AdministrationReferenceNumber)["valueString"].Text,
        };
    }

    private static string? X12(FhirElement at, string url) => at.Extension(url)["valueCodeableConcept"]["coding"]["code"].Text;

    private static string? ReportType(FhirElement info) =>
        info.Extension(PasUrls.DocumentInformation).Extension("reportTypeCode")["valueCodeableConcept"]["coding"]["code"].Text;
}
