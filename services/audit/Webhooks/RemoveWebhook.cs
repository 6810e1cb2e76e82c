using Healthcare.EventStore;
using Healthcare.ServiceDefaults;

namespace Healthcare.Audit.Webhooks;

internal static class RemoveWebhookEndpoint
{
    public static void Map(RouteGroupBuilder webhook) => webhook.MapDelete("/", HandleAsync)
        .Described("removeWebhook", "Takes your address away; nothing more is sent, also nothing that waits for another attempt");

    private static async Task<CommandResult> HandleAsync(Caller caller, Streams<WebhookCommand> webhooks, TimeProvider clock, CancellationToken cancel) =>
        (await webhooks.ExecuteAsync(Webhook.IdOf(caller.PartnerId ?? ""), new RemoveWebhook(EventCodec.Microseconds(clock.GetUtcNow())), cancel)).ToHttp();
}
