using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Billing.Encounters;

/// <summary>Where an encounter stands, as people see it.</summary>
public enum EncounterState
{
    /// <summary>Referral, authorization or visit have not come.</summary>
    Awaited,

    /// <summary>Closed, with charges, waiting for codes.</summary>
    Charged,

    /// <summary>Coded; the three-way match failed.</summary>
    MatchFailed,

    /// <summary>Coded; the patient accepted the cost and no authorization came.</summary>
    SelfPay,

    /// <summary>Coded; the payer's filing limit has passed.</summary>
    TooLate,

    Billed,
}

/// <summary>An encounter in ids, codes and dollars.</summary>
public sealed record EncounterDocument
{
    public required Guid EncounterId { get; init; }

    public required long Version { get; init; }

    public Guid? CaseId { get; init; }

    public required EncounterState State { get; init; }

    public required DateTimeOffset Since { get; init; }

    public ReferralFacts? Referral { get; init; }

    public AuthorizationFacts? Authorization { get; init; }

    public VisitFacts? Visit { get; init; }

    public BookingFacts? Booking { get; init; }

    /// <summary>On which ground the care went on without an authorization.</summary>
    public string? Ground { get; init; }

    /// <summary>Who reported the charges; null where the charge master proposed them.</summary>
    public string? ChargesFrom { get; init; }

    public IReadOnlyList<string> Gaps { get; init; } = [];

    public IReadOnlyList<Charge> Charges { get; init; } = [];

    public Coding? Coding { get; init; }

    public IReadOnlyList<Difference> Diff { get; init; } = [];

    public DateOnly? FileBy { get; init; }

    public Guid? ClaimId { get; init; }
}

/// <summary>Encounters by case and by state; committed with each event.</summary>
public sealed class EncounterView : View<EncounterDocument>
{
    public const string All = "all";

    public override string Name => "encounters_v2";

    public override string? InlineOf => EncounterAggregate.Name;

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    /// <summary>By our appointment, or by the EHR's number of the encounter.</summary>
    public static string OfVisit(string id) => $"visit:{id}";

    public static string OfState(EncounterState state) => $"state:{state}";

    public override EncounterDocument? Apply(string key, EncounterDocument? document, object happened, EventEnvelope envelope)
    {
        var d = document ?? new EncounterDocument { EncounterId = envelope.StreamId, Version = 0, State = EncounterState.Awaited, Since = envelope.Timestamp };
        var applied = happened switch
        {
            ReferralNoted e => d with { Referral = e.Referral },
            AuthorizationNoted e => d with { Authorization = e.Authorization },
            AuthorizationWithdrawn => d with { Authorization = null },
            BookingNoted e => d with { Booking = e.Booking },
            CareProceededNoted e => d with { Ground = e.Ground },
            ChargesReported e => d with { Charges = e.Charges, Gaps = e.Gaps, ChargesFrom = e.Source },
            SelfPayHeld e => d with { State = EncounterState.SelfPay, Diff = [], FileBy = e.FileBy },
            VisitNoted e => d with { Visit = e.Visit },
            EncounterClosed e => d with { State = EncounterState.Charged, Gaps = e.Gaps },
            ChargesCaptured e => d with { Charges = e.Charges },
            ChargesCorrected e => d with { Charges = e.Charges, Gaps = [] },
            CodingCompleted e => d with { Coding = e.Coding },
            ThreeWayMatchFailed e => d with { State = EncounterState.MatchFailed, Diff = e.Diff, FileBy = e.FileBy },
            FilingLimitPassed e => d with { State = EncounterState.TooLate, Diff = [], FileBy = e.FileBy },
            ThreeWayMatched e => d with { State = EncounterState.Billed, Diff = [], FileBy = e.FileBy, ClaimId = e.ClaimId },
            _ => d,
        };
        return applied with { Version = envelope.Version, CaseId = envelope.CaseId ?? d.CaseId, Since = applied.State == d.State ? d.Since : envelope.Timestamp };
    }

    public override IEnumerable<string> TermsOf(EncounterDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        yield return All;
        if (document.CaseId is { } caseId) yield return OfCase(caseId);
        if (document.Visit is { } visit)
        {
            yield return OfVisit(visit.EncounterId);
            yield return OfVisit($"{visit.AppointmentId:D}");
        }
        else if (document.Booking is { } booking)
        {
            yield return OfVisit($"{booking.AppointmentId:D}");
        }

        yield return OfState(document.State);
    }

    public override string SortOf(EncounterDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Since.UtcDateTime.ToString("yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture);
    }
}
