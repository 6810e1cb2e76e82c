namespace Healthcare.Billing.Claims;

/// <summary>Where a claim stands between the encounter and the payer's last word.</summary>
public abstract record Claim
{
    private Claim() { }

    public static readonly Claim Initial = new NotBuilt();

    /// <summary>Before the id of an edit, among open items.</summary>
    internal const string EditItem = "edit:";

    public sealed record NotBuilt : Claim;

    /// <summary>Waits for its batch.</summary>
    public sealed record Ready(ClaimContent Content) : Built(Content);

    /// <summary>It may not be sent; somebody has an item.</summary>
    public sealed record Held(ClaimContent Content, IReadOnlyList<string> Obstacles) : Built(Content);

    /// <summary>On its way to the payer, or there and unanswered.</summary>
    public sealed record Submitted(ClaimContent Content, Submission Submission) : Sent(Content, Submission)
    {
        /// <summary>Levels at which it was taken.</summary>
        public IReadOnlyList<AcknowledgementLevel> Acknowledged { get; init; } = [];

        public bool IsOverdue { get; init; }
    }

    /// <summary>Refused at a level; nobody has judged the care.</summary>
    public sealed record Rejected(ClaimContent Content, Submission Submission, AcknowledgementLevel Level) : Sent(Content, Submission);

    /// <summary>The payer has it, and decides.</summary>
    public sealed record PayerAccepted(ClaimContent Content, Submission Submission) : AtPayer(Content, Submission)
    {
        public IReadOnlyList<AcknowledgementLevel> Contradictions { get; init; } = [];

        /// <summary>The payer said that it is pending (277 P).</summary>
        public bool IsPending { get; init; }

        /// <summary>The records that the payer waits for; null when it asked for none.</summary>
        public DocumentationRequestedByPayer? Requested { get; init; }
    }

    /// <summary>The payer decided.</summary>
    public sealed record Adjudicated(ClaimContent Content, Submission Submission, Adjudication Last, AdjudicationOutcome Outcome) : AtPayer(Content, Submission);

    /// <summary>Nothing more is expected.</summary>
    public sealed record Closed(ClaimContent Content, Submission Submission, string ReasonCode) : AtPayer(Content, Submission);

    /// <summary>What the payer has taken; what changes now is a replacement.</summary>
    public abstract record AtPayer(ClaimContent Content, Submission Submission) : Sent(Content, Submission)
    {
        /// <summary>How often the payer was asked where it stands since it was sent.</summary>
        public int Asked { get; init; }

        /// <summary>A 277 said that it is final: nobody asks any more.</summary>
        public bool IsFinal { get; init; }

        public bool IsAskDue { get; init; }
    }

    public abstract record Sent(ClaimContent Content, Submission Submission) : Built(Content);

    public abstract record Built(ClaimContent Content) : Claim
    {
        /// <summary>How often it was sent.</summary>
        public int Submissions { get; init; }

        /// <summary>What stands at the boundary to the payer: the last file, else the claim's own number.</summary>
        public string ContextHash { get; init; } = "";

        /// <summary>Exceptions that people have items for.</summary>
        public IReadOnlyList<string> OpenItems { get; init; } = [];

        /// <summary>Those that the last event made needless.</summary>
        public IReadOnlyList<string> ClosedItems { get; init; } = [];

        /// <summary>The payer's own number of the claim, from its last answer that gave one (277CA REF*1K, 835 CLP07).</summary>
        public string? PayerControlNumber { get; init; }

        /// <summary>The payer took it once: from then on it changes by replacement only.</summary>
        public bool WasTaken { get; init; }

        /// <summary>The last file that went; null before the first.</summary>
        public Submission? LastSubmission { get; init; }

        /// <summary>The last sending that the payer said it took, by its number; 0 for none.</summary>
        public int AcceptedSubmission { get; init; }

        /// <summary>Coverages beside the one that is billed here, the last of each payer.</summary>
        public IReadOnlyList<OtherCoverage> OtherCoverages { get; init; } = [];

        /// <summary>The payer to which a claim is due after this one; null while none is.</summary>
        public string? NextDue { get; init; }

        /// <summary>What this payer decided as the first (CLP02 1 or 19), while it stands.</summary>
        public Adjudication? FirstDecision { get; init; }

        /// <summary>Remittances that were read for it; one counts once.</summary>
        public IReadOnlyList<string> Remittances { get; init; } = [];
    }

    public static Claim Evolve(Claim claim, ClaimEvent happened)
    {
        if (happened is ClaimBuilt built) return new Ready(built.Content) { ContextHash = built.Content.Clm01 };
        if (claim is not Built before) return claim;
        var open = ClaimExceptions.After(before.OpenItems, happened);
        return After(before, happened) with
        {
            Submissions = happened is ClaimSubmitted s ? s.Submission.Number : before.Submissions,
            ContextHash = happened is ClaimSubmitted e ? e.Submission.Sha256 : before.ContextHash,
            PayerControlNumber = NumberIn(happened) ?? before.PayerControlNumber,
            WasTaken = before.WasTaken || happened is ClaimAcceptedByPayer or ClaimAdjudicated,
            LastSubmission = happened is ClaimSubmitted sent ? sent.Submission : before.LastSubmission,
            AcceptedSubmission = happened is ClaimAcceptedByPayer ? before.Submissions : before.AcceptedSubmission,
            Remittances = happened is ClaimAdjudicated a ? [.. before.Remittances, KeyOf(a.Adjudication)] : before.Remittances,
            OtherCoverages = happened is OtherCoverageNoted noted ? [.. before.OtherCoverages.Where(o => o.PayerId != noted.Coverage.PayerId), noted.Coverage] : before.OtherCoverages,
            NextDue = happened is NextPayerDue due ? due.PayerId : before.NextDue,
            FirstDecision = happened is ClaimAdjudicated decided ? FirstOf(decided.Adjudication, before.FirstDecision) : before.FirstDecision,
            OpenItems = open,
            ClosedItems = [.. before.OpenItems.Except(open, StringComparer.Ordinal)],
        };
    }

