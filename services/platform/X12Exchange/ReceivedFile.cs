using Healthcare.EventStore;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.X12Exchange;

/// <summary>What happens to a file that a partner sent, beside what it says.</summary>
public abstract record ReceivedFileEvent(DateTimeOffset At);

/// <summary>Its 999 or TA1 is kept as <paramref name="PayloadId"/> and goes to the partner; each set is counted as taken or not.</summary>
[StoredAs("x12_file_acknowledged.v1")]
public sealed record FileAcknowledged(string Partner, Guid OriginalId, Guid PayloadId, IReadOnlyList<string> ControlNumbers, int SetsReceived, int SetsAccepted, DateTimeOffset At) : ReceivedFileEvent(At);

/// <summary>Acknowledges a file once; asked again it changes nothing.</summary>
public sealed record AcknowledgeFile(FileAcknowledged Acknowledgement);

/// <summary>The stream of one file of one partner.</summary>
public static class ReceivedFileStream
{
    public const string Name = "x12-file";

    /// <summary>False until the file is acknowledged.</summary>
    public static Aggregate<bool, AcknowledgeFile, ReceivedFileEvent> Value { get; } =
        new(Name, false, (_, _) => true, (acknowledged, c) => acknowledged ? [] : c.Acknowledgement) { Follows = FollowsOf };

    /// <summary>The same bytes of the same partner are the same original.</summary>
    public static Guid IdOf(Guid originalId) => DerivedId.Of($"{Name}/{originalId:D}");

    private static IEnumerable<FollowUp> FollowsOf(bool acknowledged, Happened<ReceivedFileEvent> happened) => happened.Event is FileAcknowledged e
        ? [TransmissionHosting.Queue(e.Partner, FileAcknowledgements.Kind, e.PayloadId, FileAcknowledgements.MediaType, happened.StreamId, e.At)]
        : [];
}
