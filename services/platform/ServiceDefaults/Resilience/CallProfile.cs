namespace Healthcare.ServiceDefaults;

/// <summary>How one kind of call to one partner is made; section <c>Partners:&lt;partner&gt;:&lt;kind&gt;</c>, else <c>Partners:Default:&lt;kind&gt;</c>, else what stands here.</summary>
public sealed record CallProfile
{
    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often an attempt is repeated within one call, with exponential, jittered waits.</summary>
    public int Retries { get; init; } = 2;

    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The share of failures that opens the breaker.</summary>
    public double BreakerRatio { get; init; } = 0.5;

    /// <summary>How many calls are looked at, at least, before the breaker may open.</summary>
    public int BreakerCalls { get; init; } = 10;

    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the breaker stays open before it lets one call try.</summary>
    public TimeSpan BreakerBreak { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Calls per second that the partner permits; 0 for no limit.</summary>
    public int PerSecond { get; init; }

    /// <summary>How many calls may wait for their turn.</summary>
    public int Waiting { get; init; } = 100;
}

/// <summary>Hears of breakers: opening and closing are events of the service that calls.</summary>
public interface IBreakerObserver
{
    Task OpenedAsync(string partner, string kind, TimeSpan breakFor, CancellationToken cancel);

    Task ClosedAsync(string partner, string kind, CancellationToken cancel);
}

/// <summary>The partner answered, and not with what was asked: worth another attempt (5xx, 429, a broken answer).</summary>
public sealed class PartnerFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>More calls wait than the partner's rate permits.</summary>
public sealed class CallRateException(TimeSpan? retryAfter) : Exception("The partner's call rate is used up.")
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
