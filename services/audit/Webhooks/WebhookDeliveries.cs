using System.Net;
using System.Net.Http.Headers;
using Healthcare.EventStore;
using Healthcare.Handoffs.Transmissions;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Healthcare.Audit.Webhooks;

/// <summary>
/// Carries notices to their receivers: signed anew at each attempt, the same id and bytes in all of them. 2xx is taken, 410 disables the address, everything else is sent again until
/// it is taken or the address is gone.
/// </summary>
internal sealed class WebhookDeliveries(IServiceScopeFactory scopes, Vault vault, IHttpClientFactory http, IOptions<WebhookOptions> options, TimeProvider clock, ILogger<WebhookDeliveries> logger)
    : ITransmissionKind, ITransmissionCarrier
{
    public const string ClientName = "webhooks";

    public string Kind => CaseNotices.Kind;

    public async Task<CarriedAnswer> CarryAsync(TransmissionRow transmission, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        if (await FindAsync(transmission.Partner, cancel) is not Webhook.Registered { Disabled: null } webhook) return new CarriedAnswer(AnswerKind.Rejected, (int)HttpStatusCode.Gone);
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ReadOnlyMemoryContent(payload) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(transmission.MediaType);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("healthcare-webhooks", "1"));
        // The time says when this was sent, for a receiver to refuse what is old; it is not business time.
        var secrets = await SecretsAsync(webhook, cancel);
        foreach (var (name, value) in WebhookSignature.HeadersOf(CaseNotice.IdOf(payload.Span), TimeProvider.System.GetUtcNow(), payload.Span, secrets))
            request.Headers.Add(name, value);
        using var client = http.CreateClient(ClientName);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.IsSuccessStatusCode) return new CarriedAnswer(AnswerKind.Acknowledged, (int)response.StatusCode);
        if (response.StatusCode == HttpStatusCode.Gone) return new CarriedAnswer(AnswerKind.Rejected, (int)HttpStatusCode.Gone);
        throw new PartnerFailedException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http-{(int)response.StatusCode}"));
    }

    /// <summary>What an attempt says of the receiver is recorded before the attempt's own end: it says the same when the attempt is repeated, and nothing when it was said before.</summary>
    public async Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var row = answer.Transmission;
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        WebhookCommand heard = answer.Kind switch
        {
            AnswerKind.Acknowledged => new NoteAnswer(at),
            AnswerKind.Rejected => new DisableWebhook("receiver-gone", at),
            _ => new NoteNoAnswer(answer.Status is null ? "no-answer" : "refused", row.Attempts, options.Value.TellAfter, at + options.Value.TellWithin, at),
        };
        await using var scope = scopes.CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<Streams<WebhookCommand>>().ExecuteAsync(Webhook.IdOf(row.Partner), heard, cancel);
        foreach (var recorded in (outcome as Outcome.Accepted)?.Events ?? []) Log(row.Partner, recorded.Event);
        return static (_, _) => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, []));
    }

    private void Log(string partner, object happened)
    {
        switch (happened)
        {
            case WebhookReceiverLost:
                logger.Lost(partner);
                break;
            case WebhookReceiverAnswered:
                logger.Answers(partner);
                break;
            case WebhookDisabled:
                logger.Disabled(partner);
                break;
            default:
                break;
        }
    }

    private async Task<Webhook> FindAsync(string partner, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<Streams<WebhookCommand>>().ReadAsync<Webhook>(Webhook.IdOf(partner), cancel)).State;
    }

    private async Task<IReadOnlyList<string>> SecretsAsync(Webhook.Registered webhook, CancellationToken cancel)
    {
        var secrets = new List<string>(2) { await OpenAsync(webhook.Secret, cancel) };
        if (webhook is { Previous: { } previous, PreviousUntil: { } until } && clock.GetUtcNow() < until) secrets.Add(await OpenAsync(previous, cancel));
        return secrets;
    }

    private async Task<string> OpenAsync(Sealed<string> secret, CancellationToken cancel) =>
        await vault.OpenAsync(secret, cancel) ?? throw new InvalidOperationException("The secret of a webhook was erased.");
}

internal static partial class WebhookLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The webhook receiver of {Partner} does not take what it is sent; said once until it does")]
    internal static partial void Lost(this ILogger logger, string partner);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook receiver of {Partner} takes what it is sent again")]
    internal static partial void Answers(this ILogger logger, string partner);

    [LoggerMessage(Level = LogLevel.Error, Message = "The webhook receiver of {Partner} is gone; nothing is sent until the partner names an address again")]
    internal static partial void Disabled(this ILogger logger, string partner);
}
