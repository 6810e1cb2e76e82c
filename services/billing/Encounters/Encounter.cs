namespace Healthcare.Billing.Encounters;

/// <summary>Where an encounter stands between the case's beginning and its claim; referral, authorization and visit come in any order.</summary>
public abstract record Encounter
{
    private Encounter() { }

    public static readonly Encounter Initial = new Awaited(Referral: null, Authorization: null, Visit: null);

    public ReferralFacts? Referral { get; init; }

    public AuthorizationFacts? Authorization { get; init; }

    public BookingFacts? Booking { get; init; }

    /// <summary>On which ground the care went on without an authorization; null where it did not.</summary>
    public string? Ground { get; init; }

    /// <summary>Not closed yet: something that a claim rests on has not come.</summary>
    public sealed record Awaited : Encounter
    {
        public Awaited(ReferralFacts? Referral, AuthorizationFacts? Authorization, VisitFacts? Visit)
        {
            this.Referral = Referral;
            this.Authorization = Authorization;
            this.Visit = Visit;
        }

        public VisitFacts? Visit { get; init; }
    }

    /// <summary>Waiting for its codes.</summary>
    public sealed record Charged : Closed;

    /// <summary>Coded, and not billed: the three disagree, or it is too late.</summary>
    public sealed record Held : Closed
    {
        public required Coding Coding { get; init; }

        public IReadOnlyList<Difference> Diff { get; init; } = [];

        public required DateOnly FileBy { get; init; }

        public bool IsTooLate { get; init; }

        /// <summary>The patient pays, unless an authorization comes after all.</summary>
        public bool IsSelfPay { get; init; }
    }

    /// <summary>A claim was built of it.</summary>
    public sealed record Billed : Closed
    {
        public required Coding Coding { get; init; }

        public required Guid ClaimId { get; init; }

        public required IReadOnlyList<MatchedLine> Lines { get; init; }

        public required DateOnly FileBy { get; init; }
    }

    public abstract record Closed : Encounter
    {
        public required VisitFacts Visit { get; init; }

        public required EventStore.Sealed<SubscriberFacts> Subscriber { get; init; }

        public required IReadOnlyList<string> Gaps { get; init; }

        public IReadOnlyList<Charge> Charges { get; init; } = [];

        /// <summary>Codes that were given and not judged yet.</summary>
        public Coding? Given { get; init; }

        /// <summary>Sources of differences that people have items for.</summary>
        public IReadOnlyList<string> OpenItems { get; init; } = [];

        /// <summary>Those whose items the last event made needless.</summary>
        public IReadOnlyList<string> ClosedItems { get; init; } = [];
    }

    public static Encounter Evolve(Encounter encounter, EncounterEvent happened) => (encounter, happened) switch
    {
        (_, ReferralNoted e) => encounter with { Referral = e.Referral },
        (_, AuthorizationNoted e) => encounter with { Authorization = e.Authorization },
        (_, AuthorizationWithdrawn) => encounter with { Authorization = null },
        (_, BookingNoted e) => encounter with { Booking = e.Booking },
        (_, CareProceededNoted e) => encounter with { Ground = e.Ground },
        (Awaited s, VisitNoted e) => s with { Visit = e.Visit },
        (Awaited { Visit: { } visit } s, EncounterClosed e) => new Charged
        {
            Referral = s.Referral,
            Authorization = s.Authorization,
            Booking = s.Booking,
            Ground = s.Ground,
            Visit = visit,
            Subscriber = e.Subscriber,
            Gaps = e.Gaps,
        },
        (Closed s, ChargesCaptured e) => s with { Charges = e.Charges },
        (Closed s, ChargesReported e) => s with { Charges = e.Charges, Gaps = e.Gaps },
        (Closed s, ChargesCorrected e) => s with { Charges = e.Charges, Gaps = [] },
        (Closed s, CodingCompleted e) => s with { Given = e.Coding },
        (Closed { Given: { } coding } s, ThreeWayMatchFailed e) => Hold(s, coding, e.FileBy, [.. e.Diff.Select(d => d.Source).Distinct(StringComparer.Ordinal)]) with { Diff = e.Diff },
        (Closed { Given: { } coding } s, SelfPayHeld e) => Hold(s, coding, e.FileBy, []) with { IsSelfPay = true },
        (Closed { Given: { } coding } s, FilingLimitPassed e) => Hold(s, coding, e.FileBy, []) with { IsTooLate = true },
        (Closed { Given: { } coding } s, ThreeWayMatched e) => new Billed
        {
            Referral = s.Referral,
            Authorization = s.Authorization,
            Booking = s.Booking,
            Ground = s.Ground,
            Visit = s.Visit,
            Subscriber = s.Subscriber,
            Gaps = s.Gaps,
            Charges = s.Charges,
            Given = coding,
            ClosedItems = s.OpenItems,
            Coding = coding,
            ClaimId = e.ClaimId,
            Lines = e.Lines,
            FileBy = e.FileBy,
        },
        _ => encounter,
    };

    private static Held Hold(Closed s, Coding coding, DateOnly fileBy, IReadOnlyList<string> open) => new()
    {
        Referral = s.Referral,
        Authorization = s.Authorization,
        Booking = s.Booking,
        Ground = s.Ground,
        Visit = s.Visit,
        Subscriber = s.Subscriber,
        Gaps = s.Gaps,
        Charges = s.Charges,
        Given = coding,
        OpenItems = open,
        ClosedItems = [.. s.OpenItems.Except(open, StringComparer.Ordinal)],
        Coding = coding,
        FileBy = fileBy,
    };
}
