using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Handoffs.Transmissions;

/// <summary>A message to a partner, as the queue and its owner see it.</summary>
public sealed record TransmissionRow(
    Guid Id, Guid? CaseId, Guid SubjectId, string Partner, string Kind, Guid PayloadId, string MediaType, string State, int Attempts, DateTimeOffset QueuedAt, DateTimeOffset NextAttemptAt)
{
    public Guid? AnswerId { get; init; }

    public int? Status { get; init; }

    /// <summary>W3C traceparent of the work that queued it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Neither taken nor refused by the partner.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOpen => State is "queued" or "sent" or "unconfirmed";
}

/// <summary>Messages by what is due, by partner and by subject; committed with each event.</summary>
public sealed class TransmissionView : View<TransmissionRow>
{
    public const string Due = "due";

    public override string Name => "transmissions_v1";

    public override string? InlineOf => TransmissionDecider.Aggregate.Name;

    public static string OfSubject(Guid subjectId) => $"subject:{subjectId:D}";

    public override TransmissionRow? Apply(string key, TransmissionRow? document, object happened, EventEnvelope envelope) => happened switch
    {
        TransmissionQueued e => new TransmissionRow(
            envelope.StreamId, envelope.CaseId, e.SubjectId, e.Partner, e.Kind, e.PayloadId, e.MediaType, "queued", 0, e.QueuedAt, e.QueuedAt)
        { TraceParent = envelope.TraceParent },
        TransmissionSent e when document is not null => document with { State = "sent", Attempts = e.Attempt },
        TransmissionAcknowledged e when document is not null => document with { State = "acknowledged", AnswerId = e.AnswerId, Status = e.Status },
        TransmissionUnconfirmed e when document is not null => document with { State = "unconfirmed", NextAttemptAt = e.RetryAt, Status = e.Status },
        TransmissionRejected e when document is not null => document with { State = "rejected", AnswerId = e.AnswerId, Status = e.Status },
        TransmissionRequeued e when document is not null => document with { State = "queued", NextAttemptAt = e.At },
        _ => document,
    };

    public override IEnumerable<string> TermsOf(TransmissionRow document)
    {
        yield return OfSubject(document.SubjectId);
        if (document.IsOpen)
        {
            yield return Due;
            yield return $"due:{document.Partner}";
        }

        if (document.State == "rejected") yield return "rejected";
    }

    public override string SortOf(TransmissionRow document) =>
        $"{document.NextAttemptAt.UtcDateTime.ToString("yyyyMMddTHHmmss.ffffff", CultureInfo.InvariantCulture)}";
}
