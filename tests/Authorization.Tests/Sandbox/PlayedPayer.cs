using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Healthcare.Sandbox;
using Healthcare.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Healthcare.Authorization.Tests.Sandbox;

/// <summary>The sandbox's payers in this process, and a gateway that only writes down what they send.</summary>
internal sealed class PlayedPayer : IAsyncDisposable
{
    internal const string Fhir = "application/fhir+json";
    internal const string X12 = "application/edi-x12";
    private readonly WebApplication sandbox;
    private readonly WebApplication gateway;
    private readonly ConcurrentQueue<(string MediaType, byte[] Body)> arrived;
    private readonly HttpClient client;

    private PlayedPayer(WebApplication sandbox, WebApplication gateway, ConcurrentQueue<(string MediaType, byte[] Body)> arrived)
    {
        this.sandbox = sandbox;
        this.gateway = gateway;
        this.arrived = arrived;
        client = new HttpClient { BaseAddress = new Uri(sandbox.Urls.First()) };
    }

    internal static async Task<PlayedPayer> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var listener = builder.Build();
        var heard = new ConcurrentQueue<(string MediaType, byte[] Body)>();
        listener.MapPost("/partner/v1/payer-notifications", (RequestDelegate)(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            heard.Enqueue((context.Request.ContentType ?? "", body.ToArray()));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }));
        await listener.StartAsync(cancel);
        var payers = SandboxApplication.Build(
            ["--urls", "http://127.0.0.1:0", "--Gateway:BaseUrl", listener.Urls.First(), "--Sandbox:Delay", "00:00:00.010", "--Sandbox:RequireTokens", "false", "--Logging:LogLevel:Default", "Error"]);
        await payers.StartAsync(cancel);
        return new PlayedPayer(payers, listener, heard);
    }

    internal async Task<HttpResponseMessage> PostAsync(string path, ReadOnlyMemory<byte> body, string mediaType, CancellationToken cancel)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return await client.PostAsync(new Uri(path, UriKind.Relative), content, cancel);
    }

    internal async Task ScriptAsync(object script, CancellationToken cancel)
    {
        using var added = await client.PostAsJsonAsync(new Uri("/sandbox/scripts", UriKind.Relative), script, cancel);
        Assert.That((int)added.StatusCode, Is.EqualTo(201), await added.Content.ReadAsStringAsync(cancel));
    }

    /// <summary>The first notification that carries the identifier.</summary>
    internal async Task<(string MediaType, byte[] Body)> NotifiedAsync(string identifier, CancellationToken cancel)
    {
        (string MediaType, byte[] Body)? found = null;
        await Eventually.TrueAsync(
            () =>
            {
                foreach (var one in arrived)
                {
                    if (found is null && Encoding.UTF8.GetString(one.Body).Contains(identifier, StringComparison.Ordinal)) found = one;
                }

                return Task.FromResult(found is not null);
            },
            cancel);
        return found ?? throw new AssertionException("Nothing came.");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await sandbox.StopAsync(CancellationToken.None);
        await sandbox.DisposeAsync();
        await gateway.DisposeAsync();
    }
}
