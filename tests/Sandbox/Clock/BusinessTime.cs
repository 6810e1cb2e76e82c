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

/// <summary>What an advance did: the times at which something was due, what was still under way when it went on all the same, and how long it took by the machine's clock.</summary>
internal sealed record Advanced(DateTimeOffset From, DateTimeOffset Now, IReadOnlyList<DateTimeOffset> Stops, IReadOnlyList<string> Unquiet)
{
    public long Milliseconds { get; init; }

    /// <summary>How often the services were asked.</summary>
    public int Rounds { get; init; }
}

/// <summary>
/// The one clock of a virtual system. Advancing goes to the earliest time at which a service or a partner has something due, waits until nothing is under way, and goes on from there:
/// what is due on the way fires in its order, and what follows from it is done before time passes further.
/// </summary>
internal sealed class BusinessTime(VirtualClock clock, Outbox outbox, TokenIssuer tokens, IHttpClientFactory http, IOptions<FollowersOptions> options, ILogger<BusinessTime> log) : IDisposable
{
    private const int TokenSeconds = 60;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Within = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim advancing = new(1, 1);
    private readonly MessageBalance balance = new();
    private int rounds;
    private (string Text, long At)? token;

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<Advanced> AdvanceAsync(TimeSpan by, CancellationToken cancel)
    {
        await advancing.WaitAsync(cancel);
        try
        {
            var from = Now;
            var started = TimeProvider.System.GetTimestamp();
            var stops = new List<DateTimeOffset>();
            var unquiet = new HashSet<string>(StringComparer.Ordinal);
            var target = from + by;
            rounds = 0;
            // What stories and people did in between went through the broker uncounted.
            balance.Forget();
            var next = await RestAsync(unquiet, cancel);
            while (true)
            {
                var isLast = next is null || next > target;
                clock.MoveTo(isLast || next is not { } due ? target : due);
                if (!isLast && next is { } stop) stops.Add(stop);
                next = await RestAsync(unquiet, cancel);
                if (isLast) break;
            }

            var took = (long)TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
            log.Advanced(by, stops.Count, took, rounds);
            return new Advanced(from, Now, stops, [.. unquiet.Order(StringComparer.Ordinal)]) { Milliseconds = took, Rounds = rounds };
        }
        finally
        {
            advancing.Release();
        }
    }

    public void Dispose() => advancing.Dispose();

    /// <summary>
    /// Tells everybody the time and waits until nothing is under way; then tells when something is due next. It is so when every service says so of itself, every message that one told
    /// was handled by all who hear its kind, and nothing of this has changed since the round before: what one service asks another while it is asked shows in the next.
    /// </summary>
    private async Task<DateTimeOffset?> RestAsync(HashSet<string> unquiet, CancellationToken cancel)
    {
        IReadOnlyList<FollowerState> before = [];
        for (var from = TimeProvider.System.GetTimestamp(); ;)
        {
            var states = await Task.WhenAll(options.Value.Services.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => AskAsync(s.Key, s.Value, cancel)));
            rounds++;
            var restless = states.SelectMany(s => s.Pending.Where(p => p.Value > 0).Select(p => $"{s.Service} {p.Key}")).ToList();
            var (sends, nextSent) = outbox.Pending(Now);
            if (sends) restless.Add("sandbox outbox");
            var isBalanced = balance.Holds(states);
            if (restless.Count == 0 && isBalanced && Same(before, states))
            {
                balance.Begin(states);
                return states.Select(s => s.NextDeadlineAt).Append(nextSent).Where(d => d > Now).Min();
            }

            var elapsed = TimeProvider.System.GetElapsedTime(from);
            if (elapsed > options.Value.QuietWithin)
            {
                unquiet.UnionWith(restless);
                balance.Forget();
                return states.Select(s => s.NextDeadlineAt).Append(nextSent).Where(d => d > Now).Min();
            }

            // Something was redelivered, sent again or lost with its process: the broker knows better than the counts.
            if (elapsed > Within * 2) balance.Forget();
            before = restless.Count == 0 ? states : [];
            if (sends || !balance.IsKnown) await Task.Delay(Look, TimeProvider.System, cancel);
        }
    }

    private static bool Same(IReadOnlyList<FollowerState> before, IReadOnlyList<FollowerState> after) =>
        before.Select(s => (s.Run, s.Head, s.Heard)).SequenceEqual(after.Select(s => (s.Run, s.Head, s.Heard)));

    private async Task<FollowerState> AskAsync(string service, Uri address, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(address, "/internal/clock"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token());
        request.Content = JsonContent.Create(new { now = Now, expected = balance.ExpectedOf(service), within = (int)Within.TotalMilliseconds });
        using var client = http.CreateClient(nameof(BusinessTime));
        using var answer = await client.SendAsync(request, cancel);
        answer.EnsureSuccessStatusCode();
        var state = await answer.Content.ReadFromJsonAsync<FollowerState>(cancel) ?? throw new InvalidDataException($"{service} tells no time.");
        return state with { Service = service };
    }

    private string Token()
    {
        if (token is { } known && TimeProvider.System.GetElapsedTime(known.At) < TimeSpan.FromSeconds(TokenSeconds / 2)) return known.Text;
        token = (tokens.Issue(new TokenSubject("sandbox-clock", "system") { Roles = ["sre"] }, TokenSeconds), TimeProvider.System.GetTimestamp());
        return token.Value.Text;
    }
}

/// <summary>What a service says of itself when it is told the time.</summary>
internal sealed record FollowerState(DateTimeOffset Now, DateTimeOffset? NextDeadlineAt, string Head, IReadOnlyDictionary<string, long> Pending)
{
    public string Service { get; init; } = "";

    /// <summary>Another one is another process, which counts anew.</summary>
    public Guid Run { get; init; }

    public IReadOnlyCollection<string> Hears { get; init; } = [];

    public IReadOnlyDictionary<string, long> Told { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    public long Heard { get; init; }
}

internal static partial class BusinessTimeLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{By} passed with {Stops} stops in {Milliseconds} ms and {Rounds} rounds")]
    internal static partial void Advanced(this ILogger log, TimeSpan by, int stops, long milliseconds, int rounds);
}
