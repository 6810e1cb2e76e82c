using NUnit.Framework;

namespace Healthcare.Testing;

/// <summary>Waits on a condition with a bound.</summary>
public static class Eventually
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public static Task TrueAsync(Func<Task<bool>> condition, CancellationToken cancel) => TrueAsync(condition, Bound, cancel);

    /// <param name="seen">Tells what was seen last, for whoever reads the failure.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan bound, CancellationToken cancel, Func<string>? seen = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var from = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(from) > bound) Assert.Fail($"What was waited for did not come within {bound}. {seen?.Invoke()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);
        }
    }
}
