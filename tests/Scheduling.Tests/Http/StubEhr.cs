using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Healthcare.Hl7v2;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Healthcare.Scheduling.Tests.Http;

/// <summary>An EHR on loopback: takes appointments in FHIR under an id of its own, and as SIU over HTTP and MLLP, except at the times that it is told to refuse.</summary>
internal sealed class StubEhr : IAsyncDisposable
{
    private readonly WebApplication app;

    private readonly MllpListener mllp;
    private int answers;

    private StubEhr(WebApplication app)
    {
        this.app = app;
        mllp = new MllpListener(new MllpListenerOptions(), RespondAsync, TimeProvider.System, NullLogger<MllpListener>.Instance);
    }

    public int MllpPort => mllp.Endpoint.Port;

    /// <summary>SIU messages that came, by HTTP or MLLP.</summary>
    public ConcurrentQueue<string> Notices { get; } = new();

    /// <summary>Practitioners whose next SIU gets no acknowledgement.</summary>
    public ConcurrentDictionary<string, bool> Silent { get; } = new(StringComparer.Ordinal);

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
        server.MapPost("/siu", ehr.TakeNoticeAsync);
        await server.StartAsync(cancel);
        await ehr.mllp.StartAsync(cancel);
        return ehr;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await mllp.DisposeAsync();
    }

    private async Task TakeNoticeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Response.ContentType = "application/hl7-v2";
        foreach (var answer in await RespondAsync(new MllpMessage(body.ToArray(), TooLong: false, From: null), context.RequestAborted)) await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> RespondAsync(MllpMessage message, CancellationToken cancel)
    {
        var text = Encoding.UTF8.GetString(message.Bytes.Span);
        Notices.Enqueue(text);
        if (Silent.Keys.FirstOrDefault(npi => text.Contains(npi, StringComparison.Ordinal)) is { } silent && Silent.TryRemove(silent, out _)) return ["MSH|^~\\&|nothing"u8.ToArray()];
        var responder = new Hl7Responder((received, _) => ValueTask.FromResult(AnswerTo(received)), () => $"ACK{Interlocked.Increment(ref answers)}", TimeProvider.System);
        return await responder.RespondAsync(message, cancel);
    }

    private Acknowledgement AnswerTo(Hl7Received received) =>
        received.Part is Hl7Message message && AppointmentMessage.Of(message)?.Start?.Instant is { } start && Refused.Any(r => DateTimeOffset.Parse(r, CultureInfo.InvariantCulture) == start)
            ? received.Proposed with { Code = AcknowledgementCode.AE, Errors = [new AcknowledgementError(new Hl7Path("SCH", 1, 11, 0, 4, 0), "207")] }
            : received.Proposed;

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
