using Healthcare.EventStore;

namespace Healthcare.Intake.Referrals;

/// <summary>Where a referral stands; each state keeps what decisions and packets need.</summary>
public abstract record Referral
{
    private Referral() { }

    public static readonly Referral Initial = new NotReceived();

    public abstract ReferralStatus? Status { get; }

    public sealed record NotReceived : Referral
    {
        public override ReferralStatus? Status => null;
    }

    /// <summary>Read or taken up again, and not yet judged: it lasts no longer than the decision that brings it.</summary>
    public sealed record Received(ReferralFile File) : OnFile(File)
    {
        public override ReferralStatus? Status => ReferralStatus.AwaitingInformation;
    }

    /// <summary>Waiting for what the partner was asked for.</summary>
    public sealed record AwaitingInformation(ReferralFile File, InformationRequested Request, DateTimeOffset NextAt) : OnFile(File)
    {
        public override ReferralStatus? Status => ReferralStatus.AwaitingInformation;
    }

    /// <summary>Waiting for a person of ours.</summary>
    public sealed record InTriage(ReferralFile File) : OnFile(File)
    {
        public override ReferralStatus? Status => ReferralStatus.InTriage;
    }

    /// <summary>The case is under way; what is heard of it is kept in <paramref name="Onward"/>.</summary>
    public sealed record Accepted(ReferralFile File, string PacketHash, DateTimeOffset AcceptedAt, DateTimeOffset? ExpiresAt, Onward Onward, CancelRequested? CancelRequest) : OnFile(File)
    {
        public override ReferralStatus? Status => CancelRequest is null ? Onward.Status : ReferralStatus.CancelRequested;
    }

    /// <summary>Nothing is to be done any more, unless it is reopened.</summary>
    public sealed record Over(ReferralFile File, ReferralStatus How, Onward Onward) : OnFile(File)
    {
        public override ReferralStatus? Status => How;
    }

    /// <summary>Merged into another; a person can take that back.</summary>
    public sealed record Duplicate(ReferralFile File, Guid MergedInto, Onward Onward) : OnFile(File)
    {
        public override ReferralStatus? Status => ReferralStatus.Duplicate;
    }

    public abstract record OnFile(ReferralFile File) : Referral
    {
        public ReferralContent Content => File.Content;

        /// <summary>Where the patient was seen (CMS place of service), as far as it was told.</summary>
        public string? VisitSite => this switch
        {
            Accepted r => r.Onward.Attended?.PlaceOfService,
            Over r => r.Onward.Attended?.PlaceOfService,
            Duplicate r => r.Onward.Attended?.PlaceOfService,
            _ => null,
        };
    }

    public static Referral Evolve(Referral referral, ReferralEvent happened) => (referral, happened) switch
    {
        (NotReceived, ReferralContent e) => new Received(ReferralFile.Of(e)),
        (OnFile r, ReferralContent e) => new Received(r.File.With(e)),
        (OnFile r, UrgencyAssigned e) => r with { File = r.File with { Urgency = e.Level } },
        (OnFile r, ReferralDuplicateReceived e) => r with { File = r.File with { Fingerprints = [.. r.File.Fingerprints, e.Fingerprint] } },
        (OnFile r, InformationRequested e) => new AwaitingInformation(r.File, e, e.DueAt),
        (AwaitingInformation r, InformationOverdue e) => r with { NextAt = e.NextAt },
        (AwaitingInformation r, CloseOutReviewDue e) => r with { NextAt = e.NextAt },
        (OnFile r, TriageNeeded) => new InTriage(r.File),
        (OnFile r, ReferralAccepted e) => new Accepted(r.File with { Attempt = e.Attempt }, e.PacketHash, e.At, e.ExpiresAt, Onward.Unheard, CancelRequest: null),
        (Accepted r, CancelRequested e) => r with { CancelRequest = e },
        (Accepted r, CancelRefused) => r with { CancelRequest = null },
        (OnFile r, ReferralLoopClosed) => new Over(r.File, ReferralStatus.LoopClosed, OnwardOf(r)),
        (OnFile r, ReferralDeclined) => new Over(r.File, ReferralStatus.Declined, OnwardOf(r)),
        (OnFile r, ReferralWithdrawn) => new Over(r.File, ReferralStatus.Withdrawn, OnwardOf(r)),
        (OnFile r, ReferralCancelled) => new Over(r.File, ReferralStatus.Cancelled, OnwardOf(r)),
        (OnFile r, ReferralExpired) => new Over(r.File, ReferralStatus.Expired, OnwardOf(r)),
        (OnFile r, ReferralMerged e) => new Duplicate(r.File, e.OtherId, OnwardOf(r)),
        (OnFile r, ReferralReopened or ReferralSplit) => new Received(r.File),
        (Accepted r, _) => r with { Onward = r.Onward.With(happened) },
        (Over r, _) => r with { Onward = r.Onward.With(happened) },
        _ => referral,
    };

    private static Onward OnwardOf(OnFile referral) => referral switch
    {
        Accepted r => r.Onward,
        Over r => r.Onward,
        Duplicate r => r.Onward,
        _ => Onward.Unheard,
    };
}

/// <summary>What every state of a referral keeps.</summary>
public sealed record ReferralFile(ReferralContent Content)
{
    /// <summary>How often it was accepted.</summary>
    public int Attempt { get; init; }

    /// <summary>Who the patient is is for a person to say.</summary>
    public bool NeedsMatch => Content.Finding is { Outcome: PatientOutcome.Review };

    /// <summary><c>routine</c> or <c>urgent</c>.</summary>
    public string Urgency { get; init; } = "routine";

    /// <summary>Keyed hashes of all bytes that came for it.</summary>
    public IReadOnlyList<string> Fingerprints { get; init; } = [];

    internal static ReferralFile Of(ReferralContent content) => new(content) { Fingerprints = [content.Fingerprint] };

    internal ReferralFile With(ReferralContent content) => this with
    {
        Content = content,
        Fingerprints = Fingerprints.Contains(content.Fingerprint, StringComparer.Ordinal) ? Fingerprints : [.. Fingerprints, content.Fingerprint],
    };
}

/// <summary>The stream of a referral, what follows from its events at its boundaries, and its own deadlines.</summary>
public static class ReferralAggregate
{
    public const string Name = "referral";

    public static Aggregate<Referral, ReferralCommand, ReferralEvent> Value { get; } =
        new(Name, Referral.Initial, Referral.Evolve, ReferralDecider.Decide) { Follows = ReferralHandoffs.FollowsOf, Deadlines = ReferralDeadlines.Of };
}
