using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Scheduling.Journeys;
using static Healthcare.Scheduling.Tests.JourneySamples;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Journeys;

public sealed class WorkingThroughStages
{
    private static readonly StartStage Start = new(Stage.PreOpAssessment, Nurse, ["pre-op-nurse"], Noon);
    private static readonly ReturnStage Return = new(Stage.PreOpAssessment, ["abnormal-result"], "Potassium is high", Nurse, ["pre-op-nurse"], Noon);

    [Test]
    public void A_consultation_waits_for_cover_then_the_payer_then_the_visit()
    {
        States(Consultation, (Stage.InsuranceVerification, StageState.Ready), (Stage.Authorization, StageState.Blocked), (Stage.Procedure, StageState.Blocked));
        var covered = Consultation.GivenDone(Covered);
        States(covered, (Stage.InsuranceVerification, StageState.Done), (Stage.Authorization, StageState.Ready), (Stage.Procedure, StageState.Blocked));
        var authorized = covered.GivenDone(Authorized);
        States(authorized, (Stage.Authorization, StageState.Done), (Stage.Procedure, StageState.Ready));
        States(authorized.GivenDone(new BeginProcedure(Noon)), (Stage.Procedure, StageState.InProgress));
        States(authorized.GivenDone(new BeginProcedure(Noon), Seen), (Stage.Procedure, StageState.Done));
    }

    [Test]
    public void Surgery_goes_through_its_stages_in_order()
    {
        var journey = Surgery;
        Stage[] done = [Stage.PreOpAssessment, Stage.SurgeryScheduling, Stage.InsuranceVerification, Stage.ClinicalDocumentation, Stage.Authorization];
        States(journey, (Stage.PreOpAssessment, StageState.Ready), (Stage.SurgeryScheduling, StageState.Blocked), (Stage.PostOp, StageState.Blocked));
        foreach (var command in Way) journey = journey.GivenDone(command);
        States(journey, [.. done.Select(s => (s, StageState.Done)), (Stage.Procedure, StageState.Ready), (Stage.PostOp, StageState.Blocked)]);
        States(journey.GivenDone(Seen), (Stage.Procedure, StageState.Done), (Stage.PostOp, StageState.Ready));
        States(journey.GivenDone(Seen, Done(Stage.PostOp, "post-op-nurse", "follow-up-visit", "report-delivered")), (Stage.PostOp, StageState.Done));
    }

    [Test]
    public void Each_ready_stage_is_somebodys_with_a_due_time_and_what_it_starts_from()
    {
        var ready = Unbegun.When(Begin("surgery")).Decision.Events.OfType<StageReady>().Single();
        Assert.That((ready.Stage, ready.Role, ready.DueAt, ready.ContextHash.Length), Is.EqualTo((Stage.PreOpAssessment, "pre-op-nurse", Noon.AddDays(3), 64)));
        var item = Opened(Unbegun.When(Begin("surgery")).FollowUps(JourneyId, Case)).Single();
        Assert.That((item.Kind, item.Role, item.DueAt, item.Levels.Count), Is.EqualTo(("assess-before-surgery", "pre-op-nurse", Noon.AddDays(3), 2)));
        var next = Surgery.When(Assessed).FollowUps(JourneyId, Case);
        Assert.That(Opened(next).Select(i => i.Kind), Is.EqualTo(new[] { "schedule-surgery" }));
        Assert.That(next, Does.Contain(new FollowUp(WorkItemId.ForTask("assess-before-surgery", JourneyId), new CloseWorkItem("stage-completed", Noon))));
    }

    [Test]
    public void Ready_work_is_started_once()
    {
        Surgery.When(Start).Then(new StageStarted { Stage = Stage.PreOpAssessment, By = Nurse, At = Noon });
        Surgery.GivenDone(Start).When(Start).ThenNothing();
        States(Surgery.GivenDone(Start), (Stage.PreOpAssessment, StageState.InProgress));
        States(Surgery.GivenDone(Start, Assessed), (Stage.PreOpAssessment, StageState.Done));
        Surgery.GivenDone(Assessed).When(Start).ThenRefused(JourneyRefusals.StageDone);
    }

    [Test]
    public void The_exit_contract_is_held_to()
    {
        Surgery.When(Done(Stage.PreOpAssessment, "pre-op-nurse", "clearance-signed")).ThenRefused(JourneyRefusals.EvidenceMissing([new EvidenceRule(["history-and-physical"], EvidenceSource.Staff)]));
        Surgery.When(Done(Stage.PreOpAssessment, "pre-op-nurse", "clearance-signed", "horoscope")).ThenRefused(JourneyRefusals.EvidenceNotAsked);
        Surgery.GivenDone(Assessed).When(Done(Stage.SurgeryScheduling, "surgical-scheduler", "date-held", "codes-confirmed")).ThenRefused(JourneyRefusals.EvidenceNotByHand);
        Surgery.GivenDone(Assessed).When(CodesConfirmed).ThenRefused(JourneyRefusals.EvidenceMissing([new EvidenceRule(["date-held"], EvidenceSource.Calendar)]));
    }

    [Test]
    public void One_of_several_kinds_of_evidence_is_enough()
    {
        var documenting = Surgery.GivenDone(Way[..5]);
        foreach (var treatment in new[] { "conservative-treatment", "conservative-treatment-not-applicable" })
            States(documenting.GivenDone(Done(Stage.ClinicalDocumentation, "cdi-specialist", "clinical-notes", treatment)), (Stage.ClinicalDocumentation, StageState.Done));
    }

