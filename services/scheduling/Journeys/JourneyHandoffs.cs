using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.Scheduling.Journeys;

/// <summary>The boundaries that scheduling holds, between stages of the way to surgery: clearance to scheduling (B10), scheduling to verification (B11), verification to documentation (B12).</summary>
internal static class JourneyHandoffs
{
    public const string ToSurgeryScheduling = "B10";
    public const string ToVerification = "B11";
    public const string ToDocumentation = "B12";

    private static readonly Actor Self = Actor.Service("scheduling");

    private static readonly IReadOnlyList<StageCrossing> Crossings =
    [
        new(ToSurgeryScheduling, Stage.PreOpAssessment, Stage.SurgeryScheduling),
        new(ToVerification, Stage.SurgeryScheduling, Stage.InsuranceVerification),
        new(ToDocumentation, Stage.InsuranceVerification, Stage.ClinicalDocumentation),
    ];

    public static Boundaries Boundaries { get; } = Boundaries.Of(h =>
    {
        h.WithContinuity();
        h.Boundary(ToSurgeryScheduling)
            .Predicate<ClearanceFacts>("clearance-signed", (f, _) => Verdict.Of(f.IsSigned, ("signed", f.IsSigned)))
            .Predicate<ClearanceFacts>("clearance-unexpired", (f, _) => Verdict.Of(f.IsDone && !(f.Day > f.ValidThrough), ("done", f.IsDone), ("validThrough", f.ValidThrough), ("day", f.Day)))
            .Predicate<ClearanceFacts>("clearance-attached", (f, _) => Verdict.Of(f.IsAttached, ("attached", f.IsAttached)));
        h.Boundary(ToVerification)
            .Predicate<ScheduleFacts>("schedule-complete", (f, _) => Verdict.Of(f.IsComplete, ("held", f.IsHeld), ("codes", f.HasCodes)))
            .Predicate<ScheduleFacts>("estimate-inputs-present", (f, _) => Verdict.Of(f.Services > 0 && f.WithoutUnits == 0, ("services", f.Services), ("without-units", f.WithoutUnits)))
            .Predicate<ScheduleFacts>("days-before-date", (f, p) => Verdict.Of(f.DaysLeft >= p.Whole("minimum"), ("daysLeft", f.DaysLeft), ("minimum", p.Whole("minimum"))));
        h.Boundary(ToDocumentation)
            .Predicate<BenefitFacts>("benefits-confirmed", (f, _) => Verdict.Of(f.AreConfirmed, ("confirmed", f.AreConfirmed)))
            .Predicate<BenefitFacts>("authorization-rule-known", (f, _) => Verdict.Of(f.Rule is not null, ("rule", f.Rule)));
    });

    /// <summary>Which crossings an event leaves open and which it takes, each by the stage that it comes from: exactly as <see cref="Of"/> offers, accepts and closes.</summary>
    public static Journey After(Journey journey, JourneyEvent happened)
    {
        var (offered, taken) = (journey.Offered, journey.Taken.Clear());
        if (happened is StageStarted or StageCompleted && Entering(journey, StageOf(happened)) is { From: var from } && offered.Contains(from) && journey.At(from).State == StageState.Done)
            (offered, taken) = (offered.Remove(from), taken.Add(from));
        if (happened is StageCompleted { Stage: var done } && Leaving(journey, done) is { To: var to })
        {
            // What lies behind it went on already.
            if (journey.At(to).State is StageState.Done or StageState.InProgress) (offered, taken) = (offered.Remove(done), taken.Add(done));
            else offered = offered.Add(done);
        }

        return offered == journey.Offered && taken == journey.Taken ? journey : journey with { Offered = offered, Taken = taken };
    }

    /// <param name="journey">As it is after the event.</param>
    public static IEnumerable<FollowUp> Of(Journey journey, Happened<JourneyEvent> happened)
    {
        if (journey.Begun is not { } begun) return [];
        var next = new Next(journey, happened, new HandoffScope { ServiceLine = begun.Definition.ServiceLine, Site = journey.Place });
        return happened.Event switch
        {
            StageCompleted { Stage: Stage.Procedure } => next.Closed(journey.Offered, "procedure-done"),
            StageCompleted e => [.. next.Offered(e.Stage), .. next.Taken()],
            StageStarted => next.Taken(),
            StageReturned e => [.. next.Changed(e.Stage), .. next.Returned(e)],
            StageExpired e => next.Changed(e.Stage),
            StageReopened e => next.Changed(e.Stage),
            StagesPassed e => next.Closed(journey.Offered.Intersect(e.Stages), "care-proceeded"),
            RequirementHeard => next.Changed(Stage.InsuranceVerification),
            JourneyEnded => next.Closed(journey.Offered, "referral-ended"),
            _ => [],
        };
    }

    private static Stage StageOf(JourneyEvent happened) => happened switch
    {
        StageStarted e => e.Stage,
        StageCompleted e => e.Stage,
        _ => Stage.PreOpAssessment,
    };

    private static StageCrossing? Leaving(Journey journey, Stage from) => On(journey).FirstOrDefault(c => c.From == from);

    private static StageCrossing? Entering(Journey journey, Stage to) => On(journey).FirstOrDefault(c => c.To == to);

    // What leads to the procedure is offered no more when the patient was seen.
    private static IEnumerable<StageCrossing> On(Journey journey) =>
        Crossings.Where(c => journey.IsOn(c.From) && journey.IsOn(c.To) && journey.At(Stage.Procedure).State != StageState.Done);

