using Healthcare.EventStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Healthcare.ServiceDefaults;

/// <summary>What a route's description says beyond what its signature tells: for people who never met this system.</summary>
public static class DescribedRoutes
{
    /// <param name="route">The route.</param>
    /// <param name="operationId">The name that generated clients give the call; it never changes once it is published.</param>
    /// <param name="summary">One sentence of what the call does.</param>
    /// <param name="refusals">The codes that this call may be refused with by a rule of the business.</param>
    public static TBuilder Described<TBuilder>(this TBuilder route, string operationId, string summary, params IReadOnlyList<Refusal> refusals)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(refusals);
        return route.WithName(operationId).WithSummary(summary).Answering([.. refusals.Select(r => r.ToProblem().Problem with { Title = r.Sentence })]);
    }

    /// <summary>Problems that this route answers by itself, beside those that follow from its policy, headers and body.</summary>
    public static TBuilder Answering<TBuilder>(this TBuilder route, params IReadOnlyList<Problem> problems)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new AnsweredProblems(problems));

    /// <summary>A body that the endpoint reads itself, by media type and with an example; said here and not with Accepts, which would answer before the caller is known.</summary>
    public static TBuilder TakingBody<TBuilder>(this TBuilder route, string mediaType, string description, string example)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new TakenBody(mediaType, description, example));

    /// <summary>A success whose body is not JSON that a type describes, by media type.</summary>
    public static TBuilder AnsweringBytes<TBuilder>(this TBuilder route, string mediaType, string description)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new AnsweredBytes(mediaType, description));
}

internal sealed record AnsweredProblems(IReadOnlyList<Problem> Problems);

internal sealed record TakenBody(string MediaType, string Description, string Example);

internal sealed record AnsweredBytes(string MediaType, string Description);
