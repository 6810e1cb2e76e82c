using Microsoft.AspNetCore.Builder;
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
