using System.Net.Http.Json;
using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Local.Checking;
using Healthcare.Local.Running;
using Npgsql;

namespace Healthcare.Local.Stories;

/// <summary>
/// A story told alone, with a seed, where there was no case before, at a time that is the same in every run: only then does what happened have a hash that another run must reach.
/// What was hashed is kept beside, so that two runs that differ can be laid side by side.
/// </summary>
internal sealed class HashedRun(Layout layout, SystemState state)
{
    /// <summary>It begins on a Monday at nine on the American east coast, and partners leave time between what they send, so that a busy machine takes it in the same order.</summary>
    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Clock__StartsAt"] = "2026-03-02T14:00:00Z",
        ["Sandbox__Delay"] = "00:00:00.5",
    };

    // The trail of it is audit's own business.
    private const string Watcher = "audit";

    /// <summary>Null where there was a case before: control numbers and desks went on, and nobody could say what made a difference.</summary>
    public static async Task<HashedRun?> BeginAsync(Layout layout, SystemState state, CancellationToken cancel) =>
        (await EventsAsync(state, cancel)).All(e => e.Event.CaseId is null) ? new HashedRun(layout, state) : null;

    /// <summary>
    /// Adds the hash, unless the next run cannot be held to it: where a message was parked, which counts what came before it, or where a reminder was due in a story that lets no time pass,
    /// because the machine was too slow.
    /// </summary>
    public async Task<StoryResult> HashAsync(Story story, StoryResult told, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        using var rest = await http.PostAsJsonAsync(new Uri(state.Addresses[Part.Sandbox.Name], "/sandbox/clock/rest"), new { }, JsonSerializerOptions.Web, cancel);
        rest.EnsureSuccessStatusCode();
        var events = await EventsAsync(state, cancel);
        var text = EventsHash.TextOf(events, stoodStill: false);
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(layout.Data, "events")).FullName, $"{told.Name}.txt"), text, cancel);
        var wasSlow = !story.MovesTime && events.Any(e => e.Event.Type.Contains("_nudged", StringComparison.Ordinal));
        var wasParked = events.Any(e => e.Event.Type.StartsWith("message_parked", StringComparison.Ordinal));
        return wasSlow || wasParked || !told.AsTold ? told : told with { EventsHash = EventsHash.Of(text) };
    }

    private static async Task<IReadOnlyList<(string Service, Recorded Event)>> EventsAsync(SystemState state, CancellationToken cancel)
    {
        var events = new List<(string, Recorded)>();
        foreach (var (service, connection) in state.Databases.Where(d => d.Key != Watcher))
        {
            await using var database = NpgsqlDataSource.Create(connection);
            var store = PostgresEventStore.ToRead(database);
            await foreach (var page in store.ReadWholeLogAsync(2_000, cancel)) events.AddRange(page.Select(e => (service, e)));
        }

        return events;
    }
}
