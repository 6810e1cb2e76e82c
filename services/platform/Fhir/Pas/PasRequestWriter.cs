using System.Globalization;
using System.Text.Json.Nodes;

namespace Healthcare.Fhir;

// The $submit bundle of PAS 2.2.1: Claim first (spec-12), every reference resolves inside (spec-13), each resource once (spec-14).
internal sealed class PasRequestWriter
{
    private readonly PasRequest _request;
    private readonly string _base;
    private readonly bool _selfInsured;
    private bool _isInquiry;

    private PasRequestWriter(PasRequest request)
    {
        _request = request;
        _base = request.BaseUrl.TrimEnd('/');
        _selfInsured = request.Coverage.Subscriber is null || request.Coverage.Relationship is null or "self";
    }

    public static FhirRead<FhirBundle> Write(PasRequest request)
    {
        var issues = PasRequestCheck.Of(request);
        if (issues.Any(i => i.IsError)) return FhirRead.Failed<FhirBundle>(FhirFault.Incomplete, issues);
        return FhirRead.Of(FhirBundle.Written(new PasRequestWriter(request).Bundle()), issues);
    }

    // An inquiry names nobody's care, only the request: items and documents stay at home.
    public static FhirRead<FhirBundle> WriteInquiry(PasRequest request)
    {
        var issues = PasRequestCheck.Of(request);
        if (issues.Any(i => i.IsError)) return FhirRead.Failed<FhirBundle>(FhirFault.Incomplete, issues);
        var asked = new PasRequestWriter(request with { Items = [], Documents = [], Practitioner = null, LevelOfService = null, Prior = null }) { _isInquiry = true };
        return FhirRead.Of(FhirBundle.Written(asked.Bundle()), issues);
    }

    private OrganizationFacts Insurer => _request.Insurer ?? _request.Coverage.Payer ?? new OrganizationFacts();

