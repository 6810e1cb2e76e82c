using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Messaging;
using Healthcare.ServiceDefaults;
using Healthcare.X12Exchange;

namespace Healthcare.Platform.Tests.StoredEvents;

/// <summary>One event of each kind that the platform's blocks store in every service, with every member set; nobody in them exists.</summary>
internal static class PlatformEvents
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Subject = new("018f0000-0000-7000-8000-000000000001");
    private static readonly Guid Case = new("018f0000-0000-7000-8000-000000000002");
    private static readonly Guid Message = new("018f0000-0000-7000-8000-000000000003");
    private static readonly Guid Original = new("018f0000-0000-7000-8000-000000000004");
    private static readonly Actor Coordinator = new("coordinator-7", ActorKind.Human, "referral-coordinator") { OnBehalfOf = "lead-1" };
    private static readonly IReadOnlyList<LevelDue> Levels = [new LevelDue("intake-lead", Noon.AddHours(5)), new LevelDue("department-manager", Noon.AddHours(8))];
    private static readonly IReadOnlyList<Unmet> Missing = [new Unmet("required-set-present", "Everything that the service line and the payer require is there.", "referral-coordinator")];
    private static readonly IReadOnlyList<ConditionSeen> Seen = [new ConditionSeen("required-set-present", IsMet: false, new Dictionary<string, string>(StringComparer.Ordinal) { ["missing"] = "clinical-note" })];
    private static readonly string Hash = new('a', 64);

    // A ciphertext as it is stored: sealing anew would give another one each time.
    private static readonly Sealed<string> Ciphertext = JsonElement.Parse(
        """{"ad":"018f0000-0000-7000-8000-0000000000ff/reason","key":"018f0000-0000-7000-8000-000000000005","nonce":"AAAAAAAAAAAAAAAA","tag":"AAAAAAAAAAAAAAAAAAAAAA==","text":"c2VhbGVk"}""")
        .Deserialize<Sealed<string>>(EventCodec.ReadOptions) ?? throw new InvalidDataException("A ciphertext reads.");

    private static readonly HandoffTerms Terms = new()
    {
        Boundary = "B02",
        ContractVersion = 1,
        OwnerRole = "referral-coordinator",
        ClockSource = ClockSource.Policy,
        StartedAt = Noon,
        NudgeAt = Noon.AddHours(3),
        DueAt = Noon.AddHours(4),
        Levels = Levels,
        Repeat = TimeSpan.FromDays(1),
        ProceedGrounds = ["emergency"],
        Attention = [AttentionMoment.Blocked, AttentionMoment.TimedOut],
    };

    private static readonly HeldMessage Held = new(3, "2", "Intake.V1.ReferralAccepted", Message, "{}", "018f0000-0000-7000-8000-000000000006", Case, "01890000000070008000000000000201", "TREAT", "limited", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    public static readonly IReadOnlyList<object> All =
    [
        new HandoffOffered(2, 1, Subject, Case, Terms, Hash, Seen, Noon),
        new HandoffBlocked(2, Hash, Missing, Seen, Noon),
        new HandoffCleared(2, Hash, Seen, Noon),
        new HandoffAccepted(2, Coordinator, Noon),
        new HandoffReturned(2, [new Requirement("missing-items", "clinical-note")], Terms, Coordinator, Noon),
        new HandoffTimedOut(2, Noon, Noon.AddHours(1), Noon),
        new HandoffNudged(2, "referral-coordinator", Noon.AddHours(1), Noon),
        new HandoffEscalated(2, 1, "intake-lead", EscalationCause.TimedOut, Noon, Noon.AddHours(4), Noon),
        new HandoffProceeded(2, Coordinator, "emergency", Ciphertext, Terms, Missing, Noon),
        new HandoffExtended(2, Terms, "payer-extension", Coordinator, Noon),
        new HandoffClosed(2, "withdrawn", Coordinator, Noon),
        new WorkItemOpened("exception", "referral-coordinator", "missing-items", Subject, Noon.AddDays(2), Noon.AddDays(1), Noon) { Boundary = "B02", CaseId = Case, Levels = Levels, Repeat = TimeSpan.FromDays(1), ValueAtStake = 125.50m },
        new WorkItemRenewed("referral-coordinator", "missing-items", Noon.AddDays(2), Noon.AddDays(1), Levels, Noon),
        new WorkItemClaimed(Coordinator, Noon),
        new WorkItemReleased(Coordinator, Noon),
        new WorkItemReassigned("intake-lead", "wrong-queue", Coordinator, Noon),
        new WorkItemCommented(Ciphertext, Coordinator, Noon),
        new WorkItemDueChanged(Noon.AddDays(3), Noon.AddDays(2), Levels, "agreed-with-partner", Coordinator, Noon),
        new WorkItemOverdue(Noon, Noon.AddHours(1), Noon),
        new WorkItemNudged("referral-coordinator", Noon, Noon.AddDays(1), Noon),
        new WorkItemEscalated(1, "intake-lead", Noon.AddHours(4), Noon),
        new WorkItemResolved("done", Coordinator, Noon),
        new TransmissionQueued("clearhouse", "claim-837", Original, "application/edi-x12", Subject, Noon),
        new TransmissionSent(1, Noon),
        new TransmissionAcknowledged(202, Original, Noon),
        new TransmissionUnconfirmed("timeout", 503, Noon, Noon.AddMinutes(1)),
        new TransmissionRejected(422, Original, Noon),
        new TransmissionRequeued("put-right", Noon),
        new ControlNumbersReserved("clearhouse", 1, 50, Noon.AddDays(7)),
        new FileAcknowledged("clearhouse", Original, Message, ["500000001"], 2, 1, Noon),
        new MessageParked("intake", "018f0000-0000-7000-8000-000000000002", Held, "failed:InvalidOperationException", 5, Noon),
        new MessageHeld("intake", "018f0000-0000-7000-8000-000000000002", Held, Noon),
        new MessageReplayRequested(3, Noon),
        new MessageReleased(3, Message, Noon),
        new MessageDismissed(3, Message, "superseded", Noon),
        new DependencyLost("broker", Noon),
        new DependencyRestored("broker", Noon),
        new AccessRecorded([AccessSubject.Case(Case), AccessSubject.Patient(Subject)], "GET", "/cases/{caseId:guid}/timeline", "BTG", "answered", "northside", BreakGlass: true, Ciphertext, Noon),
    ];
}
