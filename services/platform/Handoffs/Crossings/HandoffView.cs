using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>Where a crossing stands.</summary>
public enum HandoffState
{
    Blocked,
    Offered,
    Returned,
    TimedOut,
    Accepted,
    Closed,
}

/// <summary>A crossing as people see it: where it stands, whose it is, since when, waiting for what, by when.</summary>
public sealed record HandoffDocument
{
    public required Guid HandoffId { get; init; }

    public required long Version { get; init; }

    public required string Boundary { get; init; }

    public required int ContractVersion { get; init; }

    public required Guid SubjectId { get; init; }

    public Guid? CaseId { get; init; }

    public required HandoffState State { get; init; }

    public required int Attempt { get; init; }

    public required string OwnerRole { get; init; }

    /// <summary>When it was first offered.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When the state that it is in began.</summary>
    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When the clock acts on it next; absent once it is over.</summary>
    public DateTimeOffset? NextDeadlineAt { get; init; }

    public required ClockSource ClockSource { get; init; }

    public required string ContextHash { get; init; }

    public IReadOnlyList<Unmet> Unmet { get; init; } = [];

    public IReadOnlyList<Requirement> Requirements { get; init; } = [];

    /// <summary>The roles of the chain, in order.</summary>
    public required IReadOnlyList<string> Chain { get; init; }

    public int Level { get; init; }

    public string? EscalatedTo { get; init; }

    public int Returns { get; init; }

    /// <summary>When its owner was last reminded of it, while it is open.</summary>
    public DateTimeOffset? NudgedAt { get; init; }

    public bool IsOpen => State is not (HandoffState.Accepted or HandoffState.Closed);
}

/// <summary>Open crossings by boundary and role, oldest first; every crossing by case.</summary>
public sealed class HandoffView : View<HandoffDocument>
{
    public const string Open = "open";

    public override string Name => "handoffs_v1";

    public override string? InlineOf => HandoffAggregate.Name;

    public static string OpenAt(string boundary) => $"boundary:{boundary}:open";

    /// <summary>What a role's digest lists: open work that its owner was reminded of.</summary>
    public static string RemindedOf(string role) => $"role:{role}:reminded";

    /// <summary>Open work of a role that a person has to act on and of which no level was told.</summary>
    public static string UntoldOf(string role) => $"role:{role}:untold";

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    public override HandoffDocument? Apply(string key, HandoffDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, HandoffOffered e) => Offered(document, e, envelope),
            (null, _) => null,
            ({ } d, HandoffBlocked e) => d with { State = HandoffState.Blocked, Since = e.At, Unmet = e.Unmet, ContextHash = e.ContextHash },
            ({ } d, HandoffCleared e) => d with { State = HandoffState.Offered, Since = e.At, Unmet = [], ContextHash = e.ContextHash },
            ({ } d, HandoffProceeded e) => d with { State = HandoffState.Offered, Since = e.At, Unmet = [], DueAt = e.Terms.DueAt, NextDeadlineAt = e.Terms.FirstDeadline(e.At) },
            ({ } d, HandoffExtended e) => d with { NudgedAt = null, DueAt = e.Terms.DueAt, NextDeadlineAt = e.Terms.FirstDeadline(e.At), ClockSource = e.Terms.ClockSource },
            ({ } d, HandoffAccepted e) => d with { State = HandoffState.Accepted, Since = e.At, NextDeadlineAt = null },
            ({ } d, HandoffReturned e) => d with
            {
                State = HandoffState.Returned,
                Since = e.At,
                Requirements = e.Requirements,
                Returns = d.Returns + 1,
                DueAt = e.Rework?.DueAt ?? d.DueAt,
                NextDeadlineAt = e.Rework?.DueAt,
            },
            ({ } d, HandoffTimedOut e) => d with { State = HandoffState.TimedOut, Since = e.At, NextDeadlineAt = e.EscalatesAt },
            ({ } d, HandoffNudged e) => d with { NextDeadlineAt = e.DueAt, NudgedAt = e.At },
            ({ } d, HandoffEscalated e) => d with { Level = e.Level, EscalatedTo = e.Role, NextDeadlineAt = e.NextAt ?? d.NextDeadlineAt },
            ({ } d, HandoffClosed e) => d with { State = HandoffState.Closed, Since = e.At, NextDeadlineAt = null },
            _ => document,
        };
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(HandoffDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.CaseId is { } caseId) yield return OfCase(caseId);
        if (!document.IsOpen) yield break;
        yield return Open;
        yield return OpenAt(document.Boundary);
        yield return $"role:{document.OwnerRole}:open";
        if (document.NudgedAt is not null) yield return RemindedOf(document.OwnerRole);
        if (document is { Level: 0, State: not HandoffState.Offered }) yield return UntoldOf(document.OwnerRole);
    }

    public override string SortOf(HandoffDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.OpenedAt.UtcDateTime.ToString("yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture);
    }

    private static HandoffDocument Offered(HandoffDocument? before, HandoffOffered e, EventEnvelope envelope) => new()
    {
        HandoffId = envelope.StreamId,
        Version = envelope.Version,
        Boundary = e.Terms.Boundary,
        ContractVersion = e.Terms.ContractVersion,
        SubjectId = e.SubjectId,
        CaseId = e.CaseId,
        State = HandoffState.Offered,
        Attempt = e.Attempt,
        OwnerRole = e.Terms.OwnerRole,
        OpenedAt = before is { IsOpen: true } ? before.OpenedAt : e.At,
        Since = e.At,
        DueAt = e.Terms.DueAt,
        NextDeadlineAt = e.Terms.FirstDeadline(e.At),
        ClockSource = e.Terms.ClockSource,
        ContextHash = e.ContextHash,
        Chain = [.. e.Terms.Levels.Select(l => l.Role)],
        Returns = before?.Returns ?? 0,
    };
}
