using Healthcare.Local.Servers;

namespace Healthcare.Testing.Servers;

/// <summary>A server that the first caller starts and all callers share; the cancellation of one caller does not end the start for the others.</summary>
internal sealed class Shared<TServer>(Func<CancellationToken, Task<Startup<TServer>>> start)
{
    private readonly Lazy<Task<Startup<TServer>>> started = new(() => Task.Run(() => start(CancellationToken.None)));

    internal async Task<TServer> GetAsync(CancellationToken cancel) => (await started.Value.WaitAsync(cancel)).OrThrow();
}
