using Healthcare.Local.Servers;

namespace Healthcare.Testing.Servers;

/// <summary>Tests that kill and freeze processes measure how fast the others recover: on a small machine only one assembly does so at a time.</summary>
public static class HeavyTests
{
    /// <summary>Waits for the turn; disposing passes it on, and so does the end of the process.</summary>
    public static Task<IDisposable> TakeTurnAsync(CancellationToken cancel) => MachineLock.TakeAsync("heavy-tests", cancel);
}
