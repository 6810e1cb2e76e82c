namespace Healthcare.Audit.Trail;

/// <summary>One thing that a case waits for: what, whose it is, where, by when; <paramref name="Blocks"/> are codes of the conditions that are not met, or of what is asked for.</summary>
internal sealed record Waiting(string For, string OwnerRole, string Service, DateTimeOffset Since, DateTimeOffset? DueAt, IReadOnlyList<string> Blocks)
{
    /// <summary>What a case waits for, the earliest deadline first.</summary>
    public static IReadOnlyList<Waiting> Of(CaseStatus status) =>
    [
        .. status.Crossings.Values.Select(Of).Concat(status.Work.Values.Select(Of)).OrderBy(w => w.DueAt ?? DateTimeOffset.MaxValue).ThenBy(w => w.For, StringComparer.Ordinal),
    ];

    public static Waiting Of(OpenCrossing c) => new($"boundary-{c.Boundary}-{c.State}", c.OwnerRole, c.Service, c.Since, c.DueAt, c.Unmet);

    public static Waiting Of(OpenWork w) => new($"work-{w.Kind}-{w.ReasonCode}", w.Role, w.Service, w.Since, w.DueAt, []);
}
