using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.ServiceDefaults;

/// <summary>Writes every failure of every service, once for all: problem+json (RFC 9457), or OperationOutcome (FHIR R4) where the route speaks FHIR.</summary>
public static class ProblemWriter
{
    private const string FhirJson = "application/fhir+json";
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Marks routes that speak FHIR: their failures are OperationOutcomes with the same code.</summary>
    public static TBuilder SpeakingFhir<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(new FhirRoute());

    public static async Task WriteAsync(HttpContext context, ProblemAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(answer);
        var response = context.Response;
        var requestId = RequestIds.Of(context);
        var traceId = Activity.Current?.TraceId.ToHexString();
        response.StatusCode = answer.Problem.Status;
        response.Headers[RequestIds.Header] = requestId;
        response.Headers.CacheControl = "no-store";
        var retryAfter = answer.RetryAfter ?? (answer.Problem.Status is 429 or 503 ? TimeSpan.FromSeconds(5) : null);
        if (retryAfter is { } wait && response.Headers.RetryAfter.Count == 0)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (answer.ETag is { } tag) response.Headers.ETag = tag;

        var fhir = SpeaksFhir(context);
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, WriterOptions))
        {
            var address = AddressOf(context, answer.Problem.Code);
            if (fhir) WriteOutcome(json, answer, address, requestId, traceId);
            else WriteProblem(json, answer, address, requestId, traceId);
        }

        response.ContentType = fhir ? FhirJson : "application/problem+json";
        response.ContentLength = body.WrittenCount;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private static string AddressOf(HttpContext context, string code) =>
        $"{context.RequestServices.GetService<IConfiguration>()?["Problems:BaseUrl"]?.TrimEnd('/')}/problems/{code}";

    internal static bool IsFhirRoute(IEnumerable<object> metadata) => metadata.OfType<FhirRoute>().Any();

    private static bool SpeaksFhir(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<FhirRoute>() is not null
        || context.Request.Headers.Accept.Any(a => a?.Contains(FhirJson, StringComparison.OrdinalIgnoreCase) == true)
        || context.Request.ContentType?.StartsWith(FhirJson, StringComparison.OrdinalIgnoreCase) == true;

    private static void WriteProblem(Utf8JsonWriter json, ProblemAnswer answer, string address, string requestId, string? traceId)
    {
        json.WriteStartObject();
        json.WriteString("type", address);
        json.WriteString("title", answer.Problem.Title);
        json.WriteNumber("status", answer.Problem.Status);
        if (answer.Detail is { } detail) json.WriteString("detail", detail);
        json.WriteString("code", answer.Problem.Code);
        json.WriteString("requestId", requestId);
        if (traceId is not null) json.WriteString("traceId", traceId);
        if (answer.Errors.Count > 0)
        {
            json.WriteStartArray("errors");
            foreach (var error in answer.Errors)
            {
                json.WriteStartObject();
                json.WriteString("path", error.Path);
                json.WriteString("code", error.Code);
                json.WriteString("message", error.Message);
                if (error.Line is { } line) json.WriteNumber("line", line);
                if (error.Column is { } column) json.WriteNumber("column", column);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteOutcome(Utf8JsonWriter json, ProblemAnswer answer, string address, string requestId, string? traceId)
    {
        var diagnostics = traceId is null ? $"request {requestId}" : $"request {requestId}, trace {traceId}";
        json.WriteStartObject();
        json.WriteString("resourceType", "OperationOutcome");
        json.WriteStartArray("issue");
        WriteIssue(json, answer, answer.Detail ?? answer.Problem.Title, address, diagnostics, expression: null);
        foreach (var error in answer.Errors) WriteIssue(json, answer, error.Message, address, Place(error), error.Path);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string? Place(ProblemError error) => error.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"line {line}, column {error.Column}") : null;

    private static void WriteIssue(Utf8JsonWriter json, ProblemAnswer answer, string text, string address, string? diagnostics, string? expression)
    {
        json.WriteStartObject();
        json.WriteString("severity", "error");
        json.WriteString("code", IssueType(answer.Problem.Status));
        json.WriteStartObject("details");
        json.WriteStartArray("coding");
        json.WriteStartObject();
        json.WriteString("system", address[..address.LastIndexOf('/')]);
        json.WriteString("code", answer.Problem.Code);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("text", text);
        json.WriteEndObject();
        if (diagnostics is not null) json.WriteString("diagnostics", diagnostics);
        if (expression is not null)
        {
            json.WriteStartArray("expression");
            json.WriteStringValue(expression);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    // http://hl7.org/fhir/R4/valueset-issue-type.html
    internal static string IssueType(int status) => status switch
    {
        401 => "login",
        403 => "forbidden",
        404 => "not-found",
        405 or 406 or 415 => "not-supported",
        409 => "business-rule",
        412 or 428 => "conflict",
        413 => "too-long",
        422 => "processing",
        429 => "throttled",
        503 => "transient",
        >= 500 => "exception",
        _ => "invalid",
    };

    private sealed record FhirRoute;
}
