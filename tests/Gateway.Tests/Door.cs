using System.Net.Http.Headers;
using System.Text.Json;
using Healthcare.ServiceDefaults;
using Healthcare.Testing.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Healthcare.Gateway.Tests;

/// <summary>The gateway with its own route table, on loopback, in front of one program that plays all services and says what it was asked.</summary>
internal sealed class Door : IAsyncDisposable
{
    private readonly WebApplication front;
    private readonly WebApplication behind;

    private Door(WebApplication gateway, WebApplication services, TestIssuer issuer)
    {
        front = gateway;
        behind = services;
        Issuer = issuer;
        Client = new HttpClient { BaseAddress = new Uri(gateway.Urls.First()) };
    }

    public TestIssuer Issuer { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => front.Services;

    public static async Task<Door> StartAsync(CancellationToken cancel, params (string Name, string? Value)[] settings)
    {
        var issuer = await TestIssuer.StartAsync(cancel);
        var services = await StartServicesAsync(cancel);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(issuer.Settings);
        builder.Configuration.AddInMemoryCollection(((string[])["intake", "authorization", "scheduling", "billing", "reconciliation", "audit"]).Select(s => KeyValuePair.Create($"Services:{s}", (string?)services.Urls.First())));
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)));
        builder.AddServiceDefaults("gateway", edge: true);
        builder.AddEdge();
        var gateway = builder.Build();
        gateway.MapServiceDefaults(Edge.LimitCallers);
        gateway.MapEdge();
        await gateway.StartAsync(cancel);
        return new Door(gateway, services, issuer);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string address, string? token, CancellationToken cancel, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, address);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        change?.Invoke(request);
        using var response = await Client.SendAsync(request, cancel);
        return new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(cancel),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public Task StopServicesAsync() => behind.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await front.DisposeAsync();
        await behind.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    private static async Task<WebApplication> StartServicesAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(k => k.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        var services = builder.Build();
        services.Run(async context =>
        {
            var buffer = new byte[64 * 1024];
            var total = 0L;
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0) total += read;
            context.Response.Headers[RequestIds.Header] = context.Request.Headers[RequestIds.Header];
            var heard = new Heard(
                context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "", total, context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal));
            await context.Response.WriteAsync(JsonSerializer.Serialize(heard), context.RequestAborted);
        });
        await services.StartAsync(cancel);
        return services;
    }
}

/// <summary>What a service was asked.</summary>
internal sealed record Heard(string Method, string Path, string Query, long Bytes, Dictionary<string, string> Headers);

internal sealed record Answer(int Status, string Body, string? MediaType, IReadOnlyDictionary<string, string> Headers)
{
    public string? Code => JsonElement.Parse(Body).TryGetProperty("code", out var code) ? code.GetString() : null;

    public Heard Heard => JsonSerializer.Deserialize<Heard>(Body) ?? throw new AssertionException("The service said nothing.");
}
