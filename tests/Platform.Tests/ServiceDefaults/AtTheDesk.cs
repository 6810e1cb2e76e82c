using Healthcare.Testing.Access;

namespace Healthcare.Platform.Tests.ServiceDefaults;

/// <summary>A fixture with one service and one issuer for all its tests.</summary>
public abstract class AtTheDesk
{
    private TestIssuer? issuer;
    private Desk? desk;

    private protected TestIssuer Issuer => issuer ?? throw new InvalidOperationException("Not started.");

    private protected Desk Desk => desk ?? throw new InvalidOperationException("Not started.");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        issuer = await TestIssuer.StartAsync(CancellationToken.None);
        desk = await StartDeskAsync(CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (desk is not null) await desk.DisposeAsync();
        if (issuer is not null) await issuer.DisposeAsync();
    }

    private protected virtual Task<Desk> StartDeskAsync(CancellationToken cancel) => Desk.StartAsync(Issuer, cancel);

    private protected async Task<(string Address, string ETag)> OpenAsync(CancellationToken cancel)
    {
        var opened = await Desk.SendAsync(HttpMethod.Post, "/accounts", Issuer.Staff("biller"), cancel, """{"name":"A","currency":"USD","months":3}""");
        Assert.That(opened.Status, Is.EqualTo(201), opened.Body);
        return (opened.Headers["Location"], opened.Headers["ETag"]);
    }
}
