using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Healthcare.Messaging;

/// <summary>Knows which dependencies are away, and tells once when one goes and once when it is back, whatever the number of retries.</summary>
internal sealed class Outages(TimeProvider clock, ILogger<Outages> logger)
{
    public const string Store = "store";
    public const string Broker = "broker";
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, (long Since, long FailedAt)> away = new(StringComparer.Ordinal);
    private readonly Channel<OutageChange> changes = Channel.CreateUnbounded<OutageChange>();

    public ChannelReader<OutageChange> Changes => changes.Reader;

    public IReadOnlyCollection<string> AwayNow => [.. away.Keys];

    /// <summary>Which dependency a failure speaks of; null when it is the fault of the work itself.</summary>
    public static string? DependencyOf(Exception failure) => failure switch
    {
        DependencyAwayException known => known.Dependency,
        PostgresException refused => refused.IsTransient || refused.SqlState.StartsWith("57P", StringComparison.Ordinal) ? Store : null,
        NpgsqlException => Store,
        HttpRequestException { StatusCode: null or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests } => "http",
        _ => null,
    };

    public void Away(string dependency, Exception? failure)
    {
        var now = TimeProvider.System.GetTimestamp();
        if (!away.TryAdd(dependency, (now, now)))
        {
            if (away.TryGetValue(dependency, out var known)) away.TryUpdate(dependency, known with { FailedAt = now }, known);
            return;
        }

        MessagingTelemetry.DependencyUp.Record(0, new KeyValuePair<string, object?>("dependency", dependency));
        logger.DependencyLost(dependency, failure);
        changes.Writer.TryWrite(new OutageChange(dependency, IsAway: true, clock.GetUtcNow()));
    }

    public void Answers(string dependency)
    {
        if (away.IsEmpty || !away.TryGetValue(dependency, out var since)) return;
        // Connections that broke in the outage fail one after another when it is over; that is still the same outage.
        if (dependency is Store or Broker && TimeProvider.System.GetElapsedTime(since.FailedAt) < Calm) return;
        if (!away.TryRemove(dependency, out since)) return;
        MessagingTelemetry.DependencyUp.Record(1, new KeyValuePair<string, object?>("dependency", dependency));
        logger.DependencyRestored(dependency, Math.Round(TimeProvider.System.GetElapsedTime(since.Since).TotalSeconds, 1));
        changes.Writer.TryWrite(new OutageChange(dependency, IsAway: false, clock.GetUtcNow()));
    }
}

internal sealed record OutageChange(string Dependency, bool IsAway, DateTimeOffset At);
