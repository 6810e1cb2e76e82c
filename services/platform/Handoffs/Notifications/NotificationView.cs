using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>Who was told, of what, when and by which channel; ids and codes only.</summary>
public sealed record NotificationDocument
{
    public required Guid NotificationId { get; init; }

    public required NotificationKind Kind { get; init; }

    public required string Role { get; init; }

    /// <summary>The level of the chain; 0 for a digest.</summary>
    public required int Level { get; init; }

    /// <summary>The crossing, work item or digest that it is about.</summary>
    public required Guid SubjectId { get; init; }

    public required string ReasonCode { get; init; }

    public string? Boundary { get; init; }

    public Guid? CaseId { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public DateOnly? Day { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public string? Channel { get; init; }

    public string? ContentHash { get; init; }

    public int Attempts { get; init; }
}

/// <summary>Notifications that are to go out, and those about a case, a role or a subject; oldest first.</summary>
public sealed class NotificationView : View<NotificationDocument>
{
    public const string Due = "due";

    public override string Name => "notifications_v1";

    public override string? InlineOf => NotificationAggregate.Name;

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    public static string OfRole(string role) => $"role:{role}";

    public static string OfSubject(Guid subjectId) => $"subject:{subjectId:D}";

    public override NotificationDocument? Apply(string key, NotificationDocument? document, object happened, EventEnvelope envelope) => (document, happened) switch
    {
        (_, NotificationQueued e) => new NotificationDocument
        {
            NotificationId = envelope.StreamId,
            Kind = e.Kind,
            Role = e.Role,
            Level = e.Level,
            SubjectId = e.SubjectId,
            ReasonCode = e.ReasonCode,
            Boundary = e.Boundary,
            CaseId = e.CaseId,
            DueAt = e.DueAt,
            Day = e.Day,
            QueuedAt = e.At,
        },
        ({ } d, NotificationSent e) => d with { SentAt = e.At, Channel = e.Channel, ContentHash = e.ContentHash },
        ({ } d, NotificationFailed e) => d with { Attempts = e.Attempts },
        _ => document,
    };

    public override IEnumerable<string> TermsOf(NotificationDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.SentAt is null) yield return Due;
        yield return OfRole(document.Role);
        yield return OfSubject(document.SubjectId);
        if (document.CaseId is { } caseId) yield return OfCase(caseId);
    }

    public override string SortOf(NotificationDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return string.Create(CultureInfo.InvariantCulture, $"{document.QueuedAt.UtcDateTime:yyyyMMddHHmmssffffff}|{document.Level:D2}");
    }
}
