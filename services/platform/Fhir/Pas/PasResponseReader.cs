using Healthcare.Fhir.Resources;

namespace Healthcare.Fhir;

internal static class PasResponseReader
{
    public static FhirRead<PasResponse> Read(FhirElement source, FhirBundle? bundle)
    {
        var issues = new IssueList();
        var answer = new ClaimResponse(source);
        if (answer.Use is not (null or "preauthorization"))
            issues.Add(FhirIssue.Invalid($"{source.Path}.use", "not-preauthorization", "ClaimResponse.use must be preauthorization."));
        if (answer.Outcome is null) issues.Add(FhirIssue.Required($"{source.Path}.outcome", "missing-outcome", "The answer has no outcome."));
        var allNotes = answer.ProcessNotes.ToList();
        var notes = allNotes.Where(n => n is { Number: not null, Text: not null }).GroupBy(n => n.Number ?? 0).ToDictionary(g => g.Key, g => g.First().Text ?? "");
        var decisions = answer.Items.Select(i => Decision(i, i["itemSequence"].Integer, answer, notes, issues)).OfType<PasDecision>().ToList();
        var places = new Dictionary<int, int>();
        for (var at = 0; at < decisions.Count; at++) places.TryAdd(decisions[at].Sequence, at);
        foreach (var added in answer.AddedItems)
        {
            foreach (var sequence in added.Each("itemSequence"))
                if (Decision(added, sequence.Integer, answer, notes, issues) is { } detail) Apply(detail, decisions, places);
        }

        if (decisions.Count == 0 && HeaderDecision(source) is { } header) decisions.Add(header);
        var used = answer.Items.Concat(answer.AddedItems).SelectMany(i => i.Each("noteNumber")).Select(n => n.Integer).ToHashSet();
        return FhirRead.Of(
            new PasResponse
            {
                ResponseId = answer.Id ?? "",
                BundleIdentifier = bundle?.Identifier,
                TraceNumber = answer.Identifiers is [var trace, ..] ? trace : null,
                RequestReference = answer.Request["reference"].Text,
                Outcome = answer.Outcome ?? "",
                CreatedAt = answer.Created?.Instant ?? bundle?.Timestamp?.Instant ?? DateTimeOffset.UnixEpoch,
                Decisions = decisions,
                PreAuthRef = answer.PreAuthRef,
                From = answer.PreAuthPeriod?.Start,
                To = answer.PreAuthPeriod?.End,
                Disposition = answer.Disposition,
                Errors = [.. answer.Errors.Select(Error)],
                Notes = [.. allNotes.Where(n => !used.Contains(n.Number)).Select(n => n.Text).OfType<string>()],
                RequestorNpi = Requestor(answer, bundle),
            },
            issues);
    }

    private static PasDecision? Decision(
        FhirElement item, int? sequence, ClaimResponse answer, Dictionary<int, string> notes, IssueList issues)
    {
        if (sequence is not { } number)
        {
            issues.Add(FhirIssue.Required($"{item.Path}.itemSequence", "missing-item-sequence", "The decision does not say which item it is about.") with { Clause = "spec-34" });
            return null;
        }

        var review = item.Each("adjudication").SelectMany(a => a.Extensions(PasUrls.ReviewAction)).FirstOrDefault();
        var code = review.Exists ? review.Extension(PasUrls.ReviewActionCode)["valueCodeableConcept"]["coding"]["code"].Text : null;
        var action = ReviewActions.FromCode(code);
        if (action == ReviewAction.Unknown)
        {
            issues.Add(new FhirIssue(FhirSeverity.Error, "code-invalid", $"{item.Path}.adjudication", "The decision has no review action that X12 306 knows.") { Detail = "unknown-review-action" });
        }

        var period = item.Extension(PasUrls.ItemPreAuthPeriod)["valuePeriod"].AsPeriod() ?? answer.PreAuthPeriod;
        var detail = item.Extension(PasUrls.ItemAuthorizedDetail);
        var reason = review.Exists ? review.Extension("reasonCode")["valueCodeableConcept"].AsConcept() : null;
        var reasonCode = reason?.Codings is [var coded, ..] ? coded : null;
        return new PasDecision
        {
            Sequence = number,
            Action = action,
            ActionCode = code,
            CertificationNumber = (review.Exists ? review.Extension("number")["valueString"].Text : null) ?? (IsCertified(action) ? answer.PreAuthRef : null),
            AdministrationReferenceNumber = item.Extension(PasUrls.AdministrationReferenceNumber)["valueString"].Text,
            IssuedOn = item.Extension(PasUrls.ItemPreAuthIssueDate)["valueDate"].Date,
            From = period?.Start,
            To = period?.End,
            Units = detail.Extension("quantity")["valueQuantity"]["value"].Number ?? item["quantity"]["value"].Number,
            Service = detail.Extension("productOrServiceCode")["valueCodeableConcept"]["coding"].AsCoding() ?? item["productOrService"]["coding"].AsCoding(),
            ReasonCode = reasonCode?.Code,
            ReasonText = Note(item, notes) ?? reason?.Text ?? reasonCode?.Display,
            TraceNumber = item.Extension(PasUrls.ItemTraceNumber)["valueIdentifier"].AsIdentifier(),
        };
    }

