using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Healthcare.Local.Servers;

/// <summary>A RabbitMQ broker on loopback: given by the environment, or started from this machine's binaries or an image, and ended with us.</summary>
public sealed class RabbitServer : IAsyncDisposable
{
    /// <summary>Names the environment variable that holds the AMQP address of a broker to use instead of starting one.</summary>
    public const string EnvironmentVariable = "HEALTHCARE_RABBITMQ";

    /// <summary>Names the environment variable that holds the address of that broker's management plugin; without it, port 15672 of its host.</summary>
    public const string ManagementEnvironmentVariable = "HEALTHCARE_RABBITMQ_MANAGEMENT";

    private const string WhatToInstall =
        $"Set {EnvironmentVariable} to the AMQP address of a broker (amqp://user:password@host:5672/), or install RabbitMQ 3.10 or newer "
        + "(Debian and Ubuntu: apt-get install rabbitmq-server; macOS: brew install rabbitmq), or start a Docker daemon.";

    private readonly HttpClient management;

    internal RabbitServer(Uri amqp, Uri managementUri, Guarded? guarded, DataFolder? folder)
    {
        (AmqpUri, ManagementUri, Guarded, LogFile) = (amqp, managementUri, guarded, folder?.Log);
        var credentials = amqp.UserInfo.Split(':', 2);
        (UserName, Password) = (Uri.UnescapeDataString(credentials[0]), Uri.UnescapeDataString(credentials.Length > 1 ? credentials[1] : ""));
        management = new HttpClient { BaseAddress = managementUri, Timeout = TimeSpan.FromSeconds(10) };
        management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}")));
    }

    /// <summary>The broker and its default virtual host, with the credentials.</summary>
    public Uri AmqpUri { get; }

    /// <summary>The management API; its statistics are off in a broker of ours, so ask for queues with <c>disable_stats=true&amp;enable_queue_totals=true</c>.</summary>
    public Uri ManagementUri { get; }

    public string UserName { get; }

    public string Password { get; }

    public int Port => AmqpUri.IsDefaultPort || AmqpUri.Port < 0 ? 5672 : AmqpUri.Port;

    /// <summary>The Erlang machine; null when the broker was given by the environment.</summary>
    public int? ProcessId => Guarded?.ProcessId;

    /// <summary>Where the broker writes its log; null when it was given by the environment.</summary>
    public string? LogFile { get; }

    /// <summary>Whether we started it, and so end it.</summary>
    public bool IsOurs => Guarded is not null;

    /// <summary>The port as the broker knows it, where that differs from ours.</summary>
    internal int? ListenerPort { get; init; }

    private Guarded? Guarded { get; }

    /// <summary>Finds a broker or starts one; what must be installed is told as a value.</summary>
    public static async Task<Startup<RabbitServer>> StartAsync(ServerOptions options, CancellationToken cancel)
    {
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } given)
            return await RabbitStart.GivenAsync(given, Environment.GetEnvironmentVariable(ManagementEnvironmentVariable), options, cancel);
        if (OperatingSystem.IsWindows()) return new Startup<RabbitServer>.Unavailable($"Servers are started on Linux and macOS only. {WhatToInstall}");
        if (RabbitStart.FindBinary() is { } binary) return await RabbitStart.NativeAsync(binary, options, cancel);
        var noContainer = await Docker.PrepareAsync(RabbitStart.Image, options, cancel);
        if (noContainer is null) return await RabbitStart.ContainerAsync(options, cancel);
        var notInstalled = await Installation.InstallAsync("rabbitmq-server", () => RabbitStart.FindBinary() is not null, options, cancel);
        if (RabbitStart.FindBinary() is { } installed) return await RabbitStart.NativeAsync(installed, options, cancel);
        return new Startup<RabbitServer>.Unavailable($"There is no RabbitMQ here: {noContainer}, and {notInstalled}. {WhatToInstall}");
    }

    /// <summary>The broker and one of its virtual hosts, with the credentials.</summary>
    public Uri AmqpUriOf(string virtualHost) => new UriBuilder(AmqpUri) { Path = Uri.EscapeDataString(virtualHost) }.Uri;

    /// <summary>Makes a virtual host unless it exists, with all rights for our user.</summary>
    public async Task CreateVirtualHostAsync(string virtualHost, CancellationToken cancel)
    {
        var name = Uri.EscapeDataString(virtualHost);
        using var made = await management.PutAsJsonAsync($"api/vhosts/{name}", new { }, cancel);
        made.EnsureSuccessStatusCode();
        using var permitted = await management.PutAsJsonAsync(
            $"api/permissions/{name}/{Uri.EscapeDataString(UserName)}", new { configure = ".*", write = ".*", read = ".*" }, cancel);
        permitted.EnsureSuccessStatusCode();
    }

    /// <summary>Deletes a virtual host with all its queues and ends the connections that use it.</summary>
    public async Task DeleteVirtualHostAsync(string virtualHost, CancellationToken cancel)
    {
        using var deleted = await management.DeleteAsync($"api/vhosts/{Uri.EscapeDataString(virtualHost)}", cancel);
        if (deleted.StatusCode is not System.Net.HttpStatusCode.NotFound) deleted.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        management.Dispose();
        if (Guarded is not null) await Guarded.DisposeAsync();
    }

    internal async Task<Startup<RabbitServer>> WhenReadyAsync(DataFolder folder, TimeSpan bound, CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var refusal = await RefusalAsync(cancel);
            if (refusal is null) return new Startup<RabbitServer>.Running(this);
            var hasEnded = Guarded is null or { HasEnded: true };
            if (!hasEnded && waited.Elapsed < bound)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), cancel);
                continue;
            }

            var log = await folder.LogTailAsync(cancel);
            await DisposeAsync();
            return new Startup<RabbitServer>.Unavailable($"RabbitMQ {(hasEnded ? "ended" : "did not answer in time")} ({refusal}). {log}".TrimEnd());
        }
    }

    private async Task<string?> RefusalAsync(CancellationToken cancel)
    {
        try
        {
            // Answered only to our password, so it is our broker and not another process on a port that we lost.
            using var answer = await management.GetAsync(string.Create(CultureInfo.InvariantCulture, $"api/health/checks/port-listener/{ListenerPort ?? Port}"), cancel);
            return answer.IsSuccessStatusCode ? null : answer.StatusCode.ToString();
        }
        catch (HttpRequestException refused)
        {
            return refused.Message;
        }
    }
}
