using Healthcare.Billing.Claims;
using Healthcare.Billing.Denials;
using Healthcare.Billing.Encounters;
using Healthcare.Testing;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.StoredEvents;

/// <summary>What is stored stays readable for ever: one stored event of each kind, never edited, and the list of their names.</summary>
public sealed class KeepingStoredEvents
{
    private static readonly object[] Events =
    [
        new ReferralNoted(Referral with { Diagnoses = ["M54.50"] }, Noon),
        new AuthorizationNoted(Authorization, Noon),
        new VisitNoted(Visit, Noon),
        new EncounterClosed("ENC1", ToClose.Subscriber, ["no-charge:2"], Noon),
        new ChargesCaptured("2026-01", [Fee], Noon),
        new ChargesCorrected([Fee with { Expected = null }], "biller-1", Noon),
        new CodingCompleted(Codes, "coder-1", Noon),
        new ThreeWayMatchFailed([new Difference("date", 1, "authorization", "2026-03-01/2026-03-02", "2026-03-09", "2026-03-09")], FileBy, Noon),
        new ThreeWayMatched(ClaimId, [new MatchedLine(1, 1, "AU1")], FileBy, Noon),
        new FilingLimitPassed(FileBy, Noon),
        new BookingNoted(new BookingFacts(AppointmentId, Npi, "11", Day), Noon),
        new ChargesReported("hl7-dft", "MSG1", [Fee with { Minutes = 30 }], ["no-provider:1"], Noon),
        new LateChargesReported("hl7-dft", "MSG2", [Fee], Noon),
        new CareProceededNoted("emergency", Noon.AddDays(2), Noon),
        new AuthorizationWithdrawn(AuthorizationId, "voided", Noon),
        new SelfPayHeld(250.00m, FileBy, Noon),
        new ClaimBuilt(Content, Noon),
        new ClaimHeld(["x12-missing-NM109"], Noon),
        new ClaimSubmitted(Content, Sending, Noon),
        new ClaimAcknowledged(AcknowledgementLevel.Set, ["A1-19"], AnswerId, Noon),
        new ClaimRejected(AcknowledgementLevel.Claim, ["A7-21"], AnswerId, Noon),
        new ClaimAcceptedByPayer(Payer, "ICN1", AnswerId, Noon),
        new ClaimAcknowledgementOverdue(Noon, Noon),
        new ClaimAcknowledgementContradicted(AcknowledgementLevel.Claim, ["A3-21"], AnswerId, Noon),
        new ClaimResubmitted(Content with { Frequency = "7", OriginalPayerClaimNumber = "ICN1", Documents = [Record] }, "missing-documentation", "coder-1", Noon),
        new ClaimFileResent(FileId, "operator-1", Noon),
        new ClaimAdjudicated(Denied(), AdjudicationOutcome.Denied, Noon),
        new ClaimStatusDue(Noon, Noon),
        new ClaimStatusAsked(1, Content.Clm01, FileId, "clearhouse", Payer, Noon),
        new ClaimStatusAnswered("P1", ["P1-20"], AnswerId, Noon),
        new DocumentationRequestedByPayer(["11504-8"], FileBy, "TRACE1", AnswerId, Noon),
        new RequestedDocumentsSent([Record], "cdi-1", Noon),
        new FilingLimitNear(FileBy, Noon),
        new OtherCoverageNoted(Other, "cob-1", Noon),
        new NextPayerDue(Other.PayerId, RemittanceId, Noon),
        new ClaimClosed("written-off", Noon),
        new ClaimBatchSent("clearhouse", Payer, "P", Sending, [ClaimId], Noon),
        new ClaimBatchResent(1, "operator-1", Noon),
        new DenialOpened(RefusedMoney, Noon),
        new DenialClassified(ForDocuments, Noon),
        new RecordsSupplied([Record], "cdi-1", Noon),
        new CodingReviewed(Changed: true, [new LineCode(1, "99244", ["25"], [1])], ["M54.50"], "ncci-2026-q4", "coder-1", Noon),
        new AuthorizationFound("AU2", Noon),
        new TimelyFilingProofAssembled(["837/018f0000-0000-7000-8000-000000000006"], "lead-1", Noon),
        new AppealFiled("appeal", ["policy/rad-101"], "advisor-1", Noon.AddDays(60), Noon),
        new DenialResolved("resubmitted", "coder-1", Noon),
        new LostToDeadline("B19", TimeSpan.FromDays(40), FileBy, Noon),
        new WriteOffProposed(250.00m, "limit-passed", "biller-1", "billing-lead", Noon),
        new WriteOffApproved(ClaimId, 250.00m, "lead-1", "billing-lead", Noon),
        new WriteOffRefused("appeal-first", "lead-1", Noon),
        new DenialRuleWanted(AnswerId, "CO", "999", ["N999"], Noon),
        new DenialRuleProposed(AnswerId, new DenialRule("P-018f00000000", ["CO"], ["999"], "coding-error", ["N999"]), "triage-1", Noon),
        new DenialRuleApproved(AnswerId, new DenialRule("P-018f00000000", ["CO"], ["999"], "coding-error", ["N999"]), "2026-11+1", "lead-1", Noon),
    ];

    private static readonly StoredSamples Stored = new(
        "tests/Billing.Tests/StoredEvents", [typeof(EncounterEvent), typeof(ClaimEvent), typeof(ClaimBatchEvent), typeof(DenialEvent), typeof(RuleBookEvent)], Events);

    private static IEnumerable<string> Names => Stored.Names;

    [Test]
    public void Each_kind_has_one_sample_and_none_is_left_of_an_event_that_is_gone() => Stored.AreComplete();

    [TestCaseSource(nameof(Names))]
    public Task Each_is_stored_as_its_sample_and_read_back_whole(string name) => Stored.KeepAsync(name, CancellationToken.None);

    [Test]
    public Task Nothing_of_the_person_is_stored_in_the_open() => Stored.HideAsync(["Zyxcanary", "Tessa", "MZYX0001", "MZYX0002", "1980-05-17", "Pier Road", "Healer"], CancellationToken.None);
}
