using System.Text.Json.Nodes;
using Healthcare.Fhir.Validation;
using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

// Every kind of rule, each broken once in something that conforms: the place and the clause are told, and nothing else is.
public sealed class CheckingConformance
{
    private const string Visit = """
        { "resourceType": "Encounter", "id": "e", "text": { "status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">a visit</div>" },
          "status": "finished", "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB" },
          "subject": { "reference": "Patient/p" }, "period": { "start": "2026-03-12T08:30:00-05:00", "end": "2026-03-12T09:10:00-05:00" },
          "participant": [ { "individual": { "reference": "#doctor" } } ],
          "contained": [ { "resourceType": "Practitioner", "id": "doctor", "name": [ { "family": "Muster" } ] } ] }
        """;

    private const string Booking = """
        { "resourceType": "Appointment", "id": "a", "status": "booked", "start": "2026-03-12T08:30:00Z", "end": "2026-03-12T09:00:00Z", "minutesDuration": 30,
          "_description": { "extension": [ { "url": "urn:ours:why", "valueString": "nothing written" } ] },
          "participant": [ { "actor": { "reference": "Patient/p" }, "status": "accepted" } ] }
        """;

    private const string Answers = """
        { "resourceType": "QuestionnaireResponse", "status": "completed", "item": [ { "linkId": "1", "answer": [ { "valueDecimal": 1.50 } ] } ] }
        """;

