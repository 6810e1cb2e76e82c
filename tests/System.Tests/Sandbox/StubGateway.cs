using System.Collections.Concurrent;
using System.Text;
using Healthcare.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Healthcare.SystemTests.Sandbox;

/// <summary>One message that a partner sent.</summary>
internal sealed record Arrived(string Path, string MediaType, string? Token, string? Key, byte[] Body)
{
    internal string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>Stands where the gateway would: takes what partners send and keeps it. It can fail first.</summary>
internal sealed class StubGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Arrived> _arrived = [];
    private int _failures;

    private StubGateway(WebApplication app) => _app = app;

    internal string Address => _app.Urls.First();

    internal static async Task<StubGateway> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var gateway = new StubGateway(app);
        app.MapFallback(gateway.TakeAsync);
        await app.StartAsync(cancel);
        return gateway;
    }

    /// <summary>The next calls are answered 503.</summary>
    internal void FailNext(int calls) => Interlocked.Exchange(ref _failures, calls);

    internal IReadOnlyList<Arrived> On(string path, string holding) => [.. _arrived.Where(a => a.Path == path && a.Text.Contains(holding, StringComparison.Ordinal))];

    /// <summary>Waits until so many messages that hold the text have come on the path.</summary>
    internal async Task<IReadOnlyList<Arrived>> WaitAsync(string path, string holding, int count, CancellationToken cancel)
    {
        await Eventually.TrueAsync(() => Task.FromResult(On(path, holding).Count >= count), cancel);
        return On(path, holding);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var token = http.Request.Headers.Authorization.ToString();
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        _arrived.Enqueue(new Arrived(http.Request.Path, http.Request.ContentType ?? "", token.Length == 0 ? null : token["Bearer ".Length..], key, body.ToArray()));
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
