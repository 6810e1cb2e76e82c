namespace Healthcare.Intake.Referrals;

/// <summary>What the last thing heard of the visit was; of two at one moment the later of this list counts.</summary>
public enum VisitStanding
{
    None,
    Ready,
    Scheduled,
    Missed,
    Cancelled,
}

/// <summary>The payer's answer on cover.</summary>
public sealed record CoverageHeard(bool IsConfirmed, DateTimeOffset At);

/// <summary>How an authorization stands.</summary>
public sealed record AuthorizationHeard(AuthorizationStanding Standing, DateTimeOffset At);

/// <summary>What became of the visit last.</summary>
public sealed record VisitHeard(VisitStanding Standing, DateTimeOffset At, string Detail);

/// <summary>The visit at which the patient was seen.</summary>
public sealed record AttendanceHeard(Guid AppointmentId, DateTimeOffset At)
{
    /// <summary>Where (CMS place of service), as far as it was told.</summary>
    public string? PlaceOfService { get; init; }
}

/// <summary>
/// What was heard of an accepted referral's care. Services are not ordered among each other, so it is a join: each part keeps its latest fact,
/// and the same facts in any order, any number of times, come to the same.
/// </summary>
public sealed record Onward
{
    public static readonly Onward Unheard = new();

    public CoverageHeard? Coverage { get; init; }

    /// <summary>The latest answer of each authorization: after a reopening there is another one.</summary>
    public IReadOnlyDictionary<Guid, AuthorizationHeard> Authorizations { get; init; } = new SortedDictionary<Guid, AuthorizationHeard>();

    public VisitHeard? Visit { get; init; }

    public AttendanceHeard? Attended { get; init; }

    /// <summary>What proves the interim notes that reached the referrer.</summary>
    public IReadOnlyList<string> InterimNotes { get; init; } = [];

    [System.Text.Json.Serialization.JsonIgnore]
    public VisitStanding VisitStanding => Visit?.Standing ?? VisitStanding.None;

    /// <summary>Where it stands; <see cref="ReferralStatus.Accepted"/> while nothing was heard.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ReferralStatus Status => this switch
    {
        { Attended: not null, InterimNotes.Count: > 0 } => ReferralStatus.InterimNoted,
        { Attended: not null } => ReferralStatus.Attended,
        { VisitStanding: VisitStanding.Scheduled } => ReferralStatus.Scheduled,
        { VisitStanding: VisitStanding.Missed } => ReferralStatus.NoShow,
        { VisitStanding: VisitStanding.Cancelled } => ReferralStatus.VisitCancelled,
        { VisitStanding: VisitStanding.Ready } => ReferralStatus.ReadyToSchedule,
        { Authorizations.Count: > 0 } => Authorizations.Values.Any(a => a.Standing == AuthorizationStanding.NotRequired) ? ReferralStatus.AuthorizationNotRequired : ReferralStatus.AuthorizationPending,
        { Coverage.IsConfirmed: true } => ReferralStatus.AuthorizationPending,
        { Coverage: not null } => ReferralStatus.CoveragePending,
        _ => ReferralStatus.Accepted,
    };

    /// <summary>With a fact that was heard; the same instance when it says nothing new.</summary>
    public Onward With(ReferralEvent heard) => heard switch
    {
        CoverageAnswered e => With(new CoverageHeard(e.IsConfirmed, e.AnsweredAt)),
        AuthorizationAnswered e => With(e.AuthorizationId, new AuthorizationHeard(e.Standing, e.AnsweredAt)),
        ReferralReady e => With(new VisitHeard(VisitStanding.Ready, e.ReadyAt, $"{e.AuthRef:D}")),
        VisitScheduled e => With(new VisitHeard(VisitStanding.Scheduled, e.BookedAt, e.Start.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture))),
        VisitMissed e => With(new VisitHeard(VisitStanding.Missed, e.MissedAt, "")),
        VisitCancelled e => With(new VisitHeard(VisitStanding.Cancelled, e.CancelledAt, e.ReasonCode)),
        VisitAttended e => With(new AttendanceHeard(e.AppointmentId, e.AttendedAt) { PlaceOfService = e.PlaceOfService }),
        InterimNoted e => InterimNotes.Contains(e.Evidence, StringComparer.Ordinal) ? this : this with { InterimNotes = [.. InterimNotes, e.Evidence] },
        _ => this,
    };

    /// <summary>When it happened where it happened.</summary>
    public static DateTimeOffset TimeOf(ReferralEvent heard) => heard switch
    {
        CoverageAnswered e => e.AnsweredAt,
        AuthorizationAnswered e => e.AnsweredAt,
        ReferralReady e => e.ReadyAt,
        VisitScheduled e => e.BookedAt,
        VisitMissed e => e.MissedAt,
        VisitCancelled e => e.CancelledAt,
        VisitAttended e => e.AttendedAt,
        _ => heard.At,
    };

    private Onward With(CoverageHeard heard) =>
        Coverage is null || (heard.At, heard.IsConfirmed).CompareTo((Coverage.At, Coverage.IsConfirmed)) > 0 ? this with { Coverage = heard } : this;

    private Onward With(Guid authorizationId, AuthorizationHeard heard)
    {
        if (Authorizations.TryGetValue(authorizationId, out var known) && (heard.At, heard.Standing).CompareTo((known.At, known.Standing)) <= 0) return this;
        return this with { Authorizations = new SortedDictionary<Guid, AuthorizationHeard>(Authorizations.ToDictionary()) { [authorizationId] = heard } };
    }

    private Onward With(VisitHeard heard)
    {
        if (Visit is not { } known) return this with { Visit = heard };
        var order = (heard.At, heard.Standing).CompareTo((known.At, known.Standing));
        // What was booked at one moment differs in nothing that matters here, but the choice is the same everywhere.
        return order > 0 || (order == 0 && string.CompareOrdinal(heard.Detail, known.Detail) > 0) ? this with { Visit = heard } : this;
    }

    // The first time that the patient was seen is the one that counts: a report is owed from then on.
    private Onward With(AttendanceHeard heard) =>
        Attended is null || (heard.At, heard.AppointmentId).CompareTo((Attended.At, Attended.AppointmentId)) < 0 ? this with { Attended = heard } : this;
}
