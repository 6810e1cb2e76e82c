using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Healthcare.Scheduling.Tests.Http;

/// <summary>An EHR on loopback: takes appointments under an id of its own, except at the times that it is told to refuse.</summary>
internal sealed class StubEhr : IAsyncDisposable
{
    private readonly WebApplication app;

    private StubEhr(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    public ConcurrentQueue<string> Received { get; } = new();

    /// <summary>Starts of appointments that are answered 409.</summary>
    public ConcurrentBag<string> Refused { get; } = [];

    public static async Task<StubEhr> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        var ehr = new StubEhr(server);
        server.MapPost("/Appointment", ehr.TakeAsync);
        await server.StartAsync(cancel);
        return ehr;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        Received.Enqueue(body);
        var json = JsonNode.Parse(body)?.AsObject() ?? [];
        if (Refused.Contains(json["start"]?.GetValue<string>() ?? ""))
        {
            context.Response.StatusCode = 409;
            return;
        }

        json["id"] = $"EHR-{json["id"]?.GetValue<string>()[..8]}";
        context.Response.StatusCode = 201;
        context.Response.ContentType = "application/fhir+json";
        await context.Response.WriteAsync(json.ToJsonString(), context.RequestAborted);
    }
}
