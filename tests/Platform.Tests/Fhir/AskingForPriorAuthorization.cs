using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

public sealed class AskingForPriorAuthorization
{
    [Test]
    public void The_same_request_gives_the_same_bytes()
    {
        var first = Get(Request().Build()).ToUtf8().ToArray();
        var resent = Get(Request().Build()).ToUtf8().ToArray();
        Assert.That(resent, Is.EqualTo(first));
    }

    [Test]
    public void The_claim_comes_first_and_says_preauthorization()
    {
        var bundle = Get(Request().Build());
        var claim = new Resources.Claim(bundle.Entries[0].Resource);
        var item = claim.Items.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(bundle.Type, Is.EqualTo("collection"));
            Assert.That(bundle.Identifier, Is.EqualTo(new Identifier("urn:hospital:transmissions", "T-1")));
            Assert.That(claim.Use, Is.EqualTo("preauthorization"));
            Assert.That(claim.Profiles, Is.EqualTo(new[] { PasUrls.Claim }));
            Assert.That(item.Extension(PasUrls.ServiceItemRequestType)["valueCodeableConcept"].AsConcept()?.Has(FhirSystems.X12RequestCategory, "HS"), Is.True);
            Assert.That(item.Extension(PasUrls.CertificationType)["valueCodeableConcept"].AsConcept()?.Has(FhirSystems.X12CertificationType, "I"), Is.True);
            Assert.That(item["servicedPeriod"].AsPeriod()?.End?.Text, Is.EqualTo("2026-04-09"));
            Assert.That(item.Extension(PasUrls.RequestedService)["valueReference"].Resolve().ResourceType, Is.EqualTo("ServiceRequest"));
        }
    }

    [Test]
    public void The_payer_reads_what_the_provider_wrote()
    {
        var sent = Request();
        var read = PasRequest.Read(Get(sent.Build()).ToUtf8());
        var got = Get(read).Request;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.IsAcceptable, string.Join("; ", read.Issues));
            Assert.That(got.BundleIdentifier, Is.EqualTo(sent.BundleIdentifier));
            Assert.That(got.TraceNumber, Is.EqualTo(sent.TraceNumber));
            Assert.That(got.CreatedAt, Is.EqualTo(sent.CreatedAt));
            Assert.That(got.LevelOfService, Is.EqualTo("U"));
            Assert.That(got.Patient.Name?.Family, Is.EqualTo(sent.Patient.Name?.Family));
            Assert.That(got.Patient.BirthDate, Is.EqualTo(sent.Patient.BirthDate));
            Assert.That(got.Coverage.MemberNumber, Is.EqualTo("MB-900"));
            Assert.That(got.Coverage.GroupNumber, Is.EqualTo("G-5"));
            Assert.That(got.Insurer?.PayerIdentifier?.Value, Is.EqualTo("PHP01"));
            Assert.That(got.Requestor.Npi, Is.EqualTo("1902800006"));
            Assert.That(got.Practitioner?.Npi, Is.EqualTo("1992800007"));
            Assert.That(got.Diagnoses, Is.EqualTo(sent.Diagnoses));
            Assert.That(got.Documents[0].Content.ToArray(), Is.EqualTo(sent.Documents[0].Content.ToArray()));
            Assert.That(got.Items[0] with { Modifiers = sent.Items[0].Modifiers }, Is.EqualTo(sent.Items[0]));
        }
    }

    [Test]
    public void Building_again_from_what_was_read_gives_the_same_request()
    {
        var sent = Get(Request().Build());
        var again = Get(Get(PasRequest.Read(sent.ToUtf8())).Request.Build());
        Assert.That(System.Text.Encoding.UTF8.GetString(again.ToUtf8().Span), Is.EqualTo(System.Text.Encoding.UTF8.GetString(sent.ToUtf8().Span)));
    }

    [TestCase("1961")]
    [TestCase("1961-07")]
    public void An_imprecise_birth_date_is_left_out_rather_than_completed(string born)
    {
        var built = (Request() with { Patient = Request().Patient with { BirthDate = FhirDate.Parse(born) } }).Build();
        var patient = Get(built).OfType("Patient").First();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(patient["birthDate"].Exists, Is.False);
            Assert.That(built.Issues.Select(i => i.Detail), Is.EqualTo(new[] { "no-full-birth-date" }));
        }
    }

    [Test]
    public void What_the_guide_demands_and_the_case_lacks_is_told_at_once()
    {
        var request = Request() with
        {
            Items = [],
            Requestor = new OrganizationFacts(),
            Coverage = new CoverageFacts { Relationship = "child" },
            Patient = new PatientFacts(),
            Documents = [new DocumentFacts { Url = "https://elsewhere.example/doc" }],
        };
        var built = request.Build();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(built.Value, Is.Null);
            Assert.That(
                built.Issues.Where(i => i.IsError).Select(i => i.Detail),
                Is.SupersetOf(new[]
                {
                    "missing-item", "missing-requestor", "missing-member-number", "missing-subscriber", "missing-insurer", "missing-patient-name", "missing-patient-identifier", "missing-document-content",
                }));
        }
    }

    [Test]
    public void A_claim_that_is_not_first_is_refused()
    {
        var read = PasRequest.Read(With(System.Text.Encoding.UTF8.GetString(Get(Request().Build()).ToUtf8().Span), b =>
        {
            var entries = b["entry"]?.AsArray();
            var claim = entries?[0];
            entries?.RemoveAt(0);
            entries?.Add(claim);
        }));
        Assert.That(read.Issues.Single(), Has.Property("Clause").EqualTo("spec-12"));
    }

    [Test]
    public void A_resource_left_out_is_told_by_the_reference_that_dangles()
    {
        var read = PasRequest.Read(With(System.Text.Encoding.UTF8.GetString(Get(Request().Build()).ToUtf8().Span), b => b.Remove("Practitioner")));
        Assert.That(read.Issues.Where(i => i.Detail == "unresolved-reference").Select(i => i.Clause), Is.EqualTo(new[] { "spec-13" }));
    }

    [Test]
    public void Withdrawing_every_item_is_a_cancellation()
    {
        var request = Request();
        var cancelled = request with { Items = [.. request.Items.Select(i => i with { CertificationType = PasCertificationType.Cancel })] };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Get(PasRequest.Read(Get(cancelled.Build()))).IsCancellation);
            Assert.That(Get(PasRequest.Read(Get(request.Build()))).IsCancellation, Is.False);
        }
    }
}
