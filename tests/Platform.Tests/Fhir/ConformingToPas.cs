using System.Text.Json.Nodes;
using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

public sealed class ConformingToPas
{
    // The elements that PAS 2.2.1 makes mandatory in what we send, for where the tables are absent.
    private static readonly Dictionary<string, string[]> Mandatory = new(StringComparer.Ordinal)
    {
        ["Bundle"] = ["identifier", "type", "timestamp", "entry"],
        ["Claim"] =
        [
            "identifier.system", "identifier.value", "status", "type", "use", "patient", "created", "insurer", "provider", "priority", "insurance.sequence", "insurance.focal",
            "insurance.coverage", "item.sequence", "item.category", "item.productOrService", "item.locationCodeableConcept", "item.extension", "careTeam.extension",
            "careTeam.sequence", "careTeam.provider", "supportingInfo.sequence", "supportingInfo.category", "supportingInfo.extension", "diagnosis.sequence", "diagnosis.diagnosisCodeableConcept",
        ],
        ["Patient"] = ["identifier.system", "identifier.value", "name", "gender"],
        ["Coverage"] = ["identifier.type", "identifier.value", "status", "beneficiary", "relationship", "payor"],
        ["Organization"] = ["active", "name"],
        ["Practitioner"] = ["identifier.value", "name.family"],
        ["PractitionerRole"] = ["practitioner"],
        ["ServiceRequest"] = ["status", "intent", "subject"],
        ["DocumentReference"] = ["status", "type", "category", "subject", "content.attachment.data"],
        ["ClaimResponse"] = ["status", "type", "use", "patient", "created", "insurer", "request", "outcome", "item.itemSequence", "item.adjudication.category"],
        ["Parameters"] = ["parameter.name"],
    };

    private static IEnumerable<TestCaseData> Written()
    {
        var request = Get(Request().Build());
        var submission = Get(PasRequest.Read(request));
        yield return new TestCaseData(request).SetArgDisplayNames("request");
        yield return new TestCaseData(Get(Dependent().Build())).SetArgDisplayNames("request for a child on a parent's policy");
        yield return new TestCaseData(Get((Request() with { Practitioner = null, Documents = [], Diagnoses = [], LevelOfService = null }).Build())).SetArgDisplayNames("least request");
        foreach (var action in Enum.GetValues<ReviewAction>().Where(a => a != ReviewAction.Unknown))
            yield return new TestCaseData(AnsweringPriorAuthorization.Answer(action).Build(submission, "https://payer.example/fhir")).SetArgDisplayNames($"answer {action}");
    }

    [TestCaseSource(nameof(Written))]
    public void Every_mandatory_element_is_there(FhirBundle bundle)
    {
        var missing = bundle.Entries.Select(e => e.Resource).Prepend(bundle.Root)
            .SelectMany(r => Mandatory[r.ResourceType ?? ""].Where(path => !Reach(r, path)).Select(path => $"{r.Path}.{path}"))
            .Where(m => !IsOptionalHere(bundle, m));
        Assert.That(missing, Is.Empty);
    }

    [TestCaseSource(nameof(Written))]
    public void Every_reference_resolves_inside(FhirBundle bundle)
    {
        // The one exception that the guide allows: an answer need not bring the claim back.
        var leaving = bundle.UnresolvedReferences().Where(i => i.Expression is null || !i.Expression.EndsWith(".request", StringComparison.Ordinal));
        Assert.That(leaving, Is.Empty);
    }

    [TestCaseSource(nameof(Written))]
    public void Each_resource_appears_once_under_an_absolute_url_that_ends_in_its_type_and_id(FhirBundle bundle)
    {
        var urls = bundle.Entries.Select(e => e.FullUrl).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(urls, Is.Unique);
            foreach (var entry in bundle.Entries)
                Assert.That(entry.FullUrl, Does.StartWith("https://").And.EndsWith($"/{entry.Resource.ResourceType}/{entry.Resource["id"].Text}"));
        }
    }

    [TestCaseSource(nameof(Written))]
    public void The_tables_of_the_guide_find_no_fault(FhirBundle bundle) =>
        Assert.That(new ProfileCheck(ProfileTables.Load(Corpus.Tables())).Of(bundle), Is.Empty);

    [Test]
    public void The_check_itself_passes_the_guides_examples_and_catches_what_is_taken_out()
    {
        var check = new ProfileCheck(ProfileTables.Load(Corpus.Tables()));
        var caught = 0;
        var tried = 0;
        foreach (var file in Directory.EnumerateFiles(Corpus.Fixtures("fhir-pas/pas-2.2.1"), "Bundle-Referral*.json"))
        {
            var json = File.ReadAllText(file);
            Assert.That(check.Of(Get(FhirBundle.Parse(Utf8(json)))), Is.Empty, Path.GetFileName(file));
            foreach (var (type, member) in Mandatory.SelectMany(m => m.Value.Where(p => !p.Contains('.', StringComparison.Ordinal)).Select(p => (m.Key, p))))
            {
                var broken = JsonNode.Parse(json);
                if (broken is null || !TakeOut(broken, type, member)) continue;
                tried++;
                if (check.Of(Get(FhirBundle.Parse(Utf8(broken.ToJsonString())))).Count > 0) caught++;
            }
        }

        Assert.That(tried, Is.GreaterThan(20));
        Assert.That(caught, Is.EqualTo(tried));
    }

    private static PasRequest Dependent()
    {
        var request = Request();
        return request with
        {
            Coverage = request.Coverage with
            {
                Relationship = "child",
                Subscriber = new PatientFacts { Identifiers = [new Identifier("urn:payer:members", "MB-900")], Name = new HumanName(null, "Beispiel", ["Pat"], [], [], null), Gender = "male" },
            },
        };
    }

    private static bool TakeOut(JsonNode bundle, string type, string member)
    {
        if (type == "Bundle") return bundle.AsObject().Remove(member);
        foreach (var entry in bundle["entry"]?.AsArray() ?? [])
            if (entry?["resource"] is JsonObject resource && (string?)resource["resourceType"] == type && resource.Remove(member)) return true;
        return false;
    }

    private static bool IsOptionalHere(FhirBundle bundle, string missing) =>
        new[] { "careTeam", "supportingInfo", "diagnosis" }.Any(m => missing.Contains(m, StringComparison.Ordinal) && !bundle.Entries[0].Resource[m].Exists);

    private static bool Reach(FhirElement at, string path)
    {
        foreach (var name in path.Split('.')) at = at[name];
        return at.Exists;
    }
}
