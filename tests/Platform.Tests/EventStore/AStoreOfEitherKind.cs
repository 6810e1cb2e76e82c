namespace Healthcare.Platform.Tests.EventStore;

/// <summary>A fixture with a fresh store for each test, in memory or on PostgreSQL.</summary>
public abstract class AStoreOfEitherKind(string kind)
{
    private StoreUnderTest? started;

    protected string Kind => kind;

    private protected StoreUnderTest Store => started ?? throw new InvalidOperationException("Not started.");

    [SetUp]
    public async Task StartAsync() => started = await StoreUnderTest.StartAsync(kind, TestContext.CurrentContext.CancellationToken);

    [TearDown]
    public async Task StopAsync() => await Store.DisposeAsync();
}
