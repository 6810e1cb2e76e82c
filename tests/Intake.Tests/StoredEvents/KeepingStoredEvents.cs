using Healthcare.Intake.Partners;
using Healthcare.Intake.Referrals;
using Healthcare.Intake.Tests.Referrals;
using Healthcare.Testing;

namespace Healthcare.Intake.Tests.StoredEvents;

/// <summary>What is stored stays readable for ever: one stored event of each kind, never edited, and the list of their names.</summary>
public sealed class KeepingStoredEvents
{
    private static readonly StoredSamples Stored = new("tests/Intake.Tests/StoredEvents", [typeof(ReferralEvent), typeof(PartnerEvent)], [.. Samples.Events, .. PartnerSamples.Events]);

    private static IEnumerable<string> Names => Stored.Names;

    private static IEnumerable<string> Earlier => Stored.EarlierNames;

    [Test]
    public void The_names_are_these() => Assert.That(Names, Is.EqualTo(new[]
    {
        "cancel_refused.v1", "cancel_requested.v1", "close_out_review_due.v1", "completeness_passed.v1", "information_overdue.v1", "information_received.v1", "information_requested.v1",
        "interim_noted.v1", "partner_reactivated.v1", "partner_registered.v1", "partner_suspended.v1", "patient_match_confirmed.v1", "patient_matched.v1", "referral_accepted.v1",
        "referral_authorization_answered.v1", "referral_cancelled.v1", "referral_coverage_answered.v1", "referral_declined.v1", "referral_duplicate_received.v1", "referral_expired.v1",
        "referral_loop_closed.v1", "referral_merged.v1", "referral_ready.v1", "referral_received.v1", "referral_reopened.v1", "referral_split.v1", "referral_visit_attended.v1",
        "referral_visit_cancelled.v1", "referral_visit_missed.v1", "referral_visit_scheduled.v1", "referral_withdrawn.v1", "report_returned.v1", "triage_needed.v1", "urgency_assigned.v1",
    }));

    [Test]
    public void Each_kind_has_one_sample_and_none_is_left_of_an_event_that_is_gone() => Stored.AreComplete();

    [TestCaseSource(nameof(Names))]
    public Task Each_is_stored_as_its_sample_and_read_back_whole(string name) => Stored.KeepAsync(name, CancellationToken.None);

    [TestCaseSource(nameof(Earlier))]
    public Task What_was_stored_before_members_were_added_still_says_all_that_it_said(string name) => Stored.KeepEarlierAsync(name, CancellationToken.None);

    [Test]
    public Task Nothing_of_the_person_is_stored_in_the_open() => Stored.HideAsync(
        ["Alder", "Sam", "1950-01-01", "M-1", "Main Street", "Reyes", "urn:northside:referral", "Consultation note", "\"aaaa"], CancellationToken.None);
}
