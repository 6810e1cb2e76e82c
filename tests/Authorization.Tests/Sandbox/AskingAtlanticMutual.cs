using System.Net;
using Healthcare.Fhir;
using Healthcare.X12;

namespace Healthcare.Authorization.Tests.Sandbox;

/// <summary>The payer that speaks X12 278 and FHIR eligibility.</summary>
public sealed class AskingAtlanticMutual
{
    private const string Review = "/payers/atlantic-mutual/278";
    private const string Eligibility = "/payers/atlantic-mutual/CoverageEligibilityRequest/$submit";
    private const string Npi = "1588667638";
    private static readonly DateTime At = new(2026, 3, 2, 9, 30, 0, DateTimeKind.Utc);
    private PlayedPayer? started;

    private PlayedPayer Played => started ?? throw new InvalidOperationException("Not started.");

    [OneTimeSetUp]
    public async Task StartAsync() => started = await PlayedPayer.StartAsync(CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (started is not null) await started.DisposeAsync();
    }

    [Test, CancelAfter(300_000)]
    public async Task A_request_is_pended_and_then_approved_by_another_278(CancellationToken cancel)
    {
        var answer = await SubmitAsync(Request("X-1"), cancel);
        Assert.That(answer.Events.Single().Services.Select(s => s.Decision?.Code), Is.EqualTo(new[] { "A4" }));
        var arrived = await Played.NotifiedAsync("T-X-1", cancel);
        var approved = Read(arrived.Body);
        Assert.Multiple(() =>
        {
            Assert.That(arrived.MediaType, Is.EqualTo(PlayedPayer.X12));
            Assert.That(approved.Events.Single().Services.Single().Decision is { Code: "A1", CertificationNumber.Length: > 0 }, Is.True);
            Assert.That(approved.Events.Single().Services.Single().Dates.Select(d => d.Qualifier), Does.Contain("007").And.Contain("036"));
            Assert.That(approved.Events.Single().Services.Single().Traces.Single() is { Type: "2", Number: "T-X-1-1" }, Is.True);
        });
    }

    [TestCase("approve", "A1", null)]
    [TestCase("modify", "A6", null)]
    [TestCase("partial", "A2", null)]
    [TestCase("deny", "A3", "0F")]
    [TestCase("deny-without-reason", "A3", null)]
    [TestCase("documents", "A4", "0U")]
    [TestCase("cancel", "C", null)]
    [TestCase("contact", "CT", null)]
    [CancelAfter(300_000)]
    public async Task A_script_decides_at_once(string behaviour, string action, string? reason, CancellationToken cancel)
    {
        await Played.ScriptAsync(new { match = new { trace = $"T-Y-{behaviour}" }, step = "authorization", behaviour }, cancel);
        var decision = (await SubmitAsync(Request($"Y-{behaviour}"), cancel)).Events.Single().Services.Single().Decision;
        Assert.That((decision?.Code, decision?.Reason), Is.EqualTo((action, reason)));
    }

    [Test, CancelAfter(300_000)]
    public async Task What_is_wrong_is_refused_level_by_level(CancellationToken cancel)
    {
        var request = Request("X-2");
        Assert.That((await SubmitAsync(request with { Organization = request.Organization is { } o ? o with { Id = "9999999999" } : null }, cancel)).Rejections.Single() is { Level: "20", Reason: "79" }, Is.True);
        Assert.That((await SubmitAsync(request with { Requester = request.Requester is { } r ? r with { Id = "1588667639" } : null }, cancel)).Rejections.Single() is { Level: "21", Reason: "43" }, Is.True, "a wrong check digit");
        Assert.That((await SubmitAsync(request with { Subscriber = request.Subscriber is { } s ? s with { Id = null } : null }, cancel)).Rejections.Single() is { Level: "22", Reason: "72" }, Is.True);
    }

