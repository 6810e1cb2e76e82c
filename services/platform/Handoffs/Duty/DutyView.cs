using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>Whether anybody is on duty for a role, and since when not.</summary>
public sealed record DutyDocument
{
    public required string Role { get; init; }

    public required long Version { get; init; }

    public required bool IsStaffed { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? ReasonCode { get; init; }
}

/// <summary>The roles for which nobody is on duty.</summary>
public sealed class DutyView : View<DutyDocument>
{
    public const string Unstaffed = "unstaffed";

    public override string Name => "duty_v1";

    public override string? InlineOf => DutyAggregate.Name;

    public override DutyDocument? Apply(string key, DutyDocument? document, object happened, EventEnvelope envelope) => happened switch
    {
        RoleUnstaffed e => new DutyDocument { Role = e.Role, Version = envelope.Version, IsStaffed = false, Since = e.At, Until = e.Until, ReasonCode = e.ReasonCode },
        RoleStaffed e => new DutyDocument { Role = e.Role, Version = envelope.Version, IsStaffed = true, Since = e.At },
        _ => document,
    };

    public override IEnumerable<string> TermsOf(DutyDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (!document.IsStaffed) yield return Unstaffed;
    }

    public override string SortOf(DutyDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Role;
    }
}
