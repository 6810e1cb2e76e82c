using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>What was decided about a boundary's definition beside its file.</summary>
public sealed record DefinitionDocument
{
    public required string Boundary { get; init; }

    /// <summary>The version of the stream, which every change asks for.</summary>
    public required long Version { get; init; }

    public DefinitionProposed? Proposal { get; init; }

    /// <summary>What was approved, the newest last.</summary>
    public IReadOnlyList<ApprovedDefinition> Approved { get; init; } = [];

    public DateTimeOffset? ReviewedAt { get; init; }

    public string? ReviewedBy { get; init; }
}

/// <summary>A version of a contract that two people stand for.</summary>
public sealed record ApprovedDefinition(int Version, DateOnly Effective, string Text, string Hash, string AuthorId, string ApproverId, DateTimeOffset At);

/// <summary>Proposals and approvals by boundary.</summary>
public sealed class DefinitionView : View<DefinitionDocument>
{
    public const string Approved = "approved";

    public override string Name => "definitions_v1";

    public override string? InlineOf => DefinitionAggregate.Name;

    public override DefinitionDocument? Apply(string key, DefinitionDocument? document, object happened, EventEnvelope envelope) => happened switch
    {
        DefinitionProposed e => Of(document, e.Boundary, envelope) with { Proposal = e },
        DefinitionApproved e when document?.Proposal is { } open => document with
        {
            Version = envelope.Version,
            Proposal = null,
            ReviewedAt = e.At,
            ReviewedBy = e.Approver.Id,
            Approved = [.. document.Approved, new ApprovedDefinition(e.Version, e.Effective, open.Text, e.Hash, e.Author.Id, e.Approver.Id, e.At)],
        },
        DefinitionReviewed e => Of(document, e.Boundary, envelope) with { ReviewedAt = e.At, ReviewedBy = e.By.Id },
        _ => document,
    };

    public override IEnumerable<string> TermsOf(DefinitionDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.Approved.Count > 0) yield return Approved;
    }

    public override string SortOf(DefinitionDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Boundary;
    }

    private static DefinitionDocument Of(DefinitionDocument? document, string boundary, EventEnvelope envelope) =>
        (document ?? new DefinitionDocument { Boundary = boundary, Version = 0 }) with { Version = envelope.Version };
}