    /// <summary>A reversal may come with the payment that follows it, in one remittance.</summary>
    internal static string KeyOf(Adjudication adjudication) => $"{adjudication.RemittanceId:N}/{adjudication.Status}/{adjudication.PayerControlNumber}";

    private static Adjudication? FirstOf(Adjudication said, Adjudication? before) => said switch
    {
        { IsReversal: true } => null,
        { Status: "1" or "19" } => said,
        _ => before,
    };

    private static string? NumberIn(ClaimEvent happened) => happened switch
    {
        ClaimAcceptedByPayer e => e.PayerControlNumber,
        ClaimAdjudicated e => e.Adjudication.PayerControlNumber,
        _ => null,
    };

    private static Built After(Built claim, ClaimEvent happened) => (claim, happened) switch
    {
        (_, ClaimHeld e) => new Held(claim.Content, e.Obstacles),
        (_, ClaimResubmitted e) => new Ready(e.Content),
        (_, ClaimSubmitted e) => new Submitted(e.Content, e.Submission),
        (Submitted s, ClaimAcknowledged e) => s with { Acknowledged = [.. s.Acknowledged, e.Level], IsOverdue = false },
        (Submitted s, ClaimAcknowledgementOverdue) => s with { IsOverdue = true },
        (Submitted s, ClaimFileResent) => s with { IsOverdue = false },
        (Sent s, ClaimAdjudicated e) => new Adjudicated(s.Content, s.Submission, e.Adjudication, e.Outcome),
        (Sent s, ClaimClosed e) => new Closed(s.Content, s.Submission, e.ReasonCode),
        (Sent s, ClaimRejected e) => new Rejected(s.Content, s.Submission, e.Level),
        (Adjudicated or Closed, ClaimAcceptedByPayer) => claim,
        (Sent s, ClaimAcceptedByPayer) => new PayerAccepted(s.Content, s.Submission),
        (PayerAccepted s, ClaimAcknowledgementContradicted e) => s with { Contradictions = [.. s.Contradictions, e.Level] },
        (PayerAccepted s, DocumentationRequestedByPayer e) => s with { Requested = e },
        (PayerAccepted s, RequestedDocumentsSent) => s with { Requested = null },
        (PayerAccepted s, ClaimStatusAnswered e) => s with { IsPending = e.Category.StartsWith('P'), IsFinal = e.Category.StartsWith('F') },
        (AtPayer s, ClaimStatusDue) => s with { IsAskDue = true },
        (AtPayer s, ClaimStatusAsked e) => s with { Asked = e.Number, IsAskDue = false },
        _ => claim,
    };
}

/// <summary>Exception routes of a claim on its way, as the boundary to the payer (B17) states them.</summary>
internal static class ClaimExceptions
{
    public const string Missing = "ack-missing";
    public const string NotFound = "claim-not-found";
    public const string Documents = "records-requested";
    public const string FilingNear = "filing-limit-near";

    public static string Of(AcknowledgementLevel level) => level switch
    {
        AcknowledgementLevel.Interchange => "interchange-rejected",
        AcknowledgementLevel.Set => "set-rejected",
        _ => "claim-rejected",
    };

    public static IReadOnlyList<string> After(IReadOnlyList<string> open, ClaimEvent happened) => happened switch
    {
        ClaimHeld e => [.. open.Where(o => o == FilingNear), .. (e.Edits ?? []).Select(f => $"{Claim.EditItem}{f.Id}").Distinct(StringComparer.Ordinal)],
        ClaimResubmitted or ClaimSubmitted => [.. open.Where(o => o == FilingNear)],
        ClaimAcceptedByPayer or ClaimAdjudicated or ClaimClosed => [],
        ClaimAcknowledged or ClaimFileResent => [.. open.Where(o => o != Missing)],
        ClaimAcknowledgementOverdue => [.. open.Append(Missing).Distinct(StringComparer.Ordinal)],
        ClaimRejected e => [.. open.Where(o => o == FilingNear), Of(e.Level)],
        DocumentationRequestedByPayer => [.. open.Append(Documents).Distinct(StringComparer.Ordinal)],
        RequestedDocumentsSent => [.. open.Where(o => o != Documents)],
        ClaimStatusAnswered { Category: ['D', ..] or ['E', ..] } => [.. open.Append(NotFound).Distinct(StringComparer.Ordinal)],
        ClaimStatusAnswered => [.. open.Where(o => o != NotFound)],
        FilingLimitNear => [.. open.Append(FilingNear).Distinct(StringComparer.Ordinal)],
        _ => open,
    };
}
