using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Healthcare.Audit.Webhooks;

/// <summary>A partner's address and how it fares; <paramref name="Secret"/> is shown once, in the answer that made it.</summary>
/// <param name="Url">Where notices are sent.</param>
/// <param name="State"><c>active</c>, or <c>disabled</c> after the receiver said that it is gone.</param>
/// <param name="Since">Since when the address is this one.</param>
/// <param name="ReasonCode">Why it is disabled.</param>
/// <param name="AwaySince">Since when the receiver takes nothing; absent while it answers.</param>
/// <param name="PreviousSecretUntil">Until when the secret before signs too.</param>
/// <param name="Secret">Base64 after <c>whsec_</c>, as Standard Webhooks says.</param>
internal sealed record WebhookAnswer(string Url, string State, DateTimeOffset Since, string? ReasonCode, DateTimeOffset? AwaySince, DateTimeOffset? PreviousSecretUntil, string? Secret)
{
    public static WebhookAnswer Of(WebhookRow row, string? secret = null) =>
        new(row.Url, row.IsActive ? "active" : "disabled", row.Since, row.Disabled, row.AwaySince, row.PreviousSecretUntil, secret);
}

internal static class RegisterWebhookEndpoint
{
    /// <param name="Url">An https address on the public internet that takes POST.</param>
    internal sealed record Request(string Url);

    public static void Map(RouteGroupBuilder webhook) => webhook.MapPut("/", HandleAsync).Validating<Request>()
        .Described("registerWebhook", "Names the address at which you are told of each change of your cases' stages; the first answer shows the secret, and no other does");

    private static async Task<Results<Ok<WebhookAnswer>, Created<WebhookAnswer>, ProblemResult>> HandleAsync(
        Request request, Caller caller, Streams<WebhookCommand> webhooks, Views<WebhookRow> views, IOptions<WebhookOptions> options, TimeProvider clock, CancellationToken cancel)
    {
        if (caller.PartnerId is not { } partner) return new ProblemResult(new ProblemAnswer(KnownProblems.NotFound));
        if (WebhookAddresses.Refusal(request.Url, options.Value.AllowLoopback) is { } refusal)
            return new ProblemResult(new ProblemAnswer(KnownProblems.RequestInvalid) { Errors = [new ProblemError("$.url", "address", refusal)] });
        var (id, secret) = (Webhook.IdOf(partner), WebhookSignature.NewSecret());
        var outcome = await webhooks.ExecuteAsync(id, new RegisterWebhook(partner, request.Url, Sealed.For(id, secret), EventCodec.Microseconds(clock.GetUtcNow())), cancel);
        if (outcome is Outcome.Refused refused) return new ProblemResult(refused.Refusal.ToProblem());
        if (await views.FindAsync(id, cancel) is not { } row) return new ProblemResult(WebhookRefusals.Unknown.ToProblem());
        return outcome is Outcome.Accepted { Events: [{ Event: WebhookRegistered }] }
            ? TypedResults.Created("/partner/v1/webhook", WebhookAnswer.Of(row, secret))
            : TypedResults.Ok(WebhookAnswer.Of(row));
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Url).NotEmpty().MaximumLength(2_000);
    }
}
