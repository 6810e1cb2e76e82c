using System.Text.Json;
using Healthcare.Audit.Trail;

namespace Healthcare.Audit.Tests.Trail;

/// <summary>Where a case stands, from what the services recorded, each in its own order.</summary>
public sealed class FollowingStages
{
    private static readonly string[] Usual =
        ["received", "in-review", "accepted", "coverage-pending", "covered", "authorization-requested", "authorization-pended", "authorized", "ready-to-schedule", "scheduled", "attended", "billed", "payer-accepted", "paid", "posted"];

    private static Cases Ready => new Cases().Accepted().Concluded("approved").Scheduling("scheduling_released.v1");

    [Test]
    public void A_usual_case_goes_from_received_to_posted()
    {
        var told = new Cases().Received().Intake("completeness_passed.v1").Intake("referral_accepted.v1")
            .Authorization("coverage_check_requested.v1").Authorization("coverage_confirmed.v1").Authorization("authorization_submitted.v1").Authorization("authorization_pended.v1").Concluded("approved")
            .Scheduling("scheduling_released.v1").Scheduling("appointment_booked.v1").Scheduling("visit_attended.v1")
            .Tell("billing", "claim_submitted.v1").Tell("billing", "claim_accepted_by_payer.v1").Tell("reconciliation", "payment_applied.v1").Tell("reconciliation", "journal_posted.v1");
        Assert.That(told.Stages, Is.EqualTo(Usual));
        Assert.That(told.Status.Since, Is.EqualTo(Cases.At(14)));
    }

    [Test]
    public void What_is_missing_is_asked_for_and_comes() =>
        Assert.That(
            new Cases().Received().Intake("information_requested.v1").Intake("information_received.v1").Intake("information_requested.v1").Intake("information_received.v1").Intake("referral_accepted.v1").Stages,
            Is.EqualTo(new[] { "received", "information-requested", "in-review", "information-requested", "in-review", "accepted" }));

    [TestCase("referral_declined.v1", "declined")]
    [TestCase("referral_withdrawn.v1", "withdrawn")]
    [TestCase("referral_cancelled.v1", "cancelled")]
    [TestCase("referral_expired.v1", "expired")]
    [TestCase("referral_merged.v1", "duplicate")]
    public void What_has_ended_stays_so_whatever_comes_late(string ended, string stage)
    {
        var told = Ready.Intake(ended);
        Assert.That(told.Status.Stage, Is.EqualTo(stage));
        Assert.That(told.Scheduling("appointment_booked.v1").Concluded("denied").Scheduling("visit_missed.v1").Status.Stage, Is.EqualTo(stage));
    }

    [Test]
    public void What_was_reopened_begins_anew() =>
        Assert.That(
            Ready.Intake("referral_withdrawn.v1").Intake("referral_reopened.v1").Intake("referral_accepted.v1").Authorization("authorization_submitted.v1").Stages.TakeLast(4),
            Is.EqualTo(new[] { "withdrawn", "reopened", "accepted", "authorization-requested" }));

    [TestCase("approved", "authorized")]
    [TestCase("approved-with-changes", "modified")]
    [TestCase("mixed", "partially-authorized")]
    [TestCase("denied", "authorization-denied")]
    [TestCase("cancelled", "authorization-cancelled")]
    public void The_payers_word_on_the_whole_is_the_stage(string status, string stage) =>
        Assert.That(new Cases().Accepted().Authorization("authorization_pended.v1").Concluded(status).Status.Stage, Is.EqualTo(stage));

    [Test]
    public void A_decision_on_one_item_is_not_yet_one_on_the_whole() =>
        Assert.That(
            new Cases().Accepted().Authorization("authorization_pended.v1").Authorization("authorization_decided.v1", """{"itemSequence":1,"decision":{"action":"A1"}}""").Status.Stage,
            Is.EqualTo("authorization-pended"));

    [TestCase("coverage_not_confirmed.v1", "not-covered")]
    [TestCase("coverage_found_inactive.v1", "not-covered")]
    [TestCase("authorization_not_required.v1", "authorization-not-required")]
    [TestCase("decision_deemed_denied.v1", "authorization-denied")]
    public void Coverage_and_authorization_say_where_the_case_is(string type, string stage) => Assert.That(new Cases().Accepted().Authorization(type).Status.Stage, Is.EqualTo(stage));

    [Test]
    public void What_is_denied_may_be_asked_for_anew() =>
        Assert.That(new Cases().Accepted().Concluded("denied").Authorization("authorization_submitted.v1").Concluded("approved").Stages.Skip(2), Is.EqualTo(new[] { "authorization-denied", "authorization-requested", "authorized" }));

