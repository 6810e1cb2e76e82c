using System.Text;

namespace Healthcare.Fhir.Tests;

public sealed class AskingForCover
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static EligibilityQuestion Question { get; } = new()
    {
        BaseUrl = "https://provider.example/fhir",
        Trace = new Identifier("urn:provider:coverage", "0192aa"),
        CreatedAt = Noon,
        ServiceDate = new DateOnly(2026, 3, 9),
        Patient = new PatientFacts { Identifiers = [new Identifier("urn:provider:patient", "p1")], Name = new HumanName(null, "Beispiel", ["Bea"], [], [], null), Gender = "female", BirthDate = FhirDate.Of(new DateOnly(1980, 5, 17)) },
        Coverage = new CoverageFacts { MemberNumber = "MB-900", Relationship = "self" },
        Insurer = new OrganizationFacts { Name = "Atlantic Mutual", Identifiers = [new Identifier(FhirSystems.Npi, "1234567893")] },
        Provider = new OrganizationFacts { Name = "Northside", Npi = "1588667638" },
        ServiceTypes = ["30", "2"],
    };

    [Test]
    public void The_question_is_valid_and_reads_back_to_itself()
    {
        var bundle = Samples.Get(Question.Build()).ToUtf8();
        var read = EligibilityQuestion.Read(bundle);
        Assert.Multiple(() =>
        {
            Assert.That(FhirValidation.Check(bundle).Issues.Where(i => i.IsError), Is.Empty);
            Assert.That(read.Issues, Is.Empty);
            Assert.That(read.Value?.ServiceDate, Is.EqualTo(Question.ServiceDate));
            Assert.That(read.Value?.Coverage.MemberNumber, Is.EqualTo("MB-900"));
            Assert.That(read.Value?.ServiceTypes, Is.EqualTo(Question.ServiceTypes));
            Assert.That(read.Value?.Trace.Value, Is.EqualTo("0192aa"));
            Assert.That(Samples.Get(Question.Build()).ToUtf8().Span.SequenceEqual(bundle.Span), Is.True, "the same values give the same bytes");
        });
    }

    [TestCase(true, null)]
    [TestCase(false, true)]
    public void The_answer_is_valid_and_says_whether_the_cover_is_in_force(bool inForce, bool? required)
    {
        var answer = new EligibilityAnswer { ResponseId = "R1", Outcome = "complete", CreatedAt = Noon, InForce = inForce, AuthorizationRequired = required }.Build(Question);
        var read = EligibilityAnswer.Read(answer);
        Assert.That(FhirValidation.Check(answer).Issues.Where(i => i.IsError), Is.Empty);
        Assert.That((read.Value?.InForce, read.Value?.AuthorizationRequired, read.Value?.Trace), Is.EqualTo(((bool?)inForce, required, "0192aa")));
    }

    [Test]
    public void A_refusal_carries_its_codes()
    {
        var read = EligibilityAnswer.Read(new EligibilityAnswer { ResponseId = "R1", Outcome = "error", CreatedAt = Noon, Errors = ["75"] }.Build(Question));
        Assert.That((read.Value?.Outcome, read.Value?.InForce, read.Value?.Errors[0]), Is.EqualTo(("error", (bool?)null, "75")));
    }

    [Test]
    public void What_it_lacks_is_named() =>
        Assert.That((Question with { Coverage = new CoverageFacts() }).Build().Issues.Select(i => i.Detail), Is.EqualTo(new[] { "missing-member-number" }));

    [TestCase("")]
    [TestCase("{\"resourceType\":\"Patient\"}")]
    public void What_is_no_answer_is_a_fault(string text) => Assert.That(EligibilityAnswer.Read(Encoding.UTF8.GetBytes(text)).IsAcceptable, Is.False);
}
