using System.Net.Http.Headers;
using Healthcare.Sandbox.IdentityProvider;
using Healthcare.Sandbox.Wire;
using Healthcare.VirtualTime;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Clock;

/// <summary>Which services follow the sandbox's clock; section <c>Sandbox</c>.</summary>
internal sealed class FollowersOptions
{
    /// <summary>Address of each service by name.</summary>
    public Dictionary<string, Uri> Services { get; set; } = new(StringComparer.Ordinal);

    /// <summary>How long a step waits for everything to come to rest before it goes on and says what did not.</summary>
    public TimeSpan QuietWithin { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>What an advance did: how many deadlines it stopped at, and what was still under way when it went on all the same.</summary>
internal sealed record Advanced(DateTimeOffset From, DateTimeOffset Now, IReadOnlyList<DateTimeOffset> Stops, IReadOnlyList<string> Unquiet);

/// <summary>
/// The one clock of a virtual system. Advancing goes to the earliest deadline of any service, waits until nothing is under way, and goes on from there:
/// what is due on the way fires in its order, and what follows from it is done before time passes further.
/// </summary>
internal sealed class BusinessTime(VirtualClock clock, Outbox outbox, TokenIssuer tokens, IHttpClientFactory http, IOptions<FollowersOptions> options) : IDisposable
{
    private const int TokenSeconds = 60;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(15);
    private readonly SemaphoreSlim advancing = new(1, 1);

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<Advanced> AdvanceAsync(TimeSpan by, CancellationToken cancel)
    {
        await advancing.WaitAsync(cancel);
        try
        {
            var from = Now;
            var stops = new List<DateTimeOffset>();
            var unquiet = new List<string>();
            var target = from + by;
            while (true)
            {
                var (states, restless) = await RestAsync(cancel);
                unquiet.AddRange(restless);
                var next = states.Select(s => s.NextDeadlineAt).Where(d => d > Now && d <= target).Min();
                await MoveAsync(next ?? target, cancel);
                if (next is null) break;
                stops.Add(next.Value);
            }

            unquiet.AddRange((await RestAsync(cancel)).Restless);
            return new Advanced(from, Now, stops, [.. unquiet.Distinct(StringComparer.Ordinal)]);
        }
        finally
        {
            advancing.Release();
        }
    }

    public void Dispose() => advancing.Dispose();

    private async Task MoveAsync(DateTimeOffset to, CancellationToken cancel)
    {
        clock.MoveTo(to);
        await Task.WhenAll(options.Value.Services.Select(async service =>
        {
            using var request = Request(HttpMethod.Put, service.Value);
            request.Content = JsonContent.Create(new { now = to });
            using var client = http.CreateClient(nameof(BusinessTime));
            using var answer = await client.SendAsync(request, cancel);
            answer.EnsureSuccessStatusCode();
        }));
    }

    /// <summary>Nothing is under way when two looks in a row say so and no log has grown in between: what one service does the next may hear a moment later.</summary>
    private async Task<(IReadOnlyList<FollowerState> States, IReadOnlyList<string> Restless)> RestAsync(CancellationToken cancel)
    {
        IReadOnlyList<FollowerState> before = [];
        for (var from = TimeProvider.System.GetTimestamp(); ;)
        {
            var states = await Task.WhenAll(options.Value.Services.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => ReadAsync(s.Key, s.Value, cancel)));
            List<string> restless = [.. states.SelectMany(s => s.Pending.Where(p => p.Value > 0).Select(p => $"{s.Service} {p.Key}"))];
            if (outbox.All().Any(p => p.State is DeliveryState.Waiting or DeliveryState.Sending)) restless.Add("sandbox outbox");
            if (restless.Count == 0 && before.Select(s => s.Head).SequenceEqual(states.Select(s => s.Head), StringComparer.Ordinal)) return (states, []);
            if (TimeProvider.System.GetElapsedTime(from) > options.Value.QuietWithin) return (states, restless);
            before = restless.Count == 0 ? states : [];
            await Task.Delay(Look, TimeProvider.System, cancel);
        }
    }

    private async Task<FollowerState> ReadAsync(string service, Uri address, CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Get, address);
        using var client = http.CreateClient(nameof(BusinessTime));
        using var answer = await client.SendAsync(request, cancel);
        answer.EnsureSuccessStatusCode();
        var state = await answer.Content.ReadFromJsonAsync<FollowerState>(cancel) ?? throw new InvalidDataException($"{service} tells no time.");
        return state with { Service = service };
    }

    private HttpRequestMessage Request(HttpMethod method, Uri service)
    {
        var request = new HttpRequestMessage(method, new Uri(service, "/internal/clock"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(new TokenSubject("sandbox-clock", "system") { Roles = ["sre"] }, TokenSeconds));
        return request;
    }

    private sealed record FollowerState(DateTimeOffset Now, DateTimeOffset? NextDeadlineAt, string Head, IReadOnlyDictionary<string, long> Pending)
    {
        public string Service { get; init; } = "";
    }
}
