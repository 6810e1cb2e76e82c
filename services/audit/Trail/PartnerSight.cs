namespace Healthcare.Audit.Trail;

/// <summary>What a partner may see of what a case waits for: a code that says whose turn it is in words that anybody may read, and by when; no reasons, no people, no queues.</summary>
internal sealed record PartnerSight(IReadOnlyList<string> WaitingFor, DateTimeOffset? DueBy)
{
    public static PartnerSight Of(CaseStatus status) => Stages.Find(status.Stage)?.WaitingFor is { } waitingFor ? new([waitingFor], status.DueAt) : new([], DueBy: null);
}