    // spec-37: for a modified item, addItem says what was authorized instead; an addItem of its own is one more decision.
    private static void Apply(PasDecision detail, List<PasDecision> decisions, Dictionary<int, int> places)
    {
        if (!places.TryGetValue(detail.Sequence, out var at))
        {
            places[detail.Sequence] = decisions.Count;
            decisions.Add(detail);
            return;
        }

        var item = decisions[at];
        decisions[at] = item with
        {
            CertificationNumber = detail.CertificationNumber ?? item.CertificationNumber,
            From = detail.From ?? item.From,
            To = detail.To ?? item.To,
            Units = detail.Units ?? item.Units,
            Service = detail.Service ?? item.Service,
            ReasonCode = item.ReasonCode ?? detail.ReasonCode,
            ReasonText = item.ReasonText ?? detail.ReasonText,
        };
    }

    // Guides before 2.0 put one review action on the whole answer.
    private static PasDecision? HeaderDecision(FhirElement source)
    {
        var header = source.Each("adjudication").SelectMany(a => a.Extensions(PasUrls.ReviewAction)).FirstOrDefault();
        var code = header.Exists
            ? header.Extension(PasUrls.ReviewActionCode)["valueCodeableConcept"]["coding"]["code"].Text
            : source.Extension(PasUrls.ReviewAction)["valueString"].Text;
        if (code is null) return null;
        return new PasDecision
        {
            Sequence = 1,
            Action = ReviewActions.FromCode(code),
            ActionCode = code,
            CertificationNumber = (header.Exists ? header.Extension("number")["valueString"].Text : null) ?? source["preAuthRef"].Text,
        };
    }

    private static bool IsCertified(ReviewAction action) =>
        action is ReviewAction.CertifiedInTotal or ReviewAction.CertifiedPartial or ReviewAction.Modified;

    private static string? Note(FhirElement item, Dictionary<int, string> notes)
    {
        var texts = item.Each("noteNumber").Select(n => n.Integer).OfType<int>().Distinct().Where(notes.ContainsKey).Select(n => notes[n]).ToList();
        return texts.Count == 0 ? null : string.Join(' ', texts);
    }

    private static PasError Error(FhirElement error) => new(
        error["code"]["coding"]["code"].Text,
        error.Extension(PasUrls.ErrorPath)["valueString"].Text,
        error.Extension(PasUrls.ErrorElement).Extension("error")["valueString"].Text,
        error.Extension(PasUrls.ErrorFollowUp)["valueCodeableConcept"]["coding"]["code"].Text);

    private static string? Requestor(ClaimResponse answer, FhirBundle? bundle)
    {
        if (FactReading.OrganizationAt(answer.Requestor)?.Npi is { } npi) return npi;
        // The published examples name a PractitionerRole that they leave out; the organization that is no insurer is then the one.
        var insurer = answer.Insurer.Resolve().Path;
        var others = bundle?.OfType(Organization.Type).Where(o => o.Path != insurer).ToList();
        return others is [var only] ? new Organization(only).Npi : null;
    }
}
