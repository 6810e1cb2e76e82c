using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Requirements;
using Healthcare.Authorization.Units;
using Healthcare.EventStore;
using Healthcare.Testing;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.StoredEvents;

/// <summary>What is stored stays readable for ever: one stored event of each kind, never edited.</summary>
public sealed class KeepingStoredEvents
{
    private static readonly CoverageFindings Findings = new(["1", "C"], "Y", HasOtherPayer: true);
    private static readonly Sealed<string> Words = Sealed.For(PatientId, "Zyxcanary should try therapy first");

    private static readonly object[] Events =
    [
        new CoverageCheckRequested(Question, Noon),
        new CoverageInquiryMade(Inquiry(), Noon),
        new CoverageInquiryNotMade("x12-too-long-NM1", Noon),
        new CoverageConfirmed(Question, Findings, AnswerId, Noon),
        new CoverageFoundInactive(Findings with { Benefits = ["6"] }, AnswerId, Noon),
        new CoverageInquiryRefused(new CoverageRejection("20", "42", "R"), Inquiry(2), Noon.AddSeconds(90), AnswerId, Noon),
        new CoverageAnswerUnusable("not-the-271", 200, AnswerId, Noon),
        new CoverageAnswerOverdue(Noon, Noon),
        new AuthorizationRequested(Asked with { Documents = [new KeptDocument("D-1", BundleId, "11505-5", new string('c', 64))] }, SealedPacket, Noon),
        new PackageAssembled(Packed, Noon),
        new PackageReturned(["missing-subscriber"], "authorization-specialist", Noon),
        new AuthorizationSubmitted(Payer, "pas", Packed.TraceNo, "bundle-1", 1, Noon),
        new DisclosureRecorded(Payer, "HPAYMT", Packed.ManifestHash, ["D-1"], ["M54.5"], Noon),
        new SubmissionUnconfirmed(Noon),
        new SubmissionAcknowledged(Noon, Noon.AddDays(7), AnswerId, Noon),
        new SubmissionRejected(422, ["not-our-insurer"], AnswerId, Noon),
        new PayerAnswerUnusable("not-a-pas-response", AnswerId, Noon),
        new PayerErrorReported(["33"], AnswerId, Noon),
        new AuthorizationPended(1, "0U", "PND1", Noon, Noon.AddDays(7), AnswerId, Noon),
        new PayerContactRequested(1, AnswerId, Noon),
        new AuthorizationDecided(2, Approved(2).Decision with { System = "CPT", Code = "99243", ReasonCode = "0F" }, Words, AnswerId, Noon),
        new DenialReasonMissing(2, Noon),
        new DenialReasonGiven(2, "0F", Words, AnswerId, Noon),
        new PayerAnswerContradicted(2, "A3", AnswerId, Noon),
        new DecisionOverdue(Noon, Noon.AddDays(1), Noon),
        new DecisionDeemedDenied([1, 2], Noon),
        new AuthorizationConcluded("mixed", Noon),
        new CoverageDateNoted(new DateOnly(2026, 3, 9), Noon),
        new CoverageRequestedAnew(Question, "service-date", Noon),
        new CoverageAnswerReused(CoverageCheckId, Noon),
        new CoverageResultEntered("CALL-17", Clerk, Noon),
        new CoverageStale(Noon),
        new CoverageCheckClosed("withdrawn", Noon),
        new CoverageRequirementFound("needed", ["18748-4"], "catalogue", "maryland-capital/2026-07", new DateOnly(2026, 6, 1), [new ItemRequirement(1, "needed", ["18748-4"])], Noon),
        new RequirementDecided([1], [2], Words, Clerk, Noon),
        new AuthorizationNotNeeded(PatientId, Payer, "maryland-capital/2026-07", new DateOnly(2026, 6, 1), Noon),
        new DocumentSupplied(new KeptDocument("D-2", BundleId, "18748-4", new string('c', 64)), Clerk, Noon),
        new DocumentsWaived(["18748-4"], Words, Clerk, Noon),
        new DecisionAwaited(Noon.AddDays(7), Noon),
        new InformationSubmittedToPayer(["D-2"], Packed.TraceNo, Noon),
        new UpdateSubmitted(1, "extension", Asked.Items, Packed, Noon) { DueAt = Noon.AddDays(7) },
        new UpdateRefused(1, 422, ["not-ours"], AnswerId, Noon),
        new UpdateDenied(1, "0F", Words, AnswerId, Noon),
        new CancellationAsked("withdrawn", "patient-declined", Noon),
        new AuthorizationWithdrawn("withdrawn", "patient-declined", HadApproval: true, Noon),
        new AuthorizationSuperseded(AuthorizationId, "new-evidence", Noon),
        new ServicesChanged(1, Asked.Items, Noon),
        new ServiceDateSet(new DateOnly(2026, 3, 9), IsFirm: true, Noon),
        new ServiceDateUncovered(new DateOnly(2026, 3, 9), Noon),
        new ReviewExpedited("service-date-near", Noon),
        new ServiceDateNear(new DateOnly(2026, 3, 4), Noon),
        new CareProceededWithout("emergency", Noon.AddDays(2), Noon),
        new PayerInquired(1, BundleId, Clerk, Noon),
        new InquiryEnded(1, "answered", Noon),
        new AuthorizationExtended(new DateOnly(2026, 12, 31), Noon),
        new AuthorizationExhausted(Noon),
        new AuthorizationExpired(Noon, Noon),
        new AuthorizationVoided("given-in-error", Clerk, Noon),
        new DenialRouteChosen("appeal", Words, Clerk, Noon),
        new ContestWindowClosed(Noon, Noon),
        new UnitsGranted(AuthorizationId, PatientId, [new GrantedItem(1, "CPT", "99243", 4, new DateOnly(2026, 3, 1), new DateOnly(2026, 8, 31))], Noon),
        new UnitsAwaited(AnswerId, IsAttended: false, Noon),
        new UnitsReserved(AnswerId, [new UnitCount(1, 1)], Noon),
        new UnitsReleased(AnswerId, "missed", Noon),
        new UnitsConsumed(AnswerId, [new UnitCount(1, 1)], Noon),
        new UnitsShort(AnswerId, [new UnitCount(1, 1)], IsAttended: false, Noon),
        new UnitsExhausted(AuthorizationId, Noon),
        new UnitsClosed("expired", Noon),
        new AuthorizationReleased(PatientId, Payer, [new ReleasedItem(1, "A1", "X12-1365", "3", 1, "AU1", new DateOnly(2026, 3, 1), new DateOnly(2026, 8, 31))], Noon, Noon),
    ];

    private static readonly StoredSamples Stored = new(
        "tests/Authorization.Tests/StoredEvents", [typeof(CoverageCheckEvent), typeof(PriorAuthorizationEvent), typeof(UnitsEvent)], Events);

    private static Actor Clerk => new("clerk", ActorKind.Human, "authorization-specialist");

    private static IEnumerable<string> Names => Stored.Names;

    [Test]
    public void Each_kind_has_one_sample_and_none_is_left_of_an_event_that_is_gone() => Stored.AreComplete();

    [TestCaseSource(nameof(Names))]
    public Task Each_is_stored_as_its_sample_and_read_back_whole(string name) => Stored.KeepAsync(name, CancellationToken.None);

    [Test]
    public Task Nothing_of_the_person_is_stored_in_the_open() => Stored.HideAsync(["Zyxcanary", "Tessa", "MZYX0001", "1980-05-17", "Pier Road", "Healer"], CancellationToken.None);
}