    [Test, CancelAfter(300_000)]
    public async Task What_breaks_the_guide_is_answered_with_a_999(CancellationToken cancel)
    {
        var text = System.Text.Encoding.ASCII.GetString(Bytes(Request("X-3")).Span).Replace("SE*", "SE*9", StringComparison.Ordinal);
        using var answer = await Played.PostAsync(Review, System.Text.Encoding.ASCII.GetBytes(text), PlayedPayer.X12, cancel);
        var body = await answer.Content.ReadAsStringAsync(cancel);
        Assert.That(body, Does.Contain("ST*999"));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_withdrawal_of_what_it_has_is_confirmed_and_of_what_it_has_not_refused(CancellationToken cancel)
    {
        await SubmitAsync(Request("X-4"), cancel);
        var withdrawal = Request("X-4") with { Purpose = "01", Reference = "X-4-u1", At = At.AddHours(1), Events = [Withdrawn(Request("X-4").Events[0])] };
        Assert.That((await SubmitAsync(withdrawal, cancel)).Events.Single().Services.Single().Decision?.Code, Is.EqualTo("C"));
        Assert.That((await SubmitAsync(Request("X-5") with { Purpose = "01", Events = [Withdrawn(Request("X-5").Events[0])] }, cancel)).Rejections.Single().Reason, Is.EqualTo("33"));
    }

    [TestCase("active", true)]
    [TestCase("inactive", false)]
    [CancelAfter(300_000)]
    public async Task Cover_is_told_in_FHIR(string behaviour, bool inForce, CancellationToken cancel)
    {
        await Played.ScriptAsync(new { match = new { trace = $"Q-{behaviour}" }, step = "eligibility", behaviour }, cancel);
        var answer = await AskAsync(Question($"Q-{behaviour}"), cancel);
        Assert.That((answer.InForce, answer.Trace), Is.EqualTo(((bool?)inForce, $"Q-{behaviour}")));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_payer_that_cannot_answer_now_says_so_as_often_as_it_is_told(CancellationToken cancel)
    {
        await Played.ScriptAsync(new { match = new { member = "M-AWAY" }, step = "eligibility", behaviour = "unavailable", times = 2 }, cancel);
        var question = Question("Q-2") with { Coverage = new CoverageFacts { MemberNumber = "M-AWAY", Relationship = "self" } };
        Assert.That((await AskAsync(question, cancel)).Errors, Is.EqualTo(new[] { "42" }));
        Assert.That((await AskAsync(question, cancel)).Errors, Is.EqualTo(new[] { "42" }));
        Assert.That((await AskAsync(question, cancel)).InForce, Is.True);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_question_that_names_another_payer_or_is_none_is_refused(CancellationToken cancel)
    {
        Assert.That((await AskAsync(Question("Q-3") with { Insurer = new OrganizationFacts { Name = "Other", Identifiers = [new Identifier(FhirSystems.Npi, "1234567893")] } }, cancel)).Errors, Is.EqualTo(new[] { "79" }));
        using var wrong = await Played.PostAsync(Eligibility, """{"resourceType":"Bundle","type":"collection","entry":[]}"""u8.ToArray(), PlayedPayer.Fhir, cancel);
        Assert.That((int)wrong.StatusCode, Is.EqualTo(422));
    }

    private static ReviewItem Withdrawn(ReviewItem asked) => asked with { Scope = asked.Scope is { } scope ? scope with { CertificationType = "3" } : null };

    private static ServicesReview Request(string reference) => new()
    {
        Purpose = "13",
        Reference = reference,
        At = At,
        Organization = new Party { EntityCode = "X3", Name = "ATLANTIC MUTUAL", IdQualifier = "PI", Id = "1098765435" },
        Requester = new Party { EntityCode = "1P", Name = "HARBOR HEALTH SYSTEM", IdQualifier = "XX", Id = Npi },
        Subscriber = new Party { EntityCode = "IL", IsPerson = true, Name = "TESTER", FirstName = "TESSA", IdQualifier = "MI", Id = "M0001", BirthDate = new DateOnly(1980, 5, 17), Gender = "F" },
        Events =
        [
            new ReviewItem
            {
                Level = "EV",
                Traces = [new TraceNumber("1", $"T-{reference}", "9521111111")],
                Scope = new ReviewScope("HS", "I", "3", "11", "B", "E"),
                Diagnoses = [new Diagnosis("ABK", "M545")],
                Services =
                [
                    new ReviewItem
                    {
                        Level = "SS",
                        Traces = [new TraceNumber("1", $"T-{reference}-1", "9521111111")],
                        Service = new ReviewedService("SV1", null, "HC", "72148", [], null, "UN", 4),
                        Delivery = new ServiceDelivery("VS", 4, null, null, null, null, null, null),
                    },
                ],
            },
        ],
    };

    private static EligibilityQuestion Question(string trace) => new()
    {
        BaseUrl = "https://harbor.example/fhir",
        Trace = new Identifier("urn:harbor:coverage", trace),
        CreatedAt = new DateTimeOffset(At),
        ServiceDate = new DateOnly(2026, 3, 9),
        Patient = new PatientFacts { Identifiers = [new Identifier("urn:harbor:patient", "P1")], Name = new HumanName(null, "Tester", ["Tessa"], [], [], null), Gender = "female" },
        Coverage = new CoverageFacts { MemberNumber = "M0001", Relationship = "self" },
        Insurer = new OrganizationFacts { Name = "Atlantic Mutual", Identifiers = [new Identifier(FhirSystems.Npi, "1098765435")] },
        Provider = new OrganizationFacts { Name = "Harbor Health System", Npi = Npi },
        ServiceTypes = ["30"],
    };

    private static ReadOnlyMemory<byte> Bytes(ServicesReview review) => X12Document.Write(
        new InterchangeEnvelope("ZZ", "HARBOR", "ZZ", "ATLANTIC", At, 17),
        new GroupEnvelope(ServicesReview.FunctionalId, "HARBOR", "ATLANTIC", At, 17, ServicesReview.Version),
        writer => review.Write(writer, "0001")).Bytes;

    private static ServicesReview Read(ReadOnlyMemory<byte> body)
    {
        var findings = new X12Findings();
        var read = ServicesReview.Read(body, findings).Single();
        Assert.That(findings.Errors, Is.Zero);
        return read;
    }

    private async Task<ServicesReview> SubmitAsync(ServicesReview review, CancellationToken cancel)
    {
        using var answer = await Played.PostAsync(Review, Bytes(review), PlayedPayer.X12, cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return Read(await answer.Content.ReadAsByteArrayAsync(cancel));
    }

    private async Task<EligibilityAnswer> AskAsync(EligibilityQuestion question, CancellationToken cancel)
    {
        var bundle = question.Build().Value ?? throw new AssertionException("The question is not whole.");
        using var answer = await Played.PostAsync(Eligibility, bundle.ToUtf8(), PlayedPayer.Fhir, cancel);
        var body = await answer.Content.ReadAsByteArrayAsync(cancel);
        return EligibilityAnswer.Read(body).Value ?? throw new AssertionException(System.Text.Encoding.UTF8.GetString(body));
    }
}
