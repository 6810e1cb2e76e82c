using System.Globalization;
using Healthcare.Billing.Denials;
using Healthcare.EventStore;

namespace Healthcare.Billing.Claims;

/// <summary>Every rule of a claim.</summary>
internal static class ClaimDecider
{
    // 005010X214 and 006020X313 name no day where the payer's contract does; records then go within the usual time of the boundary.
    private const int UsualDaysForRecords = 30;

    public static Decision<ClaimEvent> Decide(Claim claim, ClaimCommand command) => (claim, command) switch
    {
        (Claim.NotBuilt, SubmitClaim c) => new ClaimBuilt(c.Content, c.At),
        (Claim.Built, SubmitClaim) => [],
        (Claim.NotBuilt, RecordAdjudication or NoteNextDue or FireClaimDeadline) => [],
        (Claim.NotBuilt, _) => ClaimRefusals.Unknown,

        // The payer took an earlier file after all, while this one waited: an original of it would be billed twice.
        (Claim.Ready { WasTaken: true, Content.Frequency: Frequencies.Original }, SendClaim) => ClaimRefusals.AtPayer,
        (Claim.Ready s, SendClaim c) => new ClaimSubmitted(s.Content, c.Submission with { Number = s.Submissions + 1 }, c.At),
        (Claim.Ready, HoldClaim c) => new ClaimHeld(c.Obstacles, c.At) { Edits = c.Edits },
        (_, SendClaim or HoldClaim) => ClaimRefusals.NotReady,

        (_, ResubmitClaim c) => Again(claim, c),
        (Claim.Built s, CorrectClaim c) => Replace(s, Frequencies.Replacement, c.Changes, c.ReasonCode, c.By, c.At),
        (Claim.Built s, VoidClaim c) => Replace(s, Frequencies.Void, ClaimChanges.None, c.ReasonCode, c.By, c.At),

        (Claim.Sent s, RecordAcknowledgement c) => IsOf(s.Submission, c) ? Answered(s, c) : [],
        // Of a file whose claim waits for its next one only the payer's acceptance still counts.
        (Claim.Built { WasTaken: false, LastSubmission: { } last } s, RecordAcknowledgement { Answer: ClaimAnswer.AcceptedByPayer } c) when IsOf(last, c) =>
            new ClaimAcceptedByPayer(s.Content.PayerId, c.PayerControlNumber, c.OriginalId, c.At),
        (Claim.Built { Submissions: > 0 }, RecordAcknowledgement) => [],
        (_, RecordAcknowledgement) => ClaimRefusals.NotSubmitted,
        (Claim.Submitted s, RecordRefusedFile c) when s.Submission.OriginalId == c.PayloadId =>
            new ClaimRejected(AcknowledgementLevel.Interchange, [string.Create(CultureInfo.InvariantCulture, $"http-{c.Status}")], c.AnswerId, c.At),
        (_, RecordRefusedFile) => [],

        (Claim.Built s, RecordAdjudication c) when s.Remittances.Contains(Claim.KeyOf(c.Adjudication), StringComparer.Ordinal) => [],
        (Claim.Built, RecordAdjudication { Adjudication.DecidesNothing: true }) => [],
        (Claim.Built, RecordAdjudication c) => new ClaimAdjudicated(c.Adjudication, OutcomeOf(c.Adjudication), c.At),

        (Claim.AtPayer { IsAskDue: true } s, AskClaimStatus c) => new ClaimStatusAsked(s.Asked + 1, c.Trace, c.OriginalId, c.Partner, s.Content.PayerId, c.At),
        (_, AskClaimStatus) => [],
        (Claim.PayerAccepted { IsFinal: false }, RecordClaimStatus c) => new ClaimStatusAnswered(c.Category, c.Codes, c.OriginalId, c.At),
        // A claim whose 277CA was lost is with the payer all the same, once the payer says so.
        (Claim.Submitted s, RecordClaimStatus { Category: ['P' or 'F' or 'R', ..] } c) =>
            [new ClaimAcceptedByPayer(s.Content.PayerId, c.PayerControlNumber, c.OriginalId, c.At), new ClaimStatusAnswered(c.Category, c.Codes, c.OriginalId, c.At)],
        (_, RecordClaimStatus) => [],

        (Claim.PayerAccepted { Requested: { } known }, RequestRecords c) when known.Trace == c.Trace => [],
        (Claim.PayerAccepted, RequestRecords c) => Requested(c),
        (Claim.Submitted s, RequestRecords c) => [new ClaimAcceptedByPayer(s.Content.PayerId, PayerControlNumber: null, c.OriginalId, c.At), .. Requested(c)],
        (_, RequestRecords) => [],
        (Claim.PayerAccepted { Requested: not null }, SendRequestedRecords c) => new RequestedDocumentsSent(c.Documents, c.By, c.At),
        (_, SendRequestedRecords) => ClaimRefusals.NothingRequested,

        (Claim.Built { Content: { Prior: not null } }, NoteOtherCoverage) => ClaimRefusals.CoverageMisplaced,
        (Claim.Built s, NoteOtherCoverage c) when s.Content.PayerId == c.Coverage.PayerId => ClaimRefusals.CoverageMisplaced,
        (Claim.Built { Submissions: > 0 }, NoteOtherCoverage c) => new OtherCoverageNoted(c.Coverage, c.By, c.At),
        (_, NoteOtherCoverage) => ClaimRefusals.NotSubmitted,
        (Claim.Built s, NoteNextDue c) => s.NextDue == c.PayerId ? [] : new NextPayerDue(c.PayerId, c.RemittanceId, c.At),

        (Claim.Adjudicated, CloseClaim c) => new ClaimClosed(c.ReasonCode, c.At),
        (_, CloseClaim) => [],

        (_, FireClaimDeadline c) => Due(claim, c),
        _ => [],
    };

