using System.Text.Json;
using System.Text.Json.Nodes;
using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

public sealed class ReadingTheCorpus
{
    [Test]
    public void Every_example_parses_and_nothing_of_it_is_lost()
    {
        var read = 0;
        foreach (var file in Corpus.Files("fhir-pas"))
        {
            var bytes = File.ReadAllBytes(file);
            var document = Get(FhirJson.Parse(bytes));
            Assert.That(JsonElement.DeepEquals(JsonElement.Parse(document.ToUtf8().Span), JsonElement.Parse(bytes)), Path.GetFileName(file));
            if (document.ResourceType == "Bundle")
                Assert.That(JsonElement.DeepEquals(JsonElement.Parse(Get(FhirBundle.Parse(bytes)).ToUtf8().Span), JsonElement.Parse(bytes)), Path.GetFileName(file));
            read++;
        }

        TestContext.Out.WriteLine($"{read} files");
        Assert.That(read, Is.GreaterThan(50));
    }

    [Test]
    public void Every_reader_takes_every_example_without_throwing()
    {
        foreach (var file in Corpus.Files("fhir-pas"))
        {
            var bytes = File.ReadAllBytes(file);
            Assert.DoesNotThrow(
                () =>
                {
                    _ = ReferralBundle.Read(bytes);
                    _ = PasRequest.Read(bytes);
                    _ = PasResponse.Read(bytes).Value?.Status;
                    _ = PasNotification.Read(bytes);
                    _ = PasSubscription.Read(bytes);
                    _ = EncounterReport.Read(bytes);
                    _ = OperationOutcome.Read(bytes);
                },
                Path.GetFileName(file));
        }
    }

