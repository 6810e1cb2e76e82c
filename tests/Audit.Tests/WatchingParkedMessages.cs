using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;

namespace Healthcare.Audit.Tests;

/// <summary>The trail's own poison is seen and worked on like that of every other service.</summary>
public sealed class WatchingParkedMessages
{
    [Test]
    public async Task Parked_messages_and_their_work_items_can_be_reached()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.AddServiceDefaults("audit");
        builder.AddAudit();
        await using var app = builder.Build();
        app.MapServiceDefaults();
        app.MapAudit();
        var routes = RoutePolicies.Of(app).Select(r => r.ToString()).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(routes, Does.Contain("GET /parked/ → operations|staff:integration-on-call"));
            Assert.That(routes, Does.Contain("PUT /parked/{id:guid}/{count:long}/replay → operations|staff:integration-on-call"));
            Assert.That(routes, Does.Contain("GET /work-items/ → staff"));
        });
    }
}
