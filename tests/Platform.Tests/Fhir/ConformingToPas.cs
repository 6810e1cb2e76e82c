using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

public sealed class ConformingToPas
{
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
    public void The_guides_rules_find_no_fault(FhirBundle bundle) =>
        Assert.That(FhirValidation.Check(bundle.ToUtf8()).Issues.Where(i => i.IsError).Select(i => $"{i.Expression} {i.Clause} {i.Diagnostics}"), Is.Empty);

    internal static PasRequest Dependent()
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
}
