using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Journeys;
using Healthcare.Testing;
using static Healthcare.Scheduling.Tests.Journeys.WorkingThroughStages;
using static Healthcare.Scheduling.Tests.JourneySamples;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Journeys;

/// <summary>What comes from elsewhere may come in any order, twice, and about stages that are not there.</summary>
public sealed class HearingThePayer
{
    private static readonly ReturnByPayer Inactive = new(Stage.InsuranceVerification, "coverage-inactive", Source: null, Noon);
    private static readonly ReturnByPayer Denied = new(Stage.Authorization, "denied-0F", AuthorizationId, Noon);
    private static readonly AwaitDecision Pended = new(AuthorizationId, Noon.AddDays(7), Noon);
    private static readonly ReopenStage Voided = new(Stage.Authorization, "authorization-voided", AuthorizationId, Noon);

    [Test]
    public void Any_order_of_referral_cover_and_approval_ends_alike()
    {
        JourneyCommand[] all = [Begin("consultation"), Covered, Authorized];
        foreach (var order in new[] { new[] { 0, 1, 2 }, [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0] })
        {
            var journey = Unbegun.GivenDone([.. order.Select(i => all[i])]);
            States(journey, (Stage.InsuranceVerification, StageState.Done), (Stage.Authorization, StageState.Done), (Stage.Procedure, StageState.Ready));
        }
    }

    [Test]
    public void Whether_cover_or_the_catalogue_answers_first_the_same_happens()
    {
        NoteEvidence notRequired = new(Stage.Authorization, "authorization-not-required", AuthorizationId, Noon);
        var catalogue = Needed with { Need = "not-needed" };
        var begun = Unbegun.GivenDone(Begin("consultation"));
        IReadOnlyList<JourneyCommand>[] orders = [[Covered, catalogue, notRequired], [catalogue, Covered, notRequired], [catalogue, notRequired, Covered]];
        foreach (var happened in orders.Select(o => KindsAfter(begun, o)))
        {
            Assert.That(happened, Is.EquivalentTo(KindsAfter(begun, orders[0])));
            Assert.That(happened, Has.Exactly(1).EqualTo(nameof(StageReady)), "the procedure; nobody is asked for an authorization");
        }
    }

    [Test]
    public void Somebody_is_asked_for_an_authorization_when_there_is_cover_and_the_catalogue_wants_it()
    {
        var begun = Unbegun.GivenDone(Begin("consultation"));
        States(begun.GivenDone(Covered), (Stage.InsuranceVerification, StageState.Done), (Stage.Authorization, StageState.Blocked));
        States(begun.GivenDone(Covered, Needed with { Need = "not-needed" }), (Stage.Authorization, StageState.Blocked));
        foreach (var need in new[] { "needed", "conditional" }) States(begun.GivenDone(Covered, Needed with { Need = need }), (Stage.Authorization, StageState.Ready));
        States(begun.GivenDone(Needed, Covered), (Stage.Authorization, StageState.Ready));
    }

    [Test]
    public void The_same_message_again_changes_nothing()
    {
        var journey = Consultation.GivenDone(Covered, Authorized);
        journey.When(Covered).ThenNothing();
        journey.When(Authorized).ThenNothing();
        journey.When(Begin("surgery")).ThenNothing();
        Consultation.GivenDone(Inactive).When(Inactive).ThenNothing();
        Consultation.GivenDone(new EndJourney("expired", "x", Noon)).When(new EndJourney("expired", "x", Noon)).ThenNothing();
    }

    [Test]
    public void A_pended_authorization_is_in_progress_until_the_payers_time_ends()
    {
        var pended = Consultation.GivenDone(Covered).When(Pended);
        pended.Then(new StageStarted { Stage = Stage.Authorization, DueAt = Noon.AddDays(7), At = Noon });
        States(Consultation.GivenDone(Covered, Pended, Authorized), (Stage.Authorization, StageState.Done));
        Consultation.GivenDone(Covered, Authorized).When(Pended).ThenNothing();
        Unbegun.When(Pended).ThenNothing();
    }