    [Test]
    public void The_guides_referral_is_a_referral_that_can_be_authorized()
    {
        var read = ReferralBundle.Read(Bytes("pas-2.2.1/Bundle-ReferralAuthorizationBundleExample.json"));
        var referral = Get(read);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.IsAcceptable, string.Join("; ", read.Issues));
            Assert.That(referral.RequestedServices.Single().Is(FhirSystems.X12ServiceType, "3"));
            Assert.That(referral.Coverage?.MemberNumber, Is.EqualTo("1122334455"));
            Assert.That(referral.Coverage?.Relationship, Is.EqualTo("self"));
            Assert.That(referral.Coverage?.Payer?.PayerIdentifier?.Value, Is.EqualTo("1234567893"));
            Assert.That(referral.Patient?.Gender, Is.EqualTo("male"));
            Assert.That(referral.Patient?.BirthDate, Is.Null);
            Assert.That(referral.Requester?.Npi, Is.EqualTo("1234567893"));
            Assert.That(referral.RequestingOrganization?.Npi, Is.EqualTo("8189991234"));
            Assert.That(referral.Documents.Single(), Has.Property("Loinc").EqualTo("11505-5").And.Property("ContentType").EqualTo("text/plain"));
            Assert.That(referral.Unmapped, Does.Contain("Bundle.entry[0].resource"), "its Claim is not ours");
            Assert.That(
                read.Issues.Select(i => i.Detail), Is.EquivalentTo(new[] { "assumed-requester", "missing-reason", "missing-birth-date" }));
        }

        var request = Request() with
        {
            Patient = referral.Patient ?? new PatientFacts(),
            Coverage = referral.Coverage ?? new CoverageFacts(),
            Requestor = referral.RequestingOrganization ?? new OrganizationFacts(),
            Practitioner = referral.Requester,
            Diagnoses = [],
            Documents = referral.Documents,
            Items = [new PasItem { Sequence = 1, Service = referral.RequestedServices[0] }],
        };
        Assert.That(Get(request.Build()).UnresolvedReferences(), Is.Empty);
        Assert.That(FhirValidation.Check(Get(request.Build()).ToUtf8()).Issues.Where(i => i.IsError), Is.Empty);
    }

    [TestCase("Bundle-HomecareAuthorizationBundleExample.json", "111099", 0)]
    [TestCase("Bundle-MedicalServicesAuthorizationBundleExample.json", "111099", 0)]
    [TestCase("Bundle-ReferralAuthorizationBundleExample.json", "111099", 0)]
    [TestCase("Bundle-HomecareAuthorizationUpdateBundleExample.json", "111099-UPDATE", 0)]
    [TestCase("Bundle-SurgicalRequestBundleExample.json", "16139462398", 2, Description = "leaves out the practitioner and location of a role")]
    public void The_payer_reads_the_guides_requests(string file, string traceNumber, int dangling)
    {
        var read = PasRequest.Read(Bytes($"pas-2.2.1/{file}"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Issues.Where(i => i.IsError).Select(i => i.Clause), Is.EqualTo(Enumerable.Repeat("spec-13", dangling)));
            Assert.That(read.Value?.Request.Items, Is.Not.Empty);
            Assert.That(read.Value?.Request.TraceNumber.Value, Is.EqualTo(traceNumber));
            Assert.That(read.Value?.IsUpdate, Is.EqualTo(file.Contains("Update", StringComparison.Ordinal)));
        }
    }

    [TestCase("Bundle-ReferralAuthorizationResponseBundleExample.json", PasStatus.Approved, "AUTH0001")]
    [TestCase("Bundle-ReferralPendingAuthorizationResponseBundleExample.json", PasStatus.Pended, null)]
    [TestCase("Bundle-RejectionResponseBundleExample.json", PasStatus.Denied, null)]
    [TestCase("Bundle-ErrorResponseBundleExample.json", PasStatus.Error, null)]
    [TestCase("ClaimResponse-PractitionerRequestorAdditionalContentResponseExample.json", PasStatus.Approved, "AUTH0001")]
    public void The_guides_answers_say_what_they_say(string file, PasStatus status, string? number)
    {
        var answer = Get(PasResponse.Read(Bytes($"pas-2.2.1/{file}")));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(status));
            Assert.That(answer.TraceNumber?.Value, Is.EqualTo("111099"));
            Assert.That(answer.Decisions.Select(d => d.CertificationNumber).FirstOrDefault(), Is.EqualTo(number));
        }
    }

    [Test]
    public void The_pended_example_gives_the_payers_reference() =>
        Assert.That(
            Get(PasResponse.Read(Bytes("pas-2.2.1/Bundle-ReferralPendingAuthorizationResponseBundleExample.json"))).Decisions[0].AdministrationReferenceNumber, Is.EqualTo("PEND0001"));

    [TestCase("davinci-ri/GrantedResponse.json", PasStatus.Approved)]
    [TestCase("davinci-ri/DeniedResponse.json", PasStatus.Denied)]
    [TestCase("davinci-ri/PendedClaimResponse.json", PasStatus.Pended)]
    [TestCase("davinci-ri/claimresponse-pended.json", PasStatus.Pended)]
    public void Answers_of_older_servers_are_understood(string file, PasStatus status) =>
        Assert.That(Get(PasResponse.Read(Bytes(file))).Status, Is.EqualTo(status));

    [Test]
    public void The_guides_notification_is_read_though_it_lacks_a_status()
    {
        var read = PasNotification.Read(Bytes("pas-2.2.1/Bundle-PASSubscriptionNotification.json"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.IsAcceptable, string.Join("; ", read.Issues));
            Assert.That(read.Value?.EventNumber, Is.EqualTo(2));
            Assert.That(read.Value?.Response?.Status, Is.EqualTo(PasStatus.Approved));
            Assert.That(read.Value?.Response?.RequestorNpi, Is.EqualTo("8189991234"));
        }
    }

    [Test]
    public void A_notification_with_the_answer_beside_its_status_is_read_too() =>
        Assert.That(PasNotification.Read(Bytes("inferno/PAS_notification_example_full_resource.json")).Value?.Response?.Decisions, Is.Not.Empty);

    [Test]
    public void The_guides_subscription_is_accepted_and_the_bad_one_is_not()
    {
        var good = Bytes("pas-2.2.1/Subscription-PASSubscriptionExample.json");
        var bad = Bytes("inferno/PAS_Subscription_example_bad_topic_and_criteria.json");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Get(PasSubscription.Read(good)).Organizations, Is.EqualTo(new[] { "1234567893" }));
            Assert.That(PasSubscription.Read(bad).IsAcceptable, Is.False);
        }
    }

    [Test]
    public void A_request_with_a_resource_missing_is_refused() =>
        Assert.That(
            PasRequest.Read(Bytes("inferno/missing_referenced_resource_request_bundle.json")).Issues.Select(i => i.Clause), Does.Contain("spec-13"));

    [Test]
    public void Unmapped_paths_lead_somewhere()
    {
        var bytes = Bytes("pas-2.2.1/Bundle-ReferralAuthorizationBundleExample.json");
        var referral = Get(ReferralBundle.Read(bytes));
        var root = JsonNode.Parse(bytes);
        Assert.That(referral.Unmapped, Is.Not.Empty.And.Unique);
        foreach (var path in referral.Unmapped) Assert.That(Follow(root, path), Is.Not.Null, path);
    }

    private static JsonNode? Follow(JsonNode? at, string path)
    {
        foreach (var step in path.Split('.').Skip(1))
        {
            at = at?[step.Split('[')[0]];
            if (step.Split('[', ']') is [_, var number, ..]) at = at?[int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)];
        }

        return at;
    }

    private static byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(Corpus.Fixtures("fhir-pas"), file));
}
