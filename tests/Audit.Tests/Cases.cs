using System.Text.Json;
using Healthcare.Audit.Trail;

namespace Healthcare.Audit.Tests;

/// <summary>A case as its services tell of it: each event a minute after the one before, by the service's own clock.</summary>
internal sealed class Cases
{
    private static readonly DateTimeOffset Noon = Entries.Noon;
    private readonly Dictionary<string, List<TrailEntry>> byService = new(StringComparer.Ordinal);
    private int minutes;
    private int count;

    public static readonly Guid Id = new("01890000-0000-7000-8000-0000000000ca");

    /// <summary>What each service recorded, in its own order.</summary>
    public IReadOnlyDictionary<string, List<TrailEntry>> ByService => byService;

    /// <summary>In the order in which it happened.</summary>
    public List<(string Service, TrailEntry Entry)> Told { get; } = [];

    public CaseStatus Status => Told.Aggregate((CaseStatus?)null, (status, told) => CaseFold.After(status, told.Service, told.Entry)) ?? throw new AssertionException("Nothing was told.");

    public IEnumerable<string> Stages => Status.History.Select(h => h.Stage);

    public static DateTimeOffset At(int minute) => Noon.AddMinutes(minute);

    public Cases Tell(string service, string type, string data = "{}", string? aggregate = null, Guid? stream = null, int? minute = null)
    {
        var list = byService.TryGetValue(service, out var known) ? known : byService[service] = [];
        var streamId = stream ?? Guid.Parse($"01890000-0000-7000-8000-{service.Length:x12}");
        var entry = Entries.Of(streamId, 1) with
        {
            EventId = new Guid(++count, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]),
            Version = list.Count(e => e.StreamId == streamId) + 1,
            Sequence = count,
            Aggregate = aggregate ?? "referral",
            Type = type,
            At = At(minute ?? minutes++),
            CaseId = Id,
            Data = JsonElement.Parse(data),
        };
        list.Add(entry);
        Told.Add((service, entry));
        return this;
    }

    public Cases Intake(string type, string data = "{}") => Tell("intake", type, data);

    public Cases Received() => Intake("referral_received.v1", """{"trackingId":"RABCDEFGHIJKL","partnerId":"northside"}""");

    public Cases Accepted() => Received().Intake("referral_accepted.v1");

    public Cases Authorization(string type, string data = "{}") => Tell("authorization", type, data);

    public Cases Concluded(string status) => Authorization("authorization_concluded.v1", $$"""{"status":"{{status}}"}""");

    public Cases Scheduling(string type, string data = "{}") => Tell("scheduling", type, data);

    public Cases Offered(string boundary, Guid handoff, int dueMinute, int attempt = 1) => Tell(
        "authorization",
        "handoff_offered.v1",
        $$"""{"attempt":{{attempt}},"terms":{"boundary":"{{boundary}}","ownerRole":"authorization-specialist","dueAt":"{{At(dueMinute):O}}"} }""",
        "handoff",
        handoff);

    public Cases Handoff(string type, Guid handoff, string members = "", int attempt = 1) => Tell("authorization", type, $"{{\"attempt\":{attempt}{members}}}", "handoff", handoff);
}
