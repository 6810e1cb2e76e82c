using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Audit.Webhooks;

/// <summary>The address at which a partner is told of its cases; one for each partner.</summary>
public abstract record Webhook
{
    public const string AggregateName = "webhook";

    /// <summary>The work item that asks a person to call the partner.</summary>
    public const string WorkKind = "webhook-receiver-away";

    private Webhook() { }

    public sealed record None : Webhook;

    public sealed record Registered(string PartnerId, string Url, Sealed<string> Secret, DateTimeOffset Since) : Webhook
    {
        /// <summary>The secret before, which signs too until <see cref="PreviousUntil"/>.</summary>
        public Sealed<string>? Previous { get; init; }

        public DateTimeOffset? PreviousUntil { get; init; }

        /// <summary>Why nothing is sent, if so.</summary>
        public string? Disabled { get; init; }

        /// <summary>Since when the receiver takes nothing; null while it answers.</summary>
        public DateTimeOffset? AwaySince { get; init; }

        public bool IsOwnerTold { get; init; }
    }

    public static Aggregate<Webhook, WebhookCommand, WebhookEvent> Aggregate { get; } = new(AggregateName, new None(), Evolve, WebhookDecider.Decide) { Follows = Follow };

    public static Guid IdOf(string partnerId) => DerivedId.Of($"webhook/{partnerId}");

    public static Webhook Evolve(Webhook webhook, WebhookEvent happened) => (webhook, happened) switch
    {
        (_, WebhookRegistered e) => new Registered(e.PartnerId, e.Url, e.Secret, e.At),
        (Registered r, WebhookMoved e) => r with { Url = e.Url, Since = e.At, Disabled = null },
        (Registered r, WebhookSecretRotated e) => r with { Secret = e.Secret, Previous = r.Secret, PreviousUntil = e.PreviousUntil },
        (Registered r, WebhookDisabled e) => r with { Disabled = e.ReasonCode, AwaySince = null, IsOwnerTold = false },
        (Registered r, WebhookReceiverLost e) => r with { AwaySince = e.At },
        (Registered r, WebhookOwnerTold) => r with { IsOwnerTold = true },
        (Registered r, WebhookReceiverAnswered) => r with { AwaySince = null, IsOwnerTold = false },
        (Registered, WebhookRemoved) => new None(),
        _ => webhook,
    };

    // N20: one alert when a destination goes down, one when it is back; the person who was asked need not look any more.
    private static IEnumerable<FollowUp> Follow(Webhook webhook, Happened<WebhookEvent> happened) => happened.Event switch
    {
        WebhookOwnerTold e => [new FollowUp(WorkItemId.ForTask(WorkKind, happened.StreamId), new OpenWorkItem(WorkKind, "integration-on-call", "receiver-away", happened.StreamId, e.DueAt, e.At)
        {
            Levels = [new LevelDue("sre", e.DueAt), new LevelDue("department-manager", e.DueAt.AddDays(1))],
        })],
        WebhookReceiverAnswered or WebhookDisabled or WebhookRemoved => [new FollowUp(WorkItemId.ForTask(WorkKind, happened.StreamId), new CloseWorkItem(ReasonOf(happened.Event), happened.Event.At))],
        _ => [],
    };

    private static string ReasonOf(WebhookEvent happened) => happened switch
    {
        WebhookReceiverAnswered => "receiver-answers",
        WebhookDisabled => "receiver-gone",
        _ => "webhook-removed",
    };
}
