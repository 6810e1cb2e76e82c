using Healthcare.EventStore;

namespace Healthcare.Billing.Claims;

/// <summary>What may be asked of a claim.</summary>
public abstract record ClaimCommand(DateTimeOffset At);

/// <summary>Builds the claim and sends it; without a submission the obstacles say why it waits.</summary>
public sealed record SubmitClaim(ClaimContent Content, Submission? Submission, IReadOnlyList<string> Obstacles, DateTimeOffset At) : ClaimCommand(At);

/// <summary>One answer of the clearinghouse or payer.</summary>
public sealed record RecordAcknowledgement(AcknowledgementLevel Level, ClaimAnswer Answer, IReadOnlyList<string> Codes, Guid OriginalId, DateTimeOffset At) : ClaimCommand(At)
{
    /// <summary>ISA13, GS06 with ST02, or BHT03 of the file that is meant; null where the answer does not say.</summary>
    public string? Isa13 { get; init; }

    public string? Gs06 { get; init; }

    public string? St02 { get; init; }

    public string? BatchId { get; init; }

    /// <summary>REF*1K.</summary>
    public string? PayerControlNumber { get; init; }
}

/// <summary>What an answer says of a claim.</summary>
public enum ClaimAnswer
{
    /// <summary>Taken at its level.</summary>
    Acknowledged,

    Rejected,

    /// <summary>Taken by the payer for adjudication.</summary>
    AcceptedByPayer,
}

/// <summary>The clearinghouse's endpoint refused the file (HTTP 4xx).</summary>
public sealed record RecordRefusedFile(Guid PayloadId, int Status, Guid? AnswerId, DateTimeOffset At) : ClaimCommand(At);

/// <summary>The deadline clock's command: the file's acknowledgement is due.</summary>
public sealed record FireClaimDeadline(DateTimeOffset DueAt, DateTimeOffset At) : ClaimCommand(At);

/// <summary>Every rule of a claim until the payer takes it.</summary>
internal static class ClaimDecider
{
    public static Decision<ClaimEvent> Decide(Claim claim, ClaimCommand command) => (claim, command) switch
    {
        (Claim.NotBuilt, SubmitClaim c) => [new ClaimBuilt(c.Content, c.At), Sent(c.Content, c.Submission, c.Obstacles, c.At)],
        (Claim.Built, SubmitClaim) => [],
        (Claim.NotBuilt, _) => ClaimRefusals.Unknown,

        (Claim.Held or Claim.Rejected, ResubmitClaim c) when claim is Claim.Built s => Again(s, c),
        (Claim.Submitted { IsOverdue: true } s, ResubmitClaim c) => Again(s, c),
        (Claim.PayerAccepted, ResubmitClaim) => ClaimRefusals.AtPayer,
        (_, ResubmitClaim) => ClaimRefusals.UnderWay,

        (Claim.Sent s, RecordAcknowledgement c) => IsOf(s.Submission, c) ? Answered(s, c) : [],
        (Claim.Submitted s, RecordRefusedFile c) when s.Submission.OriginalId == c.PayloadId =>
            new ClaimRejected(AcknowledgementLevel.Interchange, [string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http-{c.Status}")], c.AnswerId, c.At),
        (_, RecordRefusedFile) => [],
        (_, RecordAcknowledgement) => ClaimRefusals.NotSubmitted,

        (Claim.Submitted { IsOverdue: false, Acknowledged: [] }, FireClaimDeadline c) => new ClaimAcknowledgementOverdue(c.DueAt, c.At),
        _ => [],
    };

    private static ClaimEvent Sent(ClaimContent content, Submission? submission, IReadOnlyList<string> obstacles, DateTimeOffset at) =>
        submission is null ? new ClaimHeld(obstacles, at) : new ClaimSubmitted(content, submission, at);

    private static Decision<ClaimEvent> Again(Claim.Built claim, ResubmitClaim c)
    {
        if (claim is Claim.Held held && c.Submission is null && held.Obstacles.SequenceEqual(c.Obstacles, StringComparer.Ordinal)) return ClaimRefusals.StillHeld;
        return Sent(claim.Content, c.Submission is { } s ? s with { Number = claim.Submissions + 1 } : null, c.Obstacles, c.At);
    }

    // An answer to a file that was since sent anew says nothing of the one that counts.
    private static bool IsOf(Submission submission, RecordAcknowledgement c) =>
        (c.Isa13 is null || c.Isa13 == submission.Isa13)
        && (c.Gs06 is null || c.Gs06 == submission.Gs06)
        && (c.St02 is null || c.St02 == submission.St02)
        && (c.BatchId is null || c.BatchId == submission.BatchId);

    private static Decision<ClaimEvent> Answered(Claim.Sent claim, RecordAcknowledgement c) => (claim, c.Answer) switch
    {
        (Claim.PayerAccepted, ClaimAnswer.Acknowledged or ClaimAnswer.AcceptedByPayer) => [],
        (Claim.PayerAccepted s, ClaimAnswer.Rejected) => s.Contradictions.Contains(c.Level) ? [] : new ClaimAcknowledgementContradicted(c.Level, c.Codes, c.OriginalId, c.At),
        (_, ClaimAnswer.AcceptedByPayer) => new ClaimAcceptedByPayer(claim.Content.PayerId, c.PayerControlNumber, c.OriginalId, c.At),
        // An older word that comes late, or the same again.
        (Claim.Rejected, ClaimAnswer.Acknowledged) => [],
        (Claim.Rejected s, ClaimAnswer.Rejected) when s.Level == c.Level => [],
        (Claim.Submitted s, ClaimAnswer.Acknowledged) when s.Acknowledged.Contains(c.Level) => [],
        (_, ClaimAnswer.Rejected) => new ClaimRejected(c.Level, c.Codes, c.OriginalId, c.At),
        _ => new ClaimAcknowledged(c.Level, c.Codes, c.OriginalId, c.At),
    };
}

/// <summary>Why a claim says no.</summary>
internal static class ClaimRefusals
{
    public static readonly Refusal Unknown = new("claim-unknown", "There is no claim under this id.");
    public static readonly Refusal NotSubmitted = new("claim-not-submitted", "The claim was not sent, so nobody can have answered it.");
    public static readonly Refusal UnderWay = new("claim-under-way", "The claim was sent and its answer may still come.");
    public static readonly Refusal AtPayer = new("claim-at-payer", "The payer has the claim; what changes now is a replacement.");
    public static readonly Refusal StillHeld = new("claim-still-held", "What holds the claim back has not changed.");
}
