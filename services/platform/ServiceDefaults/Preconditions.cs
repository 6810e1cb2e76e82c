using System.Reflection;
using Healthcare.EventStore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.ServiceDefaults;

/// <summary>RFC 6585, 3: a route that binds If-Match to a <see cref="StreamVersion"/> is answered 428 without it.</summary>
internal sealed class Preconditions(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Request.Headers.IfMatch.Count == 0
        && context.GetEndpoint() is { } endpoint
        && endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Any(p => !p.IsOptional && IsIfMatch(p))
            ? ProblemWriter.WriteAsync(context, new ProblemAnswer(KnownProblems.IfMatchMissing))
            : next(context);

    internal static bool IsIfMatch(IParameterBindingMetadata parameter) =>
        parameter.ParameterInfo.ParameterType == typeof(StreamVersion)
        && string.Equals(parameter.ParameterInfo.GetCustomAttribute<FromHeaderAttribute>()?.Name, "If-Match", StringComparison.OrdinalIgnoreCase);
}
