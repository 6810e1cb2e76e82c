using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Healthcare.Audit.Tests.Http;

/// <summary>A partner's receiver on loopback: keeps what comes, answers as the test says.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private Receiver(WebApplication app) => this.app = app;

    public string Url => $"{app.Urls.First()}/cases";

    public ConcurrentQueue<Notice> Notices { get; } = new();

    /// <summary>What it answers to a notice.</summary>
    public Func<Notice, int> Answer { get; set; } = _ => StatusCodes.Status204NoContent;

    /// <summary>Where a 3xx leads.</summary>
    public string Location { get; set; } = "";

    /// <summary>Completes when it may answer.</summary>
    public Task Open { get; set; } = Task.CompletedTask;

    public static async Task<Receiver> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        var receiver = new Receiver(server);
        server.MapPost("/cases", receiver.TakeAsync);
        server.MapPost("/elsewhere", receiver.TakeAsync);
        await server.StartAsync(cancel);
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var headers = http.Request.Headers;
        var notice = new Notice(http.Request.Path, headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), body.ToArray(), headers.Authorization.Count > 0);
        Notices.Enqueue(notice);
        await Open;
        http.Response.StatusCode = Answer(notice);
        if (Location.Length > 0) http.Response.Headers.Location = Location;
    }
}

/// <summary>A notice as it came.</summary>
public sealed record Notice(string Path, string Id, string Timestamp, string Signatures, byte[] Body, bool HasToken)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string? Stage => Json.GetProperty("stage").GetString();

    public string? TrackingId => Json.GetProperty("trackingId").GetString();

    public long Sequence => Json.GetProperty("sequence").GetInt64();

    /// <summary>As any library of Standard Webhooks checks.</summary>
    public bool IsSignedBy(string secret, byte[]? body = null)
    {
        var age = TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(Timestamp, CultureInfo.InvariantCulture));
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. body ?? Body];
        var expected = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed))}";
        return age < TimeSpan.FromMinutes(5) && Signatures.Split(' ').Contains(expected);
    }
}
