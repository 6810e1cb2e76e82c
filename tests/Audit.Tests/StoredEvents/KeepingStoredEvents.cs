using System.Text.Json;
using Healthcare.Audit.Questions;
using Healthcare.Audit.Trail;
using Healthcare.Audit.Webhooks;
using Healthcare.EventStore;
using Healthcare.Testing;

namespace Healthcare.Audit.Tests.StoredEvents;

/// <summary>What is stored stays readable for ever: one stored event of each kind, never edited, and the list of their names.</summary>
public sealed class KeepingStoredEvents
{
    private static readonly DateTimeOffset Noon = Audit.Tests.Entries.Noon;
    private static readonly Guid Case = new("01890000-0000-7000-8000-000000000001");

    private static readonly string[] Names =
    [
        "entries_recorded.v1", "notice_queued.v1", "notice_redelivered.v1", "question_answered.v1", "question_asked.v1", "question_extended.v1", "question_owed.v1", "question_stated.v1", "webhook_disabled.v1", "webhook_moved.v1", "webhook_owner_told.v1", "webhook_receiver_answered.v1",
        "webhook_receiver_lost.v1", "webhook_registered.v1", "webhook_removed.v1", "webhook_secret_rotated.v1",
    ];

    private static readonly IReadOnlyList<TrailEntry> Entry = [Audit.Tests.Entries.Of(Case, 1)];

    // As it stands in the log: sealing anew gives another ciphertext each time.
    private static readonly Sealed<string> Secret = JsonSerializer.Deserialize<Sealed<string>>(
        """{"ad":"018f0000-0000-7000-8000-0000000000ff/secret","key":"01a2006f-65f4-72f3-97d0-56c319d1f98c","nonce":"8G7XZR1c7HKt/Smb","tag":"GX4vJJIU3ChYWHU//Kcf2g==","text":"jLRZ3yi+"}""", EventCodec.ReadOptions)
        ?? throw new InvalidDataException();

    private static readonly object[] Samples =
    [
        new EntriesRecorded("intake", Entry, TrailChain.Next(TrailChain.Start, "intake", Entry)),
        new WebhookRegistered("northside", "https://hooks.northside.example/cases", Secret, Noon),
        new WebhookMoved("https://hooks.northside.example/other", Noon),
        new WebhookSecretRotated(Secret, Noon.AddDays(1), Noon),
        new WebhookDisabled("receiver-gone", Noon),
        new WebhookRemoved(Noon),
        new WebhookReceiverLost("no-answer", Noon),
        new WebhookOwnerTold(6, Noon.AddHours(4), Noon),
        new WebhookReceiverAnswered(Noon),
        new NoticeQueued(CaseNotices.NoticeIdOf(Case, 2), "northside", "RABCDEFGHIJKL", 2, "accepted", Noon, new Guid("01890000-0000-7000-8000-000000000002"), Noon),
        new QuestionAsked("disclosure-accounting", Case, PatientId: null, "PATRQT", Noon, Noon.AddDays(60), new Actor("officer-1", ActorKind.Human, "compliance-officer"), Noon),
        new QuestionStated(Case, new Guid("01890000-0000-7000-8000-000000000004"), "PATRQT", new Actor("officer-1", ActorKind.Human, "compliance-officer"), Noon),
        new QuestionOwed("trail-incomplete", Noon),
        new QuestionExtended(Secret, Noon.AddDays(80), new Actor("officer-1", ActorKind.Human, "compliance-officer"), Noon),
        new QuestionAnswered(new TrailAnswer(Noon.AddYears(-6), Noon, 7, 1, "hash-of-the-answer"), new Actor("officer-1", ActorKind.Human, "compliance-officer"), Noon),
        new NoticeRedelivered(CaseNotices.NoticeIdOf(Case, 2), new Guid("01890000-0000-7000-8000-000000000003"), "northside", new Guid("01890000-0000-7000-8000-000000000002"), Noon),
    ];

    private static readonly StoredSamples Stored = new("tests/Audit.Tests/StoredEvents", [typeof(TrailEvent), typeof(WebhookEvent), typeof(NoticeEvent), typeof(QuestionEvent)], Samples);

    [Test]
    public void The_names_are_these() => Assert.That(Stored.Names, Is.EqualTo(Names));

    [Test]
    public void Each_kind_has_one_sample_and_none_is_left_of_an_event_that_is_gone() => Stored.AreComplete();

    [TestCaseSource(nameof(Names))]
    public Task Each_is_stored_as_its_sample_and_read_back_whole(string name) => Stored.KeepAsync(name, CancellationToken.None);
}