    private static Decision<ClaimEvent> Requested(RequestRecords c) =>
        new DocumentationRequestedByPayer(c.Loincs, c.Due ?? DateOnly.FromDateTime(c.At.UtcDateTime).AddDays(UsualDaysForRecords), c.Trace, c.OriginalId, c.At);

    private static Decision<ClaimEvent> Again(Claim claim, ResubmitClaim c) => claim switch
    {
        Claim.Built { WasTaken: true, Content.Frequency: Frequencies.Original } => ClaimRefusals.AtPayer,
        Claim.Held s => new ClaimResubmitted(c.Changes.Apply(s.Content), "mended", c.By, c.At),
        Claim.Rejected s => new ClaimResubmitted(c.Changes.Apply(s.Content), ClaimExceptions.Of(s.Level), c.By, c.At),
        // Whoever has the file already knows it by its control numbers and passes over it; a new one would be billed twice.
        Claim.Submitted { IsOverdue: true } when c.Changes != ClaimChanges.None => ClaimRefusals.UnderWay,
        Claim.Submitted { IsOverdue: true } s => new ClaimFileResent(s.Submission.OriginalId, c.By, c.At),
        Claim.AtPayer => ClaimRefusals.AtPayer,
        _ => ClaimRefusals.UnderWay,
    };

    // N3, N4, X12 RFI 2110 and 2173: what the payer has is replaced under the payer's own number, and never sent as an original.
    private static Decision<ClaimEvent> Replace(Claim.Built claim, string frequency, ClaimChanges changes, string reason, string by, DateTimeOffset at)
    {
        if (claim is Claim.Submitted or Claim.Ready) return ClaimRefusals.UnderWay;
        if (claim is Claim.Adjudicated { Last.Adjustments: var said } && frequency == Frequencies.Replacement && said.Any(a => a.Type == DenialTypes.Duplicate)) return ClaimRefusals.Duplicate;
        if (claim.Content.Frequency == Frequencies.Void && claim.WasTaken && claim is Claim.AtPayer) return ClaimRefusals.Voided;
        if (!claim.WasTaken) return ClaimRefusals.NotAtPayer;
        if (claim.PayerControlNumber is not { } number) return ClaimRefusals.NoPayerNumber;
        return new ClaimResubmitted(changes.Apply(claim.Content) with { Frequency = frequency, OriginalPayerClaimNumber = number }, reason, by, at);
    }

