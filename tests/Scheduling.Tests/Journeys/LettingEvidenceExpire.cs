using Healthcare.EventStore;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Journeys;
using static Healthcare.Scheduling.Tests.Journeys.WorkingThroughStages;
using static Healthcare.Scheduling.Tests.JourneySamples;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Journeys;

/// <summary>Clearance and estimate count for a time, and services may change: what rested on them is open again.</summary>
public sealed class LettingEvidenceExpire
{
    private const string Clearance = "journey/clearance/pre-op-assessment";

    // Thirty dates in New York, over the change to daylight saving time.
    private static readonly DateTimeOffset Until = Noon.AddDays(30).AddHours(-1);
    private static readonly ExpireJourney ClearanceExpires = new(Clearance, Until, Until);
    private static readonly ExpireJourney EstimateExpires = new("journey/estimate", Until, Until);
    private static readonly ChangeProcedure Change = new([new ServiceAsked(1, "CPT", "29881", 1)], new DateOnly(2026, 3, 20), Lead, ["scheduling-lead"], Noon);

    [Test]
    public void A_clearance_counts_for_thirty_days()
    {
        var assessed = Surgery.When(Assessed);
        Assert.That(assessed.Deadlines(JourneyId), Does.Contain(new DeadlineChange(JourneyId, Clearance, Until)));
        var given = Surgery.GivenDone(Way);
        var expired = given.When(ClearanceExpires);
        expired.ThenKinds(typeof(StageExpired), typeof(StageBlocked), typeof(SchedulingHeld));
        Assert.That(expired.State.Causes, Is.EqualTo(new[] { "pre-op-assessment-expired" }));
        Assert.That(Opened(expired.FollowUps(JourneyId, Case)).Select(i => (i.Kind, i.ReasonCode)), Is.EqualTo(new[] { ("assess-before-surgery", "clearance-expired") }));
        Assert.That(expired.Deadlines(JourneyId), Does.Contain(new DeadlineChange(JourneyId, Clearance, DueAt: null)), "it does not fire twice");
    }

    [Test]
    public void An_expired_stage_is_started_or_done_again()
    {
        var expired = Surgery.GivenDone(Way).GivenDone(ClearanceExpires);
        States(expired, (Stage.PreOpAssessment, StageState.Expired), (Stage.SurgeryScheduling, StageState.Done), (Stage.Procedure, StageState.Blocked));
        States(expired.GivenDone(new StartStage(Stage.PreOpAssessment, Nurse, ["pre-op-nurse"], Until)), (Stage.PreOpAssessment, StageState.InProgress));
        expired.When(Assessed).ThenKinds(typeof(StageCompleted), typeof(StageReady), typeof(SchedulingHoldLifted));
    }

    [Test]
    public void A_deadline_that_was_moved_or_met_does_nothing()
    {
        Surgery.GivenDone(Way).When(ClearanceExpires with { DueAt = Noon }).ThenNothing();
        Surgery.When(ClearanceExpires).ThenNothing();
        Surgery.GivenDone(Way).GivenDone(Seen).When(EstimateExpires with { DueAt = Noon }).ThenNothing();
        Assert.That(Surgery.GivenDone(Way).When(Seen).Deadlines(JourneyId).Select(d => d.DueAt), Has.All.Null);
    }

    [Test]
    public void An_estimate_has_a_version_and_a_time()
    {
        var verifying = Surgery.GivenDone(Assessed, DateHeld, CodesConfirmed);
        var issued = verifying.When(Estimate);
        issued.ThenKinds(typeof(EstimateIssued), typeof(EvidenceNoted));
        Assert.That(issued.Deadlines(JourneyId), Is.EqualTo(new[] { new DeadlineChange(JourneyId, "journey/estimate", Until) }));
        verifying.GivenDone(Estimate).When(Estimate).ThenNothing();
        var second = verifying.GivenDone(Estimate).When(Estimate with { Amount = 990m }).Decision.Events.OfType<EstimateIssued>().Single();
        Assert.That((second.Version, second.Amount), Is.EqualTo((2, 990m)));
        verifying.When(Estimate with { RolesHeld = ["scheduler"] }).ThenRefused(JourneyRefusals.RoleNotHeld);
        Consultation.When(Estimate).ThenRefused(JourneyRefusals.EstimateNotAsked);
        Surgery.GivenDone(Way).GivenDone(Seen).When(Estimate with { Amount = 1m }).ThenRefused(JourneyRefusals.ProcedureDone);
        Unbegun.When(Estimate).ThenRefused(JourneyRefusals.Unknown);
    }

    [Test]
    public void An_estimate_that_is_too_old_opens_verification_again()
    {
        var expired = Surgery.GivenDone(Way).When(EstimateExpires);
        Assert.That(expired.State.At(Stage.InsuranceVerification).State, Is.EqualTo(StageState.Expired));
        Assert.That(expired.State.At(Stage.InsuranceVerification).Evidence, Is.EqualTo(new[] { "coverage-confirmed" }), "cover still counts");
        States(Surgery.GivenDone(Way).GivenDone(EstimateExpires, Estimate with { At = Until }), (Stage.InsuranceVerification, StageState.Done), (Stage.Procedure, StageState.Ready));
    }

    [Test]
    public void Other_services_open_verification_and_authorization_again()
    {
        var changed = Surgery.GivenDone(Way).When(Change);
        Assert.That(changed.Decision.Events.OfType<StageReopened>().Select(e => (e.Stage, e.Cause)), Is.EqualTo(new[]
        {
            (Stage.InsuranceVerification, "services-changed"), (Stage.Authorization, "services-changed"),
        }));
        States(Surgery.GivenDone(Way).GivenDone(Change), (Stage.InsuranceVerification, StageState.Ready), (Stage.Authorization, StageState.Ready), (Stage.ClinicalDocumentation, StageState.Done), (Stage.Procedure, StageState.Blocked));
        Assert.That(changed.FollowUps(JourneyId, Case).Select(f => f.Command), Does.Contain(new ChangeServices(1, Change.Services, Noon)));
    }

    [Test]
    public void A_change_counts_up_and_the_same_services_are_none()
    {
        var once = Consultation.GivenDone(Change);
        once.When(Change).ThenNothing();
        var again = once.When(Change with { Services = Requested.Services }).Decision.Events.OfType<ProcedureChanged>().Single();
        Assert.That(again.Change, Is.EqualTo(2));
        Consultation.When(Change with { RolesHeld = ["biller"] }).ThenRefused(JourneyRefusals.RoleNotHeld);
        Consultation.GivenDone(Seen).When(Change).ThenRefused(JourneyRefusals.ProcedureDone);
        Unbegun.When(Change).ThenRefused(JourneyRefusals.Unknown);
    }

    [Test]
    public void A_time_for_surgery_is_sought_with_a_clearance_only()
    {
        Assert.That(Surgery.State.MayHoldTime, Is.False);
        Assert.That(Surgery.GivenDone(Assessed).State.MayHoldTime, Is.True);
        Assert.That(Consultation.State.MayHoldTime, Is.True);
    }
}
