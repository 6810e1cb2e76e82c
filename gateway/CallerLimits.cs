using System.Threading.RateLimiting;
using Healthcare.ServiceDefaults;

namespace Healthcare.Gateway;

/// <summary>How many requests a caller may send: <c>RateLimits:Partners:&lt;partner&gt;</c>, else <c>RateLimits:Default</c>; who has no good token is counted by address.</summary>
internal static class CallerLimits
{
    public static void AddCallerLimits(this IServiceCollection services, IConfigurationSection limits)
    {
        var usual = limits.GetSection("Default").Get<Limit>() ?? new Limit();
        var nameless = limits.GetSection("Nameless").Get<Limit>() ?? new Limit { PerSecond = 50, Burst = 100 };
        var partners = limits.GetSection("Partners").GetChildren().ToDictionary(p => p.Key, p => p.Get<Limit>() ?? usual, StringComparer.Ordinal);
        services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => Caller.Of(context.User) switch
            {
                { PartnerId: { Length: > 0 } partner } => Partition($"partner/{partner}", partners.GetValueOrDefault(partner, usual)),
                { Subject: var subject } => Partition($"subject/{subject}", usual),
                null => Partition($"address/{context.Connection.RemoteIpAddress}", nameless),
            });
            limiter.OnRejected = (rejected, _) => new ValueTask(ProblemWriter.WriteAsync(rejected.HttpContext, new ProblemAnswer(KnownProblems.TooManyRequests)
            {
                RetryAfter = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1),
            }));
        });
    }

    private static RateLimitPartition<string> Partition(string caller, Limit limit) => RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = limit.Burst,
        TokensPerPeriod = Math.Max(1, limit.PerSecond / 10),
        ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, limit.PerSecond / 10) / (double)limit.PerSecond),
        QueueLimit = 0,
    });

    /// <summary>Requests per second, and how many at once after a pause.</summary>
    internal sealed record Limit
    {
        public int PerSecond { get; init; } = 500;

        public int Burst { get; init; } = 1000;
    }
}