    [TestCase("visit_missed.v1", "no-show")]
    [TestCase("visit_cancelled.v1", "visit-cancelled")]
    public void Who_did_not_come_is_scheduled_again(string type, string stage) =>
        Assert.That(
            Ready.Scheduling("appointment_booked.v1").Scheduling(type).Scheduling("scheduling_released.v1").Scheduling("appointment_booked.v1").Stages.TakeLast(4),
            Is.EqualTo(new[] { "scheduled", stage, "ready-to-schedule", "scheduled" }));

    [Test]
    public void A_time_held_while_the_payer_thinks_stays_held_when_it_agrees() =>
        Assert.That(
            new Cases().Accepted().Authorization("authorization_pended.v1").Scheduling("appointment_held.v1").Concluded("approved").Scheduling("scheduling_released.v1").Scheduling("appointment_booked.v1").Stages.Skip(2),
            Is.EqualTo(new[] { "authorization-pended", "held", "scheduled" }));

    [Test]
    public void A_denial_takes_a_held_time_back_and_a_person_may_go_on_all_the_same() =>
        Assert.That(
            new Cases().Accepted().Scheduling("appointment_held.v1").Concluded("denied").Scheduling("care_proceeded.v1").Scheduling("appointment_booked.v1").Stages.Skip(2),
            Is.EqualTo(new[] { "held", "authorization-denied", "ready-to-schedule", "scheduled" }));

    [Test]
    public void The_loop_closes_also_when_the_claim_was_earlier() =>
        Assert.That(
            Ready.Scheduling("visit_attended.v1").Tell("billing", "claim_submitted.v1").Intake("referral_loop_closed.v1").Tell("reconciliation", "payment_applied.v1").Stages.TakeLast(4),
            Is.EqualTo(new[] { "attended", "billed", "loop-closed", "paid" }));

    [Test]
    public void What_is_reported_late_does_not_take_a_case_back()
    {
        var told = Ready.Scheduling("appointment_booked.v1").Authorization("authorization_pended.v1");
        Assert.That(told.Status.Stage, Is.EqualTo("scheduled"));
        Assert.That(told.Tell("intake", "referral_accepted.v1", minute: 1).Status.Stage, Is.EqualTo("scheduled"));
    }

    [Test]
    public void A_services_own_order_counts_more_than_its_clock() =>
        Assert.That(Ready.Tell("scheduling", "appointment_booked.v1", minute: 50).Tell("scheduling", "visit_missed.v1", minute: 40).Status.Stage, Is.EqualTo("no-show"));

    [Test]
    public void The_same_again_is_no_change() =>
        Assert.That(Ready.Scheduling("appointment_booked.v1").Scheduling("appointment_booked.v1").Status.History.Count(h => h.Stage == "scheduled"), Is.EqualTo(1));

    [Test]
    public void Reading_a_case_and_telling_of_it_change_nothing()
    {
        var told = Ready;
        var before = told.Status;
        var after = told.Tell("audit", "access_recorded.v1", aggregate: "access").Tell("audit", "transmission_queued.v1", aggregate: "transmission").Tell("audit", "notice_queued.v1", aggregate: "case_notices").Status;
        Assert.That((after.Stage, after.Since, after.LastChangeAt, after.Events), Is.EqualTo((before.Stage, before.Since, before.LastChangeAt, before.Events + 3)));
    }

    [Test]
    public void Every_stage_is_begun_by_something_and_every_word_of_the_map_is_known()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Stages.All, Is.Unique);
            foreach (var rule in Stages.Rules)
            {
                foreach (var begun in rule.BegunBy)
                {
                    var parts = begun.Split(' ', '=');
                    var data = parts is [_, var member, var value] ? $$"""{"{{member}}":"{{value}}"}""" : "{}";
                    Assert.That(Stages.BegunBy($"{parts[0]}v1", JsonElement.Parse(data)), Is.EqualTo(rule.Stage), begun);
                }
            }

            Assert.That(Stages.BegunBy("work_item_opened.v1", JsonElement.Parse("{}")), Is.Null);
            Assert.That(Stages.Rules.Count(r => r.Completes), Is.EqualTo(1));
        });
    }

    [Test]
    public void A_partner_reads_codes_that_name_nobody_and_no_reason()
    {
        var told = new Cases().Accepted().Tell("intake", "work_item_opened.v1", $$"""{"kind":"exception","role":"referral-coordinator","reasonCode":"duplicate-suspected","dueAt":"{{Cases.At(60):O}}"}""", "work_item", Guid.CreateVersion7());
        var seen = PartnerSight.Of(told.Status);
        Assert.That((seen.WaitingFor.Single(), seen.DueBy), Is.EqualTo(("coverage-check", Cases.At(60))));
        Assert.That(PartnerSight.Of(told.Intake("referral_declined.v1").Status), Is.EqualTo(new PartnerSight([], DueBy: null)).Using<PartnerSight>((a, b) => a.WaitingFor.SequenceEqual(b.WaitingFor) && a.DueBy == b.DueBy));
    }
}
