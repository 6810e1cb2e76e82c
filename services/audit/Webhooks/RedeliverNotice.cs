using Healthcare.EventStore;
using Healthcare.Handoffs.Transmissions;
using Healthcare.ServiceDefaults;

namespace Healthcare.Audit.Webhooks;

internal static class RedeliverNoticeEndpoint
{
    public static void Map(RouteGroupBuilder webhook) => webhook.MapPost("/deliveries/{id:guid}/redelivery", HandleAsync)
        .Described(
            "redeliverNotice",
            "Sends one notice again, without the others: the same id and the same bytes, so that you know it again. One that is on its way stays so, one that waits for its next attempt is sent now",
            WebhookRefusals.DeliveryUnknown,
            WebhookRefusals.NotActive);

    private static async Task<CommandResult> HandleAsync(
        Guid id, Caller caller, Views<Delivery> deliveries, Views<TransmissionRow> transmissions, Views<WebhookRow> webhooks, Transactions transactions, CallScope scope, IdempotentIds ids, TimeProvider clock, CancellationToken cancel)
    {
        if (await deliveries.FindAsync(id, cancel) is not { } delivery || !caller.MaySeePartner(delivery.PartnerId)) return new Outcome.Refused(WebhookRefusals.DeliveryUnknown).ToHttp();
        if (await webhooks.FindAsync(Webhook.IdOf(delivery.PartnerId), cancel) is not { IsActive: true }) return new Outcome.Refused(WebhookRefusals.NotActive).ToHttp();
        var state = (await transmissions.FindAsync(delivery.TransmissionId, cancel))?.State;
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        scope.Context = scope.Context with { CaseId = delivery.CaseId };
        var outcome = await transactions.ExecuteAsync(
            (work, c) => state switch
            {
                "acknowledged" or "rejected" => work.DecideAsync<NoticeCommand>(CaseNotices.IdOf(delivery.CaseId), new RedeliverNotice(id, ids.For("redelivery"), at), c),
                "unconfirmed" => work.DecideAsync<TransmissionCommand>(delivery.TransmissionId, new RequeueTransmission("partner-asked", at), c),
                _ => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, [])),
            },
            cancel);
        return outcome.ToHttp();
    }
}
