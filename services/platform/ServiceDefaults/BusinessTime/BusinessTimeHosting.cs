using System.Globalization;
using System.Net.Http.Json;
using Healthcare.VirtualTime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Healthcare.ServiceDefaults;

/// <summary>Whose clock business time follows: the machine's, or with <c>Clock=virtual</c> the one that the sandbox owns (<c>Clock:Source</c>).</summary>
internal static class BusinessTimeHosting
{
    public static bool IsVirtual(IConfiguration configuration) => string.Equals(configuration["Clock"], "virtual", StringComparison.OrdinalIgnoreCase);

    public static void AddBusinessTime(this IHostApplicationBuilder builder)
    {
        if (!IsVirtual(builder.Configuration)) return;
        // It follows the sandbox's, which may be long ago, and never goes back.
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch, builder.Configuration.GetValue("Clock:Frozen", defaultValue: false));
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddHostedService<ClockFollower>();
    }

    public static void MapBusinessTime(this WebApplication app)
    {
        if (!IsVirtual(app.Configuration)) return;
        var clock = app.MapGroup("/internal/clock").RequireAuthorization(Policies.Operations).ExcludeFromDescription();
        clock.MapGet("", async (RestingPoint rest, CancellationToken cancel) => TypedResults.Ok(await rest.WaitAsync(expected: null, TimeSpan.Zero, cancel)));
        clock.MapPut("", MoveAsync);
    }

    /// <summary>Moves the time and answers when everything that this causes here is done.</summary>
    private static async Task<Ok<ClockState>> MoveAsync(ClockSetting setting, VirtualClock clock, RestingPoint rest, CancellationToken cancel)
    {
        clock.MoveTo(setting.Now);
        return TypedResults.Ok(await rest.WaitAsync(setting.Expected, TimeSpan.FromMilliseconds(setting.Within), cancel));
    }
}

/// <summary>The time to move to, how many messages the service should have heard by then, if that is known, and how many milliseconds it may take to come to rest.</summary>
internal sealed record ClockSetting(DateTimeOffset Now, long? Expected = null, int Within = 0);

/// <summary>Before anything of a service starts, its business time is what the sandbox says: also after it died and came back.</summary>
internal sealed class ClockFollower(IConfiguration configuration, VirtualClock clock, IHttpClientFactory http) : IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var source = configuration["Clock:Source"] ?? throw new InvalidOperationException("Clock=virtual needs Clock:Source, the address that tells the time.");
        for (var from = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                using var client = http.CreateClient();
                var told = await client.GetFromJsonAsync<ClockSetting>(source, cancellationToken) ?? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{source} tells no time."));
                clock.MoveTo(told.Now);
                return;
            }
            catch (HttpRequestException) when (TimeProvider.System.GetElapsedTime(from) < Patience)
            {
                // The sandbox starts beside us.
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
