using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Healthcare.ServiceDefaults;

/// <summary>How large a body may be: 5 MB unless a route says otherwise; 413 beyond.</summary>
public static class BodyLimits
{
    public const long Usual = 5 * 1024 * 1024;

    public static TBuilder LimitingBody<TBuilder>(this TBuilder routes, long bytes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(new Limit(bytes));

    private sealed record Limit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}

/// <summary>
/// Keeps the limit in the server's stead. The server would cut the connection while the caller still sends, and the caller would see a broken pipe instead of 413;
/// here the rest is read and thrown away, for a while, so that the answer arrives.
/// </summary>
internal sealed class BodyLimit(RequestDelegate next)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var limits = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (limits is not { MaxRequestBodySize: { } limit, IsReadOnly: false } || request.ContentLength <= limit || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false)
        {
            await next(context);
            return;
        }

        limits.MaxRequestBodySize = null;
        var whole = request.Body;
        if (request.ContentLength is not null)
        {
            await DrainAsync(whole, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        await using var body = new LimitedBody(whole, limit);
        request.Body = body;
        try
        {
            await next(context);
        }
        finally
        {
            if (body.IsExceeded) await DrainAsync(whole, context.RequestAborted);
        }
    }

    private static async Task DrainAsync(Stream body, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        var scratch = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var some = 1;
            while (some > 0) some = await body.ReadAsync(scratch, patience.Token);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // Who never stops sending gets no answer.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}

/// <summary>A body whose length nobody said, up to a limit.</summary>
internal sealed class LimitedBody(Stream body, long limit) : Stream
{
    private long read;

    public bool IsExceeded => read > limit;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var some = IsExceeded ? 0 : await body.ReadAsync(buffer, cancellationToken);
        read += some;
        return IsExceeded ? throw new BadHttpRequestException("The body is larger than this address takes.", StatusCodes.Status413PayloadTooLarge) : some;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Request bodies are read asynchronously.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
