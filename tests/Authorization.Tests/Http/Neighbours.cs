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

    /// <summary>The 278s that the payer got, by trace number.</summary>
    public ConcurrentDictionary<string, List<byte[]>> Reviewed { get; } = new(StringComparer.Ordinal);

    /// <summary>Inquiries about cover, by member number.</summary>
    public ConcurrentDictionary<string, List<EligibilityRequest>> Asked { get; } = new(StringComparer.Ordinal);

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
        server.MapPost("/inquire", neighbours.InquireAsync);
        server.MapPost("/eligibility-fhir", neighbours.AskAsync);
        server.MapPost("/278", neighbours.ReviewAsync);
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
        var member = inquiry.Subscriber.Id ?? "";
        Asked.AddOrUpdate(member, _ => [inquiry], (_, before) => [.. before, inquiry]);
        var inactive = member.StartsWith("INACTIVE", StringComparison.Ordinal);
        var response = new EligibilityResponse
        {
            Reference = inquiry.Reference,
            At = inquiry.At,
            Trace = inquiry.Trace,
            TraceOriginator = inquiry.TraceOriginator,
            Payer = inquiry.Payer,
            Provider = inquiry.Provider,
            Subscriber = inquiry.Subscriber,
            Rejections = member.StartsWith("AWAY", StringComparison.Ordinal) ? [new EligibilityRejection("20", "42", "R")] : member.StartsWith("UNKNOWN", StringComparison.Ordinal) ? [new EligibilityRejection("22", "72", "C")] : [],
            Benefits = member.StartsWith("AWAY", StringComparison.Ordinal) || member.StartsWith("UNKNOWN", StringComparison.Ordinal) ? [] : [new EligibilityBenefit { Code = inactive ? "6" : "1", ServiceTypes = ["30"], AuthorizationRequired = inactive ? null : "Y" }],
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

        await context.Response.Body.WriteAsync(Answer(body, i => Decide(member, i, request.Items.Count > 0 && request.BundleIdentifier.Value?.Contains("-u", StringComparison.Ordinal) == true)).ToUtf8(), context.RequestAborted);
    }

    private static PasDecision Decide(string member, PasItem item, bool isUpdate)
    {
        if (item.CertificationType == PasCertificationType.Cancel) return new PasDecision { Sequence = item.Sequence, Action = ReviewAction.Cancelled };
        if (member.StartsWith("APPROVE", StringComparison.Ordinal) || (member.StartsWith("DOCS", StringComparison.Ordinal) && isUpdate)) return CarryingACase.Certified(item.Sequence) with { Units = item.Quantity };
        return new PasDecision
        {
            Sequence = item.Sequence, Action = ReviewAction.Pended, AdministrationReferenceNumber = "PND1", ReasonCode = member.StartsWith("DOCS", StringComparison.Ordinal) ? "0U" : null,
        };
    }

    private async Task InquireAsync(HttpContext context)
    {
        var bundle = FhirBundle.Parse(await BodyAsync(context)).Value ?? throw new InvalidOperationException("Not a bundle.");
        var trace = bundle.Entries[0].Resource.Each("identifier").First()["value"].Text ?? "";
        context.Response.ContentType = "application/fhir+json";
        await context.Response.Body.WriteAsync(Answer(Submitted[trace][0], i => CarryingACase.Certified(i.Sequence)).ToUtf8(), context.RequestAborted);
    }

    private async Task AskAsync(HttpContext context)
    {
        var question = EligibilityQuestion.Read(await BodyAsync(context)).Value ?? throw new InvalidOperationException("Not a question.");
        context.Response.ContentType = "application/fhir+json";
        await context.Response.Body.WriteAsync(
            new EligibilityAnswer { ResponseId = "E1", Outcome = "complete", CreatedAt = TimeProvider.System.GetUtcNow(), InForce = true, AuthorizationRequired = true }.Build(question), context.RequestAborted);
    }

    private async Task ReviewAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        var review = ServicesReview.Read(body, new X12Findings()).Single();
        Reviewed.AddOrUpdate(review.Events[0].Traces[0].Number, _ => [body], (_, before) => [.. before, body]);
        context.Response.ContentType = "application/edi-x12";
        await context.Response.Body.WriteAsync(Said(body, new ReviewDecision("A4", null, null, null)), context.RequestAborted);
    }

    /// <summary>The payer's 278 on a 278, the same word on every service.</summary>
    public static ReadOnlyMemory<byte> Said(byte[] asked, ReviewDecision decision)
    {
        var review = ServicesReview.Read(asked, new X12Findings()).Single();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var answer = review with
        {
            Purpose = "11",
            At = TimeProvider.System.GetUtcNow().UtcDateTime,
            Events =
            [
                review.Events[0] with
                {
                    Traces = [.. review.Events[0].Traces.Select(t => t with { Type = "2" })],
                    Services = [.. review.Events[0].Services.Select(s => s with
                    {
                        Traces = [.. s.Traces.Select(t => t with { Type = "2" })], Decision = decision, Dates = [new QualifiedDate("007", today.AddDays(-1), null), new QualifiedDate("036", today.AddDays(180), null)],
                    })],
                },
            ],
        };
        return X12Document.Write(
            new InterchangeEnvelope("ZZ", "PAYER", "ZZ", "HEALTHCARE", answer.At, 1),
            new GroupEnvelope(ServicesReview.FunctionalId, "PAYER", "HEALTHCARE", answer.At, 1, ServicesReview.Version),
            writer => answer.Write(writer, "0001")).Bytes;
    }

    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }
}
