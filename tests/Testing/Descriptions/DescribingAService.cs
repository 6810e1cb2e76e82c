using Microsoft.AspNetCore.Builder;
using NUnit.Framework;

namespace Healthcare.Testing.Descriptions;

/// <summary>A fixture about the routes of one service, who may call them, and the description that integrators read.</summary>
public abstract class DescribingAService(string name, Action<WebApplicationBuilder> add, Action<WebApplication> map)
{
    private DescribedService? started;

    protected DescribedService Service => started ?? throw new InvalidOperationException("Not started.");

    [OneTimeSetUp]
    public async Task StartAsync() => started = await DescribedService.StartAsync(name, add, map, CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopAsync() => await Service.DisposeAsync();

    [Test]
    public void No_route_is_without_a_policy() => Assert.That(Service.RoutesWithoutPolicy, Is.Empty);

    [Test]
    public async Task The_description_is_the_one_that_is_kept() => await Service.IsDescribedAsync(CancellationToken.None);
}
