using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;

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

/// <summary>The stream of a claim, the deadline of its acknowledgement, and what follows: the file is queued, the boundary to the payer is offered and settled.</summary>
internal static class ClaimAggregate
{
    public const string Name = "claim";
    public const string DeadlinePrefix = "claim/";
    public const string AcknowledgementDeadline = "claim/set-acknowledgement";

    /// <summary>The kind of work item that asks which of two answers of the payer holds.</summary>
    public const string Contradicted = "acknowledgement-contradicted";

    private static readonly TimeSpan ContradictionWithin = TimeSpan.FromDays(1);

    public static Aggregate<Claim, ClaimCommand, ClaimEvent> Value { get; } =
        new(Name, Claim.Initial, Claim.Evolve, ClaimDecider.Decide) { Follows = FollowsOf, Deadlines = DeadlinesOf };

    private static IEnumerable<FollowUp> FollowsOf(Claim claim, Happened<ClaimEvent> happened)
    {
        var (id, at) = (happened.StreamId, happened.Event.At);
        return (claim, happened.Event) switch
        {
            (Claim.Held s, ClaimHeld e) => [BillingHandoffs.OfferToPayer(id, s, FactsOf(s, e.Obstacles), at)],
            (Claim.Submitted s, ClaimSubmitted e) =>
            [
                BillingHandoffs.OfferToPayer(id, s, FactsOf(s, []), at),
                TransmissionHosting.Queue(e.Submission.Partner, ClaimFiles.Kind, e.Submission.OriginalId, ClaimFiles.MediaType, id, at),
                .. Settled(s, "sent-again"),
            ],
            (Claim.Submitted s, ClaimAcknowledged) => Settled(s, "acknowledged"),
            (Claim.Submitted s, ClaimAcknowledgementOverdue) => [Exception(s, ClaimExceptions.Missing)],
            (Claim.Rejected s, ClaimRejected e) =>
            [
                BillingHandoffs.OfferToPayer(id, s, FactsOf(s, []), at),
                BillingHandoffs.Boundaries.Return(BillingHandoffs.ToPayer, id, [.. Requirements(e)], Partner(s.Submission.Partner), at),
                Exception(s, ClaimExceptions.Of(e.Level)),
                .. Settled(s, "rejected"),
            ],
            // Offered anew where it was given back: the payer has it after all.
            (Claim.PayerAccepted s, ClaimAcceptedByPayer e) =>
            [
                BillingHandoffs.OfferToPayer(id, s, FactsOf(s, []), at),
                BillingHandoffs.Boundaries.Accept(BillingHandoffs.ToPayer, id, Partner(e.PayerId), at),
                .. Settled(s, "accepted"),
            ],
            (Claim.PayerAccepted s, ClaimAcknowledgementContradicted) =>
            [
                new FollowUp(WorkItemId.ForTask(Contradicted, id), new OpenWorkItem(Contradicted, BillingRoles.ClaimsOperations, Contradicted, id, at + ContradictionWithin, at)
                {
                    CaseId = s.Content.CaseId,
                    ValueAtStake = s.Content.Total,
                    Levels = [new LevelDue(BillingRoles.Lead, at + (2 * ContradictionWithin))],
                }),
            ],
            _ => [],
        };

        FollowUp Exception(Claim.Built s, string code) => BillingHandoffs.Boundaries.Exception(BillingHandoffs.ToPayer, code, id, s.Content.CaseId, at, s.Content.Total);

        IEnumerable<FollowUp> Settled(Claim.Built s, string reason) => s.ClosedItems.Select(code => Boundaries.Settled(BillingHandoffs.ToPayer, code, id, reason, at));
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
            ClaimSubmitted e => [Acknowledgement(BillingHandoffs.SetAcknowledgmentDue(e.At))],
            ClaimAcknowledged or ClaimRejected or ClaimAcceptedByPayer or ClaimAcknowledgementOverdue => [Acknowledgement(dueAt: null)],
            _ => [],
        };

        DeadlineChange Acknowledgement(DateTimeOffset? dueAt) => new(happened.StreamId, AcknowledgementDeadline, dueAt);
    }
}

/// <summary>Codes of what keeps a claim from being sent, beside those of X12.</summary>
internal static class ClaimObstacles
{
    public const string Duplicate = "open-duplicate";
    public const string Erased = "patient-erased";
    public const string TooLarge = "file-too-large";
}
