using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.X12;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Healthcare.Authorization.Tests.Http;

/// <summary>Intake and a payer, on loopback: what the service calls. Each case is told by its member number how it goes.</summary>
internal sealed class Neighbours : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<Guid, ReferralPacket> packets = new();
    private readonly ConcurrentDictionary<string, int> failures = new(StringComparer.Ordinal);

    private Neighbours(WebApplication app) => this.app = app;

    public string Address { get; private set; } = "";

    /// <summary>The bundles that the payer got, by trace number.</summary>
    public ConcurrentDictionary<string, List<byte[]>> Submitted { get; } = new(StringComparer.Ordinal);

    public ConcurrentBag<string> Tokens { get; } = [];

    public static async Task<Neighbours> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        var neighbours = new Neighbours(server);
        server.MapGet("/internal/packets/{referralId:guid}", neighbours.PacketAsync);
        server.MapGet("/internal/packets/{referralId:guid}/documents/{documentId}", neighbours.DocumentAsync);
        server.MapPost("/eligibility", neighbours.EligibilityAsync);
        server.MapPost("/submit", neighbours.SubmitAsync);
        await server.StartAsync(cancel);
        neighbours.Address = server.Urls.First();
        return neighbours;
    }

    /// <summary>Keeps a packet as intake would, and returns its hash.</summary>
    public string Keep(ReferralPacket packet)
    {
        packets[packet.ReferralId] = packet;
        return Convert.ToHexStringLower(SHA256.HashData(Canonical(packet)));
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>The payer's word on a bundle, in its own form.</summary>
    public static FhirBundle Answer(byte[] submitted, Func<PasItem, PasDecision> decide)
    {
        var submission = PasRequest.Read(submitted).Value ?? throw new InvalidOperationException("Not a submission.");
        return new PasResponse { ResponseId = "R1", CreatedAt = TimeProvider.System.GetUtcNow(), Decisions = [.. submission.Request.Items.Select(decide)] }.Build(submission, "https://payer.example/fhir");
    }

    private static byte[] Canonical(ReferralPacket packet)
    {
        var canonical = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(JsonSerializer.SerializeToElement(packet, Options), canonical);
        return canonical.WrittenSpan.ToArray();
    }

    private Task PacketAsync(HttpContext context, Guid referralId)
    {
        Tokens.Add(context.Request.Headers.Authorization.ToString());
        if (!packets.TryGetValue(referralId, out var packet))
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }

        // Not in canonical order, as another writer may have it.
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(packet, Options), context.RequestAborted).AsTask();
    }

    private Task DocumentAsync(HttpContext context, Guid referralId, string documentId) =>
        context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"note {documentId}"), context.RequestAborted).AsTask();

    private async Task EligibilityAsync(HttpContext context)
    {
        var inquiry = EligibilityRequest.Read(await BodyAsync(context), new X12Findings()).Single();
        var inactive = inquiry.Subscriber.Id?.StartsWith("INACTIVE", StringComparison.Ordinal) == true;
        var response = new EligibilityResponse
        {
            Reference = inquiry.Reference,
            At = inquiry.At,
            Trace = inquiry.Trace,
            TraceOriginator = inquiry.TraceOriginator,
            Payer = inquiry.Payer,
            Provider = inquiry.Provider,
            Subscriber = inquiry.Subscriber,
            Benefits = [new EligibilityBenefit { Code = inactive ? "6" : "1", ServiceTypes = ["30"], AuthorizationRequired = inactive ? null : "Y" }],
        };
        var document = X12Document.Write(
            new InterchangeEnvelope("ZZ", "PAYER", "ZZ", "HEALTHCARE", inquiry.At, 1),
            new GroupEnvelope("HB", "PAYER", "HEALTHCARE", inquiry.At, 1, EligibilityRequest.Version),
            writer => response.Write(writer, "0001"));
        context.Response.ContentType = "application/edi-x12";
        await context.Response.Body.WriteAsync(document.Bytes, context.RequestAborted);
    }

    private async Task SubmitAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        var request = (PasRequest.Read(body).Value ?? throw new InvalidOperationException("Not a submission.")).Request;
        var trace = request.TraceNumber.Value ?? "";
        Submitted.AddOrUpdate(trace, _ => [body], (_, before) => [.. before, body]);
        var member = request.Coverage.MemberNumber ?? "";
        context.Response.ContentType = "application/fhir+json";
        if (member.StartsWith("FAIL", StringComparison.Ordinal) && failures.AddOrUpdate(trace, 1, (_, count) => count + 1) <= 3)
        {
            context.Response.StatusCode = 500;
            return;
        }

        if (member.StartsWith("REFUSED", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 422;
            await context.Response.Body.WriteAsync(OperationOutcome.Write(FhirSeverity.Error, "invalid", "not-our-member", "The member is not ours."), context.RequestAborted);
            return;
        }

        await context.Response.Body.WriteAsync(
            Answer(body, i => new PasDecision { Sequence = i.Sequence, Action = ReviewAction.Pended, AdministrationReferenceNumber = "PND1" }).ToUtf8(), context.RequestAborted);
    }

    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }
}
