using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Units;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Testing;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.PriorAuthorizations;

public sealed class HearingThePayer
{
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Submitted =
        Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(), Assembling());

    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Pended = Submitted.GivenDone(Answer(Word(1, "A4"), Word(2, "A4")));

    [Test]
    public void A_standard_request_is_due_seven_calendar_days_after_the_payers_receipt()
    {
        // Across the change to daylight saving on 8 March 2026 in the payer's zone: the same local hour.
        var pended = Submitted.When(Answer(Word(1, "A4", reason: "0U"), Word(2, "A4")));
        var due = Noon.AddDays(7).AddHours(-1);
        pended.Then(
            new SubmissionAcknowledged(Noon, due, AnswerId, Noon),
            new AuthorizationPended(1, "0U", AdministrationReference: null, Noon, due, AnswerId, Noon),
            new AuthorizationPended(2, ReasonCode: null, AdministrationReference: null, Noon, due, AnswerId, Noon),
            new DecisionAwaited(due, Noon));
        Assert.That(pended.Deadlines(AuthorizationId), Is.EqualTo(new[] { new DeadlineChange(AuthorizationId, "authorization/decision", due) }));
    }

    [Test]
    public void An_expedited_request_is_due_72_hours_after_it()
    {
        var pended = Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(Asked with { Level = ReviewLevel.Expedited }), Assembling()).When(Answer(Word(1, "A4"), Word(2, "A4")));
        Assert.That(pended.Deadlines(AuthorizationId).Single().DueAt, Is.EqualTo(Noon.AddHours(72)));
    }

    [Test]
    public void The_handoff_to_the_payer_is_accepted_and_the_one_from_it_waits_for_every_item()
    {
        var follow = Submitted.When(Answer(Word(1, "A4"), Word(2, "A4"))).FollowUps(AuthorizationId);
        Assert.That(follow.Select(f => f.StreamId), Is.EqualTo(new[] { HandoffId.For("B06", AuthorizationId), HandoffId.For("B06", AuthorizationId), HandoffId.For("B07", AuthorizationId) }));
        Assert.That(follow[1].Command, Is.EqualTo(new AcceptHandoff(new Actor(Payer, ActorKind.Partner, "partner"), Noon)));
        Assert.That(((OfferHandoff)follow[2].Command).Unmet.Select(u => u.Predicate), Is.EqualTo(new[] { "item-actions-present" }));
    }

    [Test]
    public void Approval_of_every_item_concludes_releases_and_offers_to_scheduling()
    {
        var decided = Pended.When(Answer(Approved(1), Approved(2)));
        decided.ThenKinds(typeof(AuthorizationDecided), typeof(AuthorizationDecided), typeof(AuthorizationConcluded), typeof(AuthorizationReleased));
        var released = decided.Decision.Events.OfType<AuthorizationReleased>().Single();
        Assert.That(decided.Decision.Events.OfType<AuthorizationConcluded>().Single().Status, Is.EqualTo("approved"));
        Assert.That(released.Items, Is.EqualTo(new[]
        {
            new ReleasedItem(1, "A1", "X12-1365", "3", 1, "AU1", new DateOnly(2026, 3, 1), new DateOnly(2026, 8, 31)),
            new ReleasedItem(2, "A1", "CPT", "99243", 4, "AU2", new DateOnly(2026, 3, 1), new DateOnly(2026, 8, 31)),
        }));
        var follow = decided.FollowUps(AuthorizationId);
        Assert.That(follow.Select(f => (f.StreamId, f.Command.GetType())), Is.EqualTo(new[]
        {
            (HandoffId.For("B07", AuthorizationId), typeof(OfferHandoff)),
            (HandoffId.For("B07", AuthorizationId), typeof(AcceptHandoff)),
            (HandoffId.For("B09", AuthorizationId), typeof(OfferHandoff)),
            (UnitsAggregate.IdOf(AuthorizationId), typeof(GrantUnits)),
        }));
        Assert.That(decided.Deadlines(AuthorizationId).Select(d => d.DueAt), Is.All.Null);
    }

    [Test]
    public void An_answer_at_once_needs_no_waiting() => Submitted.When(Answer(Approved(1), Approved(2))).ThenKinds(
        typeof(SubmissionAcknowledged), typeof(AuthorizationDecided), typeof(AuthorizationDecided), typeof(AuthorizationConcluded), typeof(AuthorizationReleased));

    [Test]
    public void The_same_answer_again_brings_nothing()
    {
        Pended.When(Answer(Word(1, "A4"), Word(2, "A4"))).ThenNothing();
        var approved = Pended.GivenDone(Answer(Approved(1), Approved(2)));
        approved.When(Answer(Approved(1), Approved(2))).ThenNothing();
        approved.When(Answer(Word(1, "A4"), Word(2, "A4"))).ThenNothing();
    }

    [Test]
    public void Items_are_decided_one_by_one_and_the_whole_follows_from_them()
    {
        Pended.When(Answer(Approved(1))).ThenKinds(typeof(AuthorizationDecided));
        var mixed = Pended.GivenDone(Answer(Approved(1))).When(Answer(Word(2, "A3", reason: "0F", text: "Try therapy first")));
        mixed.ThenKinds(typeof(AuthorizationDecided), typeof(AuthorizationConcluded), typeof(AuthorizationReleased));
        Assert.That(mixed.Decision.Events.OfType<AuthorizationConcluded>().Single().Status, Is.EqualTo("mixed"));
        Assert.That(mixed.Decision.Events.OfType<AuthorizationReleased>().Single().Items.Select(i => i.Sequence), Is.EqualTo(new[] { 1 }));
        Assert.That(Reasons(mixed), Is.EqualTo(new[] { "denied" }));
    }

    [Test]
    public void Modified_is_approved_and_not_cancelled()
    {
        var modified = Approved(1) with { Decision = Approved(1).Decision with { Action = "A6" } };
        var decided = Pended.When(Answer(modified, Approved(2)));
        Assert.That(decided.Decision.Events.OfType<AuthorizationConcluded>().Single().Status, Is.EqualTo("approved-with-changes"));
        Assert.That(decided.Decision.Events.OfType<AuthorizationReleased>().Single().Items[0].Action, Is.EqualTo("A6"));
    }

    [Test]
    public void What_is_approved_differently_from_what_was_ordered_waits_for_a_person()
    {
        var other = Approved(2) with { Decision = Approved(2).Decision with { System = "CPT", Code = "99242" } };
        var decided = Pended.When(Answer(Approved(1), other));
        decided.ThenKinds(typeof(AuthorizationDecided), typeof(AuthorizationDecided), typeof(AuthorizationConcluded));
        Assert.That(decided.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OfferHandoff>().Last().Unmet.Select(u => u.Predicate), Is.EqualTo(new[] { "procedure-approved" }));
        var concluded = Pended.GivenDone(Answer(Approved(1), other));
        concluded.When(new ReleaseAuthorization(Noon)).ThenKinds(typeof(AuthorizationReleased));
        concluded.GivenDone(new ReleaseAuthorization(Noon)).When(new ReleaseAuthorization(Noon)).ThenNothing();
    }

    [Test]
    public void Approval_that_ends_before_the_wanted_day_is_not_released()
    {
        var early = Approved(1) with { Decision = Approved(1).Decision with { To = new DateOnly(2026, 3, 8) } };
        Pended.When(Answer(early, Approved(2))).ThenKinds(typeof(AuthorizationDecided), typeof(AuthorizationDecided), typeof(AuthorizationConcluded));
    }

    [Test]
    public void A_denial_without_a_reason_is_an_exception_until_the_reason_comes()
    {
        var denied = Pended.When(Answer(Word(1, "A3"), Word(2, "A3", reason: "0F", text: "Try therapy first")));
        denied.ThenKinds(typeof(AuthorizationDecided), typeof(DenialReasonMissing), typeof(AuthorizationDecided), typeof(AuthorizationConcluded));
        Assert.That(Reasons(denied), Is.EquivalentTo(new[] { "denial-reason-missing", "denied" }));
        Assert.That(denied.FollowUps(AuthorizationId).Select(f => f.Command).OfType<AcceptHandoff>(), Is.Empty, "the answer is not whole");

        var told = Pended.GivenDone(Answer(Word(1, "A3"), Word(2, "A3", reason: "0F", text: "Try therapy first"))).When(Answer(Word(1, "A3", reason: "0G", text: "Not a benefit")));
        told.ThenKinds(typeof(DenialReasonGiven));
        Assert.That(told.FollowUps(AuthorizationId).Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(OfferHandoff), typeof(AcceptHandoff), typeof(OfferHandoff), typeof(CloseWorkItem) }), "the answer is whole (B07), and the denial has its letter (B08)");
    }

    [Test]
    public void A_code_without_words_is_no_reason() => Pended.When(Answer(Word(1, "A3", reason: "0F"))).ThenKinds(typeof(AuthorizationDecided), typeof(DenialReasonMissing));

    [Test]
    public void What_contradicts_an_earlier_answer_goes_to_a_person_once()
    {
        var approved = Pended.GivenDone(Answer(Approved(1), Approved(2)));
        var denial = Answer(Word(1, "A3", reason: "0F", text: "Changed our mind"));
        var contradicted = approved.When(denial);
        contradicted.Then(new PayerAnswerContradicted(1, "A3", AnswerId, Noon));
        Assert.That(Reasons(contradicted), Is.EqualTo(new[] { "payer-answer-contradicts" }));
        approved.GivenDone(denial).When(denial).ThenNothing();
        Pended.When(Answer(Word(7, "A1"))).Then(new PayerAnswerContradicted(7, "A1", AnswerId, Noon));
    }

    [Test]
    public void The_payer_may_want_a_call_first()
    {
        var contact = Pended.When(Answer(Word(1, "CT")));
        contact.Then(new PayerContactRequested(1, AnswerId, Noon));
        Assert.That(Reasons(contact), Is.EqualTo(new[] { "contact-payer" }));
        Assert.That(Pended.GivenDone(Answer(Word(1, "CT"))).When(Answer(Approved(1), Approved(2))).FollowUps(AuthorizationId).Select(f => f.Command), Does.Contain(new CloseWorkItem("decided", Noon)));
    }

    [Test]
    public void A_notification_may_overtake_the_answer_to_the_submission()
    {
        var decided = Submitted.GivenDone(Answer(Approved(1), Approved(2)));
        decided.When(Answer(Word(1, "A4"), Word(2, "A4"))).ThenNothing();
        var rejected = Submitted.GivenDone(new RejectSubmission(409, [], AnswerId, Noon)).When(Answer(Approved(1), Approved(2)));
        Assert.That(rejected.FollowUps(AuthorizationId).Select(f => f.Command.GetType()).Take(2), Is.EqualTo(new[] { typeof(OfferHandoff), typeof(AcceptHandoff) }));
    }

    [Test]
    public void Nothing_is_decided_that_was_not_submitted() =>
        Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting()).When(Answer(Approved(1))).ThenRefused(PriorAuthorizationRefusals.NotSubmitted);

    [Test]
    public void An_error_after_receipt_goes_to_a_person_once()
    {
        var error = new ReportPayerError(["33"], AnswerId, Noon);
        Assert.That(Reasons(Pended.When(error)), Is.EqualTo(new[] { "payer-error" }));
        Pended.GivenDone(error).When(error).ThenNothing();
        Submitted.When(error).ThenKinds(typeof(SubmissionRejected));
    }

    private static IEnumerable<string> Reasons(Decided<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> decided) =>
        decided.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OpenWorkItem>().Select(i => i.ReasonCode);
}
