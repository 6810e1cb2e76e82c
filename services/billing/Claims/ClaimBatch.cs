using System.Globalization;
using Healthcare.EventStore;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.Billing.Claims;

/// <summary>What happens to one file of claims.</summary>
public abstract record ClaimBatchEvent(DateTimeOffset At);

/// <summary>One interchange with the claims of one payer is written, kept and queued.</summary>
[StoredAs("claim_batch_sent.v1")]
public sealed record ClaimBatchSent(string Partner, string PayerId, string Type, Submission File, IReadOnlyList<Guid> ClaimIds, DateTimeOffset At) : ClaimBatchEvent(At);

/// <summary>The same bytes were queued once more, on a person's word.</summary>
[StoredAs("claim_batch_resent.v1")]
public sealed record ClaimBatchResent(int Number, string By, DateTimeOffset At) : ClaimBatchEvent(At);

/// <summary>What may be asked of a file of claims.</summary>
public abstract record ClaimBatchCommand(DateTimeOffset At);

public sealed record SendBatch(string Partner, string PayerId, string Type, Submission File, IReadOnlyList<Guid> ClaimIds, DateTimeOffset At) : ClaimBatchCommand(At);

/// <summary>Queues the same bytes again; claims of one file that ask for it at one time have it sent once.</summary>
public sealed record ResendBatch(string By, DateTimeOffset At) : ClaimBatchCommand(At);

/// <summary>A file of claims: one interchange, one set, one payer.</summary>
public sealed record ClaimBatch(string Partner, Guid OriginalId, IReadOnlyList<Guid> ClaimIds)
{
    public static readonly ClaimBatch None = new("", Guid.Empty, []);

    /// <summary>How often the same bytes were queued again.</summary>
    public int Resent { get; init; }

    public DateTimeOffset LastAt { get; init; }
}

/// <summary>The stream of a file, and its way to the clearinghouse.</summary>
internal static class ClaimBatchAggregate
{
    public const string Name = "claim-batch";

    private static readonly TimeSpan Together = TimeSpan.FromMinutes(1);

    public static Aggregate<ClaimBatch, ClaimBatchCommand, ClaimBatchEvent> Value { get; } = new(Name, ClaimBatch.None, Evolve, Decide) { Follows = FollowsOf };

    /// <summary>Whoever knows the file's original knows the stream.</summary>
    public static Guid IdOf(Guid originalId) => DerivedId.Of($"claim-batch/{originalId:D}");

    public static FollowUp Resend(Guid originalId, string by, DateTimeOffset at) => new(IdOf(originalId), new ResendBatch(by, at));

    private static ClaimBatch Evolve(ClaimBatch batch, ClaimBatchEvent happened) => happened switch
    {
        ClaimBatchSent e => new ClaimBatch(e.Partner, e.File.OriginalId, e.ClaimIds) { LastAt = e.At },
        ClaimBatchResent e => batch with { Resent = e.Number, LastAt = e.At },
        _ => batch,
    };

    private static Decision<ClaimBatchEvent> Decide(ClaimBatch batch, ClaimBatchCommand command) => command switch
    {
        SendBatch c => batch.ClaimIds.Count > 0 ? [] : new ClaimBatchSent(c.Partner, c.PayerId, c.Type, c.File, c.ClaimIds, c.At),
        _ when batch.ClaimIds.Count == 0 => ClaimRefusals.Unknown,
        ResendBatch c => c.At - batch.LastAt < Together && batch.Resent > 0 ? [] : new ClaimBatchResent(batch.Resent + 1, c.By, c.At),
        _ => [],
    };

    private static IEnumerable<FollowUp> FollowsOf(ClaimBatch batch, Happened<ClaimBatchEvent> happened) =>
        [TransmissionHosting.Queue(batch.Partner, ClaimFiles.Kind, batch.OriginalId, ClaimFiles.MediaType, SubjectOf(happened), happened.Event.At)];

    // A transmission that was acknowledged is not queued again; each resend is one of its own.
    private static Guid SubjectOf(Happened<ClaimBatchEvent> happened) =>
        happened.Event is ClaimBatchResent e ? DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"{happened.StreamId:D}/{e.Number}")) : happened.StreamId;
}
