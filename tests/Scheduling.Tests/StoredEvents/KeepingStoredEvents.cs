using Healthcare.EventStore;
using Healthcare.Scheduling.Appointments;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Scheduling.Tests.StoredEvents;

/// <summary>What is stored stays readable for ever: one stored event of each kind, never edited, and the list of their names.</summary>
public sealed class KeepingStoredEvents
{
    private const string Folder = "tests/Scheduling.Tests/StoredEvents";
    private static readonly Store Stored = new();

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

    private static EventTypes Types => Stored.Services.GetRequiredService<EventTypes>();

    [OneTimeTearDown]
    public async Task CloseAsync() => await Stored.DisposeAsync();

    [Test]
    public void The_names_are_these() => Assert.That(Types.Names.Where(n => Equals(Types.TypeOf(n)?.Assembly, typeof(AppointmentAggregate).Assembly)), Is.EqualTo(Names));

    [TestCaseSource(nameof(Names))]
    public async Task Each_is_stored_as_its_sample_and_read_back_whole(string name)
    {
        await StoredSamples.KeepAsync(Folder, Stored.Services.GetRequiredService<EventCodec>(), Types, Samples.Events.Single(e => Types.NameOf(e.GetType()) == name), CancellationToken.None);
    }

    [Test]
    public void No_sample_is_left_of_an_event_that_is_gone() => Assert.That(StoredSamples.KeptIn(Folder), Is.EqualTo(Names));
}
