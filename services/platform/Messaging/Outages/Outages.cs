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
    private readonly ConcurrentDictionary<string, (long Since, DateTimeOffset At)> away = new(StringComparer.Ordinal);
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
        if (!away.TryAdd(dependency, (TimeProvider.System.GetTimestamp(), clock.GetUtcNow()))) return;
        MessagingTelemetry.DependencyUp.Record(0, new KeyValuePair<string, object?>("dependency", dependency));
        logger.DependencyLost(dependency, failure);
        changes.Writer.TryWrite(new OutageChange(dependency, IsAway: true, clock.GetUtcNow()));
    }

    public void Answers(string dependency)
    {
        if (away.IsEmpty || !away.TryRemove(dependency, out var since)) return;
        MessagingTelemetry.DependencyUp.Record(1, new KeyValuePair<string, object?>("dependency", dependency));
        logger.DependencyRestored(dependency, Math.Round(TimeProvider.System.GetElapsedTime(since.Since).TotalSeconds, 1));
        changes.Writer.TryWrite(new OutageChange(dependency, IsAway: false, clock.GetUtcNow()));
    }
}

internal sealed record OutageChange(string Dependency, bool IsAway, DateTimeOffset At);
