using Healthcare.EventStore;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.Audit.Webhooks;

/// <summary>What a partner was told of one case.</summary>
public abstract record NoticeEvent(DateTimeOffset At);

/// <summary>A change of stage is to be told; the notice, its delivery and the message's own id are one id.</summary>
[StoredAs("notice_queued.v1")]
public sealed record NoticeQueued(Guid NoticeId, string PartnerId, string TrackingId, long Sequence, string Stage, DateTimeOffset Since, Guid PayloadId, DateTimeOffset At) : NoticeEvent(At);

/// <summary>The partner asked for it again: the same bytes under the same id, in a delivery of their own.</summary>
[StoredAs("notice_redelivered.v1")]
public sealed record NoticeRedelivered(Guid NoticeId, Guid TransmissionId, string PartnerId, Guid PayloadId, DateTimeOffset At) : NoticeEvent(At);

public abstract record NoticeCommand(DateTimeOffset At);

/// <summary>Tells the partner of a change; each sequence number once. Never refuses.</summary>
public sealed record QueueNotice(Guid NoticeId, string PartnerId, string TrackingId, long Sequence, string Stage, DateTimeOffset Since, Guid PayloadId, DateTimeOffset At) : NoticeCommand(At);

public sealed record RedeliverNotice(Guid NoticeId, Guid TransmissionId, DateTimeOffset At) : NoticeCommand(At);

/// <summary>The notices of one case, in the order in which its stage changed.</summary>
public sealed record CaseNotices(long LastSequence, DateTimeOffset LastAt, IReadOnlyDictionary<Guid, NoticeQueued> Queued)
{
    public const string Name = "case_notices";

    /// <summary>The kind of transmission that carries them.</summary>
    public const string Kind = "webhook";

    public static CaseNotices Empty { get; } = new(0, DateTimeOffset.MinValue, new Dictionary<Guid, NoticeQueued>());

    public static Aggregate<CaseNotices, NoticeCommand, NoticeEvent> Aggregate { get; } = new(Name, Empty, Evolve, Decide) { Follows = Follow };

    public static Guid IdOf(Guid caseId) => DerivedId.Of($"case-notices/{caseId:D}");

    public static Guid NoticeIdOf(Guid caseId, long sequence) => DerivedId.Of(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"notice/{caseId:D}/{sequence}"));

    public static CaseNotices Evolve(CaseNotices notices, NoticeEvent happened) => happened switch
    {
        NoticeQueued e => new CaseNotices(e.Sequence, e.At, new Dictionary<Guid, NoticeQueued>(notices.Queued) { [e.NoticeId] = e }),
        NoticeRedelivered e => notices with { LastAt = e.At },
        _ => notices,
    };

    public static Decision<NoticeEvent> Decide(CaseNotices notices, NoticeCommand command) => command switch
    {
        QueueNotice c when c.Sequence <= notices.LastSequence => [],
        QueueNotice c => new NoticeQueued(c.NoticeId, c.PartnerId, c.TrackingId, c.Sequence, c.Stage, c.Since, c.PayloadId, After(notices, c.At)),
        RedeliverNotice c when notices.Queued.TryGetValue(c.NoticeId, out var known) => new NoticeRedelivered(c.NoticeId, c.TransmissionId, known.PartnerId, known.PayloadId, After(notices, c.At)),
        RedeliverNotice => WebhookRefusals.DeliveryUnknown,
        _ => [],
    };

    // The sender keeps the order of the times at which messages of a case were queued, and a clock may stand still.
    private static DateTimeOffset After(CaseNotices notices, DateTimeOffset at) => at > notices.LastAt ? at : notices.LastAt.AddMicroseconds(1);

    private static IEnumerable<FollowUp> Follow(CaseNotices notices, Happened<NoticeEvent> happened) => (happened.Event, happened.CaseId) switch
    {
        (NoticeQueued e, { } caseId) => [new FollowUp(e.NoticeId, new QueueTransmission(e.PartnerId, Kind, e.PayloadId, "application/json", caseId, e.At))],
        (NoticeRedelivered e, { } caseId) => [new FollowUp(e.TransmissionId, new QueueTransmission(e.PartnerId, Kind, e.PayloadId, "application/json", caseId, e.At))],
        _ => [],
    };
}
