namespace Healthcare.Fhir.Validation;

// The narrative clauses of PAS 2.2.1 (and the sentences of 2.0.1) that content alone can prove or break, by their published numbers.
internal static class PasClauses
{
    public static void Check(FhirElement at, Profile profile, FhirBundle? bundle, IssueList issues)
    {
        var isOlder = profile.Version == FhirTables.Pas201;
        switch (profile.Url)
        {
            case PasUrls.RequestBundle or PasUrls.InquiryRequestBundle when bundle is not null:
                if (isOlder) FirstEntry(at, "Claim", "text-submission", issues);
                Closed(bundle, isOlder ? "text-submission" : "spec-13", issues);
                Once(at, isOlder ? null : "spec-14", issues);
                if (!isOlder) FullUrls(at, issues);
                break;
            case PasUrls.ResponseBundle or PasUrls.InquiryResponseBundle:
                if (isOlder) FirstEntry(at, "ClaimResponse", "text-response", issues);
                Once(at, isOlder ? null : "spec-31", issues);
                if (!isOlder) Answered(at, issues);
                break;
            case PasUrls.Claim or PasUrls.ClaimUpdate or PasUrls.ClaimInquiry when !isOlder:
                Claim(at, profile, issues);
                break;
            case PasUrls.Subscription:
                Filter(at, issues);
                break;
            case PasUrls.Notification:
                Notification(at, issues);
                break;
            default:
                break;
        }
    }

    private static void FirstEntry(FhirElement at, string type, string clause, IssueList issues)
    {
        var first = at["entry"]["resource"];
        if (first.ResourceType != type) Say(issues, "invariant", first.Path, "wrong-first-entry", $"The first entry is a {type}.", clause);
    }

    private static void Closed(FhirBundle bundle, string clause, IssueList issues)
    {
        foreach (var unresolved in bundle.UnresolvedReferences()) issues.Add(unresolved with { Clause = clause });
    }

    private static void Once(FhirElement at, string? clause, IssueList issues)
    {
        if (clause is null) return;
        var urls = new HashSet<string>(StringComparer.Ordinal);
        var ids = new HashSet<(string?, string)>();
        foreach (var entry in at.Each("entry"))
        {
            var again = entry["fullUrl"].Text is { } url && !urls.Add(url);
            if (entry["resource"]["id"].Text is { } id && !ids.Add((entry["resource"].ResourceType, id))) again = true;
            if (again) Say(issues, "duplicate", entry.Path, "resource-twice", "A resource appears once in the bundle.", clause);
        }
    }

    private static void FullUrls(FhirElement at, IssueList issues)
    {
        foreach (var entry in at.Each("entry"))
        {
            if (entry["fullUrl"].Text is not { } url || IsUuid(url)) continue;
            var id = entry["resource"]["id"].Text;
            var isAbsolute = Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https";
            if (!isAbsolute || (id is not null && !url.EndsWith($"/{entry["resource"].ResourceType}/{id}", StringComparison.Ordinal)))
                Say(issues, "value", $"{entry.Path}.fullUrl", "bad-full-url", "A fullUrl is urn:uuid with a GUID, or an absolute url that ends in the type and id of the entry.", "spec-16");
        }
    }

    private static bool IsUuid(string url) => url.StartsWith("urn:uuid:", StringComparison.Ordinal) && Guid.TryParseExact(url[9..], "D", out _);

    private static void Claim(FhirElement at, Profile profile, IssueList issues)
    {
        Numbered(at, "supportingInfo", "spec-22", issues);
        if (profile.Url != PasUrls.ClaimUpdate) return;
        foreach (var related in at.Each("related"))
        {
            if (related["claim"]["reference"].Exists && at.Scope?.Bundle is not null && related["claim"].Resolve() is not { ResourceType: "Claim" })
                Say(issues, "not-found", $"{related.Path}.claim", "missing-earlier-claim", "The claim that is updated is in the bundle.", "spec-65");
        }

        foreach (var item in at.Each("item"))
        {
            var isWithdrawn = item.Each("modifierExtension").Any(e => e["url"].Text == PasUrls.InfoCancelled && e["valueBoolean"].Flag is true);
            if (isWithdrawn && item.Extension(PasUrls.CertificationType)["valueCodeableConcept"]["coding"]["code"].Text != PasCertificationType.Cancel)
                Say(issues, "business-rule", item.Path, "withdrawn-without-certification-type", "A withdrawn item carries certification type 3.", "spec-70");
        }
    }

