using Healthcare.EventStore;
using Healthcare.Scheduling.Journeys;
using Healthcare.Testing;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests;

/// <summary>Journeys of fixed ids and times.</summary>
internal static class JourneySamples
{
    public static readonly Guid JourneyId = JourneyAggregate.IdOf(Case);
    public static readonly Guid AuthorizationId = Approved.AuthorizationId;
    public static readonly Actor Nurse = new("nurse-1", ActorKind.Human, "pre-op-nurse");
    public static readonly HearRequirement Needed = new("maryland-capital/2026-07", "needed", Noon);
    public static readonly DeciderSpec<Journey, JourneyCommand, JourneyEvent> Unbegun = Spec.Of(JourneyAggregate.Value);
    public static readonly DeciderSpec<Journey, JourneyCommand, JourneyEvent> Consultation = Unbegun.GivenDone(Begin("consultation"), Needed);
    public static readonly DeciderSpec<Journey, JourneyCommand, JourneyEvent> Surgery = Unbegun.GivenDone(Begin("surgery"), Needed);

    public static readonly NoteEvidence Covered = new(Stage.InsuranceVerification, "coverage-confirmed", Source: null, Noon);
    public static readonly NoteEvidence Authorized = new(Stage.Authorization, "authorization-approved", AuthorizationId, Noon);
    public static readonly NoteEvidence DateHeld = new(Stage.SurgeryScheduling, "date-held", Source: null, Noon) { Day = DateOnly.FromDateTime(Noon.UtcDateTime).AddDays(14) };
    public static readonly NoteEvidence Seen = new(Stage.Procedure, "visit-attended", Source: null, Noon);
    public static readonly IssueEstimate Estimate = new(1250.50m, new Actor("clearance-1", ActorKind.Human, "financial-clearance"), ["financial-clearance"], Noon);
    public static readonly CompleteStage Assessed = Done(Stage.PreOpAssessment, "pre-op-nurse", "history-and-physical", "clearance-signed");
    public static readonly CompleteStage CodesConfirmed = Done(Stage.SurgeryScheduling, "surgical-scheduler", "codes-confirmed");
    public static readonly CompleteStage Documented = Done(Stage.ClinicalDocumentation, "cdi-specialist", "clinical-notes", "conservative-treatment");

    /// <summary>Everything that lies before surgery, in its order.</summary>
    public static readonly JourneyCommand[] Way = [Assessed, DateHeld, CodesConfirmed, Covered, Estimate, Documented, Authorized];

    public static IReadOnlyList<object> Events =>
    [
        new JourneyBegun
        {
            AppointmentId = AppointmentId,
            PatientId = Patient,
            Definition = new JourneyDefinition("imaging", "2026-01",
            [
                new StageRule(Stage.InsuranceVerification, "financial-clearance", "P2D", [], [new EvidenceRule(["coverage-confirmed"], EvidenceSource.Payer)]) { WorkItem = "verify-insurance" },
                new StageRule(Stage.Procedure, "scheduler", "P2D", [Stage.InsuranceVerification], [new EvidenceRule(["visit-attended"], EvidenceSource.Ehr)]),
            ]),
            Services = Requested.Services,
            Attempt = 1,
            At = Noon,
        },
        new StageReady { Stage = Stage.PreOpAssessment, ContextHash = new string('0', 64), Role = "pre-op-nurse", DueAt = Noon.AddDays(3), At = Noon },
        new StageBlocked { Stage = Stage.ClinicalDocumentation, WaitingFor = [Stage.InsuranceVerification], At = Noon },
        new StageStarted { Stage = Stage.PreOpAssessment, By = Nurse, At = Noon },
        new EvidenceNoted { Stage = Stage.Authorization, Evidence = "authorization-approved", Source = AuthorizationId, At = Noon },
        new StageCompleted
        {
            Stage = Stage.PreOpAssessment, Evidence = ["clearance-signed", "history-and-physical"], Note = SealedText, By = Nurse, ExpiresAt = Noon.AddDays(30), At = Noon,
        },
        new StageReturned { Stage = Stage.PreOpAssessment, Gaps = ["abnormal-result"], Role = "pre-op-nurse", DueAt = Noon.AddDays(3), Note = SealedText, By = Nurse, At = Noon },
        new StageReopened { Stage = Stage.Authorization, Cause = "services-changed", Role = "authorization-specialist", DueAt = Noon.AddDays(10), Lost = ["authorization-approved"], At = Noon },
        new StageExpired { Stage = Stage.PreOpAssessment, Cause = "clearance-expired", Role = "pre-op-nurse", DueAt = Noon.AddDays(3), Lost = ["clearance-signed"], At = Noon },
        new RequirementHeard { Rule = "maryland-capital/2026-07", Need = "needed", At = Noon },
        new EstimateIssued { Version = 1, Amount = 1250.50m, ExpiresAt = Noon.AddDays(30), By = Nurse, At = Noon },
        new ProcedureChanged { Change = 1, Services = Requested.Services, ServiceDate = new DateOnly(2026, 3, 9), By = Lead, At = Noon },
        new SchedulingHeld { Causes = ["pre-op-assessment-expired"], MayHoldTime = true, At = Noon },
        new SchedulingHoldLifted { At = Noon },
        new StagesPassed { Ground = "emergency", Stages = [Stage.Authorization], At = Noon },
        new JourneyEnded { Ending = "withdrawn", ReasonCode = "treated-elsewhere", At = Noon },
    ];

    public static BeginJourney Begin(string? line, int attempt = 1) => new(new JourneyBegun
    {
        AppointmentId = AppointmentId, PatientId = Patient, Definition = JourneyDefinitions.Built.For(line), Services = Requested.Services, Attempt = attempt, At = Noon,
    });

    public static CompleteStage Done(Stage stage, string role, params string[] evidence) => new(stage, evidence, Note: null, new Actor($"{role}-1", ActorKind.Human, role), [role], Noon);
}
