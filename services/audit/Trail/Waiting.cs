namespace Healthcare.Audit.Trail;

/// <summary>One thing that a case waits for: what, whose it is, where, by when.</summary>
internal sealed record Waiting(string For, string OwnerRole, string Service, DateTimeOffset Since, DateTimeOffset? DueAt)
{
    /// <summary>What a case waits for, the earliest deadline first.</summary>
    public static IReadOnlyList<Waiting> Of(CaseStatus status) =>
    [
        .. status.Crossings.Values.Select(c => new Waiting($"boundary-{c.Boundary}-{c.State}", c.OwnerRole, c.Service, c.Since, c.DueAt))
            .Concat(status.Work.Values.Select(w => new Waiting($"work-{w.Kind}-{w.ReasonCode}", w.Role, w.Service, w.Since, w.DueAt)))
            .OrderBy(w => w.DueAt ?? DateTimeOffset.MaxValue).ThenBy(w => w.For, StringComparer.Ordinal),
    ];
}