    private static IEnumerable<TestCaseData> Broken()
    {
        yield return Case("missing", Visit, n => Remove(n, "status"), "Encounter.status", "R4#Encounter.status");
        yield return Case("missing inside", Booking, n => Remove(n["participant"]?[0], "status"), "Appointment.participant[0].status", "R4#Appointment.participant.status");
        yield return Case("unknown member", Visit, n => n["colour"] = "red", "Encounter.colour", "R4#Encounter");
        yield return Case("unknown member inside", Visit, n => Set(n["period"], "middle", "2026"), "Encounter.period.middle", "R4#Period");
        yield return Case("too many", Visit, n => n["period"] = new JsonArray(n["period"]?.DeepClone()), "Encounter.period", "R4#Encounter.period");
        yield return Case("no array", Booking, n => n["participant"] = n["participant"]?[0]?.DeepClone(), "Appointment.participant", "R4#Appointment.participant");
        yield return Case("empty array", Booking, n => n["basedOn"] = new JsonArray(), "Appointment.basedOn", "ele-1");
        yield return Case("empty object", Visit, n => n["serviceType"] = new JsonObject(), "Encounter.serviceType", "ele-1");
        yield return Case("null", Visit, n => n["serviceType"] = null, "Encounter.serviceType", "ele-1");
        yield return Case("text for an object", Visit, n => n["period"] = "2026", "Encounter.period", "R4#Period");
        yield return Case("object for text", Visit, n => n["status"] = new JsonObject { ["a"] = 1 }, "Encounter.status", "R4#Encounter.status");
        yield return Case("number for text", Visit, n => n["id"] = 7, "Encounter.id", "R4#DomainResource.id");
        yield return Case("bad id", Visit, n => n["id"] = "a b", "Encounter.id", "R4#DomainResource.id");
        yield return Case("bad instant", Booking, n => n["start"] = "2026-03-12", "Appointment.start", "R4#Appointment.start");
        yield return Case("bad dateTime", Visit, n => Set(n["period"], "start", "2026-02-30"), "Encounter.period.start", "R4#Period.start");
        yield return Case("bad positiveInt", Booking, n => n["minutesDuration"] = 0, "Appointment.minutesDuration", "R4#Appointment.minutesDuration");
        yield return Case("bad uri", Visit, n => Set(n["class"], "system", "a b"), "Encounter.class.system", "R4#Coding.system");
        yield return Case("bad boolean", Visit, n => Set(n["class"], "userSelected", "true"), "Encounter.class.userSelected", "R4#Coding.userSelected");
        yield return Case("bad decimal", Answers, n => Set(n["item"]?[0]?["answer"]?[0], "valueDecimal", "1.5"), "QuestionnaireResponse.item[0].answer[0].value", "R4#QuestionnaireResponse.item.answer.value[x]");
        yield return Case("two types of a choice", Answers, n => Set(n["item"]?[0]?["answer"]?[0], "valueString", "1.5"), "QuestionnaireResponse.item[0].answer[0].value", "R4#QuestionnaireResponse.item.answer.value[x]");
        yield return Case("nested the wrong way", Answers, n => Set(n["item"]?[0], "item", JsonNode.Parse("""[ { "linkId": "2" } ]""")), "QuestionnaireResponse.item[0]", "qrs-1");
        yield return Case("code outside a required set", Visit, n => n["status"] = "over", "Encounter.status", "R4#Encounter.status");
        yield return Case("reference to a wrong type", Visit, n => Set(n["subject"], "reference", "Encounter/1"), "Encounter.subject", "R4#Encounter.subject");
        yield return Case("reference to a contained wrong type", Visit, n => Set(n["subject"], "reference", "#doctor"), "Encounter.subject", "R4#Encounter.subject");
        yield return Case("dangling fragment", Visit, n => Set(n["subject"], "reference", "#nobody"), "Encounter.subject.reference", "ref-1");
        yield return Case("contained and not referred to", Visit, n => Remove(n, "participant"), "Encounter.contained[0]", "dom-3");
        yield return Case("contained with a version", Visit, n => Set(n["contained"]?[0], "meta", JsonNode.Parse("""{ "versionId": "1" }""")), "Encounter", "dom-4");
        yield return Case("contained is no resource", Visit, n => Set(n["contained"]?[0], "resourceType", "Doctor"), "Encounter.contained[0]", "R4#Resource");
        yield return Case("period backwards", Visit, n => Set(n["period"], "end", "2026-03-11"), "Encounter.period", "per-1");
        yield return Case("script in the text", Visit, n => Set(n["text"], "div", "<div>a<script>b</script></div>"), "Encounter.text.div", "txt-1");
        yield return Case("handler in the text", Visit, n => Set(n["text"], "div", "<div><b onclick = 'x'>a</b></div>"), "Encounter.text.div", "txt-1");
        yield return Case("blank text", Visit, n => Set(n["text"], "div", "<div> </div>"), "Encounter.text.div", "txt-2");
        yield return Case("start without end", Booking, n => Remove(n, "end"), "Appointment", "app-2");
        yield return Case("extension with value and extensions", Booking,
            n => n["extension"] = JsonNode.Parse("""[ { "url": "urn:a", "valueCode": "b", "extension": [ { "url": "c", "valueCode": "d" } ] } ]"""), "Appointment.extension[0]", "ext-1");
        yield return Case("extension without url", Booking, n => n["extension"] = JsonNode.Parse("""[ { "valueCode": "b" } ]"""), "Appointment.extension[0].url", "R4#Extension.url");
        yield return Case("unknown beside a primitive", Booking, n => Set(n["_description"], "value", "x"), "Appointment.description.value", "R4#Element");
    }

