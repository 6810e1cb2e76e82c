using System.Globalization;
using System.Text.Json.Nodes;

namespace Healthcare.Fhir;

/// <summary>A subscription notification of the R4 backport: a history bundle with the status first and, for an event, the whole PAS answer.</summary>
public sealed record PasNotification
{
    /// <summary>Reference to the subscription, as written.</summary>
    public required string Subscription { get; init; }

    public string? Topic { get; init; } = PasUrls.Topic;

    /// <summary>requested, active, error or off; the guide's own example leaves it out.</summary>
    public string? Status { get; init; } = "active";

    /// <summary>handshake, heartbeat, event-notification or query-status.</summary>
    public string Type { get; init; } = "event-notification";

    /// <summary>Number of the event in its subscription: a gap means one was missed.</summary>
    public long? EventNumber { get; init; }

    public long? EventsSinceStart { get; init; }

    public DateTimeOffset? EventAt { get; init; }

    public string? Focus { get; init; }

    public PasResponse? Response { get; init; }

    /// <summary>The answer's own bundle, for keeping as the original.</summary>
    public FhirBundle? ResponseBundle { get; init; }

    /// <summary>The notification that a payer posts to the subscriber's endpoint.</summary>
    public static byte[] Build(string baseUrl, string notificationId, PasNotification notification, FhirBundle? response, DateTimeOffset sentAt)
    {
        var at = baseUrl.TrimEnd('/');
        var focus = response is null ? null : $"{at}/Bundle/{response.Id}";
        var entries = new JsonArray(Entry($"{at}/Parameters/{notificationId}-status", StatusOf(notification, $"{notificationId}-status", focus), $"{notification.Subscription}/$status"));
        if (response is not null && focus is not null) entries.Add(Entry(focus, FhirWriting.Copy(response.Root), $"Bundle/{response.Id}"));
        return new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["id"] = notificationId,
            ["meta"] = new JsonObject { ["profile"] = new JsonArray(PasUrls.Notification) },
            ["type"] = "history",
            ["timestamp"] = FhirDate.Of(sentAt).Text,
            ["entry"] = entries,
        }.ToUtf8();
    }

    public static FhirRead<PasNotification> Read(ReadOnlyMemory<byte> utf8, FhirLimits? limits = null) => FhirBundle.Parse(utf8, limits).Then(Read);

    public static FhirRead<PasNotification> Read(FhirBundle bundle)
    {
        // history in R4; subscription-notification is what R5 senders write.
        if (bundle.Type is not ("history" or "subscription-notification"))
        {
            return FhirRead.Failed<PasNotification>(
                FhirFault.WrongResourceType, FhirIssue.Invalid("Bundle.type", "not-a-notification", "A subscription notification is a history bundle."));
        }

        var status = bundle.Entries is [{ Resource: { ResourceType: "Parameters" or "SubscriptionStatus" } first }, ..] ? first : default;
        if (!status.Exists)
        {
            return FhirRead.Failed<PasNotification>(
                FhirFault.Incomplete, FhirIssue.Required("Bundle.entry[0].resource", "missing-status", "The first entry of a notification is its status."));
        }

        var issues = new IssueList();
        var notification = status.ResourceType == "Parameters" ? FromParameters(status) : FromStatus(status);
        return FhirRead.Of(notification.Type == "event-notification" ? WithResponse(notification, bundle, issues) : notification, issues);
    }

    private static PasNotification WithResponse(PasNotification notification, FhirBundle bundle, IssueList issues)
    {
        var nested = bundle.Entries.Select(e => FhirBundle.Nested(e.Resource)).FirstOrDefault(b => b is not null);
        // Before 2.2.1 the ClaimResponse and what it refers to stood in the notification itself.
        var source = nested ?? (bundle.OfType("ClaimResponse").Any() ? bundle : null);
        if (source is null)
        {
            issues.Add(FhirIssue.Required("Bundle.entry", "missing-response", "The notification carries no PAS answer.") with { Clause = "spec-61" });
            return notification;
        }

        var read = PasResponse.Read(source);
        issues.AddRange(read.Issues);
        return notification with { Response = read.Value, ResponseBundle = nested };
    }

    private static PasNotification FromParameters(FhirElement status)
    {
        FhirElement Named(FhirElement at, string list, string name) => at.Each(list).FirstOrDefault(p => p["name"].Text == name);
        var happened = Named(status, "parameter", "notification-event");
        return new PasNotification
        {
            Subscription = Named(status, "parameter", "subscription")["valueReference"]["reference"].Text ?? "",
            Topic = Named(status, "parameter", "topic")["valueCanonical"].Text,
            Status = Named(status, "parameter", "status")["valueCode"].Text,
            Type = Named(status, "parameter", "type")["valueCode"].Text ?? "",
            EventsSinceStart = Count(Named(status, "parameter", "events-since-subscription-start")["valueString"]),
            EventNumber = Count(Named(happened, "part", "event-number")["valueString"]),
            EventAt = Named(happened, "part", "timestamp")["valueInstant"].Date?.Instant,
            Focus = Named(happened, "part", "focus")["valueReference"]["reference"].Text,
        };
    }

    private static PasNotification FromStatus(FhirElement status)
    {
        var happened = status["notificationEvent"];
        return new PasNotification
        {
            Subscription = status["subscription"]["reference"].Text ?? "",
            Topic = status["topic"].Text,
            Status = status["status"].Text,
            Type = status["type"].Text ?? "",
            EventsSinceStart = Count(status["eventsSinceSubscriptionStart"]),
            EventNumber = Count(happened["eventNumber"]),
            EventAt = happened["timestamp"].Date?.Instant,
            Focus = happened["focus"]["reference"].Text,
        };
    }

    // integer64 is a string in R4 parameters and a number elsewhere.
    private static long? Count(FhirElement at) =>
        at.Whole ?? (long.TryParse(at.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null);

    private static JsonObject StatusOf(PasNotification notification, string id, string? focus)
    {
        var parameters = new JsonArray(Parameter("subscription", "valueReference", FhirWriting.Reference(notification.Subscription)));
        if (notification.Topic is { } topic) parameters.Add(Parameter("topic", "valueCanonical", topic));
        parameters.Add(Parameter("status", "valueCode", notification.Status ?? "active"));
        parameters.Add(Parameter("type", "valueCode", notification.Type));
        if (notification.EventsSinceStart is { } count) parameters.Add(Parameter("events-since-subscription-start", "valueString", Digits(count)));
        if (notification.EventNumber is { } number)
        {
            var parts = new JsonArray(Parameter("event-number", "valueString", Digits(number)));
            if (notification.EventAt is { } happened) parts.Add(Parameter("timestamp", "valueInstant", FhirDate.Of(happened).Text));
            if (focus is not null) parts.Add(Parameter("focus", "valueReference", FhirWriting.Reference(focus)));
            parameters.Add(new JsonObject { ["name"] = "notification-event", ["part"] = parts });
        }

        return new JsonObject
        {
            ["resourceType"] = "Parameters",
            ["id"] = id,
            ["meta"] = new JsonObject { ["profile"] = new JsonArray(PasUrls.NotificationStatus) },
            ["parameter"] = parameters,
        };
    }

    private static JsonObject Parameter(string name, string value, JsonNode? content) => new() { ["name"] = name, [value] = content };

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static JsonObject Entry(string fullUrl, JsonNode? resource, string asked) => new()
    {
        ["fullUrl"] = fullUrl,
        ["resource"] = resource,
        ["request"] = new JsonObject { ["method"] = "GET", ["url"] = asked },
        ["response"] = new JsonObject { ["status"] = "200" },
    };
}
