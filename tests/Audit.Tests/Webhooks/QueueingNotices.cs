using Healthcare.Audit.Webhooks;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Testing;

namespace Healthcare.Audit.Tests.Webhooks;

/// <summary>One notice for each change, in the order of the changes, and the same one again when its partner asks.</summary>
public sealed class QueueingNotices
{
    private static readonly DateTimeOffset Noon = Entries.Noon;
    private static readonly Guid Payload = new("01890000-0000-7000-8000-000000000bbb");
    private static readonly DeciderSpec<CaseNotices, NoticeCommand, NoticeEvent> Spec = Testing.Spec.Of(CaseNotices.Aggregate);

    [Test]
    public void A_change_is_queued_once()
    {
        var queued = Spec.Given().When(Queue(1));
        queued.Then(Queued(1, Noon));
        var follow = queued.FollowUps(CaseNotices.IdOf(Cases.Id), Cases.Id).Single();
        Assert.That((follow.StreamId, follow.Command), Is.EqualTo((CaseNotices.NoticeIdOf(Cases.Id, 1), new QueueTransmission("northside", "webhook", Payload, "application/json", Cases.Id, Noon))));
        Spec.Given(Queued(1, Noon)).When(Queue(1)).ThenNothing();
    }

    [Test]
    public void Two_of_one_instant_keep_their_order() => Spec.Given(Queued(1, Noon)).When(Queue(2)).Then(Queued(2, Noon.AddMicroseconds(1)));

    [Test]
    public void What_was_told_is_told_again_with_the_same_bytes()
    {
        var again = new Guid("01890000-0000-7000-8000-000000000ccc");
        var redelivered = Spec.Given(Queued(1, Noon)).When(new RedeliverNotice(CaseNotices.NoticeIdOf(Cases.Id, 1), again, Noon.AddHours(1)));
        redelivered.ThenKinds(typeof(NoticeRedelivered));
        var follow = redelivered.FollowUps(CaseNotices.IdOf(Cases.Id), Cases.Id).Single();
        Assert.That((follow.StreamId, ((QueueTransmission)follow.Command).PayloadId), Is.EqualTo((again, Payload)));
    }

    [Test]
    public void What_was_never_told_cannot_be_told_again() => Spec.Given().When(new RedeliverNotice(Payload, Payload, Noon)).ThenRefused(WebhookRefusals.DeliveryUnknown);

    private static QueueNotice Queue(long sequence) => new(CaseNotices.NoticeIdOf(Cases.Id, sequence), "northside", "RABCDEFGHIJKL", sequence, "accepted", Noon, Payload, Noon);

    private static NoticeQueued Queued(long sequence, DateTimeOffset at) => new(CaseNotices.NoticeIdOf(Cases.Id, sequence), "northside", "RABCDEFGHIJKL", sequence, "accepted", Noon, Payload, at);
}
