using Microsoft.AspNetCore.Http;

namespace Healthcare.ServiceDefaults;

/// <summary>A problem as an endpoint's result: RFC 9457, or an OperationOutcome on FHIR routes.</summary>
public sealed class ProblemResult(ProblemAnswer answer) : IResult, IStatusCodeHttpResult, IValueHttpResult
{
    public ProblemAnswer Answer { get; } = answer;

    public int? StatusCode => Answer.Problem.Status;

    public object Value => Answer;

    public Task ExecuteAsync(HttpContext httpContext) => ProblemWriter.WriteAsync(httpContext, Answer);
}
