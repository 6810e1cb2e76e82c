using System.Security.Cryptography;
using System.Text;
using Healthcare.Billing.Payers;
using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Billing.Claims;

/// <summary>Ids of claims follow from their case.</summary>
internal static class ClaimIds
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static Guid Of(Guid caseId) => DerivedId.Of($"claim/{caseId:D}");

    /// <summary>CLM01: <c>C</c> and sixteen characters of Base32, 80 bits of the claim id's hash; some payers cut what is longer than 17.</summary>
    public static string Clm01Of(Guid claimId)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"clm01/{claimId:D}"), hash);
        Span<char> id = stackalloc char[17];
        id[0] = 'C';
        for (var i = 1; i < id.Length; i++) id[i] = Base32[hash[i] & 31];
        return new string(id);
    }
}

/// <summary>The stream of a claim, its deadlines, and what follows: the boundary to the payer is offered and settled, exceptions find their owners.</summary>
internal static class ClaimAggregate
{
    public const string Name = "claim";
    public const string DeadlinePrefix = "claim/";

    /// <summary>By when the file must be acknowledged (999).</summary>
    public const string SetDeadline = "claim/set-acknowledgement";

    /// <summary>By when the payer must say that it has the claim (277CA).</summary>
    public const string PayerDeadline = "claim/payer-acknowledgement";

    /// <summary>When the payer is asked where the claim stands (276).</summary>
    public const string StatusDeadline = "claim/status";

    /// <summary>When somebody is warned that the filing limit is near.</summary>
    public const string FilingDeadline = "claim/filing";

    /// <summary>By when a claim that waits must be in a batch.</summary>
    public const string BatchDeadline = "claim/batch";

    /// <summary>The kind of work item that asks which of two answers of the payer holds.</summary>
    public const string Contradicted = "acknowledgement-contradicted";

    /// <summary>The kind that asks for what an edit found to be put right.</summary>
    public const string MendEdit = "claim-edit";

    private static readonly TimeSpan ContradictionWithin = TimeSpan.FromDays(1);
    private static readonly TimeSpan MendWithin = TimeSpan.FromDays(1);
    private static readonly TimeSpan BatchWithin = TimeSpan.FromHours(1);

    public static Aggregate<Claim, ClaimCommand, ClaimEvent> Value { get; } =
        new(Name, Claim.Initial, Claim.Evolve, ClaimDecider.Decide) { Follows = FollowsOf, Deadlines = DeadlinesOf };

