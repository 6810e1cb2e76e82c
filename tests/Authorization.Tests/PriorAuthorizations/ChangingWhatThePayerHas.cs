using Healthcare.Authorization.Payers;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Units;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Testing;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.PriorAuthorizations;

public sealed class ChangingWhatThePayerHas
{
    private static readonly Guid ChangeId = Guid.Parse("01900000-0000-7000-8000-000000000077");
    private static readonly Actor Lead = new("lead", ActorKind.Human, "authorization-lead");
    private static readonly RequestFacts Facts = Asked with { Payer = new PayerTerms("pas", "ma", "America/New_York") };
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Submitted = Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(Facts), Assembling());
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Pended = Submitted.GivenDone(Answer(Word(1, "A4"), Word(2, "A4")));
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Active = Pended.GivenDone(Answer(Approved(1), Approved(2)));

    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Denied =
        Pended.GivenDone(Answer(Word(1, "A3", reason: "0F", text: "Try therapy first"), Word(2, "A3", reason: "0F", text: "Try therapy first")));

    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Extending = Active.GivenDone(Change("extension"));

    private static SubmitUpdate Change(string purpose, int change = 0, params RequestedItem[] items) =>
        new(purpose, items.Length == 0 ? Facts.Items : items, Packed with { BundleOriginalId = ChangeId, BundleId = "bundle-1-u1" }, Noon) { Change = change };

    private static PayerWord Longer(int sequence) => Approved(sequence) with { Decision = Approved(sequence).Decision with { To = new DateOnly(2026, 12, 31) } };

    [Test]
    public void A_pended_request_that_wants_information_says_so_and_gets_it()
    {
        var asked = Word(1, "A4", reason: "0U") with { IsInformationRequested = true };
        var pended = Submitted.When(Answer(asked, Word(2, "A4")));
        Assert.That(pended.Decision.Events.OfType<AuthorizationPended>().First().InformationRequested, Is.EqualTo(new[] { "0U" }));
        var item = pended.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.ReasonCode, item.Role), Is.EqualTo(("information-requested", "authorization-specialist")));
        var waiting = Submitted.GivenDone(Answer(asked, Word(2, "A4")));
        waiting.When(Answer(asked)).ThenNothing();
        Pended.When(Answer(asked)).ThenKinds(typeof(AuthorizationPended));

        var sent = waiting.When(Change("information"));
        sent.ThenKinds(typeof(UpdateSubmitted), typeof(InformationSubmittedToPayer), typeof(DisclosureRecorded));
        Assert.That(sent.FollowUps(AuthorizationId).Select(f => f.Command).OfType<QueueTransmission>().Single(), Is.EqualTo(new QueueTransmission(Payer, "pas-submit", ChangeId, "application/fhir+json", AuthorizationId, Noon)));
        Assert.That(sent.FollowUps(AuthorizationId).Select(f => f.Command), Does.Contain(new CloseWorkItem("submitted", Noon)));
        Assert.That(sent.Deadlines(AuthorizationId), Is.Empty, "the payer's clock goes on");
        waiting.GivenDone(Change("information")).When(Answer(asked)).ThenKinds(typeof(AuthorizationPended));
        waiting.GivenDone(Change("information")).When(Answer(Approved(1), Approved(2))).ThenKinds(typeof(AuthorizationDecided), typeof(AuthorizationDecided), typeof(AuthorizationConcluded), typeof(AuthorizationReleased));
        Active.When(Change("information")).ThenRefused(PriorAuthorizationRefusals.NothingMissing);
    }

    [Test]
    public void A_denied_request_takes_no_update()
    {
        Denied.When(Change("services")).ThenRefused(PriorAuthorizationRefusals.DeniedTakesNoUpdate);
        Assert.That(PriorAuthorizationRefusals.DeniedTakesNoUpdate.Sentence, Does.Contain("ask anew").And.Contain("appeal"));
        Submitted.When(Change("extension")).ThenRefused(PriorAuthorizationRefusals.NotUpdatable);
        Pended.When(Change("extension") with { Package = Packed with { Transport = "manual" } }).ThenRefused(PriorAuthorizationRefusals.NoUpdateByTransport);
    }

    [Test]
    public void A_new_request_takes_the_place_of_a_denied_one()
    {
        var next = PriorAuthorizationAggregate.IdOf(CaseId, 1, 2);
        Assert.That(next, Is.Not.EqualTo(AuthorizationId));
        var superseded = Denied.When(new SupersedeAuthorization(next, "new-evidence", Noon));
        superseded.Then(new AuthorizationSuperseded(next, "new-evidence", Noon));
        Assert.That(superseded.FollowUps(AuthorizationId).Select(f => f.StreamId), Does.Contain(WorkItemId.ForException("B07", "denied", AuthorizationId)));
        Denied.GivenDone(new SupersedeAuthorization(next, "new-evidence", Noon)).When(new SupersedeAuthorization(next, "new-evidence", Noon)).ThenNothing();
        Pended.When(new SupersedeAuthorization(next, "x", Noon)).ThenRefused(PriorAuthorizationRefusals.NotDenied);
        Active.When(new SupersedeAuthorization(next, "x", Noon)).ThenRefused(PriorAuthorizationRefusals.NotDenied);
        Denied.GivenDone(new SupersedeAuthorization(next, "x", Noon)).When(Answer(Approved(1))).ThenNothing();
        Denied.GivenDone(new SupersedeAuthorization(next, "x", Noon)).When(Change("services")).ThenRefused(PriorAuthorizationRefusals.Ended);
    }

    [Test]
    public void An_extension_is_decided_in_a_time_of_its_own_while_the_approval_stands()
    {
        var asked = Active.When(Change("extension"));
        asked.ThenKinds(typeof(UpdateSubmitted), typeof(DisclosureRecorded));
        Assert.That(asked.Deadlines(AuthorizationId).Where(d => d.Name == PriorAuthorizationDecider.DecisionDeadline).Select(d => d.DueAt), Is.EqualTo(new DateTimeOffset?[] { Noon.AddDays(7).AddHours(-1) }));
        Assert.That(asked.FollowUps(AuthorizationId).Select(f => f.StreamId), Does.Contain(HandoffId.For("B07", AuthorizationId)));
        var extended = Extending.When(Answer(Longer(1), Longer(2)));
        extended.ThenKinds(typeof(AuthorizationDecided), typeof(AuthorizationDecided), typeof(AuthorizationConcluded), typeof(AuthorizationReleased), typeof(AuthorizationExtended));
        Assert.That(extended.Decision.Events.OfType<AuthorizationExtended>().Single().To, Is.EqualTo(new DateOnly(2026, 12, 31)));
        Assert.That(extended.Deadlines(AuthorizationId).Last(d => d.Name == "authorization/expiry").DueAt, Is.EqualTo(new DateTimeOffset(2027, 1, 1, 5, 0, 0, TimeSpan.Zero)));
        Active.GivenDone(Change("extension")).When(Change("extension")).ThenNothing();
    }

    [Test]
    public void The_payers_receipt_of_an_update_starts_its_clock()
    {
        var later = new RecordPayerAnswer(Noon.AddHours(1), [Word(1, "A4"), Word(2, "A4")], AnswerId, Noon.AddHours(1)) { PayloadId = ChangeId };
        Extending.When(later).ThenKinds(typeof(SubmissionAcknowledged), typeof(AuthorizationPended), typeof(AuthorizationPended), typeof(DecisionAwaited));
    }

    [Test]
    public void A_denied_extension_leaves_the_approval_as_it_was()
    {
        var denied = Extending.When(Answer(Word(1, "A3", reason: "0F", text: "Enough visits")));
        denied.ThenKinds(typeof(UpdateDenied));
        Assert.That(denied.State is PriorAuthorization.Concluded { IsReleased: true, Status: "approved" }, Is.True);
        Assert.That(denied.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo("update-denied"));
        Assert.That(denied.Deadlines(AuthorizationId).Select(d => d.DueAt), Is.All.Null);
    }

    [Test]
    public void An_update_that_the_payer_does_not_take_leaves_what_it_had()
    {
        var refused = Extending.When(new RejectSubmission(422, ["not-ours"], AnswerId, Noon, ChangeId));
        refused.Then(new UpdateRefused(1, 422, ["not-ours"], AnswerId, Noon));
        Assert.That(refused.State is PriorAuthorization.Concluded { IsReleased: true }, Is.True);
        Assert.That(refused.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo("update-rejected"));
        Pended.GivenDone(Change("services", 1)).When(new RejectSubmission(422, [], AnswerId, Noon, ChangeId)).ThenKinds(typeof(UpdateRefused));
        Extending.When(new RejectSubmission(422, [], AnswerId, Noon, BundleId)).ThenNothing();
    }

    [Test]
    public void Changed_services_are_an_update_of_what_is_pended_or_approved()
    {
        var other = new RequestedItem(1, "CPT", "29881", 1);
        var pended = Pended.When(Change("services", 1, other));
        pended.ThenKinds(typeof(ServicesChanged), typeof(UpdateSubmitted), typeof(DisclosureRecorded));
        Assert.That(pended.Decision.Events.OfType<UpdateSubmitted>().Single().DueAt, Is.Null, "the time of the pended request goes on");
        Pended.GivenDone(Change("services", 1, other)).When(Answer(Approved(1))).ThenKinds(typeof(AuthorizationDecided), typeof(AuthorizationConcluded), typeof(AuthorizationReleased));
        var active = Active.When(Change("services", 1, other));
        Assert.That(active.Decision.Events.OfType<UpdateSubmitted>().Single().DueAt, Is.Not.Null, "decided anew");
        Submitted.When(Change("services", 1, other)).ThenKinds(typeof(ServicesChanged), typeof(UpdateSubmitted), typeof(DisclosureRecorded));
        Submitted.GivenDone(Change("services", 1, other)).When(Change("services", 1, other)).ThenNothing();
    }

    [Test]
    public void Changed_services_begin_anew_what_the_payer_does_not_have()
    {
        var change = new ChangeServices(1, [new RequestedItem(1, "CPT", "29881", 1)], Noon);
        var requested = Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(Facts));
        requested.When(change).ThenKinds(typeof(ServicesChanged));
        requested.GivenDone(change).When(change).ThenNothing();
        Assert.That(Submitted.GivenDone(new RejectSubmission(422, [], AnswerId, Noon)).When(change).State, Is.InstanceOf<PriorAuthorization.Assembling>());
        var again = Submitted.GivenDone(new RejectSubmission(422, [], AnswerId, Noon), change).When(Assembling(Packed with { BundleOriginalId = ChangeId, BundleId = "bundle-1-p2" }));
        again.ThenKinds(typeof(PackageAssembled), typeof(AuthorizationSubmitted), typeof(DisclosureRecorded));
        Assert.That(again.FollowUps(AuthorizationId).Select(f => f.Command).OfType<QueueTransmission>().Single().PayloadId, Is.EqualTo(ChangeId));
        Pended.When(change).ThenNothing();
    }

    [Test]
    public void The_end_of_the_referral_withdraws_what_nobody_has_at_once()
    {
        var requested = Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(Facts));
        var end = new EndAuthorization("withdrawn", "patient-declined", Cancellation: null, Noon);
        requested.When(end).Then(new AuthorizationWithdrawn("withdrawn", "patient-declined", HadApproval: false, Noon));
        Assert.That(requested.GivenDone(end).State, Is.InstanceOf<PriorAuthorization.Ended>());
        requested.GivenDone(end).When(end).ThenNothing();
        Denied.When(end).ThenKinds(typeof(AuthorizationWithdrawn));
        requested.GivenDone(end).When(new ResubmitAuthorization(Noon)).ThenRefused(PriorAuthorizationRefusals.Ended);
    }

    [Test]
    public void What_the_payer_has_is_withdrawn_there_first()
    {
        var end = new EndAuthorization("cancelled", "duplicate", Packed with { BundleOriginalId = ChangeId }, Noon);
        var asked = Active.When(end);
        asked.ThenKinds(typeof(CancellationAsked), typeof(UpdateSubmitted));
        Assert.That(asked.FollowUps(AuthorizationId).Select(f => f.Command).OfType<QueueTransmission>().Single().PayloadId, Is.EqualTo(ChangeId));
        var cancelling = Active.GivenDone(end);
        cancelling.When(end).ThenNothing();
        var withdrawn = cancelling.When(Answer(Word(1, "C"), Word(2, "C")));
        withdrawn.Then(new AuthorizationWithdrawn("cancelled", "duplicate", HadApproval: true, Noon));
        Assert.That(withdrawn.FollowUps(AuthorizationId).Select(f => f.Command).OfType<CloseUnits>().Count(), Is.EqualTo(1));
        Assert.That(withdrawn.Deadlines(AuthorizationId).Select(d => d.DueAt), Is.All.Null);
        cancelling.When(new RejectSubmission(404, [], AnswerId, Noon, ChangeId)).ThenKinds(typeof(UpdateRefused));
        cancelling.When(Answer(Word(1, "A4")) with { PayloadId = ChangeId }).Then(new UpdateRefused(1, 200, ["not-cancelled"], AnswerId, Noon));
        Assert.That(Submitted.GivenDone(end).When(new RejectSubmission(422, [], AnswerId, Noon, BundleId)).State, Is.InstanceOf<PriorAuthorization.Ended>(), "what was never taken is withdrawn");
        Pended.When(end with { Cancellation = null }).ThenKinds(typeof(CancellationAsked), typeof(AuthorizationWithdrawn));
        Assert.That(Pended.When(end with { Cancellation = null }).FollowUps(AuthorizationId).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo("cancellation-by-hand"));
    }

    [Test]
    public void An_approval_ends_when_it_expires_is_used_up_or_is_taken_back()
    {
        var at = Noon.AddDays(200);
        var expired = Active.When(new FireDecisionDeadline("authorization/expiry", at, at));
        expired.Then(new AuthorizationExpired(at, at));
        Assert.That(expired.FollowUps(AuthorizationId).Select(f => f.Command), Does.Contain(new CloseUnits("expired", at)));
        Active.GivenDone(new FireDecisionDeadline("authorization/expiry", at, at)).When(new FireDecisionDeadline("authorization/expiry", at, at)).ThenNothing();
        Active.When(new ExhaustAuthorization(Noon)).Then(new AuthorizationExhausted(Noon));
        Active.GivenDone(new ExhaustAuthorization(Noon)).When(new ExhaustAuthorization(Noon)).ThenNothing();
        var voiding = new VoidAuthorization("given-in-error", Lead, Noon);
        Active.When(voiding).Then(new AuthorizationVoided("given-in-error", Lead, Noon));
        Active.GivenDone(voiding).When(voiding).ThenNothing();
        Denied.When(voiding).ThenRefused(PriorAuthorizationRefusals.NotInForce);
        Active.GivenDone(voiding).When(Change("extension")).ThenRefused(PriorAuthorizationRefusals.DeniedTakesNoUpdate);
        Assert.That(Active.Events.OfType<AuthorizationReleased>().Single().ExpiresAt, Is.EqualTo(new DateTimeOffset(2026, 9, 1, 4, 0, 0, TimeSpan.Zero)), "midnight where the payer is");
    }

    [Test]
    public void Only_a_person_asks_the_payer_what_became_of_it()
    {
        var inquire = new InquirePayer(ChangeId, Lead, Noon);
        var asked = Pended.When(inquire);
        asked.Then(new PayerInquired(1, ChangeId, Lead, Noon));
        Assert.That(asked.FollowUps(AuthorizationId).Select(f => f.Command).OfType<QueueTransmission>().Single().Kind, Is.EqualTo("pas-inquire"));
        Pended.When(inquire with { By = Actor.Service("authorization") }).ThenRefused(Judgments.PersonMustDecide);
        Pended.When(inquire with { By = new Actor("helper", ActorKind.Ai, "assistant") }).ThenRefused(Judgments.PersonMustDecide);
        Active.When(inquire).ThenRefused(PriorAuthorizationRefusals.NothingToAsk);
        Pended.GivenDone(inquire).When(new EndInquiry("answered", Noon)).Then(new InquiryEnded(1, "answered", Noon));
        Pended.When(new EndInquiry("answered", Noon)).ThenNothing();
    }

    [Test]
    public void An_answer_that_breaks_the_guide_goes_to_a_person_with_its_clauses()
    {
        var unusable = new RecordUnusableAnswer("not-conforming", AnswerId, Noon, ["spec-31"]);
        var heard = Pended.When(unusable);
        heard.Then(new PayerAnswerUnusable("not-conforming", AnswerId, Noon) { Clauses = ["spec-31"] });
        Pended.GivenDone(unusable).When(unusable).ThenNothing();
    }
}
