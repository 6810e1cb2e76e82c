using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Intake.Referrals;
using Healthcare.Testing;

namespace Healthcare.Intake.Tests.Referrals;

/// <summary>Each state, and what each command does to it: a row is a state, a column a command.</summary>
public sealed class LivingThroughALife
{
    private static readonly DateTimeOffset Later = Samples.Noon.AddHours(1);

    private static readonly Dictionary<string, DeciderSpec<Referral, ReferralCommand, ReferralEvent>> States = new(StringComparer.Ordinal)
    {
        ["awaiting"] = New.GivenDone(new ReceiveReferral(Samples.WithoutReferrer, Samples.Noon)),
        ["triage"] = New.GivenDone(new ReceiveReferral(Samples.InDoubt, Samples.Noon)),
        ["accepted"] = Accepted,
        ["coverage"] = Accepted.Given(Samples.NotCovered),
        ["authorization"] = Accepted.Given(Samples.Covered, Samples.Pended),
        ["not-required"] = Accepted.Given(Samples.NotRequired),
        ["ready"] = Accepted.Given(Samples.Covered, Samples.Approved, Samples.Ready),
        ["scheduled"] = Accepted.Given(Samples.Ready, Samples.Scheduled),
        ["no-show"] = Accepted.Given(Samples.Ready, Samples.Scheduled, Samples.Missed),
        ["visit-cancelled"] = Accepted.Given(Samples.Ready, Samples.Scheduled, Samples.VisitCancelled),
        ["attended"] = Attended,
        ["interim"] = Attended.GivenDone(Interim),
        ["closed"] = Attended.GivenDone(Report),
        ["cancel-requested"] = Accepted.GivenDone(AskToCancel),
        ["declined"] = New.GivenDone(new ReceiveReferral(Samples.WithoutReferrer, Samples.Noon), Decline),
        ["withdrawn"] = Accepted.GivenDone(Withdraw),
        ["cancelled"] = Accepted.GivenDone(AskToCancel, Grant),
        ["expired"] = Accepted.GivenDone(new FireReferralDeadline(Samples.Accepted.ExpiresAt ?? default, Later)),
        ["duplicate"] = Accepted.GivenDone(Merge),
    };

    private static readonly Dictionary<string, ReferralCommand> Commands = new(StringComparer.Ordinal)
    {
        ["decline"] = Decline,
        ["withdraw"] = Withdraw,
        ["ask-to-cancel"] = AskToCancel,
        ["grant"] = Grant,
        ["refuse"] = new DecideCancellation(Grants: false, "already-prepared", Samples.Coordinator, Later),
        ["merge"] = Merge,
        ["split"] = new SplitReferral("other-knee", Samples.Coordinator, Later),
        ["reopen"] = new ReopenReferral("The patient called again.", Samples.Coordinator, Later),
        ["interim"] = Interim,
        ["report"] = Report,
        ["supplement"] = new SupplementReferral(Samples.Complete with { Fingerprint = "f99", Finding = Samples.Complete.Finding }, Later),
    };

    private static DeciderSpec<Referral, ReferralCommand, ReferralEvent> New => Spec.Of(ReferralAggregate.Value);

    private static DeciderSpec<Referral, ReferralCommand, ReferralEvent> Accepted => New.GivenDone(new ReceiveReferral(Samples.Complete, Samples.Noon));

    private static DeciderSpec<Referral, ReferralCommand, ReferralEvent> Attended => Accepted.Given(Samples.Ready, Samples.Scheduled, Samples.Attended);

    private static DeclineReferral Decline => new("no-answer", Samples.Coordinator, Later);

    private static WithdrawReferral Withdraw => new("patient-moved", Samples.Referrer, Later);

    private static RequestCancellation AskToCancel => new("patient-moved", Samples.Referrer, Later);

    private static DecideCancellation Grant => new(Grants: true, "patient-moved", Samples.Coordinator, Later);

    private static MergeReferral Merge => new(Samples.OtherReferral, "same-order", Samples.Coordinator, Later);

    private static NoteInterim Interim => new("northside", "ack-17", Samples.Noon.AddDays(15), Samples.Coordinator, Samples.Noon.AddDays(15));

    private static ReturnReport Report => new("doc-1", "northside", "hl7v2-mdm", "ack-18", Samples.Noon.AddDays(16), Samples.Coordinator, Samples.Noon.AddDays(16));

