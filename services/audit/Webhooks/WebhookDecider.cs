using Healthcare.EventStore;

namespace Healthcare.Audit.Webhooks;

/// <summary>What may be asked of a partner's webhook.</summary>
public abstract record WebhookCommand(DateTimeOffset At);

/// <summary>The partner names its address; <paramref name="Secret"/> is used if it has none yet.</summary>
public sealed record RegisterWebhook(string PartnerId, string Url, Sealed<string> Secret, DateTimeOffset At) : WebhookCommand(At);

/// <summary>The partner asks for another secret.</summary>
public sealed record RotateWebhookSecret(Sealed<string> Secret, TimeSpan Overlap, DateTimeOffset At) : WebhookCommand(At);

public sealed record RemoveWebhook(DateTimeOffset At) : WebhookCommand(At);

/// <summary>The receiver said that it is gone. Never refuses.</summary>
public sealed record DisableWebhook(string ReasonCode, DateTimeOffset At) : WebhookCommand(At);

/// <summary>An attempt had no good answer; after <paramref name="TellAfter"/> of one delivery a person is told, who has until <paramref name="DueAt"/>. Never refuses.</summary>
public sealed record NoteNoAnswer(string ReasonCode, int Attempts, int TellAfter, DateTimeOffset DueAt, DateTimeOffset At) : WebhookCommand(At);

/// <summary>An attempt was taken. Never refuses.</summary>
public sealed record NoteAnswer(DateTimeOffset At) : WebhookCommand(At);

/// <summary>Every rule of a webhook.</summary>
internal static class WebhookDecider
{
    public static Decision<WebhookEvent> Decide(Webhook webhook, WebhookCommand command) => (webhook, command) switch
    {
        (Webhook.None, RegisterWebhook c) => new WebhookRegistered(c.PartnerId, c.Url, c.Secret, c.At),
        (Webhook.Registered { Disabled: null } r, RegisterWebhook c) when r.Url == c.Url => [],
        (Webhook.Registered, RegisterWebhook c) => new WebhookMoved(c.Url, c.At),
        (Webhook.Registered, RotateWebhookSecret c) => new WebhookSecretRotated(c.Secret, c.At + c.Overlap, c.At),
        (Webhook.Registered, RemoveWebhook c) => new WebhookRemoved(c.At),
        (Webhook.Registered { Disabled: null }, DisableWebhook c) => new WebhookDisabled(c.ReasonCode, c.At),
        (Webhook.Registered { Disabled: null } r, NoteNoAnswer c) => Silent(r, c),
        (Webhook.Registered { AwaySince: not null }, NoteAnswer c) => new WebhookReceiverAnswered(c.At),
        (Webhook.None, RotateWebhookSecret) => WebhookRefusals.Unknown,
        _ => [],
    };

    private static Decision<WebhookEvent> Silent(Webhook.Registered webhook, NoteNoAnswer command)
    {
        var told = !webhook.IsOwnerTold && command.Attempts >= command.TellAfter;
        return
        [
            .. webhook.AwaySince is null ? [new WebhookReceiverLost(command.ReasonCode, command.At)] : Array.Empty<WebhookEvent>(),
            .. told ? [new WebhookOwnerTold(command.Attempts, command.DueAt, command.At)] : Array.Empty<WebhookEvent>(),
        ];
    }
}

internal static class WebhookRefusals
{
    public static readonly Refusal Unknown = new("webhook-unknown", "No address is registered; PUT one first.");

    public static readonly Refusal DeliveryUnknown = new("delivery-unknown", "There is no such delivery of yours.");

    public static readonly Refusal NotActive = new("webhook-not-active", "No address takes deliveries now; PUT one first.");
}