    private static IEnumerable<TestCaseData> BrokenRequests()
    {
        yield return Case("fixed value", n => n["type"] = "message", "Bundle.type", "profile-pas-request-bundle|2.2.1#Bundle.type");
        yield return Case("pattern", n => n.Resource("Claim")["use"] = "claim", "Bundle.entry[0].resource.use", "profile-claim|2.2.1#Claim.use");
        yield return Case("missing in a profile", n => Remove(n.Resource("Claim")["item"]?[0], "category"), "Bundle.entry[0].resource.item[0].category", "profile-claim|2.2.1#Claim.item.category");
        yield return Case("missing extension", n => Remove(n.Resource("Claim")["supportingInfo"]?[0], "extension"), "Bundle.entry[0].resource.supportingInfo[0].extension", "profile-claim|2.2.1#Claim.supportingInfo:AdditionalInformation.extension");
        yield return Case("missing slice", n => Set(n.Resource("Coverage")["identifier"]?[0]?["type"]?["coding"]?[0], "code", "XX"), "Bundle.entry[3].resource.identifier", "profile-coverage|2.2.1#Coverage.identifier:memberid");
        yield return Case("what the profile forbids", n => n.Resource("Claim")["related"] = JsonNode.Parse("""[ { "claim": { "display": "an earlier one" } } ]"""), "Bundle.entry[0].resource.related", "profile-claim|2.2.1#Claim.related");
        yield return Case("type that the profile forbids", n => Set(n.Resource("Claim")["item"]?[0], "locationAddress", JsonNode.Parse("""{ "city": "Springfield" }""")), "Bundle.entry[0].resource.item[0].location", "R4#Claim.item.location[x]");
        yield return Case("wrong first entry", n => n["entry"]?.AsArray().Insert(0, n["entry"]?[1]?.DeepClone()), "Bundle", "ClaimFirst");
        yield return Case("twice", n => n["entry"]?.AsArray().Add(n["entry"]?[1]?.DeepClone()), "Bundle.entry[10]", "spec-14");
        yield return Case("left out", n => n.Remove("Practitioner"), "Bundle.entry[7].resource.practitioner", "spec-13");
        yield return Case("fullUrl of another", n => Set(n["entry"]?[1], "fullUrl", "https://hospital.example/fhir/Patient/other"), "Bundle.entry[1].fullUrl", "spec-16");
        yield return Case("number twice", n => n.Resource("Claim")["supportingInfo"]?.AsArray().Add(n.Resource("Claim")["supportingInfo"]?[0]?.DeepClone()), "Bundle.entry[0].resource.supportingInfo[1].sequence", "spec-22");
        yield return Case("check digit of an NPI", n => Set(n.Resource("Practitioner")["identifier"]?[0], "value", "1992800004"), "Bundle.entry[8].resource.identifier[0]", "us-core-17");
        yield return Case("part of a date", n => n.Resource("Patient")["birthDate"] = "1961", "Bundle.entry[4].resource.birthDate", "FullDateRule");
        yield return Case("policy holder not named", n => Remove(n.Resource("Coverage"), "subscriber"), null, "self-beneficiary");
        yield return Case("search in an entry", n => Set(n["entry"]?[0], "search", JsonNode.Parse("""{ "mode": "match" }""")), "Bundle.entry[0].search", "profile-pas-request-bundle|2.2.1#Bundle.entry.search");
    }

    [TestCase(Visit)]
    [TestCase(Booking)]
    [TestCase(Answers)]
    public void What_the_cases_start_from_conforms(string json) => Assert.That(Errors(Utf8(json)), Is.Empty);

    [TestCaseSource(nameof(Broken))]
    [TestCaseSource(nameof(BrokenRequests))]
    public void Each_broken_rule_is_told_with_its_place_and_its_clause(ReadOnlyMemory<byte> json, string? place, string clause)
    {
        var errors = Errors(json);
        Assert.That(errors.Any(e => e.Clause == clause && (place is null || e.Expression == place)), $"{place} {clause} is not among\n{Told(errors)}");
    }