    // What a cell says: the status afterwards, = for nothing happened, or the code of the refusal.
    private static IEnumerable<TestCaseData> Table()
    {
        string[] columns = ["decline", "withdraw", "ask-to-cancel", "grant", "refuse", "merge", "split", "reopen", "interim", "report", "supplement"];
        (string State, string Cells)[] rows =
        [
            ("awaiting", "Declined Withdrawn referral-not-accepted referral-not-accepted referral-not-accepted Duplicate referral-not-merged referral-not-over referral-not-attended referral-not-attended Accepted"),
            ("triage", "Declined Withdrawn referral-not-accepted referral-not-accepted referral-not-accepted Duplicate referral-not-merged referral-not-over referral-not-attended referral-not-attended Accepted"),
            ("accepted", Begun("Withdrawn")),
            ("coverage", Begun("Withdrawn")),
            ("authorization", Begun("Withdrawn")),
            ("not-required", Begun("Withdrawn")),
            ("ready", Begun("Withdrawn")),
            ("scheduled", Begun("referral-already-scheduled")),
            ("no-show", Begun("Withdrawn")),
            ("visit-cancelled", Begun("Withdrawn")),
            ("attended", "referral-already-accepted referral-already-attended referral-already-attended cancellation-not-requested cancellation-not-requested referral-already-attended referral-not-merged referral-not-over InterimNoted LoopClosed referral-already-accepted"),
            ("interim", "referral-already-accepted referral-already-attended referral-already-attended cancellation-not-requested cancellation-not-requested referral-already-attended referral-not-merged referral-not-over = LoopClosed referral-already-accepted"),
            ("closed", "referral-is-over referral-is-over referral-is-over referral-is-over referral-is-over referral-is-over referral-not-merged Accepted referral-is-over = referral-is-over"),
            ("cancel-requested", "referral-already-accepted Withdrawn = Cancelled Accepted Duplicate referral-not-merged referral-not-over referral-not-attended referral-not-attended referral-already-accepted"),
            ("declined", "= referral-is-over referral-is-over referral-is-over referral-is-over referral-is-over referral-not-merged AwaitingInformation referral-is-over referral-is-over referral-already-declined"),
            ("withdrawn", "referral-is-over = referral-is-over referral-is-over referral-is-over referral-is-over referral-not-merged Accepted referral-is-over referral-is-over referral-is-over"),
            ("cancelled", "referral-is-over referral-is-over = = referral-is-over referral-is-over referral-not-merged Accepted referral-is-over referral-is-over referral-is-over"),
            ("expired", "referral-is-over referral-is-over referral-is-over referral-is-over referral-is-over referral-is-over referral-not-merged Accepted referral-is-over referral-is-over referral-is-over"),
            ("duplicate", "referral-is-duplicate referral-is-duplicate referral-is-duplicate referral-is-duplicate referral-is-duplicate = Accepted referral-is-duplicate referral-is-duplicate referral-is-duplicate referral-is-duplicate"),
        ];
        foreach (var (state, cells) in rows)
        {
            foreach (var (column, cell) in columns.Zip(cells.Split(' '))) yield return new TestCaseData(state, column, cell).SetArgDisplayNames(state, column);
        }

        static string Begun(string withdrawn) =>
            $"referral-already-accepted {withdrawn} CancelRequested cancellation-not-requested cancellation-not-requested Duplicate referral-not-merged referral-not-over referral-not-attended referral-not-attended referral-already-accepted";
    }

    [TestCaseSource(nameof(Table))]
    public void A_command_does_to_a_state_what_the_table_says(string state, string command, string expected)
    {
        var decided = States[state].When(Commands[command]);
        var actual = decided.Decision.Refusal?.Code ?? (decided.Decision.Events.Count == 0 ? "=" : decided.State.Status.ToString());
        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void Every_status_is_reached() => Assert.That(
        States.Values.Select(s => s.State.Status).OfType<ReferralStatus>().Distinct().Order(), Is.EqualTo(Enum.GetValues<ReferralStatus>()));

    [Test]
    public void Accepted_again_it_counts_one_attempt_more() =>
        Assert.That(States["withdrawn"].When(Commands["reopen"]).Decision.Events.OfType<ReferralAccepted>().Single().Attempt, Is.EqualTo(2));

    [Test]
    public void Declined_before_it_was_accepted_it_is_the_first_attempt_still() =>
        Assert.That(States["declined"].GivenDone(Commands["reopen"]).GivenDone(Commands["supplement"]).Events.OfType<ReferralAccepted>().Single().Attempt, Is.EqualTo(1));

    [Test]
    public void What_a_person_decides_is_a_judgment() => Assert.That(
        new ReferralCommand[] { Decline, Grant, Merge, Commands["split"], Commands["reopen"], Report }, Is.All.InstanceOf<IJudgment>());

    [Test]
    public void The_note_of_a_reopening_is_sealed() => Assert.That(States["withdrawn"].When(Commands["reopen"]).Decision.Events.OfType<ReferralReopened>().Single().Note.ToString(), Is.EqualTo("sealed"));

    [Test]
    public void A_report_of_tomorrow_was_not_delivered() => Attended.When(Report with { DeliveredAt = Report.At.AddDays(1) }).ThenRefused(ReferralRefusals.DeliveredLater);

    [Test]
    public void Being_seen_opens_the_report_that_is_owed_and_its_delivery_closes_it()
    {
        var opened = Accepted.Given(Samples.Scheduled).When(new HearOfCare(Samples.Attended, Samples.Attended.At)).FollowUps(Samples.Referral).Select(f => f.Command).OfType<OfferHandoff>().Single();
        var closed = Attended.When(Report).FollowUps(Samples.Referral).Select(f => f.Command.GetType());
        Assert.Multiple(() =>
        {
            Assert.That((opened.Terms.Boundary, opened.Terms.DueAt - Samples.Attended.AttendedAt, opened.Unmet.Count), Is.EqualTo(("B14", TimeSpan.FromDays(7), 2)));
            Assert.That(closed, Is.EqualTo(new[] { typeof(OfferHandoff), typeof(AcceptHandoff) }));
        });
    }

    [Test]
    public void Whoever_was_seen_after_all_is_owed_a_report_though_the_referral_had_ended()
    {
        var seen = States["withdrawn"].GivenDone(new HearOfCare(Samples.Attended, Samples.Attended.At));
        Assert.That((seen.State.Status, seen.When(Report).State.Status), Is.EqualTo(((ReferralStatus?)ReferralStatus.Withdrawn, (ReferralStatus?)ReferralStatus.LoopClosed)));
    }
}
