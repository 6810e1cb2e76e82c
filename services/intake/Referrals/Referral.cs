using Healthcare.EventStore;

namespace Healthcare.Intake.Referrals;

/// <summary>Where a referral stands; each state keeps what decisions and packets need.</summary>
public abstract record Referral
{
    private Referral() { }

    public static readonly Referral Initial = new NotReceived();

    public sealed record NotReceived : Referral;

    /// <summary>Read, and not yet judged: it lasts no longer than the decision that receives it.</summary>
    public sealed record Received(ReferralContent Content) : OnFile(Content);

    /// <summary>Waiting for what the partner was asked for.</summary>
    public sealed record AwaitingInformation(ReferralContent Content, IReadOnlyList<string> Missing) : OnFile(Content);

    public sealed record Accepted(ReferralContent Content, string PacketHash) : OnFile(Content);

    public sealed record Declined(ReferralContent Content) : OnFile(Content);

    public abstract record OnFile(ReferralContent Content) : Referral;

    public static Referral Evolve(Referral referral, ReferralEvent happened) => (referral, happened) switch
    {
        (_, ReferralContent e) => new Received(e),
        (OnFile r, InformationRequested e) => new AwaitingInformation(r.Content, e.Items),
        (OnFile r, ReferralAccepted e) => new Accepted(r.Content, e.PacketHash),
        (OnFile r, ReferralDeclined) => new Declined(r.Content),
        _ => referral,
    };
}

/// <summary>The stream of a referral, and what follows from its events at the boundary to completeness.</summary>
public static class ReferralAggregate
{
    public const string Name = "referral";

    public static Aggregate<Referral, ReferralCommand, ReferralEvent> Value { get; } =
        new(Name, Referral.Initial, Referral.Evolve, ReferralDecider.Decide) { Follows = ReferralHandoffs.FollowsOf };
}