    private sealed record StageCrossing(string Boundary, Stage From, Stage To);

    private sealed record Next(Journey Journey, Happened<JourneyEvent> Happened, HandoffScope Scope)
    {
        private DateTimeOffset At => Happened.Event.At;

        /// <summary>What is done goes on to the stage that waits for it.</summary>
        public IEnumerable<FollowUp> Offered(Stage from) => Leaving(Journey, from) is { } crossing ? [Offer(crossing)] : [];

        /// <summary>The stage behind the boundary began or is done: that takes the work, or goes on without what was missing.</summary>
        public IEnumerable<FollowUp> Taken()
        {
            foreach (var crossing in On(Journey).Where(c => Journey.Taken.Contains(c.From)))
            {
                var offer = Offer(crossing);
                yield return offer;
                yield return offer.Command is OfferHandoff { Unmet.Count: 0 }
                    ? Boundaries.Accept(crossing.Boundary, Happened.StreamId, ByOf(Happened.Event), At)
                    : Boundaries.Close(crossing.Boundary, Happened.StreamId, "gone-on-without", ByOf(Happened.Event), At);
            }
        }

        /// <summary>What was offered and not taken is otherwise now: it is blocked, or free again.</summary>
        public IEnumerable<FollowUp> Changed(Stage from) => Journey.Offered.Contains(from) ? Offered(from) : [];

        /// <summary>The stage behind the boundary can not begin with what it got.</summary>
        public IEnumerable<FollowUp> Returned(StageReturned e)
        {
            if (Entering(Journey, e.Stage) is not { } crossing || !Journey.Offered.Contains(crossing.From)) yield break;
            var offer = Offer(crossing);
            yield return offer;
            if (offer.Command is OfferHandoff { Unmet.Count: 0 })
                yield return Boundaries.Return(crossing.Boundary, Happened.StreamId, [.. e.Gaps.Select(g => new Requirement(g))], e.By ?? Self, At, scope: Scope);
        }

        public IEnumerable<FollowUp> Closed(IEnumerable<Stage> from, string reasonCode) =>
            Crossings.Where(c => from.Contains(c.From)).Select(c => Boundaries.Close(c.Boundary, Happened.StreamId, reasonCode, Self, At));

        private FollowUp Offer(StageCrossing crossing) => crossing.From switch
        {
            Stage.PreOpAssessment => Offer(crossing, ClearanceFacts.Of(Journey)),
            Stage.SurgeryScheduling => Offer(crossing, ScheduleFacts.Of(Journey, At)),
            _ => Offer(crossing, BenefitFacts.Of(Journey)),
        };

        private FollowUp Offer<TFacts>(StageCrossing crossing, TFacts facts)
            where TFacts : notnull => Boundaries.Offer(crossing.Boundary, Happened.StreamId, Happened.CaseId, facts, HashOf(Journey, crossing.From), At, scope: Scope);

        private static Actor ByOf(JourneyEvent happened) => happened switch
        {
            StageStarted { By: { } by } => by,
            StageCompleted { By: { } by } => by,
            _ => Self,
        };

        // Done anew, it is another piece of work, though the same was brought.
        private static string HashOf(Journey journey, Stage from)
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"{journey.Begun?.Attempt}|{from}|{journey.At(from).DoneAt:O}");
            foreach (var service in journey.Services) text.Append(CultureInfo.InvariantCulture, $"|{service.Sequence}:{service.System}:{service.Code}:{service.Units}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }
}

/// <summary>What the boundary to surgery scheduling looks at; <paramref name="Day"/> is the day of surgery, once it is known.</summary>
internal sealed record ClearanceFacts(bool IsDone, bool IsSigned, bool IsAttached, DateOnly? ValidThrough, DateOnly? Day)
{
    public static ClearanceFacts Of(Journey journey)
    {
        var clearance = journey.At(Stage.PreOpAssessment);
        return new ClearanceFacts(
            clearance.State == StageState.Done,
            clearance.Evidence.Contains("clearance-signed", StringComparer.Ordinal),
            clearance.Evidence.Contains("history-and-physical", StringComparer.Ordinal),
            clearance.ExpiresAt is { } until ? DateOnly.FromDateTime(until.UtcDateTime) : null,
            journey.Day);
    }
}

/// <summary>What the boundary to insurance verification looks at; a held time has its place and its surgeon.</summary>
internal sealed record ScheduleFacts(bool IsHeld, bool HasCodes, int Services, int WithoutUnits, int? DaysLeft)
{
    public bool IsComplete => IsHeld && HasCodes && DaysLeft is not null;

    public static ScheduleFacts Of(Journey journey, DateTimeOffset at)
    {
        var schedule = journey.At(Stage.SurgeryScheduling).Evidence;
        return new ScheduleFacts(
            schedule.Contains("date-held", StringComparer.Ordinal),
            schedule.Contains("codes-confirmed", StringComparer.Ordinal),
            journey.Services.Count,
            journey.Services.Count(s => s.Units < 1),
            journey.Day is { } day ? day.DayNumber - DateOnly.FromDateTime(at.UtcDateTime).DayNumber : null);
    }
}

/// <summary>What the boundary to clinical documentation looks at; <paramref name="Rule"/> is the payer's catalogue and its version.</summary>
internal sealed record BenefitFacts(bool AreConfirmed, string? Rule)
{
    public static BenefitFacts Of(Journey journey) =>
        new(journey.At(Stage.InsuranceVerification).Evidence.Contains("coverage-confirmed", StringComparer.Ordinal), journey.Rule);
}
