namespace Healthcare.SystemTests.Sandbox;

/// <summary>A fixture with a sandbox of its own.</summary>
public abstract class AtTheSandbox
{
    private protected RunningSandbox Sandbox { get; private set; }

    [OneTimeSetUp]
    public async Task StartAsync() => Sandbox = await RunningSandbox.StartAsync(CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopAsync() => await Sandbox.DisposeAsync();
}
