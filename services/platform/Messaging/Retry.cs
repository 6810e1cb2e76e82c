namespace Healthcare.Messaging;

internal static class Retry
{
    /// <summary>Grows threefold from the first delay to the longest; half of it is jitter, so that replicas do not knock together.</summary>
    public static TimeSpan DelayAfter(int attempt, TimeSpan first, TimeSpan longest)
    {
        var full = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(3, Math.Min(attempt - 1, 20)));
        return TimeSpan.FromMilliseconds((full / 2) + (Random.Shared.NextDouble() * full / 2));
    }
}
