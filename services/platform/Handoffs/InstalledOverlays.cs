using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Healthcare.Handoffs;

/// <summary>Lays the overlays of the folder <c>Handoffs:Overlays</c> before anything runs, so that an installation has its own without a build; what does not fit stops the start with file and line.</summary>
internal sealed class InstalledOverlays(Boundaries boundaries, IConfiguration configuration) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (configuration["Handoffs:Overlays"] is { Length: > 0 } folder) boundaries.LayOver(folder);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
