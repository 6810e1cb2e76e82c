using System.Diagnostics;
using System.Reflection;
using Healthcare.EventStore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Healthcare.ServiceDefaults;

/// <summary>
/// Traces, metrics and logs over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. The providers are built by a hosted service of our own,
/// because OpenTelemetry.Extensions.Hosting and the instrumentation packages are not served by the registry; .NET emits what they would.
/// </summary>
internal static class Telemetry
{
    internal static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "MassTransit", "Yarp.ReverseProxy", "Healthcare.*"];

    internal static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Routing", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Net.Http", "System.Runtime",
        "Npgsql", "MassTransit", "Yarp.ReverseProxy", "Healthcare.*",
    ];

    public static void AddTelemetry(this IHostApplicationBuilder builder, string service)
    {
        DistributedContextPropagator.Current = new TraceOnlyPropagator();
        builder.Services.AddSingleton(DistributedContextPropagator.Current);

        // These categories write addresses with their query, or what a request sent.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        builder.Logging.AddFilter("Yarp", LogLevel.Warning);
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } endpoint)
        {
            builder.Services.AddHostedService(static _ => new TraceIds());
            return;
        }

        var target = new OtlpTarget(new Uri(endpoint), builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] == "http/protobuf" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc);
        var resource = ResourceBuilder.CreateEmpty().AddService(
            service,
            serviceNamespace: "healthcare",
            serviceVersion: Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            autoGenerateServiceInstanceId: false,
            serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}");
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(resource);
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = false;
            logs.AddOtlpExporter(o => target.Set(o, "v1/logs"));
        });
        builder.Services.AddHostedService(_ => new Providers(resource, target));
    }

    private sealed record OtlpTarget(Uri Endpoint, OtlpExportProtocol Protocol)
    {
        public void Set(OtlpExporterOptions options, string path)
        {
            options.Protocol = Protocol;
            options.Endpoint = Protocol == OtlpExportProtocol.HttpProtobuf ? new Uri($"{Endpoint.AbsoluteUri.TrimEnd('/')}/{path}") : Endpoint;
        }
    }

    /// <summary>Requests have a trace id even where nobody collects traces, because answers, events and calls to other services carry it.</summary>
    private sealed class TraceIds : IHostedService, IDisposable
    {
        private readonly ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == "Microsoft.AspNetCore",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
        };

        public Task StartAsync(CancellationToken cancellationToken)
        {
            ActivitySource.AddActivityListener(listener);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => listener.Dispose();
    }

    private sealed class Providers(ResourceBuilder resource, OtlpTarget target) : IHostedService, IDisposable
    {
        private TracerProvider? traces;
        private MeterProvider? metrics;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource(Sources)
                .AddProcessor(new Scrub())
                .AddOtlpExporter(o => target.Set(o, "v1/traces"))
                .Build();
            metrics = Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(resource)
                .AddMeter(Meters)
                .AddOtlpExporter((o, reader) =>
                {
                    target.Set(o, "v1/metrics");
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = 10_000;
                })
                .Build();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            traces?.Dispose();
            metrics?.Dispose();
        }
    }

    /// <summary>Addresses keep their path, which holds ids only; queries and the text of SQL stay here.</summary>
    private sealed class Scrub : BaseProcessor<Activity>
    {
        private static readonly string[] Dropped = ["url.query", "http.target", "db.statement", "exception.message"];

        public override void OnEnd(Activity data)
        {
            foreach (var tag in Dropped)
            {
                if (data.GetTagItem(tag) is not null) data.SetTag(tag, value: null);
            }

            if (data.GetTagItem("url.full") is string address && address.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query) data.SetTag("url.full", address[..query]);
        }
    }
}

/// <summary>W3C traceparent and nothing else: what a partner writes into tracestate or baggage would travel through logs, events and messages.</summary>
internal sealed class TraceOnlyPropagator : DistributedContextPropagator
{
    private static readonly DistributedContextPropagator W3C = CreatePassThroughPropagator();

    public override IReadOnlyCollection<string> Fields { get; } = ["traceparent"];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (activity is { IdFormat: ActivityIdFormat.W3C, Id: { } id }) setter?.Invoke(carrier, "traceparent", id);
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        W3C.ExtractTraceIdAndState(carrier, getter, out traceId, out _);
        traceState = null;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}

/// <summary>Names a request's span by its route and says which actor kind called; never an address with a query.</summary>
internal sealed class TraceRequests(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (Activity.Current is { IsAllDataRequested: true } activity)
        {
            activity.SetTag("request.id", RequestIds.Of(context));
            if (context.GetEndpoint() is RouteEndpoint route)
            {
                activity.DisplayName = $"{context.Request.Method} {route.RoutePattern.RawText}";
                activity.SetTag("http.route", route.RoutePattern.RawText);
            }

            if (context.Request.RouteValues.TryGetValue("caseId", out var caseId)) activity.SetTag("case", caseId?.ToString());
            if (Caller.Of(context.User) is { } caller) activity.SetTag("actor.kind", caller.Kind switch { ActorKind.Human => "human", ActorKind.Partner => "partner", ActorKind.Ai => "ai", _ => "system" });
        }

        return next(context);
    }
}