    [Test]
    public void No_cover_returns_verification_and_holds_scheduling_until_there_is_cover()
    {
        var inactive = Consultation.When(Inactive);
        inactive.ThenKinds(typeof(StageReturned), typeof(SchedulingHeld));
        Assert.That(inactive.State.Causes, Is.EqualTo(new[] { "insurance-verification-returned" }));
        var item = Opened(inactive.FollowUps(JourneyId, Case)).Single();
        Assert.That((item.Kind, item.Role, item.ReasonCode), Is.EqualTo(("verify-insurance", "financial-clearance", "coverage-inactive")));
        Consultation.GivenDone(Inactive).When(Covered).ThenKinds(typeof(EvidenceNoted), typeof(StageCompleted), typeof(StageReady), typeof(SchedulingHoldLifted));
    }

    [Test]
    public void Cover_that_ends_after_all_returns_what_was_done() =>
        States(Consultation.GivenDone(Covered, Authorized, Inactive), (Stage.InsuranceVerification, StageState.Returned), (Stage.Authorization, StageState.Done), (Stage.Procedure, StageState.Ready));

    [Test]
    public void Where_cover_comes_and_more_is_asked_the_stage_is_open_again()
    {
        var returned = Surgery.GivenDone(Assessed, DateHeld, CodesConfirmed, Inactive);
        States(returned.GivenDone(Covered), (Stage.InsuranceVerification, StageState.Ready));
        States(returned.GivenDone(Covered, Estimate), (Stage.InsuranceVerification, StageState.Done));
    }

    [Test]
    public void What_the_payer_says_before_the_referral_comes_gets_an_owner_then()
    {
        var begun = Unbegun.GivenDone(Inactive).When(Begin("consultation"));
        Assert.That(Opened(begun.FollowUps(JourneyId, Case)).Select(i => (i.Kind, i.ReasonCode)), Is.EqualTo(new[] { ("verify-insurance", "coverage-inactive") }));
    }

    [Test]
    public void A_denial_returns_the_stage_and_tells_whoever_waits()
    {
        var denied = Consultation.GivenDone(Covered).When(Denied);
        States(Consultation.GivenDone(Covered, Denied), (Stage.Authorization, StageState.Returned));
        var item = Opened(denied.FollowUps(JourneyId, Case)).Single();
        Assert.That((item.Kind, item.Role, item.ReasonCode, item.SubjectId), Is.EqualTo(("await-authorization", "scheduling-lead", "authorization-denied", AppointmentId)));
        States(Consultation.GivenDone(Covered, Denied, Authorized), (Stage.Authorization, StageState.Done), (Stage.Procedure, StageState.Ready));
    }

    [Test]
    public void A_denied_item_beside_approved_ones_takes_nothing_away_in_either_order()
    {
        Consultation.GivenDone(Covered, Authorized).When(Denied).ThenNothing();
        States(Consultation.GivenDone(Covered, Denied, Authorized), (Stage.Authorization, StageState.Done));
    }

    [Test]
    public void An_approval_that_ends_reopens_the_stage_and_another_ones_end_does_not()
    {
        var authorized = Consultation.GivenDone(Covered, Authorized);
        authorized.When(Voided).ThenKinds(typeof(StageReopened), typeof(StageBlocked));
        States(authorized.GivenDone(Voided), (Stage.Authorization, StageState.Ready), (Stage.Procedure, StageState.Blocked));
        authorized.When(Voided with { Source = Guid.Empty }).ThenNothing();
        authorized.GivenDone(Voided).When(Voided).ThenNothing();
        States(Unbegun.GivenDone(Needed, Authorized, Voided, Begin("consultation"), Covered), (Stage.Authorization, StageState.Ready));
    }

    [Test]
    public void An_approval_that_is_used_up_has_done_what_it_was_for()
    {
        ReopenStage used = new(Stage.Authorization, "authorization-exhausted", AuthorizationId, Noon);
        var booked = Consultation.GivenDone(Covered, Authorized, new BeginProcedure(Noon));
        booked.When(used).ThenNothing();
        booked.GivenDone(Seen).When(used).ThenNothing();
        booked.GivenDone(Seen).When(used with { Cause = "authorization-expired" }).ThenNothing();
        States(Consultation.GivenDone(Covered, Authorized, used), (Stage.Authorization, StageState.Ready), (Stage.Procedure, StageState.Blocked));
    }

