using Healthcare.Authorization.CoverageChecks;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Testing;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.CoverageChecks;

public sealed class AskingAnew
{
    private static readonly CoverageFindings Active = new(["1"], "Y", HasOtherPayer: false);
    private static readonly CoverageQuestion Later = Question with { ServiceDate = new DateOnly(2026, 4, 7) };
    private static readonly Actor Clerk = new("clerk", ActorKind.Human, "financial-clearance");
    private static readonly DeciderSpec<CoverageCheck, CoverageCheckCommand, CoverageCheckEvent> Nothing = Spec.Of(CoverageCheckAggregate.Value);
    private static readonly DeciderSpec<CoverageCheck, CoverageCheckCommand, CoverageCheckEvent> Asked = Nothing.GivenDone(new RequestCoverageCheck(Question, Inquiry(), NotMade: null, Noon));
    private static readonly DeciderSpec<CoverageCheck, CoverageCheckCommand, CoverageCheckEvent> Confirmed = Asked.GivenDone(new ConfirmCoverage(Active, AnswerId, Noon));

    private static AskCoverageAnew Anew(string reason = "service-date") => new(Later, Inquiry(2), NotMade: null, reason, Noon);

    [Test]
    public void Another_day_is_another_question()
    {
        var anew = Confirmed.When(Anew());
        anew.Then(new CoverageRequestedAnew(Later, "service-date", Noon), new CoverageInquiryMade(Inquiry(2), Noon));
        Assert.That(anew.FollowUps(CoverageCheckId).Select(f => f.Command).OfType<QueueTransmission>().Single().PayloadId, Is.EqualTo(BundleId));
        Assert.That(anew.FollowUps(CoverageCheckId).Select(f => f.Command).OfType<OfferHandoff>().Single().ContextHash,
            Is.Not.EqualTo(Asked.GivenDone(Anew("other")).When(new ConfirmCoverage(Active, AnswerId, Noon)).FollowUps(Guid.Empty).Select(f => f.Command).OfType<OfferHandoff>().Single().ContextHash[..63]));
        Confirmed.GivenDone(Anew()).When(new ConfirmCoverage(Active, AnswerId, Noon)).Then(new CoverageConfirmed(Later, Active, AnswerId, Noon));
    }

    [Test]
    public void The_same_day_is_not_asked_twice() => Confirmed.GivenDone(Anew()).When(Anew()).ThenNothing();

    [Test]
    public void Changed_services_are_asked_for_on_the_same_day_too() =>
        Confirmed.When(Anew("services-changed") with { Question = Question }).ThenKinds(typeof(CoverageRequestedAnew), typeof(CoverageInquiryMade));

    [Test]
    public void A_fresh_answer_is_reused_and_nobody_is_called()
    {
        var known = new ReusableAnswer(CoverageCheckId, Active, AnswerId, Noon.AddDays(20));
        var reused = Nothing.When(new RequestCoverageCheck(Question, Inquiry: null, NotMade: null, Noon) { Known = known });
        reused.Then(
            new CoverageCheckRequested(Question, Noon),
            new CoverageAnswerReused(CoverageCheckId, Noon),
            new CoverageConfirmed(Question, Active, AnswerId, Noon) { FreshUntil = Noon.AddDays(20) });
        Assert.That(reused.FollowUps(CoverageCheckId).Select(f => f.Command).OfType<QueueTransmission>(), Is.Empty);
    }

    [Test]
    public void The_bound_on_repetitions_counts_from_the_new_question()
    {
        var rejection = new CoverageRejection("20", "42", "R");
        var spec = Asked;
        for (var attempt = 2; attempt <= AaaPolicy.Current.Attempts; attempt++)
            spec = spec.GivenDone(new RefuseCoverageInquiry(rejection, Inquiry(attempt), AnswerId, Noon), new FireCoverageDeadline("coverage-check/retry", Noon, Noon));
        spec.When(new RefuseCoverageInquiry(rejection, Inquiry(9), AnswerId, Noon)).Then(new CoverageInquiryRefused(rejection, Next: null, RetryAt: null, AnswerId, Noon) { Question = Question });
        var anew = spec.GivenDone(new AskCoverageAnew(Later, Inquiry(5), NotMade: null, "service-date", Noon));
        Assert.That(anew.When(new RefuseCoverageInquiry(rejection, Inquiry(6), AnswerId, Noon)).Decision.Events.OfType<CoverageInquiryRefused>().Single().RetryAt, Is.EqualTo(Noon.AddSeconds(90)));
    }

    [Test]
    public void An_answer_that_ends_before_the_care_is_asked_for_again_by_itself()
    {
        var confirm = new ConfirmCoverage(Active, AnswerId, Noon) { FreshUntil = Noon.AddDays(30), Next = Inquiry(2) };
        var confirmed = Asked.When(confirm);
        Assert.That(confirmed.Deadlines(CoverageCheckId), Does.Contain(new DeadlineChange(CoverageCheckId, "coverage-check/stale", Noon.AddDays(30))));
        var stale = Asked.GivenDone(confirm).When(new FireCoverageDeadline("coverage-check/stale", Noon.AddDays(30), Noon.AddDays(30)));
        stale.Then(new CoverageStale(Noon.AddDays(30)), new CoverageInquiryMade(Inquiry(2), Noon.AddDays(30)));
        Confirmed.When(new FireCoverageDeadline("coverage-check/stale", Noon, Noon)).ThenNothing();
    }

