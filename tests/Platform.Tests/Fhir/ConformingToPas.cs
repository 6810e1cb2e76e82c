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
        yield return new TestCaseData(Get(Update().Build())).SetArgDisplayNames("update");
        yield return new TestCaseData(Get(Request().BuildInquiry())).SetArgDisplayNames("inquiry");
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

    [Test]
    public void An_update_says_what_it_replaces_and_what_changed()
    {
        var update = Get(Update().Build());
        var read = Get(PasRequest.Read(update));
        var claim = update.Entries[0].Resource;
        Assert.Multiple(() =>
        {
            Assert.That(read.IsUpdate, Is.True);
            Assert.That(claim["related"]["claim"].Resolve()["id"].Text, Is.EqualTo(Request().ClaimId));
            Assert.That(claim.Each("supportingInfo").Last().Extension(PasUrls.InfoChanged)["valueCode"].Text, Is.EqualTo("added"));
            Assert.That(claim.Each("item").First().Each("modifierExtension").First()["valueBoolean"].Flag, Is.True, "a withdrawn item says so");
            Assert.That(read.Request.TraceNumber, Is.EqualTo(Request().TraceNumber));
        });
    }

    private static PasRequest Update()
    {
        var first = Request();
        var sent = Get(first.Build());
        return first with
        {
            ClaimId = $"{first.ClaimId}-u1",
            BundleIdentifier = first.BundleIdentifier with { Value = $"{first.BundleIdentifier.Value}-u1" },
            Prior = new PasPrior(sent.Entries[0].Resource, first.Documents.Count),
            Documents = [.. first.Documents, new DocumentFacts { Loinc = "18748-4", ContentType = "text/plain", Content = "Imaging report"u8.ToArray() }],
            Items = [.. first.Items.Select(i => i with { CertificationType = PasCertificationType.Cancel }), first.Items[0] with { Sequence = 99, Change = PasChange.Added }],
        };
    }

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