    private static void Numbered(FhirElement at, string list, string clause, IssueList issues)
    {
        var numbers = new HashSet<int>();
        foreach (var one in at.Each(list))
            if (one["sequence"].Integer is { } number && !numbers.Add(number)) Say(issues, "duplicate", $"{one.Path}.sequence", "number-twice", "The numbers are unique within the claim.", clause);
    }

    /// <summary>What only request and answer together show: echoed resources keep their fullUrl and identifiers (spec-33), decisions answer to items that were asked (spec-34).</summary>
    public static void Echoed(FhirBundle request, FhirBundle answer, IssueList issues)
    {
        var asked = new Dictionary<(string?, string?), FhirEntry>();
        foreach (var entry in request.Entries) asked.TryAdd((entry.Resource.ResourceType, entry.Resource["id"].Text), entry);
        foreach (var entry in answer.Entries)
        {
            if (entry.Resource["id"].Text is not { } id || !asked.TryGetValue((entry.Resource.ResourceType, id), out var sent)) continue;
            if (entry.FullUrl != sent.FullUrl)
                Say(issues, "value", $"{entry.Entry.Path}.fullUrl", "changed-full-url", "An echoed resource keeps the fullUrl it had in the request.", "spec-33");
            var kept = entry.Resource.Identifiers().Select(i => (i.System, i.Value)).ToHashSet();
            if (!sent.Resource.Identifiers().All(i => kept.Contains((i.System, i.Value))))
                Say(issues, "value", $"{entry.Resource.Path}.identifier", "changed-identifiers", "An echoed resource keeps the identifiers it had in the request.", "spec-33");
        }

        var numbers = request.OfType("Claim").SelectMany(c => c.Each("item")).Select(i => i["sequence"].Integer).ToHashSet();
        foreach (var item in answer.OfType("ClaimResponse").SelectMany(r => r.Each("item")))
            if (item["itemSequence"].Integer is { } number && !numbers.Contains(number)) UnknownItem(item, issues);
    }

    // spec-34, spec-37: each decision under the number that the item had in the claim, when the claim came back too; what a changed item became is in addItem.
    private static void Answered(FhirElement at, IssueList issues)
    {
        var answer = at["entry"]["resource"];
        if (answer.ResourceType != "ClaimResponse") return;
        var asked = at.Each("entry").Select(e => e["resource"]).Where(r => r.ResourceType == "Claim").SelectMany(c => c.Each("item")).Select(i => i["sequence"].Integer).ToHashSet();
        var added = answer.Each("addItem").SelectMany(i => i.Each("itemSequence")).Select(s => s.Integer).ToHashSet();
        foreach (var item in answer.Each("item"))
        {
            var number = item["itemSequence"].Integer;
            if (asked.Count > 0 && number is not null && !asked.Contains(number))
                UnknownItem(item, issues);
            var actions = item.Each("adjudication").SelectMany(a => a.Extensions(PasUrls.ReviewAction)).Select(a => a.Extension(PasUrls.ReviewActionCode)["valueCodeableConcept"]["coding"]["code"].Text);
            if (actions.Contains("A6", StringComparer.Ordinal) && !added.Contains(number))
                Say(issues, "business-rule", item.Path, "change-without-added-item", "What was authorized instead is in addItem under the same number.", "spec-37");
        }
    }

    private static void UnknownItem(FhirElement item, IssueList issues) =>
        Say(issues, "not-found", $"{item.Path}.itemSequence", "unknown-item", "The claim has no item of that number.", "spec-34");

    private static void Filter(FhirElement at, IssueList issues)
    {
        var filters = at["_criteria"].Extensions(PasUrls.FilterCriteria).Select(f => f["valueString"].Text).OfType<string>();
        if (!filters.Any(PasSubscription.IsOrganizationFilter))
            Say(issues, "value", $"{at.Path}.criteria.extension", "missing-filter", "The subscription is filtered by org-identifier.", "spec-58");
    }

    private static void Notification(FhirElement at, IssueList issues)
    {
        var status = at["entry"]["resource"].Each("parameter").ToList();
        string? Code(string name, string value) => status.Find(p => p["name"].Text == name)[value].Text;
        if (Code("topic", "valueCanonical") != PasUrls.Topic || Code("type", "valueCode") != "event-notification") return;
        if (!at.Each("entry").Select(e => e["resource"]).Any(r => r.ResourceType is "Bundle" or "ClaimResponse"))
            Say(issues, "required", $"{at.Path}.entry", "missing-response", "The notification carries the whole PAS answer.", "spec-61");
    }

    private static void Say(IssueList issues, string code, string path, string detail, string diagnostics, string clause) =>
        issues.Add(new FhirIssue(FhirSeverity.Error, code, path, diagnostics) { Detail = detail, Clause = clause });
}
