using Healthcare.Authorization.CoverageChecks;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Testing;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.CoverageChecks;

public sealed class CheckingCoverage
{
    private static readonly RequestCoverageCheck Request = new(Question, Inquiry(), NotMade: null, Noon);
    private static readonly CoverageFindings Active = new(["1"], "Y", HasOtherPayer: false);
    private static readonly DeciderSpec<CoverageCheck, CoverageCheckCommand, CoverageCheckEvent> Nothing = Spec.Of(CoverageCheckAggregate.Value);
    private static readonly DeciderSpec<CoverageCheck, CoverageCheckCommand, CoverageCheckEvent> Asked = Nothing.GivenDone(Request);

    [Test]
    public void A_question_is_asked_once_and_its_inquiry_queued()
    {
        var asked = Nothing.When(Request);
        asked.Then(new CoverageCheckRequested(Question, Noon), new CoverageInquiryMade(Inquiry(), Noon));
        Assert.That(asked.FollowUps(CoverageCheckId).Select(f => f.Command).OfType<QueueTransmission>(), Is.EqualTo(new[] { new QueueTransmission(Payer, "eligibility-270", BundleId, "application/edi-x12", CoverageCheckId, Noon) }));
        Asked.When(Request).ThenNothing();
    }

    [Test]
    public void An_inquiry_that_cannot_be_written_goes_to_a_person()
    {
        var asked = Nothing.When(Request with { Inquiry = null, NotMade = "x12-too-long-NM1" });
        asked.Then(new CoverageCheckRequested(Question, Noon), new CoverageInquiryNotMade("x12-too-long-NM1", Noon));
        Assert.That(Reasons(asked), Is.EqualTo(new[] { "coverage-inquiry-refused" }));
    }

    [Test]
    public void Active_cover_is_confirmed_once()
    {
        var confirm = new ConfirmCoverage(Active, AnswerId, Noon);
        Asked.When(confirm).Then(new CoverageConfirmed(Question, Active, AnswerId, Noon));
        Asked.GivenDone(confirm).When(confirm).ThenNothing();
        Asked.GivenDone(confirm).When(new FindCoverageInactive(Active, AnswerId, Noon)).ThenNothing();
    }

    [Test]
    public void Inactive_cover_goes_to_a_person_until_cover_is_found()
    {
        var inactive = Asked.When(new FindCoverageInactive(new CoverageFindings(["6"], AuthorizationRequired: null, HasOtherPayer: true), AnswerId, Noon));
        var item = inactive.FollowUps(CoverageCheckId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.ReasonCode, item.Role, item.SubjectId, item.CaseId), Is.EqualTo(("coverage-inactive", "financial-clearance", CoverageCheckId, CaseId)));
        Assert.That(item.DueAt, Is.GreaterThan(Noon));
        var after = Asked.GivenDone(new FindCoverageInactive(Active, AnswerId, Noon)).When(new RepeatCoverageInquiry(Inquiry(2), NotMade: null, Noon));
        Assert.That(after.FollowUps(CoverageCheckId).Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(CloseWorkItem), typeof(QueueTransmission) }));
    }

    [TestCase("R", 90)]
    [TestCase("P", 90)]
    [TestCase("W", 30 * 24 * 3600)]
    [TestCase("X", 10 * 24 * 3600)]
    public void A_refusal_that_permits_it_is_asked_again_by_itself_when_the_payer_says(string followUp, int seconds)
    {
        var rejection = new CoverageRejection("20", "42", followUp);
        var refused = Asked.When(new RefuseCoverageInquiry(rejection, Inquiry(2), AnswerId, Noon));
        refused.Then(new CoverageInquiryRefused(rejection, Inquiry(2), Noon.AddSeconds(seconds), AnswerId, Noon) { Question = Question });
        Assert.That(refused.FollowUps(CoverageCheckId), Is.Empty);
        Assert.That(refused.Deadlines(CoverageCheckId), Does.Contain(new DeadlineChange(CoverageCheckId, "coverage-check/retry", Noon.AddSeconds(seconds))));
        Asked.GivenDone(new RefuseCoverageInquiry(rejection, Inquiry(2), AnswerId, Noon))
            .When(new FireCoverageDeadline("coverage-check/retry", Noon.AddSeconds(seconds), Noon.AddSeconds(seconds + 1)))
            .Then(new CoverageInquiryMade(Inquiry(2), Noon.AddSeconds(seconds + 1)));
    }

    [TestCase("C", "coverage-member-mismatch")]
    [TestCase("N", "coverage-member-mismatch")]
    [TestCase("S", "coverage-unanswered")]
    [TestCase("Y", "coverage-unanswered")]
    public void A_refusal_that_forbids_asking_again_goes_to_a_person(string followUp, string exception)
    {
        var refused = Asked.When(new RefuseCoverageInquiry(new CoverageRejection("22", "75", followUp), Inquiry(2), AnswerId, Noon));
        refused.ThenKinds(typeof(CoverageInquiryRefused));
        Assert.That(Reasons(refused), Is.EqualTo(new[] { exception }));
        Assert.That(refused.Deadlines(CoverageCheckId).Select(d => d.DueAt), Is.All.Null);
    }

    [Test]
    public void Asking_again_comes_to_an_end()
    {
        var spec = Asked;
        var rejection = new CoverageRejection("20", "42", "R");
        for (var attempt = 2; attempt <= AaaPolicy.Current.Attempts; attempt++)
        {
            spec = spec.GivenDone(
                new RefuseCoverageInquiry(rejection, Inquiry(attempt), AnswerId, Noon),
                new FireCoverageDeadline("coverage-check/retry", Noon, Noon));
        }

        Assert.That(Reasons(spec.When(new RefuseCoverageInquiry(rejection, Inquiry(9), AnswerId, Noon))), Is.EqualTo(new[] { "coverage-unavailable" }), "the front desk tells the patient");
    }

    [Test]
    public void A_payer_that_does_not_answer_is_told_of_once_and_heard_all_the_same()
    {
        var fire = new FireCoverageDeadline("coverage-check/answer", Noon.AddMinutes(15), Noon.AddMinutes(15));
        var overdue = Asked.When(fire);
        overdue.Then(new CoverageAnswerOverdue(Noon.AddMinutes(15), Noon.AddMinutes(15)));
        Assert.That(Reasons(overdue), Is.EqualTo(new[] { "coverage-unanswered" }));
        Asked.GivenDone(fire).When(fire).ThenNothing();
        var late = Asked.GivenDone(fire).When(new ConfirmCoverage(Active, AnswerId, Noon.AddHours(1)));
        late.ThenKinds(typeof(CoverageConfirmed));
        Assert.That(late.FollowUps(CoverageCheckId).Select(f => f.Command), Does.Contain(new CloseWorkItem("answered", Noon.AddHours(1))));
    }

    [Test]
    public void A_person_does_not_ask_twice_at_once()
    {
        var repeat = new RepeatCoverageInquiry(Inquiry(2), NotMade: null, Noon);
        Asked.When(repeat).ThenRefused(CoverageCheckRefusals.UnderWay);
        Asked.GivenDone(new ConfirmCoverage(Active, AnswerId, Noon)).When(repeat).ThenRefused(CoverageCheckRefusals.Confirmed);
        Nothing.When(repeat).ThenRefused(CoverageCheckRefusals.Unknown);
    }

    private static IEnumerable<string> Reasons(Decided<CoverageCheck, CoverageCheckCommand, CoverageCheckEvent> decided) =>
        decided.FollowUps(CoverageCheckId).Select(f => f.Command).OfType<OpenWorkItem>().Select(i => i.ReasonCode);
}
