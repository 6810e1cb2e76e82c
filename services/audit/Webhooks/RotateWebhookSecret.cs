using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Healthcare.Audit.Webhooks;

internal static class RotateWebhookSecretEndpoint
{
    public static void Map(RouteGroupBuilder webhook) => webhook.MapPost("/secret-rotation", HandleAsync)
        .Described("rotateWebhookSecret", "Makes another secret and shows it once; until `previousSecretUntil` each notice carries two signatures, one of each secret", WebhookRefusals.Unknown);

    private static async Task<Results<Ok<WebhookAnswer>, ProblemResult>> HandleAsync(
        Caller caller, Streams<WebhookCommand> webhooks, Views<WebhookRow> views, IOptions<WebhookOptions> options, TimeProvider clock, CancellationToken cancel)
    {
        var (id, secret) = (Webhook.IdOf(caller.PartnerId ?? ""), WebhookSignature.NewSecret());
        var outcome = await webhooks.ExecuteAsync(id, new RotateWebhookSecret(Sealed.For(id, secret), options.Value.SecretOverlap, EventCodec.Microseconds(clock.GetUtcNow())), cancel);
        if (outcome is not Outcome.Accepted { Events.Count: > 0 } || await views.FindAsync(id, cancel) is not { } row) return new ProblemResult(WebhookRefusals.Unknown.ToProblem());
        return TypedResults.Ok(WebhookAnswer.Of(row, secret));
    }
}
