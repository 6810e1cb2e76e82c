namespace Healthcare.Fhir.Tests;

// The published examples against the product's own tables: what conforms passes, what is bad on purpose is refused with the clause it breaks.
public sealed class CheckingTheCorpus
{
    [TestCase("fhir-pas/pas-2.2.1", FhirValidation.CurrentPas, 47)]
    [TestCase("fhir-pas/pas-2.0.1", FhirValidation.OlderPas, 11)]
    [TestCase("fhir-pas/cdex-attachments", FhirValidation.CurrentPas, 8)]
    [TestCase("fhir-crd", FhirValidation.CurrentPas, 6)]
    [TestCase("fhir-us-core", FhirValidation.CurrentPas, 20)]
    [TestCase("fhir-r4-base", FhirValidation.CurrentPas, 9)]
    public void Conformant_examples_pass_but_for_the_bundle_that_lacks_what_it_refers_to(string folder, string pasVersion, int files)
    {
        var wrong = new List<string>();
        var read = 0;
        foreach (var file in Corpus.Files(folder))
        {
            read++;
            var errors = FhirValidation.Check(File.ReadAllBytes(file), pasVersion: pasVersion).Issues.Where(i => i.IsError).ToList();
            // The guide's own example leaves out the practitioner and the location of a role.
            if (Path.GetFileName(file) == "Bundle-SurgicalRequestBundleExample.json")
            {
                Assert.That(errors.Select(e => e.Clause).Distinct(), Is.EqualTo(new[] { pasVersion == FhirValidation.CurrentPas ? "spec-13" : "text-submission" }));
                continue;
            }

            wrong.AddRange(errors.Select(e => $"{Path.GetFileName(file)}: {Told(e)}"));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read, Is.EqualTo(files));
            Assert.That(string.Join('\n', wrong), Is.Empty);
        }
    }

    [TestCase("PAS_Subscription_example_bad_topic_and_criteria.json", PasUrls.Subscription, "spec-58")]
    [TestCase("invalid_first_entry_response_bundle.json", null, "ClaimResponseFirst")]
    [TestCase("missing_referenced_resource_request_bundle.json", null, "spec-13")]
    [TestCase("nonconformant_pas_bundle_v110.json", null, "profile-pas-request-bundle|2.2.1#Bundle.entry")]
    [TestCase("pa_response_bundle_missing_elements.json", PasUrls.ResponseBundle, "profile-pas-response-bundle|2.2.1#Bundle.identifier")]
    [TestCase("pa_response_bundle_missing_elements.json", null, "R4#ClaimResponse.created")]
    [TestCase("response_bundle_patient_wrong_fullurl.json", null, "profile-pas-response-bundle|2.2.1#Bundle.identifier")]
    [TestCase("response_bundle_patient_wrong_fullurl.json", null, "profile-claimresponse|2.2.1#ClaimResponse.request")]
    [TestCase("conformant_pas_bundle_v110.json", null, "profile-claim|2.2.1#Claim.item.category")]
    [TestCase("conformant_pas_bundle_v110_uuid.json", null, "profile-coverage|2.2.1#Coverage.relationship")]
    [TestCase("PAS_notification_example_full_resource.json", null, "profile-claimresponse|2.2.1#ClaimResponse.request")]
    public void What_is_wrong_on_purpose_is_refused_with_the_clause(string file, string? profile, string clause)
    {
        var read = FhirValidation.Check(File.ReadAllBytes(Path.Combine(Corpus.Fixtures("fhir-pas/inferno"), file)), profile);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.HttpStatus, Is.EqualTo(422));
            Assert.That(read.Issues.Where(i => i.IsError).Select(i => i.Clause), Does.Contain(clause), string.Join('\n', read.Issues.Select(Told)));
        }
    }

    [Test]
    public void The_notification_of_the_older_guide_passes_as_that() =>
        Assert.That(
            FhirValidation.Check(File.ReadAllBytes(Path.Combine(Corpus.Fixtures("fhir-pas/inferno"), "PAS_notification_example_full_resource.json")), pasVersion: FhirValidation.OlderPas)
                .Issues.Where(i => i.IsError).Select(Told),
            Is.Empty);

    [Test]
    public void Every_file_of_the_corpus_is_inspected_and_counted()
    {
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var folder in new[] { "fhir-pas", "fhir-crd", "fhir-us-core", "fhir-r4-base", "fhir-carin-eob", "synthea-r4" })
        {
            foreach (var file in Corpus.Files(folder))
            {
                var inspection = FhirInspection.Of(File.ReadAllBytes(file));
                Assert.That(inspection.Fault, Is.EqualTo(FhirFault.None), file);
                var kind = $"{folder} {inspection.ResourceType}";
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
                if (folder is "fhir-carin-eob" or "synthea-r4")
                    TestContext.Out.WriteLine($"{Path.GetFileName(file)}: {string.Join(", ", inspection.Counts.Select(c => $"{c.Key} {c.Value}"))}; {inspection.Errors} errors, such as {inspection.Findings.Where(f => f.IsError).Select(Told).FirstOrDefault()}");
            }
        }

        foreach (var (kind, count) in kinds) TestContext.Out.WriteLine($"{kind}: {count}");
        Assert.That(kinds.Values.Sum(), Is.EqualTo(130));
    }

    private static string Told(FhirIssue issue) => $"{issue.Expression} {issue.Detail} ({issue.Clause}) {issue.Diagnostics}";
}