    [Test]
    public void A_payer_that_takes_no_inquiry_is_asked_by_a_person_who_enters_what_it_said()
    {
        var request = Nothing.When(new RequestCoverageCheck(Question, Inquiry: null, "payer-not-automated", Noon));
        var item = request.FollowUps(CoverageCheckId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.ReasonCode, item.Role), Is.EqualTo(("coverage-manual-check", "financial-clearance")));
        Assert.That(request.FollowUps(CoverageCheckId).Select(f => f.Command).OfType<QueueTransmission>(), Is.Empty, "N18");

        var spec = Nothing.GivenDone(new RequestCoverageCheck(Question, Inquiry: null, "payer-not-automated", Noon));
        var entered = new EnterCoverageResult(IsActive: true, "Y", HasOtherPayer: false, "CALL-17", AnswerId, Clerk, Noon.AddDays(30), Noon);
        var confirmed = spec.When(entered);
        confirmed.Then(new CoverageResultEntered("CALL-17", Clerk, Noon), new CoverageConfirmed(Question, Active, AnswerId, Noon) { FreshUntil = Noon.AddDays(30) });
        Assert.That(confirmed.FollowUps(CoverageCheckId).Select(f => f.Command), Does.Contain(new CloseWorkItem("answered", Noon)));
        spec.When(entered with { IsActive = false, AuthorizationRequired = null }).ThenKinds(typeof(CoverageResultEntered), typeof(CoverageFoundInactive));
        Confirmed.When(entered).ThenRefused(CoverageCheckRefusals.Confirmed);
    }

    [Test]
    public void The_day_may_be_known_before_the_referral_is()
    {
        Nothing.When(new NoteCoverageDate(Later.ServiceDate, Noon)).Then(new CoverageDateNoted(Later.ServiceDate, Noon));
        Nothing.GivenDone(new NoteCoverageDate(Later.ServiceDate, Noon)).When(new NoteCoverageDate(Later.ServiceDate, Noon)).ThenNothing();
        Nothing.GivenDone(new NoteCoverageDate(Later.ServiceDate, Noon)).When(new RequestCoverageCheck(Later, Inquiry(), NotMade: null, Noon)).ThenKinds(typeof(CoverageCheckRequested), typeof(CoverageInquiryMade));
        Asked.When(new NoteCoverageDate(Later.ServiceDate, Noon)).ThenNothing();
    }

    [Test]
    public void When_the_case_ends_nobody_waits()
    {
        var closed = Asked.When(new CloseCoverageCheck("withdrawn", Noon));
        closed.Then(new CoverageCheckClosed("withdrawn", Noon));
        Assert.That(closed.Deadlines(CoverageCheckId).Select(d => d.DueAt), Is.All.Null);
        var after = Asked.GivenDone(new CloseCoverageCheck("withdrawn", Noon));
        after.When(new ConfirmCoverage(Active, AnswerId, Noon)).ThenNothing();
        after.When(new RepeatCoverageInquiry(Inquiry(2), NotMade: null, Noon)).ThenRefused(CoverageCheckRefusals.Closed);
        after.When(new CloseCoverageCheck("withdrawn", Noon)).ThenNothing();
        after.When(Anew("referral-reopened")).ThenKinds(typeof(CoverageRequestedAnew), typeof(CoverageInquiryMade));
        Nothing.When(new CloseCoverageCheck("withdrawn", Noon)).ThenNothing();
    }

    [Test]
    public void Nothing_is_asked_anew_that_was_never_asked() => Nothing.When(Anew()).ThenRefused(CoverageCheckRefusals.Unknown);

    [TestCase("42", "R", 1, 90)]
    [TestCase("42", "R", 2, 180)]
    [TestCase("80", "none", 1, 90)]
    [TestCase("42", "P", 4, null)]
    [TestCase("72", "R", 1, null)]
    [TestCase("79", "P", 1, null)]
    [TestCase("XX", "R", 1, 90)]
    [TestCase("42", "N", 1, null)]
    public void A_refusal_is_repeated_when_that_is_permitted_and_of_use(string reason, string followUp, int tries, int? seconds) => Assert.That(
        AaaPolicy.Current.RetryAfter(new CoverageRejection("22", reason, followUp), tries), Is.EqualTo(seconds is { } s ? TimeSpan.FromSeconds(s) : (TimeSpan?)null));

    [TestCase("72", "C", "coverage-member-mismatch")]
    [TestCase("79", "C", "coverage-setup")]
    [TestCase("42", "R", "coverage-unavailable")]
    [TestCase("42", "Y", "coverage-unanswered")]
    [TestCase("XX", "C", "coverage-inquiry-refused")]
    public void Whoever_can_put_a_refusal_right_gets_it(string reason, string followUp, string exception)
    {
        var refused = Asked.When(new RefuseCoverageInquiry(new CoverageRejection("22", reason, followUp), Next: null, AnswerId, Noon));
        Assert.That(refused.FollowUps(CoverageCheckId).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo(exception));
    }
}
