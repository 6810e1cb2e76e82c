using Healthcare.EventStore;
using Healthcare.Handoffs;
using NodaTime;

namespace Healthcare.Audit.Map;

/// <summary>A boundary as it is defined now: by its file, or by what two people approved since.</summary>
internal sealed record BoundaryDefinition(BoundaryContract Contract, string Text, BoundaryChanges? Changes)
{
    /// <summary>What is in force by approval; null while the file is.</summary>
    public ApprovedDefinition? Approval => Changes?.Approved.LastOrDefault(a => a.Version == Contract.Version);

    public DateOnly ReviewedOn => Changes?.ReviewedAt is { } at && DateOnly.FromDateTime(at.UtcDateTime) is var day && day > Contract.ReviewedOn ? day : Contract.ReviewedOn;

    /// <summary>Nobody has gone through it for a year.</summary>
    public bool IsReviewOverdue(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime) > ReviewedOn.AddYears(1);
}

/// <summary>Every boundary's definition, in the order of the journey.</summary>
internal sealed class MapDefinitions(Boundaries boundaries, Views<BoundaryChanges> changes, TimeProvider clock)
{
    private static readonly IReadOnlyDictionary<string, string> Texts =
        ContractFiles.All.ToDictionary(f => f.File, f => f.Text, StringComparer.Ordinal);

    public async Task<IReadOnlyList<BoundaryDefinition>> AllAsync(CancellationToken cancel)
    {
        // There are as many as there are boundaries.
        var page = await changes.PageAsync("", after: null, 500, cancel);
        var changed = page.Documents.ToDictionary(d => d.Boundary, StringComparer.Ordinal);
        return [.. boundaries.Contracts.Values.Select(c => Of(c, changed.GetValueOrDefault(c.Id))).OrderBy(d => d.Contract.Id, StringComparer.Ordinal)];
    }

    public async Task<BoundaryDefinition?> FindAsync(string boundary, CancellationToken cancel) =>
        boundaries.Contracts.TryGetValue(boundary, out var contract) ? Of(contract, await changes.FindAsync(DefinitionAggregate.IdOf(boundary), cancel)) : null;

    /// <summary>In what payers, sites, service lines and entities depart from it.</summary>
    public IReadOnlyList<string> DeviationsOf(string boundary) => [.. boundaries.Deviations.Where(d => d.Boundary == boundary).Select(d => d.ToString())];

    // As the services take it into force: the newest that is approved and whose day has come, where the contract counts its days.
    private BoundaryDefinition Of(BoundaryContract file, BoundaryChanges? decided)
    {
        var inForce = new BoundaryDefinition(file, Texts.GetValueOrDefault(file.File, ""), decided);
        var today = Instant.FromDateTimeOffset(clock.GetUtcNow()).InZone(DateTimeZoneProviders.Tzdb[file.Clock.TimeZone]).Date.ToDateOnly();
        if (decided?.Approved.LastOrDefault(a => a.Effective <= today) is not { } due || due.Version <= file.Version) return inForce;
        return boundaries.Try(file.Id, due.Text).Contract is { } approved ? inForce with { Contract = approved, Text = due.Text } : inForce;
    }
}
