using System.Reflection;
using Healthcare.EventStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Healthcare.ServiceDefaults;

/// <summary>
/// What became of a command, as HTTP says it: done is 204, 200, 201 or 202 with the new <c>ETag</c>; refused is 409 with the refusal's code
/// (404 when the code ends in <c>-unknown</c>, 403 when only a person may decide); stale is 412.
/// </summary>
public static class Outcomes
{
    public static CommandResult ToHttp(this Outcome outcome) => new(outcome);

    public static CommandResult<TBody> ToHttp<TBody>(this Outcome outcome, Func<Outcome.Accepted, TBody> body) => new(outcome, body);

    /// <summary>201 with the address of what was made.</summary>
    public static CreatedResult<TBody> ToCreated<TBody>(this Outcome outcome, string location, Func<Outcome.Accepted, TBody> body) => new(outcome, location, body);

    /// <summary>202: kept durably, and carried on elsewhere; the address is where to follow it.</summary>
    public static ReceivedResult<TBody> ToReceived<TBody>(this Outcome outcome, string location, Func<Outcome.Accepted, TBody> body) => new(outcome, location, body);

    /// <summary>A document with its stream's version as <c>ETag</c>; 304 when the caller has it already (If-None-Match).</summary>
    public static VersionedResult<TBody> At<TBody>(this TBody document, StreamVersion version) => new(document, version);

    public static ProblemAnswer ToProblem(this Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var kind = refusal.Code switch
        {
            "person-must-decide" => KnownProblems.PersonMustDecide,
            var code when code.EndsWith("-unknown", StringComparison.Ordinal) => KnownProblems.NotFound,
            _ => KnownProblems.Refused,
        };
        return new ProblemAnswer(kind with { Code = refusal.Code }) { Detail = refusal.Sentence };
    }
}

/// <summary>204 with the new <c>ETag</c>, or why not.</summary>
public class CommandResult : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    private readonly int accepted;

    internal CommandResult(Outcome outcome)
        : this(outcome, StatusCodes.Status204NoContent) { }

    private protected CommandResult(Outcome outcome, int accepted)
    {
        Outcome = outcome;
        this.accepted = accepted;
    }

    public Outcome Outcome { get; }

    public int? StatusCode => Outcome switch
    {
        Outcome.Accepted => accepted,
        Outcome.Stale => StatusCodes.Status412PreconditionFailed,
        Outcome.Refused refused => refused.Refusal.ToProblem().Problem.Status,
        _ => null,
    };

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status204NoContent, type: null);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        switch (Outcome)
        {
            case Outcome.Accepted done:
                httpContext.Response.StatusCode = accepted;
                httpContext.Response.Headers.ETag = done.Version.ETag;
                return WriteAsync(httpContext, done);
            case Outcome.Refused refused:
                return ProblemWriter.WriteAsync(httpContext, refused.Refusal.ToProblem());
            case Outcome.Stale stale:
                return ProblemWriter.WriteAsync(httpContext, new ProblemAnswer(KnownProblems.Stale) { ETag = stale.Actual.ETag });
            default:
                throw new InvalidOperationException($"No answer is known for {Outcome.GetType()}.");
        }
    }

    private protected virtual Task WriteAsync(HttpContext context, Outcome.Accepted done) => Task.CompletedTask;

    private protected static void Describe(EndpointBuilder builder, int status, Type? type)
    {
        builder.Metadata.Add(type is null ? new ProducesResponseTypeMetadata(status, typeof(void)) : new ProducesResponseTypeMetadata(status, type, ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status409Conflict, typeof(ProblemBody), ["application/problem+json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status412PreconditionFailed, typeof(ProblemBody), ["application/problem+json"]));
    }
}

/// <summary>200 with a body and the new <c>ETag</c>, or why not.</summary>
public class CommandResult<TBody> : CommandResult, IValueHttpResult, IEndpointMetadataProvider
{
    private readonly Func<Outcome.Accepted, TBody> body;
    private readonly string? location;

    internal CommandResult(Outcome outcome, Func<Outcome.Accepted, TBody> body)
        : this(outcome, StatusCodes.Status200OK, location: null, body) { }

    private protected CommandResult(Outcome outcome, int accepted, string? location, Func<Outcome.Accepted, TBody> body)
        : base(outcome, accepted)
    {
        this.body = body;
        this.location = location;
    }

    object? IValueHttpResult.Value => Outcome is Outcome.Accepted done ? body(done) : null;

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status200OK, typeof(TBody));

    private protected override Task WriteAsync(HttpContext context, Outcome.Accepted done)
    {
        if (location is not null) context.Response.Headers.Location = location;
        return context.Response.WriteAsJsonAsync(body(done), context.RequestAborted);
    }
}

/// <summary>201 with the address of what was made, or why not.</summary>
public sealed class CreatedResult<TBody> : CommandResult<TBody>, IEndpointMetadataProvider
{
    internal CreatedResult(Outcome outcome, string location, Func<Outcome.Accepted, TBody> body)
        : base(outcome, StatusCodes.Status201Created, location, body) { }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status201Created, typeof(TBody));
}

/// <summary>202 with a receipt and the address to follow, or why not.</summary>
public sealed class ReceivedResult<TBody> : CommandResult<TBody>, IEndpointMetadataProvider
{
    internal ReceivedResult(Outcome outcome, string location, Func<Outcome.Accepted, TBody> body)
        : base(outcome, StatusCodes.Status202Accepted, location, body) { }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status202Accepted, typeof(TBody));
}

/// <summary>A document at a version of its stream.</summary>
public sealed class VersionedResult<TBody> : IResult, IStatusCodeHttpResult, IValueHttpResult, IEndpointMetadataProvider
{
    private readonly TBody document;
    private readonly StreamVersion version;

    internal VersionedResult(TBody document, StreamVersion version)
    {
        this.document = document;
        this.version = version;
    }

    public int? StatusCode => StatusCodes.Status200OK;

    public object? Value => document;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(TBody), ["application/json"]));
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.Headers.ETag = version.ETag;
        if (httpContext.Request.Headers.IfNoneMatch.Any(t => t is not null && EntityTagHeaderValue.TryParse(t, out var tag) && tag.Tag == version.ETag))
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return httpContext.Response.WriteAsJsonAsync(document, httpContext.RequestAborted);
    }
}

/// <summary>How a problem looks on the wire, for the API's description.</summary>
public sealed record ProblemBody(string Type, string Title, int Status, string? Detail, string Code, string RequestId, string? TraceId, IReadOnlyList<ProblemError>? Errors);
