using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

public sealed class AnsweringPriorAuthorization
{
    internal static PasResponse Answer(ReviewAction action) => new()
    {
        ResponseId = "answer-1",
        CreatedAt = Noon,
        Decisions =
        [
            new PasDecision
            {
                Sequence = 1,
                Action = action,
                CertificationNumber = action is ReviewAction.Pended or ReviewAction.NotCertified ? null : "AUTH-5",
                AdministrationReferenceNumber = action == ReviewAction.Pended ? "PEND-5" : null,
                IssuedOn = FhirDate.Of(new DateOnly(2026, 3, 3)),
                From = FhirDate.Of(new DateOnly(2026, 3, 10)),
                To = FhirDate.Of(new DateOnly(2026, 6, 10)),
                Units = 1,
                Service = new Coding(FhirSystems.Cpt, "45378"),
                ReasonCode = action == ReviewAction.NotCertified ? "0B" : null,
                ReasonText = action == ReviewAction.NotCertified ? "Conservative treatment was not tried." : null,
            },
        ],
    };

    private static readonly PasSubmission Submission = Get(PasRequest.Read(Get(Request().Build())));

    [TestCase(ReviewAction.CertifiedInTotal, PasStatus.Approved)]
    [TestCase(ReviewAction.CertifiedPartial, PasStatus.ApprovedWithChanges)]
    [TestCase(ReviewAction.NotCertified, PasStatus.Denied)]
    [TestCase(ReviewAction.Pended, PasStatus.Pended)]
    [TestCase(ReviewAction.Modified, PasStatus.ApprovedWithChanges)]
    [TestCase(ReviewAction.Cancelled, PasStatus.Cancelled)]
    [TestCase(ReviewAction.ContactPayer, PasStatus.ContactPayer)]
    [TestCase(ReviewAction.NoActionRequired, PasStatus.NotRequired)]
    public void The_provider_reads_what_the_payer_decided(ReviewAction action, PasStatus status)
    {
        var sent = Answer(action);
        var read = PasResponse.Read(sent.Build(Submission, "https://payer.example/fhir").ToUtf8());
        var got = Get(read);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.IsAcceptable, string.Join("; ", read.Issues));
            Assert.That(got.Status, Is.EqualTo(status));
            Assert.That(got.Decisions.Single() with { ActionCode = null }, Is.EqualTo(sent.Decisions[0]));
            Assert.That(got.TraceNumber, Is.EqualTo(Request().TraceNumber));
            Assert.That(got.BundleIdentifier, Is.EqualTo(Request().BundleIdentifier));
            Assert.That(got.RequestorNpi, Is.EqualTo("1902800006"));
            Assert.That(got.RequestReference, Is.EqualTo(Submission.ClaimFullUrl));
        }
    }

    [TestCase("A1,A1", PasStatus.Approved)]
    [TestCase("A1,A6", PasStatus.ApprovedWithChanges)]
    [TestCase("A1,A3", PasStatus.Mixed)]
    [TestCase("A3,A3", PasStatus.Denied)]
    [TestCase("A3,C", PasStatus.Denied)]
    [TestCase("A1,A4", PasStatus.Pended)]
    [TestCase("A1,CT", PasStatus.ContactPayer)]
    [TestCase("A1,NA", PasStatus.Approved)]
    [TestCase("A1,Z9", PasStatus.Unknown)]
    [TestCase("", PasStatus.Unknown)]
    public void The_whole_follows_from_the_items(string codes, PasStatus status)
    {
        var decisions = codes.Split(',', StringSplitOptions.RemoveEmptyEntries).Select((code, at) => new PasDecision { Sequence = at + 1, Action = ReviewActions.FromCode(code), ActionCode = code });
        Assert.That((Answer(ReviewAction.Pended) with { Decisions = [.. decisions] }).Status, Is.EqualTo(status));
    }

    [Test]
    public void A6_means_modified_and_not_cancelled() => Assert.That(ReviewActions.FromCode("A6"), Is.EqualTo(ReviewAction.Modified));

    [Test]
    public void Codes_go_both_ways() =>
        Assert.That(Enum.GetValues<ReviewAction>().Select(a => ReviewActions.FromCode(a.ToCode())), Is.EqualTo(Enum.GetValues<ReviewAction>()));

    [Test]
    public void A_modified_item_says_what_was_authorized_instead()
    {
        var sent = Answer(ReviewAction.Modified) with
        {
            Decisions = [Answer(ReviewAction.Modified).Decisions[0] with { Service = new Coding(FhirSystems.Cpt, "45380"), Units = 2 }],
        };
        var bundle = sent.Build(Submission, "https://payer.example/fhir");
        var added = bundle.Entries[0].Resource["addItem"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(added["itemSequence"].Integer, Is.EqualTo(1));
            Assert.That(added["productOrService"]["coding"]["code"].Text, Is.EqualTo("45380"));
            Assert.That(Get(PasResponse.Read(bundle)).Decisions.Single(), Has.Property("Units").EqualTo(2m));
        }
    }

    [Test]
    public void Business_faults_come_as_errors_in_the_answer()
    {
        var sent = new PasResponse { ResponseId = "answer-2", CreatedAt = Noon, Outcome = "error", Errors = [new PasError("72", "Bundle.entry[3].Coverage", "2010C-NM109", "C")] };
        var got = Get(PasResponse.Read(sent.Build(Submission, "https://payer.example/fhir").ToUtf8()));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(got.Status, Is.EqualTo(PasStatus.Error));
            Assert.That(got.Errors, Is.EqualTo(sent.Errors));
        }
    }

    [Test]
    public void The_echoed_resources_keep_their_urls_and_the_documents_stay_home()
    {
        var bundle = Answer(ReviewAction.CertifiedInTotal).Build(Submission, "https://payer.example/fhir");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(bundle.Entries.Select(e => e.Resource.ResourceType), Is.EqualTo(new[] { "ClaimResponse", "Patient", "Organization", "Organization" }));
            Assert.That(bundle.Entries.Skip(1).Select(e => e.FullUrl), Is.SubsetOf(Submission.Bundle.Entries.Select(e => e.FullUrl)));
        }
    }

    [Test]
    public void An_answer_without_a_known_action_is_an_issue_and_no_decision_is_made_up()
    {
        var read = PasResponse.Read(With(
            System.Text.Encoding.UTF8.GetString(Answer(ReviewAction.CertifiedInTotal).Build(Submission, "https://payer.example/fhir").ToUtf8().Span),
            b => b.Resource("ClaimResponse")["item"]?[0]?.AsObject().Remove("adjudication")));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.IsAcceptable, Is.False);
            Assert.That(read.Value?.Status, Is.EqualTo(PasStatus.Unknown));
        }
    }

    [Test]
    public void A_queued_answer_of_older_guides_is_pended() =>
        Assert.That(Get(PasResponse.Read(Utf8("""{"resourceType":"ClaimResponse","id":"x","status":"active","use":"preauthorization","outcome":"queued"}"""))).Status, Is.EqualTo(PasStatus.Pended));
}