    [Test]
    public void A_stage_is_done_by_its_own_role_and_in_its_turn()
    {
        Surgery.When(Assessed with { RolesHeld = ["scheduler"] }).ThenRefused(JourneyRefusals.RoleNotHeld);
        Surgery.When(CodesConfirmed).ThenRefused(JourneyRefusals.StageBlocked);
        Surgery.When(Done(Stage.Procedure, "surgical-scheduler", "visit-attended")).ThenRefused(JourneyRefusals.StageNotByHand);
        Consultation.When(Assessed).ThenRefused(JourneyRefusals.StageUnknown);
        Unbegun.When(Assessed).ThenRefused(JourneyRefusals.Unknown);
        Surgery.GivenDone(new EndJourney("withdrawn", "x", Noon)).When(Assessed).ThenRefused(JourneyRefusals.Ended);
    }

    [Test]
    public void The_same_completion_again_changes_nothing_and_another_is_refused()
    {
        Surgery.GivenDone(Assessed).When(Assessed).ThenNothing();
        Surgery.GivenDone(Assessed).When(Done(Stage.PreOpAssessment, "pre-op-nurse", "clearance-signed")).ThenNothing();
    }

    [Test]
    public void A_returned_stage_names_its_gaps_and_waits_for_whoever_supplies_them()
    {
        var returned = Surgery.When(Return);
        var happened = returned.Decision.Events.OfType<StageReturned>().Single();
        Assert.That((happened.Gaps[0], happened.Role, happened.DueAt), Is.EqualTo(("abnormal-result", "pre-op-nurse", Noon.AddDays(3))));
        Assert.That(Opened(returned.FollowUps(JourneyId, Case)).Select(i => i.ReasonCode), Is.EqualTo(new[] { "abnormal-result" }));
        var given = Surgery.GivenDone(Return);
        given.When(Return).ThenNothing();
        States(given, (Stage.PreOpAssessment, StageState.Returned));
        States(given.GivenDone(Start), (Stage.PreOpAssessment, StageState.InProgress));
        States(given.GivenDone(Assessed), (Stage.PreOpAssessment, StageState.Done));
        Surgery.When(Return with { Stage = Stage.SurgeryScheduling, RolesHeld = ["surgical-scheduler"] }).ThenRefused(JourneyRefusals.StageBlocked);
    }

    [Test]
    public void Documentation_goes_back_to_the_ordering_provider()
    {
        var documenting = Surgery.GivenDone(Way[..5]);
        var returned = documenting.When(new ReturnStage(Stage.ClinicalDocumentation, ["clinical-notes"], Note: null, Scheduler, ["cdi-specialist"], Noon)).Decision.Events.OfType<StageReturned>().Single();
        Assert.That(returned.Role, Is.EqualTo("ordering-provider-delegate"));
    }

    [Test]
    public void What_was_done_and_comes_back_is_brought_anew_and_what_waits_for_it_waits_again()
    {
        var back = Surgery.GivenDone(Assessed).GivenDone(Return);
        States(back, (Stage.PreOpAssessment, StageState.Returned), (Stage.SurgeryScheduling, StageState.Blocked));
        Assert.That(back.State.At(Stage.PreOpAssessment).Evidence, Is.Empty);
        States(back.GivenDone(Assessed), (Stage.PreOpAssessment, StageState.Done), (Stage.SurgeryScheduling, StageState.Ready));
    }

    [Test]
    public void Nothing_before_the_procedure_comes_back_after_it() => Surgery.GivenDone(Way).GivenDone(Seen).When(Return).ThenRefused(JourneyRefusals.ProcedureDone);

    [Test]
    public void A_service_line_without_a_journey_of_its_own_takes_the_usual_one([Values("podiatry", null)] string? line) =>
        Assert.That(Unbegun.GivenDone(Begin(line)).State.Begun?.Definition.ServiceLine, Is.EqualTo("consultation"));

    [Test]
    public void Data_that_can_not_be_followed_stops_the_start()
    {
        const string Procedure = """{"stage":"procedure","role":"scheduler","due":"P2D","waitsFor":[],"evidence":[{"anyOf":["visit-attended"],"from":"ehr"}]}""";
        Assert.That(() => JourneyDefinitions.Parse(Line(Procedure)), Throws.Nothing);
        Assert.That(() => JourneyDefinitions.Parse(Line(Procedure.Replace("\"waitsFor\":[]", "\"waitsFor\":[\"postOp\"]", StringComparison.Ordinal))), Throws.InvalidOperationException.With.Message.Contains("PostOp"));
        Assert.That(() => JourneyDefinitions.Parse(Line($"{Procedure},{Procedure}")), Throws.InvalidOperationException.With.Message.Contains("twice"));
        Assert.That(() => JourneyDefinitions.Parse(Line(Procedure.Replace("procedure", "postOp", StringComparison.Ordinal))), Throws.InvalidOperationException.With.Message.Contains("no procedure"));
        Assert.That(() => JourneyDefinitions.Parse(Line(Procedure.Replace("P2D", "soon", StringComparison.Ordinal))), Throws.InvalidOperationException);
    }

    private static string Line(string stages) => $$$"""{"version":"1","default":"consultation","changesServices":[],"lines":{"consultation":[{{{stages}}}]}}""";

    internal static void States(Testing.DeciderSpec<Journey, JourneyCommand, JourneyEvent> journey, params (Stage Stage, StageState State)[] states) =>
        Assert.That(states.Select(s => (s.Stage, journey.State.At(s.Stage).State)), Is.EqualTo(states));

    internal static IReadOnlyList<OpenWorkItem> Opened(IEnumerable<FollowUp> follow) => [.. follow.Select(f => f.Command).OfType<OpenWorkItem>()];
}
