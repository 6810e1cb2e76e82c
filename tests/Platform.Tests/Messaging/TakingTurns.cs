using Healthcare.Testing.Servers;

namespace Healthcare.Platform.Tests.Messaging;

/// <summary>The turn of those that kill, freeze or restart: the first of them waits for it, and it is passed on after the last.</summary>
[SetUpFixture]
public sealed class TakingTurns
{
    private static readonly Lazy<Task<IDisposable>> Turn = new(() => HeavyTests.TakeTurnAsync(CancellationToken.None));

    internal static Task TakeAsync() => Turn.Value;

    [OneTimeTearDown]
    public async Task PassAsync()
    {
        if (Turn.IsValueCreated) (await Turn.Value).Dispose();
    }
}
