using Healthcare.Audit.Map;
using Healthcare.Audit.Webhooks;
using Healthcare.EventStore;
using Healthcare.Originals;

namespace Healthcare.Audit.Trail;

/// <summary>
/// Enters events into a trail, and in the same transaction queues a notice for each change of stage that they bring, if the case's partner wants to be told:
/// exactly one for each change, in the order of the changes. What the events say of boundaries enters the map with them.
/// </summary>
internal sealed class TrailEntering(Transactions transactions, Views<WebhookRow> webhooks, OriginalStore originals, TimeProvider clock)
{
    public Task<Outcome> EnterAsync(Guid trail, RecordEntries command, CancellationToken cancel) => transactions.ExecuteAsync(
        async (work, c) =>
        {
            var before = await work.LoadAsync<TrailState, RecordEntries>(trail, c);
            var outcome = await work.DecideAsync(trail, command, c);
            if (outcome is not Outcome.Accepted) return outcome;
            work.With(MapRows.Of(command.Service, TrailDecider.Fresh(before, command)));
            var after = await work.LoadAsync<TrailState, RecordEntries>(trail, c);
            if (after.StageChanges == before.StageChanges || after.Case is not { PartnerId: { } partner }) return outcome;
            if (await webhooks.FindAsync(Webhook.IdOf(partner), c) is not { IsActive: true }) return outcome;
            for (var i = 0; i < after.LastChanges.Count; i++)
            {
                var told = await TellAsync(work, after.LastChanges[i], partner, before.StageChanges + i + 1, c);
                if (told is not Outcome.Accepted) return told;
            }

            return outcome;
        },
        cancel);

    private async Task<Outcome> TellAsync(Work work, CaseStatus changed, string partner, long sequence, CancellationToken cancel)
    {
        if (changed is not { TrackingId: { } trackingId, PartnerId: not null }) return new Outcome.Accepted(StreamVersion.None, []);
        var notice = CaseNotice.Of(changed, trackingId, sequence);
        if (await originals.KeepAsync(notice.ToBytes(), "application/json", OwnEvents.Service, cancel) is not Keeping.Kept kept) throw new InvalidOperationException("A notice is small.");
        return await work.DecideAsync<NoticeCommand>(
            CaseNotices.IdOf(changed.CaseId),
            new QueueNotice(notice.Id, partner, trackingId, sequence, notice.Stage, notice.Since, kept.Id.Value, EventCodec.Microseconds(clock.GetUtcNow())),
            cancel);
    }
}
