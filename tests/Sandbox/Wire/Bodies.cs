namespace Healthcare.Sandbox.Wire;

/// <summary>Bodies as they came, byte by byte.</summary>
internal static class Bodies
{
    internal const string Fhir = "application/fhir+json";
    internal const string X12 = "application/edi-x12";
    internal const string Json = "application/json";
    internal const string Hl7 = "application/hl7-v2";

    internal static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        return body.ToArray();
    }

    internal static bool Is(HttpRequest request, params ReadOnlySpan<string> mediaTypes)
    {
        var type = request.ContentType ?? "";
        var end = type.IndexOf(';', StringComparison.Ordinal);
        var bare = (end < 0 ? type : type[..end]).Trim();
        foreach (var mediaType in mediaTypes)
        {
            if (bare.Equals(mediaType, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    internal static IResult WrongType(string expected) =>
        Problem(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", $"Send {expected}.");

    internal static IResult Problem(int status, string code, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: code, type: $"urn:healthcare:sandbox:{code}", extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code });

    internal static IResult Bytes(ReadOnlyMemory<byte> body, string mediaType, int status = StatusCodes.Status200OK) => new BytesResult(body, mediaType, status);

    private sealed class BytesResult(ReadOnlyMemory<byte> body, string mediaType, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = mediaType;
            httpContext.Response.ContentLength = body.Length;
            await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}
