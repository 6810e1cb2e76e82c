using Healthcare.Testing.Servers;

namespace Healthcare.Platform.Tests.Messaging;

[SetUpFixture]
public sealed class TakingTurns
{
    private IDisposable? turn;

    [OneTimeSetUp]
    public async Task TakeAsync() => turn = await HeavyTests.TakeTurnAsync(CancellationToken.None);

    [OneTimeTearDown]
    public void Pass() => turn?.Dispose();
}