    [Test]
    public void A_stage_that_is_not_on_the_way_hears_nothing() => Consultation.When(DateHeld).ThenNothing();

    [Test]
    public void A_patient_who_was_seen_was_seen_whatever_it_waited_for()
    {
        States(Consultation.GivenDone(Seen), (Stage.Procedure, StageState.Done), (Stage.InsuranceVerification, StageState.Ready));
        Surgery.GivenDone(Way).GivenDone(Seen).When(new ReopenStage(Stage.Procedure, "visit-missed", Source: null, Noon)).ThenNothing();
    }

    [Test]
    public void A_lost_visit_makes_the_procedure_ready_again_and_surgery_seeks_another_date()
    {
        ReopenStage missed = new(Stage.Procedure, "visit-missed", Source: null, Noon);
        States(Consultation.GivenDone(Covered, Authorized, new BeginProcedure(Noon), missed), (Stage.Procedure, StageState.Ready));
        var surgery = Surgery.GivenDone(Way).GivenDone(new BeginProcedure(Noon), missed, missed with { Stage = Stage.SurgeryScheduling });
        States(surgery, (Stage.SurgeryScheduling, StageState.Ready), (Stage.Procedure, StageState.Blocked));
        States(surgery.GivenDone(DateHeld), (Stage.SurgeryScheduling, StageState.Done), (Stage.Procedure, StageState.Ready));
    }

    [Test]
    public void A_referral_that_ends_ends_the_journey_and_one_that_is_reopened_begins_another()
    {
        var end = new EndJourney("withdrawn", "treated-elsewhere", Noon);
        var ended = Surgery.GivenDone(Assessed).When(end);
        ended.ThenKinds(typeof(JourneyEnded));
        Assert.That(ended.FollowUps(JourneyId, Case).Count(f => f.Command is Handoffs.CloseWorkItem), Is.EqualTo(5), "every stage that has items of its own");
        var again = Surgery.GivenDone(Assessed, end);
        again.When(Begin("surgery")).ThenNothing();
        States(again.GivenDone(Begin("surgery", attempt: 2)), (Stage.PreOpAssessment, StageState.Ready), (Stage.SurgeryScheduling, StageState.Blocked));
        States(again.GivenDone(Authorized, Begin("consultation", attempt: 2), Covered), (Stage.Authorization, StageState.Done));
        Surgery.GivenDone(Way).GivenDone(Seen).When(end).ThenNothing();
        Unbegun.When(end).ThenNothing();
    }

    [Test]
    public void What_a_person_lets_the_care_go_on_without_is_waited_for_no_longer()
    {
        var passed = Surgery.GivenDone(new PassStages("emergency", SchedulingRules.Built.Grounds[0].Passes, Noon));
        States(passed, (Stage.PreOpAssessment, StageState.Ready), (Stage.SurgeryScheduling, StageState.Ready), (Stage.Procedure, StageState.Ready));
        Assert.That(passed.State.Causes, Is.Empty);
        passed.When(new PassStages("emergency", SchedulingRules.Built.Grounds[0].Passes, Noon)).ThenNothing();
        var clearanceFirst = Surgery.GivenDone(new PassStages("retro-authorization", SchedulingRules.Built.Grounds[1].Passes, Noon));
        Assert.That(clearanceFirst.State.Causes, Is.EqualTo(new[] { "pre-op-assessment-open", "surgery-scheduling-open" }));
    }

    private static List<string> KindsAfter(DeciderSpec<Journey, JourneyCommand, JourneyEvent> journey, IReadOnlyList<JourneyCommand> commands) =>
        [.. commands.SelectMany((command, i) => journey.GivenDone([.. commands.Take(i)]).When(command).Decision.Events).Select(e => e.GetType().Name)];
}
