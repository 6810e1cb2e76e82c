using System.Text.Json.Nodes;
using Healthcare.Fhir.Resources;

namespace Healthcare.Fhir;

internal static class PasResponseWriter
{
    public static FhirBundle Write(PasResponse response, PasSubmission to, string baseUrl)
    {
        var bundle = new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["id"] = $"{response.ResponseId}-bundle",
            ["meta"] = Profile(PasUrls.ResponseBundle),
            ["identifier"] = FhirWriting.Identifier(response.BundleIdentifier ?? to.Request.BundleIdentifier),
            ["type"] = "collection",
            ["timestamp"] = FhirDate.Of(response.CreatedAt).Text,
        };
        var entries = new JsonArray(new JsonObject
        {
            ["fullUrl"] = $"{baseUrl.TrimEnd('/')}/ClaimResponse/{response.ResponseId}",
            ["resource"] = ClaimResponse(response, to),
        });
        foreach (var entry in Echoed(to))
        {
            entries.Add(new JsonObject { ["fullUrl"] = entry.FullUrl, ["resource"] = FhirWriting.Copy(entry.Resource) });
        }

        bundle["entry"] = entries;
        return FhirBundle.Written(bundle);
    }

    // What the answer refers to, and what that refers to; the claim itself is with the sender, and with it every document.
    private static List<FhirEntry> Echoed(PasSubmission to)
    {
        var claim = new Claim(to.Bundle.Entries[0].Resource);
        var byPath = to.Bundle.Entries.ToDictionary(e => e.Resource.Path);
        var echoed = new List<FhirEntry>();
        var open = new Queue<FhirElement>([claim.Patient.Resolve(), claim.Insurer.Resolve(), claim.Provider.Resolve()]);
        while (open.TryDequeue(out var next))
        {
            // Taken out, so that each is echoed once.
            if (!next.Exists || !byPath.Remove(next.Path, out var entry)) continue;
            echoed.Add(entry);
            foreach (var reference in next.Children().Where(c => c["reference"].Exists)) open.Enqueue(reference.Resolve());
        }

        return echoed;
    }

    private static JsonObject ClaimResponse(PasResponse response, PasSubmission to)
    {
        var claim = new Claim(to.Bundle.Entries[0].Resource);
        var notes = new JsonArray();
        var items = response.Decisions.Select(d => Item(d, notes)).ToList();
        var added = response.Decisions.Where(d => d is { Action: ReviewAction.Modified, Service: not null }).Select(AddedItem);
        foreach (var note in response.Notes) AddNote(notes, note);
        var json = new JsonObject
        {
            ["resourceType"] = "ClaimResponse",
            ["id"] = response.ResponseId,
            ["meta"] = Profile(PasUrls.ClaimResponse),
            ["identifier"] = new JsonArray(FhirWriting.Identifier(response.TraceNumber ?? to.Request.TraceNumber)),
            ["status"] = "active",
            ["type"] = FhirWriting.Concept(new Coding("http://terminology.hl7.org/CodeSystem/claim-type", "professional")),
            ["use"] = "preauthorization",
            ["patient"] = Same(claim.Patient),
            ["created"] = FhirDate.Of(response.CreatedAt).Text,
            ["insurer"] = Same(claim.Insurer),
            ["requestor"] = Same(claim.Provider),
            ["request"] = FhirWriting.Reference(to.ClaimFullUrl.Length > 0 ? to.ClaimFullUrl : $"Claim/{to.Request.ClaimId}"),
            ["outcome"] = response.Outcome,
        };
        json.With("disposition", response.Disposition).With("preAuthRef", response.PreAuthRef).With("preAuthPeriod", FhirWriting.Period(response.From, response.To));
        json.WithEach("item", items).WithEach("addItem", added).With("processNote", notes);
        return json.WithEach("error", response.Errors.Select(Error));
    }

    // The payer's own base url differs from the sender's, so a relative reference would no longer lead to the entry.
    private static JsonObject? Same(FhirElement reference)
    {
        var copy = FhirWriting.Copy(reference);
        if (copy is not null && reference.Resolve() is { Exists: true, Scope.FullUrl: { } fullUrl }) copy["reference"] = fullUrl;
        return copy;
    }

    private static JsonObject Item(PasDecision decision, JsonArray notes)
    {
        var extensions = new JsonArray();
        if (decision.TraceNumber is { } trace) extensions.Add(FhirWriting.Extension(PasUrls.ItemTraceNumber, "valueIdentifier", FhirWriting.Identifier(trace)));
        if (decision.IssuedOn is { } issued) extensions.Add(FhirWriting.Extension(PasUrls.ItemPreAuthIssueDate, "valueDate", issued.Text));
        if (decision.From is not null || decision.To is not null)
            extensions.Add(FhirWriting.Extension(PasUrls.ItemPreAuthPeriod, "valuePeriod", FhirWriting.Period(decision.From, decision.To)));
        if (decision.AdministrationReferenceNumber is { } number) extensions.Add(FhirWriting.Extension(PasUrls.AdministrationReferenceNumber, "valueString", number));
        if (Detail(decision) is { } detail) extensions.Add(detail);
        var json = new JsonObject().With("extension", extensions);
        json["itemSequence"] = decision.Sequence;
        if (decision.ReasonText is { } text) json["noteNumber"] = new JsonArray(AddNote(notes, text));
        json["adjudication"] = new JsonArray(Adjudication(decision));
        return json;
    }

    private static JsonObject? Detail(PasDecision decision)
    {
        var parts = new JsonArray();
        if (decision.Service is { } service) parts.Add(FhirWriting.Extension("productOrServiceCode", "valueCodeableConcept", FhirWriting.Concept(service)));
        if (decision.Units is { } units) parts.Add(FhirWriting.Extension("quantity", "valueQuantity", FhirWriting.Quantity(new Quantity(units))));
        return parts.Count == 0 ? null : new JsonObject { ["extension"] = parts, ["url"] = PasUrls.ItemAuthorizedDetail };
    }

    private static JsonObject AddedItem(PasDecision decision)
    {
        var json = new JsonObject { ["itemSequence"] = new JsonArray(decision.Sequence) };
        if (decision.Service is { } service) json["productOrService"] = FhirWriting.Concept(service);
        if (decision.Units is { } units) json["quantity"] = FhirWriting.Quantity(new Quantity(units));
        json["adjudication"] = new JsonArray(Adjudication(decision));
        return json;
    }

    private static JsonObject Adjudication(PasDecision decision)
    {
        var parts = new JsonArray();
        if (decision.CertificationNumber is { } number) parts.Add(FhirWriting.Extension("number", "valueString", number));
        if (decision.ReasonCode is { } reason)
            parts.Add(FhirWriting.Extension("reasonCode", "valueCodeableConcept", FhirWriting.Concept(new Coding(FhirSystems.X12DecisionReason, reason))));
        var code = decision.Action == ReviewAction.Unknown ? decision.ActionCode ?? "" : decision.Action.ToCode();
        parts.Add(FhirWriting.Extension(PasUrls.ReviewActionCode, "valueCodeableConcept", FhirWriting.Concept(new Coding(FhirSystems.X12ReviewAction, code))));
        return new JsonObject
        {
            ["extension"] = new JsonArray(new JsonObject { ["extension"] = parts, ["url"] = PasUrls.ReviewAction }),
            ["category"] = FhirWriting.Concept(new Coding("http://terminology.hl7.org/CodeSystem/adjudication", "submitted")),
        };
    }

    private static JsonObject Error(PasError error)
    {
        var extensions = new JsonArray();
        if (error.Element is { } element)
        {
            extensions.Add(new JsonObject
            {
                ["extension"] = new JsonArray(FhirWriting.Extension("error", "valueString", element)),
                ["url"] = PasUrls.ErrorElement,
            });
        }

        if (error.Path is { } path) extensions.Add(FhirWriting.Extension(PasUrls.ErrorPath, "valueString", path));
        if (error.FollowUp is { } follow)
            extensions.Add(FhirWriting.Extension(PasUrls.ErrorFollowUp, "valueCodeableConcept", FhirWriting.Concept(new Coding(FhirSystems.X12FollowUp, follow))));
        var json = new JsonObject().With("extension", extensions);
        json["code"] = FhirWriting.Concept(new Coding(FhirSystems.X12RejectReason, error.Code));
        return json;
    }

    private static int AddNote(JsonArray notes, string text)
    {
        var number = notes.Count + 1;
        notes.Add(new JsonObject { ["number"] = number, ["type"] = "display", ["text"] = text });
        return number;
    }

    private static JsonObject Profile(string url) => new() { ["profile"] = new JsonArray(url) };
}
