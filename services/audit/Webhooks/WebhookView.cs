using Healthcare.EventStore;

namespace Healthcare.Audit.Webhooks;

/// <summary>A partner's address as others may see it: without its secret.</summary>
public sealed record WebhookRow(string PartnerId, string Url, DateTimeOffset Since)
{
    public string? Disabled { get; init; }

    public DateTimeOffset? PreviousSecretUntil { get; init; }

    public DateTimeOffset? AwaySince { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsActive => Disabled is null;
}

/// <summary>Addresses by partner, committed with each change.</summary>
internal sealed class WebhookView : View<WebhookRow>
{
    public override string Name => "webhooks_v1";

    public override string? InlineOf => Webhook.AggregateName;

    public override WebhookRow? Apply(string key, WebhookRow? document, object happened, EventEnvelope envelope) => happened switch
    {
        WebhookRegistered e => new WebhookRow(e.PartnerId, e.Url, e.At),
        WebhookMoved e when document is not null => document with { Url = e.Url, Since = e.At, Disabled = null },
        WebhookSecretRotated e when document is not null => document with { PreviousSecretUntil = e.PreviousUntil },
        WebhookDisabled e when document is not null => document with { Disabled = e.ReasonCode, AwaySince = null },
        WebhookReceiverLost e when document is not null => document with { AwaySince = e.At },
        WebhookReceiverAnswered when document is not null => document with { AwaySince = null },
        WebhookRemoved => null,
        _ => document,
    };
}

/// <summary>A notice as its partner's list of deliveries shows it; <paramref name="TransmissionId"/> is the delivery that counts.</summary>
public sealed record Delivery(Guid Id, Guid CaseId, string PartnerId, string TrackingId, long Sequence, string Stage, DateTimeOffset QueuedAt, Guid TransmissionId);

/// <summary>Notices by partner, the newest first.</summary>
internal sealed class DeliveryView : View<Delivery>
{
    public override string Name => "deliveries_v1";

    public static string OfPartner(string partnerId) => $"partner:{partnerId}";

    public override IEnumerable<string> KeysOf(Recorded happened) => happened.Event switch
    {
        NoticeQueued e => [e.NoticeId.ToString("D")],
        NoticeRedelivered e => [e.NoticeId.ToString("D")],
        _ => [],
    };

    public override Delivery? Apply(string key, Delivery? document, object happened, EventEnvelope envelope) => happened switch
    {
        NoticeQueued e when envelope.CaseId is { } caseId => new Delivery(e.NoticeId, caseId, e.PartnerId, e.TrackingId, e.Sequence, e.Stage, e.At, e.NoticeId),
        NoticeRedelivered e when document is not null => document with { TransmissionId = e.TransmissionId },
        _ => document,
    };

    public override IEnumerable<string> TermsOf(Delivery document) => [OfPartner(document.PartnerId)];

    public override string SortOf(Delivery document) => (DateTimeOffset.MaxValue.Ticks - document.QueuedAt.UtcTicks).ToString("D19", System.Globalization.CultureInfo.InvariantCulture);
}
