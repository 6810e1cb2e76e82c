using Healthcare.ServiceDefaults;
using Healthcare.Testing;
using Healthcare.Testing.Access;
using Healthcare.Testing.Telemetry;

namespace Healthcare.Platform.Tests.ServiceDefaults;

[CancelAfter(300_000)]
public sealed class SendingTelemetry
{
    private const string Canary = "AdaCanary";

    [Test]
    public async Task Traces_metrics_and_logs_go_out_and_no_patient_with_them(CancellationToken cancel)
    {
        await using var collector = await OtlpCollector.StartAsync(cancel);
        await using var issuer = await TestIssuer.StartAsync(cancel);
        var requestId = "";
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };
        await using (var desk = await Desk.StartAsync(issuer, cancel, settings: settings))
        {
            var opened = await desk.SendAsync(
                HttpMethod.Post, $"/accounts?name={Canary}", issuer.Staff("biller"), cancel, $$"""{"name":"{{Canary}}","currency":"USD","months":3}""", r => r.Headers.Add("baggage", $"name={Canary}"));
            requestId = opened.Headers[RequestIds.Header];
            await desk.SendAsync(HttpMethod.Get, $"/broken?name={Canary}", issuer.Staff(), cancel, change: r => r.Headers.Add("tracestate", $"name={Canary}"));
            await desk.SendAsync(HttpMethod.Post, "/accounts", issuer.Staff("biller"), cancel, $$"""{"name":"A","currency":"{{Canary}}","months":3}""");
        }

        // Providers send what is left when the service stops.
        await Eventually.TrueAsync(() => Task.FromResult(collector.Paths.IsSupersetOf(["/v1/traces", "/v1/metrics", "/v1/logs"])), cancel);
        var all = collector.Text;
        Assert.Multiple(() =>
        {
            Assert.That(all, Does.Contain("desk").And.Contain("healthcare"), "the resource");
            Assert.That(all, Does.Contain("POST /accounts/"), "the span of the route");
            Assert.That(all, Does.Contain("eventstore.execute"), "the span of the commit");
            Assert.That(all, Does.Contain(requestId), "the request id");
            Assert.That(all, Does.Contain("http.server.request.duration").And.Contain("eventstore.events.appended").And.Contain("dotnet.gc.collections"), "metrics");
            Assert.That(all, Does.Contain("failed with InvalidOperationException"), "the log");
            Assert.That(all, Does.Not.Contain(Canary));
            Assert.That(all, Does.Not.Contain("Ada Canary"));
        });
    }
}
