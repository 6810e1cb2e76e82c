using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Healthcare.ServiceDefaults;

/// <summary>Polly pipelines by name: one for calls between services, one for each partner and kind of call, made from the partner's profile.</summary>
public sealed partial class Pipelines : IAsyncDisposable
{
    /// <summary>Meter of breakers.</summary>
    public const string MeterName = "Healthcare.Resilience";

    private const string Internal = "internal";
    private static readonly Meter Meter = new(MeterName);
    private readonly ConcurrentDictionary<(string Partner, string Kind), Lazy<ResiliencePipeline>> pipelines = new();
    private readonly ConcurrentDictionary<(string Partner, string Kind), bool> open = new();
    private readonly ConcurrentBag<RateLimiter> limiters = [];
    private readonly IConfiguration configuration;
    private readonly IReadOnlyList<IBreakerObserver> observers;
    private readonly ILogger<Pipelines> logger;

    public Pipelines(IConfiguration configuration, IEnumerable<IBreakerObserver> observers, ILogger<Pipelines> logger)
    {
        this.configuration = configuration;
        this.observers = [.. observers];
        this.logger = logger;
        Meter.CreateObservableGauge("partners.breaker.open", Measure, "{breaker}", "1 while a partner's breaker is open");
    }

    /// <summary>For calls to another service of this system.</summary>
    public ResiliencePipeline ForService(string service) => For(Internal, service);

    /// <summary>For one kind of call to a partner, such as <c>("payer-acme", "submit")</c>.</summary>
    public ResiliencePipeline For(string partner, string kind) => pipelines.GetOrAdd((partner, kind), key => new Lazy<ResiliencePipeline>(() => Build(key.Partner, key.Kind))).Value;

    public CallProfile ProfileOf(string partner, string kind) =>
        configuration.GetSection($"Partners:{partner}:{kind}").Get<CallProfile>()
        ?? configuration.GetSection($"Partners:Default:{kind}").Get<CallProfile>()
        ?? (partner == Internal
            ? new CallProfile { Timeout = TimeSpan.FromSeconds(5), RetryDelay = TimeSpan.FromMilliseconds(50), BreakerBreak = TimeSpan.FromSeconds(2) }
            : new CallProfile());

    public bool IsOpen(string partner, string kind) => open.GetValueOrDefault((partner, kind));

    public async ValueTask DisposeAsync()
    {
        foreach (var limiter in limiters) await limiter.DisposeAsync();
    }

    private ResiliencePipeline Build(string partner, string kind)
    {
        var profile = ProfileOf(partner, kind);
        var builder = new ResiliencePipelineBuilder { Name = $"{partner}/{kind}" };
        if (profile.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = Transient,
                MaxRetryAttempts = profile.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = profile.RetryDelay,
            });
        }

        builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = Transient,
            FailureRatio = profile.BreakerRatio,
            MinimumThroughput = profile.BreakerCalls,
            SamplingDuration = profile.BreakerWindow,
            BreakDuration = profile.BreakerBreak,
            OnOpened = opened => OpenedAsync(partner, kind, opened.BreakDuration),
            OnClosed = _ => ClosedAsync(partner, kind),
        });
        if (profile.PerSecond > 0)
        {
            var limiter = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
            {
                TokenLimit = profile.PerSecond,
                TokensPerPeriod = Math.Max(1, profile.PerSecond / 10),
                ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, profile.PerSecond / 10) / (double)profile.PerSecond),
                QueueLimit = profile.Waiting,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            });
            limiters.Add(limiter);
            builder.AddStrategy(_ => new CallRate(limiter), new CallRateOptions());
        }

        return builder.AddTimeout(profile.Timeout).Build();
    }

    private static PredicateBuilder<object> Transient { get; } =
        new PredicateBuilder().Handle<PartnerFailedException>().Handle<HttpRequestException>().Handle<IOException>().Handle<SocketException>().Handle<TimeoutRejectedException>();

    private async ValueTask OpenedAsync(string partner, string kind, TimeSpan breakFor)
    {
        open[(partner, kind)] = true;
        BreakerOpened(logger, partner, kind, breakFor.TotalSeconds);
        foreach (var observer in observers) await observer.OpenedAsync(partner, kind, breakFor, CancellationToken.None);
    }

    private async ValueTask ClosedAsync(string partner, string kind)
    {
        if (!open.TryUpdate((partner, kind), newValue: false, comparisonValue: true)) return;
        BreakerClosed(logger, partner, kind);
        foreach (var observer in observers) await observer.ClosedAsync(partner, kind, CancellationToken.None);
    }

    private IEnumerable<Measurement<int>> Measure() =>
        pipelines.Keys.Select(k => new Measurement<int>(IsOpen(k.Partner, k.Kind) ? 1 : 0, new KeyValuePair<string, object?>("partner", k.Partner), new KeyValuePair<string, object?>("kind", k.Kind)));

    [LoggerMessage(Level = LogLevel.Error, Message = "Calls to {Partner} ({Kind}) stop for {Seconds} s: too many failed")]
    private static partial void BreakerOpened(ILogger logger, string partner, string kind, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Calls to {Partner} ({Kind}) go through again")]
    private static partial void BreakerClosed(ILogger logger, string partner, string kind);

    private sealed class CallRateOptions : ResilienceStrategyOptions;

    private sealed class CallRate(RateLimiter limiter) : ResilienceStrategy
    {
        protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
        {
            using var turn = await limiter.AcquireAsync(1, context.CancellationToken);
            return turn.IsAcquired
                ? await callback(context, state)
                : Outcome.FromException<TResult>(new CallRateException(turn.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : null));
        }
    }
}