    [Test]
    public void Whatever_is_put_where_it_does_not_belong_is_found_wherever_that_is()
    {
        var whole = System.Text.Encoding.UTF8.GetString(Get(ConformingToPas.Dependent().Build()).ToUtf8().Span);
        var places = JsonNode.Parse(whole) is { } root ? Places(root).ToList() : [];
        var missed = new List<string>();
        foreach (var place in places)
        {
            foreach (var (kind, wrong) in new (string, JsonNode?)[] { ("an unknown member", new JsonObject { ["unknown"] = 1 }), ("null", null), ("an empty array", new JsonArray()), ("a number too many", 7.5) })
            {
                // A value is wrong only where it differs in kind from what stands there.
                if (kind == "a number too many" && place.Split('|')[^1] == "Number") continue;
                var changed = JsonNode.Parse(whole) ?? new JsonObject();
                Replace(changed, place.Split('|')[0], wrong?.DeepClone());
                if (Errors(Utf8(changed.ToJsonString())).Count == 0) missed.Add($"{kind} at {place}");
            }
        }

        TestContext.Out.WriteLine($"{places.Count} places");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(places, Has.Count.GreaterThan(300));
            Assert.That(missed, Is.Empty);
        }
    }

    [Test]
    public void Every_invariant_of_the_tables_compiles_or_is_checked_by_the_walk()
    {
        var compiled = 0;
        foreach (var invariant in FhirTables.Current.Invariants.Where(i => !i.IsNative))
        {
            Assert.That(() => invariant.Path, Throws.Nothing, invariant.Key);
            compiled++;
        }

        TestContext.Out.WriteLine($"{compiled} of {FhirTables.Current.Invariants.Count} by FHIRPath");
        Assert.That(compiled, Is.GreaterThan(100));
    }

    [Test]
    public void A_profile_is_chosen_by_argument_and_read_in_its_version()
    {
        var notProfiled = With(Get(Request().Build()), n => n["meta"] = null);
        var claim = Utf8(JsonNode.Parse(Get(Request().Build()).ToUtf8().Span)?.Resource("Claim").ToJsonString() ?? "");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Errors(With(notProfiled, n => Remove(n, "identifier"))).Select(e => e.Clause), Does.Not.Contain("profile-pas-request-bundle|2.2.1#Bundle.identifier"));
            Assert.That(Errors(With(notProfiled, n => Remove(n, "identifier")), PasUrls.RequestBundle).Select(e => e.Clause), Does.Contain("profile-pas-request-bundle|2.2.1#Bundle.identifier"));
            Assert.That(Errors(claim, $"{PasUrls.Claim}|2.0.1").Select(e => e.Clause), Has.None.Contains("|2.2.1"));
            Assert.That(Errors(claim, PasUrls.Coverage).Single().Detail, Is.EqualTo("wrong-resource-type"));
            Assert.That(Errors(claim, "https://nobody.example/profile").Single().Detail, Is.EqualTo("profile-not-known"));
        }
    }

    [Test]
    public void An_answer_is_held_against_what_was_asked()
    {
        var request = Get(Request().Build());
        var answer = AnsweringPriorAuthorization.Answer(ReviewAction.CertifiedInTotal).Build(Get(PasRequest.Read(request)), "https://payer.example/fhir");
        var moved = Get(FhirBundle.Parse(With(answer, n => Move(n, "Patient"))));
        var renumbered = Get(FhirBundle.Parse(With(answer, n => Set(n.Resource("ClaimResponse")["item"]?[0], "itemSequence", 77))));
        var renamed = Get(FhirBundle.Parse(With(answer, n => Set(n.Resource("Patient")["identifier"]?[0], "value", "another"))));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(FhirValidation.CheckEcho(request, answer), Is.Empty);
            Assert.That(FhirValidation.CheckEcho(request, moved).Select(i => (i.Clause, i.Detail)), Is.EqualTo(new[] { ("spec-33", "changed-full-url") }));
            Assert.That(FhirValidation.CheckEcho(request, renamed).Select(i => (i.Clause, i.Detail)), Is.EqualTo(new[] { ("spec-33", "changed-identifiers") }));
            Assert.That(FhirValidation.CheckEcho(request, renumbered).Select(i => i.Clause), Is.EqualTo(new[] { "spec-34" }));
        }

        static void Move(JsonNode bundle, string type)
        {
            foreach (var entry in bundle["entry"]?.AsArray() ?? [])
                if ((string?)entry?["resource"]?["resourceType"] == type && entry is JsonObject moved) moved["fullUrl"] = "https://payer.example/fhir/Patient/elsewhere";
        }
    }

    [Test]
    public void What_has_no_rows_is_said_to_be_unchecked()
    {
        var read = FhirValidation.Check(Utf8("""{ "resourceType": "Slot", "anything": 1 }"""));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.IsAcceptable);
            Assert.That(read.Issues.Single().Detail, Is.EqualTo("not-checked"));
            Assert.That(Errors(Utf8("""{ "resourceType": "Nonsense" }""")).Single().Detail, Is.EqualTo("not-a-resource"));
        }
    }

    [Test]
    public void Another_parsers_document_is_held_to_the_same_rules()
    {
        using var twice = System.Text.Json.JsonDocument.Parse("""{ "resourceType": "Patient", "id": "a", "id": "b" }""");
        Assert.That(FhirValidation.Check(twice).Fault, Is.EqualTo(FhirFault.NotJson));
    }

    [Test]
    public void Findings_become_an_operation_outcome_that_itself_conforms()
    {
        var read = FhirValidation.Check(With(Visit, n => n["status"] = "over"));
        var outcome = OperationOutcome.Write(read.Issues);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((string?)JsonNode.Parse(outcome)?["issue"]?[0]?["expression"]?[0], Is.EqualTo("Encounter.status"));
            Assert.That((string?)JsonNode.Parse(outcome)?["issue"]?[0]?["diagnostics"], Does.EndWith("(R4#Encounter.status)").And.Not.Contain("over "));
            Assert.That(Errors(outcome), Is.Empty);
        }
    }

    [Test]
    public void An_inspection_says_kind_counts_and_findings()
    {
        var inspection = FhirInspection.Of(With(Get(Request().Build()), n => Remove(n, "identifier")));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(inspection.ResourceType, Is.EqualTo("Bundle"));
            Assert.That(inspection.BundleType, Is.EqualTo("collection"));
            Assert.That(inspection.Profiles, Is.EqualTo(new[] { PasUrls.RequestBundle }));
            Assert.That(inspection.Counts["Organization"], Is.EqualTo(2));
            Assert.That(inspection.Errors, Is.EqualTo(1));
            Assert.That(FhirInspection.Of(Utf8("<Bundle/>")).Fault, Is.EqualTo(FhirFault.Xml));
        }
    }

    private static IEnumerable<string> Places(JsonNode at)
    {
        IEnumerable<JsonNode?> children = at switch { JsonObject json => json.Select(m => m.Value), JsonArray array => array, _ => [] };
        foreach (var child in children.OfType<JsonNode>())
        {
            // The kind of resource decides what is checked at all, so it is left alone.
            if (child.GetPath().EndsWith(".resourceType", StringComparison.Ordinal)) continue;
            yield return $"{child.GetPath()}|{child.GetValueKind()}";
            foreach (var inner in Places(child)) yield return inner;
        }
    }

    private static void Replace(JsonNode root, string path, JsonNode? value)
    {
        var at = root;
        var steps = path[2..].Replace("[", ".[", StringComparison.Ordinal).Split('.');
        foreach (var step in steps[..^1]) at = Step(at, step) ?? throw new ArgumentException(path, nameof(path));
        if (steps[^1].StartsWith('[')) at[int.Parse(steps[^1].Trim('[', ']'), System.Globalization.CultureInfo.InvariantCulture)] = value;
        else at[steps[^1]] = value;
    }

    private static JsonNode? Step(JsonNode at, string step) =>
        step.StartsWith('[') ? at[int.Parse(step.Trim('[', ']'), System.Globalization.CultureInfo.InvariantCulture)] : at[step];

    private static List<FhirIssue> Errors(ReadOnlyMemory<byte> json, string? profile = null) => [.. FhirValidation.Check(json, profile).Issues.Where(i => i.IsError)];

    private static string Told(IEnumerable<FhirIssue> issues) => string.Join('\n', issues.Select(i => $"{i.Expression} {i.Detail} {i.Clause}"));

    private static TestCaseData Case(string name, string json, Action<JsonNode> change, string? place, string clause) =>
        new TestCaseData(With(json, change), place, clause).SetArgDisplayNames(name);

    private static TestCaseData Case(string name, Action<JsonNode> change, string? place, string clause) =>
        new TestCaseData(With(Get(ConformingToPas.Dependent().Build()), change), place, clause).SetArgDisplayNames(name);

    private static ReadOnlyMemory<byte> With(FhirBundle bundle, Action<JsonNode> change) => With(bundle.ToUtf8(), change);

    private static ReadOnlyMemory<byte> With(ReadOnlyMemory<byte> json, Action<JsonNode> change) => Samples.With(System.Text.Encoding.UTF8.GetString(json.Span), change);

    private static ReadOnlyMemory<byte> With(string json, Action<JsonNode> change) => Samples.With(json, change);

    private static void Remove(JsonNode? from, string member) => from?.AsObject().Remove(member);

    private static void Set(JsonNode? at, string member, JsonNode? value) => (at ?? throw new ArgumentNullException(nameof(at)))[member] = value;
}
