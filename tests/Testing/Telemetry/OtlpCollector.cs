using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Healthcare.Testing.Telemetry;

/// <summary>Takes OTLP over HTTP as a collector would, and keeps what came.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> received = new();

    private OtlpCollector(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    /// <summary>What makes a service send everything here.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    public IReadOnlySet<string> Paths => received.Select(r => r.Path).ToHashSet(StringComparer.Ordinal);

    /// <summary>All bytes as text: protobuf keeps strings as they are, so they can be searched.</summary>
    public string Text => string.Join('\n', received.Select(r => Encoding.UTF8.GetString(r.Body)));

    /// <summary>Every Prometheus series that what was received becomes.</summary>
    public IReadOnlySet<string> Series => received.Where(r => r.Path == "/v1/metrics").SelectMany(r => OtlpReading.SeriesIn(r.Body)).ToHashSet(StringComparer.Ordinal);

    public IReadOnlyList<OtlpSpan> Spans => [.. received.Where(r => r.Path == "/v1/traces").SelectMany(r => OtlpReading.SpansIn(r.Body))];

    public static async Task<OtlpCollector> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var listening = builder.Build();
        var collector = new OtlpCollector(listening);
        listening.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            collector.received.Enqueue((context.Request.Path, body.ToArray()));
        });
        await listening.StartAsync(cancel);
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
