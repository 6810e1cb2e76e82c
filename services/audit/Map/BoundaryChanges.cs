using System.Text.Json;
using Healthcare.Audit.Trail;
using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Audit.Map;

/// <summary>What people decided about a boundary's definition beside its file, in whichever service.</summary>
public sealed record BoundaryChanges(string Boundary)
{
    public DefinitionProposed? Proposal { get; init; }

    /// <summary>What was approved, the newest last.</summary>
    public IReadOnlyList<ApprovedDefinition> Approved { get; init; } = [];

    public DateTimeOffset? ReviewedAt { get; init; }

    public string? ReviewedBy { get; init; }
}

/// <summary>Changes of definitions, out of the trail.</summary>
internal sealed class BoundaryChangesView : View<BoundaryChanges>
{
    public override string Name => "boundary_changes_v1";

    public override IEnumerable<string> KeysOf(Recorded happened) =>
        happened.Event is EntriesRecorded e ? e.Entries.Where(IsChange).Select(entry => entry.StreamId.ToString("D")).Distinct(StringComparer.Ordinal) : [];

    public override BoundaryChanges? Apply(string key, BoundaryChanges? document, object happened, EventEnvelope envelope) =>
        happened is EntriesRecorded e ? e.Entries.Where(entry => IsChange(entry) && entry.StreamId.ToString("D") == key).Aggregate(document, After) : document;

    private static bool IsChange(TrailEntry entry) => entry.Aggregate == DefinitionAggregate.Name;

    private static BoundaryChanges? After(BoundaryChanges? known, TrailEntry entry) => entry.Type switch
    {
        "definition_proposed.v1" when Read<DefinitionProposed>(entry) is { } e => (known ?? new BoundaryChanges(e.Boundary)) with { Proposal = e },
        "definition_approved.v1" when Read<DefinitionApproved>(entry) is { } e && known?.Proposal is { } open => known with
        {
            Proposal = null,
            ReviewedAt = e.At,
            ReviewedBy = e.Approver.Id,
            Approved = [.. known.Approved, new ApprovedDefinition(e.Version, e.Effective, open.Text, e.Hash, e.Author.Id, e.Approver.Id, e.At)],
        },
        "definition_reviewed.v1" when Read<DefinitionReviewed>(entry) is { } e => (known ?? new BoundaryChanges(e.Boundary)) with { ReviewedAt = e.At, ReviewedBy = e.By.Id },
        _ => known,
    };

    private static T? Read<T>(TrailEntry entry)
        where T : class
    {
        try
        {
            return entry.Data.Deserialize<T>(EventCodec.ReadOptions);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
