using System.Diagnostics;
using Healthcare.EventStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.ServiceDefaults;

/// <summary>One thing that must be so before a service takes requests, such as <c>database</c>, <c>broker</c> or <c>lag</c>.</summary>
public interface IReadyCheck
{
    string Name { get; }

    Task<ReadyState> CheckAsync(CancellationToken cancel);
}

/// <summary>Whether it is so, and a few words or a number about it that any probe may read.</summary>
public sealed record ReadyState(bool Ready, string? Detail = null)
{
    /// <summary>Told by the check <c>lag</c>: each reader of the log.</summary>
    public IReadOnlyList<ReaderLag>? Readers { get; init; }
}

/// <summary>A reader of the log and for how many seconds, at least, it has been behind.</summary>
public sealed record ReaderLag(string Reader, double Seconds);

/// <summary>Settings of the probes, section <c>Health</c>.</summary>
public sealed class HealthOptions
{
    /// <summary>How long a relay or a projection may be behind the log before its service is not ready.</summary>
    public TimeSpan MostLag { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary><c>/health/live</c> says that the process answers; <c>/health/ready</c> that what it depends on does too.</summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").RequireAuthorization(Policies.AnonymousHealth).ExcludeFromDescription();
        health.MapGet("/live", static () => TypedResults.Ok(new Live("live")));
        health.MapGet("/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(IEnumerable<IReadyCheck> checks, CancellationToken cancel)
    {
        var found = await Task.WhenAll(checks.Select(c => CheckAsync(c, cancel)));
        var ready = found.All(c => c.Ready);
        return TypedResults.Json(new Readiness(ready ? "ready" : "not ready", found), statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Checked> CheckAsync(IReadyCheck check, CancellationToken cancel)
    {
        var since = Stopwatch.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            var state = await check.CheckAsync(patience.Token).WaitAsync(Patience, TimeProvider.System, cancel);
            return new Checked(check.Name, state.Ready, state.Detail, Milliseconds(since), state.Readers);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            return new Checked(check.Name, Ready: false, failure.GetType().Name, Milliseconds(since), Readers: null);
        }
    }

    private static long Milliseconds(long since) => (long)Stopwatch.GetElapsedTime(since).TotalMilliseconds;

    internal sealed record Live(string Status);

    internal sealed record Readiness(string Status, IReadOnlyList<Checked> Checks);

    internal sealed record Checked(string Name, bool Ready, string? Detail, long Milliseconds, IReadOnlyList<ReaderLag>? Readers);
}

/// <summary>The service's database answers a query.</summary>
internal sealed class DatabaseReady(IEventStore store) : IReadyCheck
{
    public string Name => "database";

    public async Task<ReadyState> CheckAsync(CancellationToken cancel)
    {
        await store.NextDeadlineAsync(cancel);
        return new ReadyState(Ready: true);
    }
}
