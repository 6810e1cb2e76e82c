using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Calendars;
using Healthcare.Scheduling.Journeys;
using Healthcare.Testing;

namespace Healthcare.Scheduling.Tests.StoredEvents;

/// <summary>What is stored stays readable for ever: one stored event of each kind, never edited, and the list of their names.</summary>
public sealed class KeepingStoredEvents
{
    private static readonly StoredSamples Stored = new("tests/Scheduling.Tests/StoredEvents", [typeof(AppointmentEvent), typeof(CalendarEvent), typeof(JourneyEvent)], [.. Samples.Events]);

    private static readonly string[] Names =
    [
        "appointment_booked.v1", "appointment_held.v1", "authorization_lapsed.v1", "authorization_not_needed.v1", "booking_uncovered.v1",
        "care_proceeded.v1", "day_planned.v1", "ehr_refused.v1", "ehr_update_failed.v1", "ehr_updated.v1", "estimate_issued.v1", "hold_ready.v1",
        "hold_released.v1", "journey_begun.v1", "journey_ended.v1", "procedure_changed.v1", "requirement_heard.v1", "scheduling_authorized.v1", "scheduling_cleared.v1",
        "scheduling_ended.v1", "scheduling_held.v1", "scheduling_held_back.v1", "scheduling_hold_lifted.v1", "scheduling_released.v1",
        "scheduling_requested.v1", "scheduling_services_changed.v1", "stage_blocked.v1", "stage_completed.v1", "stage_evidence_noted.v1",
        "stage_expired.v1", "stage_ready.v1", "stage_reopened.v1", "stage_returned.v1", "stage_started.v1", "stages_passed.v1", "time_held.v1",
        "time_released.v1", "visit_attended.v1", "visit_cancelled.v1", "visit_missed.v1",
    ];

    private static IEnumerable<string> Earlier => Stored.EarlierNames;

    [Test]
    public void The_names_are_these() => Assert.That(Stored.Names, Is.EqualTo(Names));

    [Test]
    public void Each_kind_has_one_sample_and_none_is_left_of_an_event_that_is_gone() => Stored.AreComplete();

    [TestCaseSource(nameof(Names))]
    public Task Each_is_stored_as_its_sample_and_read_back_whole(string name) => Stored.KeepAsync(name, CancellationToken.None);

    [TestCaseSource(nameof(Earlier))]
    public Task What_was_stored_before_members_were_added_still_says_all_that_it_said(string name) => Stored.KeepEarlierAsync(name, CancellationToken.None);
}