    private JsonObject Bundle()
    {
        var entries = new JsonArray(Entry("Claim", "", Claim()), Entry("Organization", "-requestor", Requestor()), Entry("Organization", "-insurer", InsurerResource()));
        entries.Add(Entry("Coverage", "-coverage", Coverage()));
        entries.Add(Entry("Patient", "-patient", Patient(_request.Patient, "-patient", _selfInsured ? PasUrls.Subscriber : PasUrls.Beneficiary)));
        if (!_selfInsured && _request.Coverage.Subscriber is { } holder) entries.Add(Entry("Patient", "-subscriber", Patient(holder, "-subscriber", PasUrls.Subscriber)));
        foreach (var item in _request.Items) entries.Add(Entry("ServiceRequest", $"-service-{item.Sequence}", Service(item)));
        if (_request.Practitioner is { } practitioner)
        {
            entries.Add(Entry("PractitionerRole", "-role", Role(practitioner)));
            entries.Add(Entry("Practitioner", "-practitioner", Practitioner(practitioner)));
        }

        for (var at = 0; at < _request.Documents.Count; at++) entries.Add(Entry("DocumentReference", $"-document-{at + 1}", Document(_request.Documents[at], at + 1)));
        // spec-65: the claim that is updated is in the bundle; what it refers to keeps its place there.
        if (_request.Prior is { Claim: var prior })
            entries.Add(new JsonObject { ["fullUrl"] = $"{_base}/Claim/{prior["id"].Text}", ["resource"] = FhirWriting.Copy(prior) });
        return new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["id"] = $"{_request.ClaimId}-bundle",
            ["meta"] = Profile(_isInquiry ? PasUrls.InquiryRequestBundle : PasUrls.RequestBundle),
            ["identifier"] = FhirWriting.Identifier(_request.BundleIdentifier),
            ["type"] = "collection",
            ["timestamp"] = FhirDate.Of(_request.CreatedAt).Text,
            ["entry"] = entries,
        };
    }

    private JsonObject Claim()
    {
        var claim = new JsonObject { ["resourceType"] = "Claim", ["id"] = _request.ClaimId, ["meta"] = Profile(_isInquiry ? PasUrls.ClaimInquiry : _request.Prior is null ? PasUrls.Claim : PasUrls.ClaimUpdate) };
        if (_request.LevelOfService is { } level)
            claim["extension"] = new JsonArray(X12(PasUrls.LevelOfServiceCode, FhirSystems.X12LevelOfService, level));
        claim["identifier"] = new JsonArray(FhirWriting.Identifier(_request.TraceNumber));
        claim["status"] = "active";
        claim["type"] = FhirWriting.Concept(new Coding("http://terminology.hl7.org/CodeSystem/claim-type", "professional"));
        claim["use"] = "preauthorization";
        claim["patient"] = To("Patient", "-patient");
        claim["created"] = FhirDate.Of(_request.CreatedAt).Text;
        claim["insurer"] = To("Organization", "-insurer");
        claim["provider"] = To("Organization", "-requestor");
        claim["priority"] = FhirWriting.Concept(new Coding(FhirSystems.ProcessPriority, _request.Priority));
        if (_request.Prior is { Claim: var prior }) claim["related"] = new JsonArray(Related(prior));
        if (_request.Practitioner is not null) claim["careTeam"] = new JsonArray(CareTeam());
        claim.WithEach("supportingInfo", _request.Documents.Select(SupportingInfo));
        claim.WithEach("diagnosis", _request.Diagnoses.Select(Diagnosis));
        claim["insurance"] = new JsonArray(new JsonObject { ["sequence"] = 1, ["focal"] = true, ["coverage"] = To("Coverage", "-coverage") });
        return claim.WithEach("item", _request.Items.Select(Item));
    }

    private JsonObject CareTeam() => new()
    {
        ["extension"] = new JsonArray(FhirWriting.Extension(PasUrls.CareTeamClaimScope, "valueBoolean", true)),
        ["sequence"] = 1,
        ["provider"] = To("PractitionerRole", "-role"),
    };

    private static JsonObject Related(FhirElement prior) => new()
    {
        ["claim"] = FhirWriting.Reference($"Claim/{prior["id"].Text}"),
        ["relationship"] = FhirWriting.Concept(new Coding("http://terminology.hl7.org/CodeSystem/ex-relatedclaimrelationship", "prior")),
    };

    private JsonObject SupportingInfo(DocumentFacts document, int at) => new()
    {
        ["extension"] = new JsonArray([
            new JsonObject
            {
                ["extension"] = new JsonArray(
                    X12("reportTypeCode", FhirSystems.X12ReportType, _request.ReportType),
                    X12("transmissionMethod", FhirSystems.X12ReportTransmission, "EL"),
                    FhirWriting.Extension("controlNumber", "valueString", (at + 1).ToString(CultureInfo.InvariantCulture))),
                ["url"] = PasUrls.DocumentInformation,
            },
            .. _request.Prior is { Documents: var known } && at >= known ? [FhirWriting.Extension(PasUrls.InfoChanged, "valueCode", PasChange.Added)] : Array.Empty<JsonNode>(),
        ]),
        ["sequence"] = at + 1,
        ["category"] = FhirWriting.Concept(new Coding(PasUrls.SupportingInfoCategory, "additionalInformation")),
        ["valueReference"] = To("DocumentReference", $"-document-{at + 1}"),
    };

    private static JsonObject Diagnosis(Coding code, int at) => new() { ["sequence"] = at + 1, ["diagnosisCodeableConcept"] = FhirWriting.Concept(code) };

    private JsonObject Item(PasItem item)
    {
        var extensions = new JsonArray(
            X12(PasUrls.ServiceItemRequestType, FhirSystems.X12RequestCategory, item.RequestCategory),
            X12(PasUrls.CertificationType, FhirSystems.X12CertificationType, item.CertificationType));
        if (item.TraceNumber is { } trace) extensions.Add(FhirWriting.Extension(PasUrls.ItemTraceNumber, "valueIdentifier", FhirWriting.Identifier(trace)));
        if (item.AuthorizationNumber is { } number) extensions.Add(FhirWriting.Extension(PasUrls.AuthorizationNumber, "valueString", number));
        if (item.AdministrationReferenceNumber is { } pended)
            extensions.Add(FhirWriting.Extension(PasUrls.AdministrationReferenceNumber, "valueString", pended));
        if (_request.Prior is not null && item.Change is { } change) extensions.Add(FhirWriting.Extension(PasUrls.InfoChanged, "valueCode", change));
        extensions.Add(FhirWriting.Extension(PasUrls.RequestedService, "valueReference", To("ServiceRequest", $"-service-{item.Sequence}")));
        var json = new JsonObject { ["extension"] = extensions, ["sequence"] = item.Sequence };
        // spec-70: what is withdrawn says so twice, by its certification type and by a modifier that nobody may overlook.
        if (_request.Prior is not null && item.CertificationType == PasCertificationType.Cancel)
            json["modifierExtension"] = new JsonArray(FhirWriting.Extension(PasUrls.InfoCancelled, "valueBoolean", true));
        if (_request.Practitioner is not null) json["careTeamSequence"] = new JsonArray(1);
        json.WithEach("diagnosisSequence", _request.Diagnoses.Select((_, at) => (JsonNode?)(at + 1)));
        json.WithEach("informationSequence", _request.Documents.Select((_, at) => (JsonNode?)(at + 1)));
        json["category"] = FhirWriting.Concept(new Coding(FhirSystems.X12ServiceType, item.ServiceType));
        json["productOrService"] = FhirWriting.Concept(item.Service);
        json.WithEach("modifier", item.Modifiers.Select(m => FhirWriting.Concept(m)));
        Serviced(json, item);
        json["locationCodeableConcept"] = FhirWriting.Concept(new Coding(FhirSystems.PlaceOfService, item.PlaceOfService));
        if (item.Quantity is { } quantity) json["quantity"] = Quantity(quantity, item.QuantityQualifier);
        return json;
    }

    private static void Serviced(JsonObject json, PasItem item)
    {
        if (item.ServicedFrom is not { } from) return;
        if (item.ServicedTo is { } to && to != from) json["servicedPeriod"] = FhirWriting.Period(FhirDate.Of(from), FhirDate.Of(to));
        else json["servicedDate"] = FhirDate.Of(from).Text;
    }

    private static JsonObject Quantity(decimal value, string? qualifier) =>
        FhirWriting.Quantity(new Quantity(value, null, qualifier is null ? null : FhirSystems.X12QuantityQualifier, qualifier));

    private JsonObject Service(PasItem item)
    {
        var json = new JsonObject
        {
            ["resourceType"] = "ServiceRequest",
            ["id"] = Id($"-service-{item.Sequence}"),
            ["meta"] = Profile(PasUrls.ServiceRequest),
            ["status"] = "active",
            ["intent"] = "order",
            ["code"] = FhirWriting.Concept(item.Service),
        };
        if (item.Quantity is { } quantity) json["quantityQuantity"] = Quantity(quantity, item.QuantityQualifier);
        json["subject"] = To("Patient", "-patient");
        if (_request.Practitioner is not null) json["requester"] = To("PractitionerRole", "-role");
        return json.WithEach("reasonCode", _request.Diagnoses.Select(d => FhirWriting.Concept(d)));
    }

    private JsonObject Requestor() => Organization(_request.Requestor, "-requestor", PasUrls.Requestor, "1P");

    private JsonObject InsurerResource() => Organization(Insurer, "-insurer", PasUrls.Insurer, "PR");

    private JsonObject Organization(OrganizationFacts facts, string suffix, string profile, string entity)
    {
        var identifiers = facts.Identifiers.Where(i => i.Value is not null).ToList();
        if (facts.Npi is { } npi && identifiers.TrueForAll(i => i.System != FhirSystems.Npi)) identifiers.Insert(0, new Identifier(FhirSystems.Npi, npi));
        var json = new JsonObject { ["resourceType"] = "Organization", ["id"] = Id(suffix), ["meta"] = Profile(profile) };
        json.WithEach("identifier", identifiers.Select(FhirWriting.Identifier));
        json["active"] = true;
        json["type"] = new JsonArray(FhirWriting.Concept(new Coding(FhirSystems.X12Entity, entity)));
        json.With("name", facts.Name);
        if (facts.Address is { } address) json.WithEach("address", [FhirWriting.Address(address)]);
        return json;
    }

    private JsonObject Coverage()
    {
        var coverage = _request.Coverage;
        var member = new Identifier(null, coverage.MemberNumber, new Coding(FhirSystems.IdentifierType, "MB"));
        var json = new JsonObject
        {
            ["resourceType"] = "Coverage",
            ["id"] = Id("-coverage"),
            ["meta"] = Profile(PasUrls.Coverage),
            ["identifier"] = new JsonArray(FhirWriting.Identifier(member)),
            ["status"] = "active",
        };
        if (!_selfInsured) json["subscriber"] = To("Patient", "-subscriber");
        json.With("subscriberId", coverage.SubscriberId);
        json["beneficiary"] = To("Patient", "-patient");
        json["relationship"] = Relationship(_selfInsured ? "self" : coverage.Relationship);
        if (FhirWriting.Period(coverage.From, coverage.To) is { Count: > 0 } period) json["period"] = period;
        json["payor"] = new JsonArray(To("Organization", "-insurer"));
        return json.WithEach("class", Classes(coverage));
    }

    private static IEnumerable<JsonNode> Classes(CoverageFacts coverage)
    {
        if (coverage.GroupNumber is { } group) yield return Class("group", group);
        if (coverage.PlanNumber is { } plan) yield return Class("plan", plan);
    }

    private static JsonObject Class(string code, string value) => new()
    {
        ["type"] = FhirWriting.Concept(new Coding("http://terminology.hl7.org/CodeSystem/coverage-class", code)),
        ["value"] = value,
    };

    // The X12 code stands beside the HL7 one; without 18 the guide demands a named policy holder (self-beneficiary).
    private static JsonObject Relationship(string? code)
    {
        var hl7 = new Coding(FhirSystems.SubscriberRelationship, code ?? "other");
        return code switch
        {
            "self" => FhirWriting.Concept(hl7, new Coding(FhirSystems.X12Relationship, "18")),
            "spouse" => FhirWriting.Concept(hl7, new Coding(FhirSystems.X12Relationship, "01")),
            "child" => FhirWriting.Concept(hl7, new Coding(FhirSystems.X12Relationship, "19")),
            _ => FhirWriting.Concept(hl7, new Coding(FhirSystems.X12Relationship, "G8")),
        };
    }

    private JsonObject Patient(PatientFacts facts, string suffix, string profile)
    {
        var json = new JsonObject { ["resourceType"] = "Patient", ["id"] = Id(suffix), ["meta"] = Profile(profile) };
        json.WithEach("identifier", facts.Identifiers.Where(i => i is { System: not null, Value: not null }).Select(FhirWriting.Identifier));
        if (facts.Name is { } name) json.WithEach("name", [FhirWriting.Name(name)]);
        json.WithEach("telecom", facts.Telecom.Where(t => t is { System: not null, Value: not null }).Select(FhirWriting.Contact));
        json["gender"] = facts.Gender ?? "unknown";
        // FullDateRule: only a whole date may be sent, and a made-up day would be false.
        if (facts.BirthDate is { Precision: FhirPrecision.Day } born) json["birthDate"] = born.Text;
        if (facts.Address is { } address) json.WithEach("address", [FhirWriting.Address(address)]);
        return json;
    }

    private JsonObject Role(PractitionerFacts practitioner) => new JsonObject
    {
        ["resourceType"] = "PractitionerRole",
        ["id"] = Id("-role"),
        ["meta"] = Profile(PasUrls.PractitionerRole),
        ["practitioner"] = To("Practitioner", "-practitioner"),
        ["organization"] = To("Organization", "-requestor"),
    }.WithEach("specialty", practitioner.Specialties.Select(s => FhirWriting.Concept(s)))
        .WithEach("telecom", practitioner.Telecom.Where(t => t is { System: not null, Value: not null }).Select(FhirWriting.Contact).DefaultIfEmpty(UnknownPhone()));

    // US Core pd-1: a role has a phone or an endpoint; a number that nobody told us is said to be unknown, never made up.
    private static JsonObject UnknownPhone() => new()
    {
        ["system"] = "phone",
        ["_value"] = new JsonObject { ["extension"] = new JsonArray(FhirWriting.Extension("http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode", "unknown")) },
    };

    private JsonObject Practitioner(PractitionerFacts practitioner)
    {
        var json = new JsonObject { ["resourceType"] = "Practitioner", ["id"] = Id("-practitioner"), ["meta"] = Profile(PasUrls.Practitioner) };
        if (practitioner.Npi is { } npi) json["identifier"] = new JsonArray(FhirWriting.Identifier(new Identifier(FhirSystems.Npi, npi)));
        if (practitioner.Name is { } name) json.WithEach("name", [FhirWriting.Name(name)]);
        return json;
    }

    private JsonObject Document(DocumentFacts document, int at)
    {
        var attachment = new JsonObject().With("contentType", document.ContentType);
        attachment["data"] = Convert.ToBase64String(document.Content.Span);
        attachment.With("title", document.Title);
        return new JsonObject
        {
            ["resourceType"] = "DocumentReference",
            ["id"] = Id($"-document-{at}"),
            ["meta"] = Profile(PasUrls.DocumentReference),
            ["status"] = "current",
            ["type"] = document.Kind is { } kind ? FhirWriting.Concept(kind) : FhirWriting.Concept(new Coding(FhirSystems.Loinc, document.Loinc ?? "34133-9")),
            ["category"] = new JsonArray(FhirWriting.Concept(new Coding("http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category", "clinical-note"))),
            ["subject"] = To("Patient", "-patient"),
            ["content"] = new JsonArray(new JsonObject { ["attachment"] = attachment }),
        };
    }

    private JsonObject Entry(string type, string suffix, JsonObject resource) => new() { ["fullUrl"] = $"{_base}/{type}/{Id(suffix)}", ["resource"] = resource };

    private JsonObject To(string type, string suffix) => FhirWriting.Reference($"{type}/{Id(suffix)}");

    // In an update only the claim is another resource; patient, cover and the rest are the ones that the payer knows.
    private string Id(string suffix) => (suffix.Length > 0 && _request.Prior is { Claim: var prior } ? prior["id"].Text : _request.ClaimId) + suffix;

    private static JsonObject Profile(string url) => new() { ["profile"] = new JsonArray(url) };

    private static JsonObject X12(string url, string system, string code) =>
        FhirWriting.Extension(url, "valueCodeableConcept", FhirWriting.Concept(new Coding(system, code)));
}
