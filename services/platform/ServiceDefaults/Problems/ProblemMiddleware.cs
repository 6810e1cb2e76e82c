using System.Text.Json;
using System.Text.RegularExpressions;
using Healthcare.EventStore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Healthcare.ServiceDefaults;

/// <summary>The outermost step of a request: gives it an id, turns exceptions and empty failures into problems.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger, ServiceIdentity service)
{
    public async Task InvokeAsync(HttpContext context)
    {
        RequestIds.Begin(context, trusted: !service.IsEdge);
        try
        {
            await next(context);
            var response = context.Response;
            if (response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
                await ProblemWriter.WriteAsync(context, new ProblemAnswer(KnownProblems.OfStatus(response.StatusCode)));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted) context.Response.StatusCode = 499;
        }
        catch (Exception failure)
        {
            var answer = AnswerTo(failure, context);
            if (answer.Problem.Status >= 500) Log(context, failure, answer);
            if (context.Response.HasStarted)
            {
                // Half an answer must not look like a whole one.
                context.Abort();
                return;
            }

            context.Response.Clear();
            await ProblemWriter.WriteAsync(context, answer);
        }
    }

    private static ProblemAnswer AnswerTo(Exception failure, HttpContext context) => failure switch
    {
        BadHttpRequestException bad => AnswerToBadRequest(bad, context),
        // JSON of the caller comes as a bad request, from binding; any other is our own.
        UnreadableEventException => new ProblemAnswer(KnownProblems.StoredEventUnreadable),
        _ when Dependencies.IsAway(failure) => new ProblemAnswer(KnownProblems.DependencyUnavailable) { RetryAfter = TimeSpan.FromSeconds(5) },
        _ => new ProblemAnswer(KnownProblems.Unexpected),
    };

    private static ProblemAnswer AnswerToBadRequest(BadHttpRequestException bad, HttpContext context)
    {
        if (bad.StatusCode != StatusCodes.Status400BadRequest) return new ProblemAnswer(KnownProblems.OfStatus(bad.StatusCode));
        if (bad.InnerException is JsonException json) return Malformed(json);
        // The framework's sentence quotes the value that did not bind; only the parameter's name leaves.
        if (ParameterName().Match(bad.Message) is { Success: true } found && found.Groups["name"] is var name)
        {
            return IsIfMatch(context, name.Value)
                ? new ProblemAnswer(KnownProblems.IfMatchMalformed)
                : new ProblemAnswer(KnownProblems.ParameterMalformed) { Errors = [new ProblemError(name.Value, "malformed", "Missing, or not of the form that is documented.")] };
        }

        return new ProblemAnswer(KnownProblems.BodyMalformed);
    }

    private static bool IsIfMatch(HttpContext context, string parameter) =>
        context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Any(p => p.Name == parameter && Preconditions.IsIfMatch(p)) == true;

    private static ProblemAnswer Malformed(JsonException json) => new(KnownProblems.BodyMalformed)
    {
        Errors =
        [
            new ProblemError(json.Path is { } path && SafePath().IsMatch(path) ? path : "$", "malformed", "Reading stopped here: not JSON, or not of the type that is documented.")
            {
                Line = json.LineNumber + 1,
                Column = json.BytePositionInLine + 1,
            },
        ],
    };

    private void Log(HttpContext context, Exception failure, ProblemAnswer answer)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        if (failure is UnreadableEventException e) Unreadable(logger, context.Request.Method, route, e.EventId, e.EventType, e.StreamId, e.Version, e.Sequence, e.Why);
        else if (answer.Problem == KnownProblems.Unexpected) Failed(logger, context.Request.Method, route, failure.GetType().Name, $"{failure.InnerException?.GetType().Name}{failure.StackTrace}");
        else Away(logger, context.Request.Method, route, failure.GetType().Name);
    }

    // The message of an exception may quote what a partner sent, so its type and its stack stand for it.
    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed with {Failure}: {Stack}")]
    private static partial void Failed(ILogger logger, string method, string route, string failure, string stack);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed on event {EventId} ({EventType}), version {Version} of stream {StreamId}, number {Sequence}, which cannot be read: {Why}")]
    private static partial void Unreadable(ILogger logger, string method, string route, Guid eventId, string eventType, Guid streamId, long version, long sequence, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Route} was not accepted, a dependency is away: {Failure}")]
    private static partial void Away(ILogger logger, string method, string route, string failure);

    [GeneratedRegex("parameter \"(?:[^\" ]+ )?(?<name>[A-Za-z0-9_]+)\"", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex ParameterName();

    [GeneratedRegex(@"^\$[A-Za-z0-9_.\[\]]{0,200}$", RegexOptions.None, 100)]
    private static partial Regex SafePath();
}

/// <summary>Which request is answered before anyone asks who calls: unknown addresses, unknown methods, compressed bodies.</summary>
internal sealed class RefusedAtTheDoor(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        switch (context.GetEndpoint())
        {
            case null:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            // Routing's own answers (405, 415) are no routes.
            case var endpoint and not RouteEndpoint when endpoint.RequestDelegate is { } answer:
                return answer(context);
            default:
                break;
        }

        if (context.Request.Headers.ContentEncoding is [var encoding, ..] && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        return next(context);
    }
}
