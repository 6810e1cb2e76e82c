namespace Healthcare.Billing.Claims;

/// <summary>Where a claim stands until the payer takes it.</summary>
public abstract record Claim
{
    private Claim() { }

    public static readonly Claim Initial = new NotBuilt();

    public sealed record NotBuilt : Claim;

    /// <summary>Built, and not sent.</summary>
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

    public sealed record PayerAccepted(ClaimContent Content, Submission Submission) : Sent(Content, Submission)
    {
        public IReadOnlyList<AcknowledgementLevel> Contradictions { get; init; } = [];
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
    }

    public static Claim Evolve(Claim claim, ClaimEvent happened)
    {
        if (happened is ClaimBuilt built) return new Ready(built.Content) { ContextHash = built.Content.Clm01 };
        if (claim is not Built before) return claim;
        var after = After(before, happened) with { Submissions = happened is ClaimSubmitted s ? s.Submission.Number : before.Submissions };
        if (happened is ClaimSubmitted e) after = after with { ContextHash = e.Submission.Sha256 };
        else after = after with { ContextHash = before.ContextHash };
        var open = OpenAfter(before.OpenItems, happened);
        return after with { OpenItems = open, ClosedItems = [.. before.OpenItems.Except(open, StringComparer.Ordinal)] };
    }

    private static Built After(Built claim, ClaimEvent happened) => (claim, happened) switch
    {
        (_, ClaimHeld e) => new Held(claim.Content, e.Obstacles),
        (_, ClaimSubmitted e) => new Submitted(e.Content, e.Submission),
        (Submitted s, ClaimAcknowledged e) => s with { Acknowledged = [.. s.Acknowledged, e.Level] },
        (Submitted s, ClaimAcknowledgementOverdue) => s with { IsOverdue = true },
        (Sent s, ClaimRejected e) => new Rejected(s.Content, s.Submission, e.Level),
        (Sent s, ClaimAcceptedByPayer) => new PayerAccepted(s.Content, s.Submission),
        (PayerAccepted s, ClaimAcknowledgementContradicted e) => s with { Contradictions = [.. s.Contradictions, e.Level] },
        _ => claim,
    };

    private static IReadOnlyList<string> OpenAfter(IReadOnlyList<string> open, ClaimEvent happened) => happened switch
    {
        ClaimSubmitted or ClaimAcceptedByPayer => [],
        ClaimAcknowledged => [.. open.Where(o => o != ClaimExceptions.Missing)],
        ClaimAcknowledgementOverdue => [.. open, ClaimExceptions.Missing],
        ClaimRejected e => [ClaimExceptions.Of(e.Level)],
        _ => open,
    };
}

/// <summary>Exception routes of a claim on its way, as the boundary to the payer (B17) states them.</summary>
internal static class ClaimExceptions
{
    public const string Missing = "ack-missing";

    public static string Of(AcknowledgementLevel level) => level switch
    {
        AcknowledgementLevel.Interchange => "interchange-rejected",
        AcknowledgementLevel.Set => "set-rejected",
        _ => "claim-rejected",
    };
}
