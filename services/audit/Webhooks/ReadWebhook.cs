using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Webhooks;

internal static class ReadWebhookEndpoint
{
    public static void Map(RouteGroupBuilder webhook) => webhook.MapGet("/", HandleAsync)
        .Described("readWebhook", "Your address and how it fares; never its secret", WebhookRefusals.Unknown);

    private static async Task<Results<Ok<WebhookAnswer>, ProblemResult>> HandleAsync(Caller caller, Views<WebhookRow> webhooks, CancellationToken cancel) =>
        await webhooks.FindAsync(Webhook.IdOf(caller.PartnerId ?? ""), cancel) is { } row ? TypedResults.Ok(WebhookAnswer.Of(row)) : new ProblemResult(WebhookRefusals.Unknown.ToProblem());
}