    private static IEnumerable<FollowUp> FollowsOf(Claim claim, Happened<ClaimEvent> happened)
    {
        var (id, at) = (happened.StreamId, happened.Event.At);
        return (claim, happened.Event) switch
        {
            (Claim.Held s, ClaimHeld e) => [BillingHandoffs.OfferToPayer(id, s, FactsOf(s, e.Obstacles), at), .. (e.Edits ?? []).Select(f => Mend(s, f)), .. Settled(s, "held")],
            (Claim.Ready s, ClaimResubmitted) => Settled(s, "sent-again"),
            (Claim.Submitted s, ClaimSubmitted) => [BillingHandoffs.OfferToPayer(id, s, FactsOf(s, []), at), .. Settled(s, "sent-again")],
            (Claim.Submitted s, ClaimAcknowledged) => Settled(s, "acknowledged"),
            (Claim.Submitted s, ClaimFileResent e) => [ClaimBatchAggregate.Resend(e.OriginalId, e.By, at), .. Settled(s, "sent-again")],
            (Claim.Submitted s, ClaimAcknowledgementOverdue) => [Exception(s, ClaimExceptions.Missing)],
            (Claim.Rejected s, ClaimRejected e) =>
            [
                BillingHandoffs.OfferToPayer(id, s, FactsOf(s, []), at),
                BillingHandoffs.Boundaries.Return(BillingHandoffs.ToPayer, id, [.. Requirements(e)], Partner(s.Submission.Partner), at),
                Exception(s, ClaimExceptions.Of(e.Level)),
                .. Settled(s, "rejected"),
            ],
            // Offered anew where it was given back: the payer has it after all.
            (Claim.PayerAccepted s, ClaimAcceptedByPayer e) => [.. Taken(s, e.PayerId), .. Settled(s, "accepted")],
            // Whoever decides on a claim has it, whatever was said of its file.
            (Claim.Adjudicated { AcceptedSubmission: var proven } s, ClaimAdjudicated) => [.. proven == s.Submissions ? [] : Taken(s, s.Content.PayerId), .. Settled(s, "adjudicated")],
            (Claim.PayerAccepted s, DocumentationRequestedByPayer e) => [ForRecords(s, e)],
            (Claim.PayerAccepted s, ClaimStatusAnswered) => [.. s.OpenItems.Where(o => o == ClaimExceptions.NotFound).Select(o => Exception(s, o)), .. Settled(s, "answered")],
            (Claim.Built s, FilingLimitNear) => [Exception(s, ClaimExceptions.FilingNear)],
            (Claim.PayerAccepted s, ClaimAcknowledgementContradicted) =>
            [
                new FollowUp(WorkItemId.ForTask(Contradicted, id), new OpenWorkItem(Contradicted, BillingRoles.ClaimsOperations, Contradicted, id, at + ContradictionWithin, at)
                {
                    CaseId = s.Content.CaseId,
                    ValueAtStake = s.Content.Total,
                    Levels = [new LevelDue(BillingRoles.Lead, at + (2 * ContradictionWithin))],
                }),
            ],
            (Claim.Built s, OtherCoverageNoted or NextPayerDue) => NextPayer.FollowUps(id, s, at),
            (Claim.Built s, _) => Settled(s, "settled"),
            _ => [],
        };

        FollowUp Exception(Claim.Built s, string code) => BillingHandoffs.Boundaries.Exception(BillingHandoffs.ToPayer, code, id, s.Content.CaseId, at, s.Content.Total, BillingHandoffs.ScopeOf(s.Content));

        FollowUp ForRecords(Claim.Built s, DocumentationRequestedByPayer e)
        {
            var asked = Exception(s, ClaimExceptions.Documents);
            var due = new DateTimeOffset(e.Due.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            return asked.Command is OpenWorkItem item && due < item.DueAt ? asked with { Command = item with { DueAt = due > at ? due : at } } : asked;
        }

        FollowUp Mend(Claim.Built s, EditFinding finding) => new(
            WorkItemId.ForTask($"{MendEdit}/{finding.Id}", id),
            new OpenWorkItem(MendEdit, finding.Role, finding.Id, id, at + MendWithin, at)
            {
                CaseId = s.Content.CaseId,
                ValueAtStake = s.Content.Total,
                Levels = [new LevelDue(BillingRoles.Lead, at + (2 * MendWithin)), new LevelDue(BillingRoles.Manager, at + (3 * MendWithin))],
            });

        IEnumerable<FollowUp> Taken(Claim.Sent s, string payerId) =>
        [
            BillingHandoffs.OfferToPayer(id, s, FactsOf(s, []), at),
            BillingHandoffs.Boundaries.Accept(BillingHandoffs.ToPayer, id, Partner(payerId), at),
        ];

        IEnumerable<FollowUp> Settled(Claim.Built s, string reason) => s.ClosedItems.Select(code => code.StartsWith(Claim.EditItem, StringComparison.Ordinal)
            ? new FollowUp(WorkItemId.ForTask($"{MendEdit}/{code[Claim.EditItem.Length..]}", id), new CloseWorkItem(reason, at))
            : Boundaries.Settled(BillingHandoffs.ToPayer, code, id, reason, at));
    }

    private static IEnumerable<Requirement> Requirements(ClaimRejected e) =>
        new[] { new Requirement(ClaimExceptions.Of(e.Level)) }.Concat(e.Codes.Select(c => new Requirement(c)));

    private static Actor Partner(string id) => new(id, ActorKind.Partner, "partner");

    private static FileFacts FactsOf(Claim.Built claim, IReadOnlyList<string> obstacles) => new(
        obstacles.FirstOrDefault(o => o != ClaimObstacles.Duplicate),
        obstacles.Count(o => o == ClaimObstacles.Duplicate),
        claim.Content.Frequency,
        claim.Content.OriginalPayerClaimNumber is not null);

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<ClaimEvent> happened)
    {
        return happened.Event switch
        {
            ClaimBuilt { Content: var c } e => [Change(BatchDeadline, e.At + BatchWithin), .. c.FileBy is { } fileBy ? [Change(FilingDeadline, Warning(c, fileBy))] : (IEnumerable<DeadlineChange>)[]],
            ClaimResubmitted e => [Change(BatchDeadline, e.At + BatchWithin), .. Unasked()],
            ClaimHeld => [Change(BatchDeadline, dueAt: null)],
            ClaimSubmitted e =>
            [
                Change(BatchDeadline, dueAt: null),
                Change(SetDeadline, BillingHandoffs.SetAcknowledgmentDue(e.At)),
                Change(PayerDeadline, BillingHandoffs.ClaimAcknowledgmentDue(e.At)),
            ],
            ClaimFileResent e => [Change(SetDeadline, BillingHandoffs.SetAcknowledgmentDue(e.At)), Change(PayerDeadline, BillingHandoffs.ClaimAcknowledgmentDue(e.At))],
            ClaimAcknowledged => [Change(SetDeadline, dueAt: null)],
            ClaimAcknowledgementOverdue { Level: AcknowledgementLevel.Claim } => [Change(PayerDeadline, dueAt: null)],
            ClaimAcknowledgementOverdue => [Change(SetDeadline, dueAt: null)],
            ClaimRejected => Answered(),
            ClaimAcceptedByPayer e => [.. Answered(), Change(FilingDeadline, dueAt: null), Change(StatusDeadline, PayerTerms.Built.For(e.PayerId, e.At).FirstAsked(e.At))],
            ClaimStatusDue => [Change(StatusDeadline, dueAt: null)],
            ClaimStatusAsked e => [Change(StatusDeadline, PayerTerms.Built.For(e.PayerId, e.At).AskedAgain(e.At))],
            ClaimStatusAnswered { Category: ['F', ..] } => Unasked(),
            ClaimAdjudicated or ClaimClosed => [.. Answered(), Change(FilingDeadline, dueAt: null), .. Unasked()],
            FilingLimitNear => [Change(FilingDeadline, dueAt: null)],
            _ => [],
        };

        DeadlineChange Change(string name, DateTimeOffset? dueAt) => new(happened.StreamId, name, dueAt);

        IEnumerable<DeadlineChange> Answered() => [Change(SetDeadline, dueAt: null), Change(PayerDeadline, dueAt: null)];

        IEnumerable<DeadlineChange> Unasked() => [Change(StatusDeadline, dueAt: null)];
    }

    private static DateTimeOffset Warning(ClaimContent content, DateOnly fileBy) =>
        new(fileBy.AddDays(-PayerTerms.Built.For(content.PayerId, content.ServiceDate).Filing.WarnDays).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}

/// <summary>Codes of what keeps a claim from being sent, beside those of X12 and of the edits.</summary>
internal static class ClaimObstacles
{
    public const string Duplicate = "open-duplicate";
    public const string Erased = "patient-erased";
    public const string TooLarge = "file-too-large";
    public const string AtPayer = "payer-has-it";
    public const string NotBatched = "not-batched";
    public const string Failed = "conversion-failed";
}