    // An answer to a file that was since sent anew says nothing of the one that counts.
    private static bool IsOf(Submission submission, RecordAcknowledgement c) =>
        (c.Isa13 is null || c.Isa13 == submission.Isa13)
        && (c.Gs06 is null || c.Gs06 == submission.Gs06)
        && (c.St02 is null || c.St02 == submission.St02)
        && (c.BatchId is null || c.BatchId == submission.BatchId);

    private static Decision<ClaimEvent> Answered(Claim.Sent claim, RecordAcknowledgement c) => (claim, c.Answer) switch
    {
        // An 835 may come before the 277CA; the acceptance still proves the filing.
        (Claim.Adjudicated or Claim.Closed, ClaimAnswer.AcceptedByPayer) when claim.AcceptedSubmission < claim.Submissions =>
            new ClaimAcceptedByPayer(claim.Content.PayerId, c.PayerControlNumber, c.OriginalId, c.At),
        (Claim.Adjudicated or Claim.Closed, _) => [],
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

    private static AdjudicationOutcome OutcomeOf(Adjudication said)
    {
        if (said.IsReversal) return AdjudicationOutcome.Reversed;
        var refused = said.Status == "4" || said.Adjustments.Any(a => a.Type != DenialTypes.Expected && a.Amount > 0);
        return (said.Paid > 0, refused) switch
        {
            (true, false) => AdjudicationOutcome.Paid,
            (true, true) => AdjudicationOutcome.PartiallyPaid,
            (false, true) => AdjudicationOutcome.Denied,
            _ => AdjudicationOutcome.ZeroPaid,
        };
    }

    private static Decision<ClaimEvent> Due(Claim claim, FireClaimDeadline c) => (claim, c.Name) switch
    {
        (Claim.Submitted { IsOverdue: false, Acknowledged: [] }, ClaimAggregate.SetDeadline) => new ClaimAcknowledgementOverdue(c.DueAt, c.At) { Level = AcknowledgementLevel.Set },
        (Claim.Submitted { IsOverdue: false }, ClaimAggregate.PayerDeadline) => new ClaimAcknowledgementOverdue(c.DueAt, c.At) { Level = AcknowledgementLevel.Claim },
        (Claim.PayerAccepted { IsFinal: false, IsAskDue: false }, ClaimAggregate.StatusDeadline) => new ClaimStatusDue(c.DueAt, c.At),
        (Claim.Built { WasTaken: false, Content.FileBy: { } fileBy }, ClaimAggregate.FilingDeadline) => new FilingLimitNear(fileBy, c.At),
        (Claim.Ready, ClaimAggregate.BatchDeadline) => new ClaimHeld([ClaimObstacles.NotBatched], c.At),
        _ => [],
    };
}

/// <summary>Why a claim says no.</summary>
internal static class ClaimRefusals
{
    public static readonly Refusal Unknown = new("claim-unknown", "There is no claim under this id.");
    public static readonly Refusal NotReady = new("claim-not-ready", "The claim does not wait for a batch.");
    public static readonly Refusal NotSubmitted = new("claim-not-submitted", "The claim was not sent, so nobody can have answered it.");
    public static readonly Refusal UnderWay = new("claim-under-way", "The claim was sent and its answer may still come.");
    public static readonly Refusal AtPayer = new("claim-at-payer", "The payer has the claim; what changes now is a replacement.");
    public static readonly Refusal NotAtPayer = new("claim-not-at-payer", "The payer never took the claim, so there is nothing to replace or void; it is sent as what it was.");
    public static readonly Refusal NoPayerNumber = new("payer-number-unknown", "The payer's number of the claim is not known yet, and a replacement or void must name it.");
    public static readonly Refusal Duplicate = new("claim-denied-as-duplicate", "The payer says that it has this claim already; confirm the original, nothing is sent again.");
    public static readonly Refusal Voided = new("claim-voided", "The claim was voided.");
    public static readonly Refusal CoverageMisplaced = new("other-coverage-misplaced", "Another coverage is noted at the claim of the first payer, and is another payer's.");
    public static readonly Refusal NothingRequested = new("records-not-requested", "The payer waits for no records of this claim.");
}
