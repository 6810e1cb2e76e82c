using System.Globalization;
using Healthcare.Contracts.Audit.V1;

namespace Healthcare.Audit.Tests.Http;

/// <summary>What a service tells of its crossings, each event of a stream at the time that it is given; the boundary is one of the test's own.</summary>
internal sealed class Crossings(Guid caseId)
{
    private readonly Dictionary<Guid, long> versions = [];
    private readonly List<RecordedEvent> told = [];

    public IReadOnlyList<RecordedEvent> Told => told;

    public Crossings Offer(Guid handoff, string boundary, DateTimeOffset at, DateTimeOffset dueAt, int attempt = 1, Guid? subject = null) => Tell(
        handoff,
        "handoff_offered.v1",
        at,
        $$"""{"attempt":{{attempt}},"subjectId":"{{subject ?? handoff}}","terms":{"boundary":"{{boundary}}","ownerRole":"authorization-specialist","startedAt":"{{Iso(at)}}","dueAt":"{{Iso(dueAt)}}"} }""");

    public Crossings Tell(Guid handoff, string type, DateTimeOffset at, string data = "{}")
    {
        versions[handoff] = versions.GetValueOrDefault(handoff) + 1;
        told.Add(TheService.Event(caseId, handoff, versions[handoff], type, data, "handoff") with { RecordedAt = at });
        return this;
    }

    /// <summary>Publishes all of it as authorization's and waits until the trail holds it.</summary>
    public async Task ArriveAsync(CancellationToken cancel, long count = 1)
    {
        await TheService.TellAsync("authorization", count, told, cancel);
        await TheService.UntilAsync(caseId, told.Count, cancel);
    }

    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
