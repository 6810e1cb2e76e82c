namespace Healthcare.ServiceDefaults;

/// <summary>
/// A kind of failure that the API promises (RFC 9457): <paramref name="Code"/> never changes and ends the problem's <c>type</c>,
/// <paramref name="Title"/> says what is wrong and <paramref name="Remedy"/> what to send instead; none of them names a patient.
/// </summary>
public sealed record Problem(string Code, int Status, string Title, string Remedy)
{
    public ProblemResult ToResult(string? detail = null) => new(new ProblemAnswer(this) { Detail = detail });
}

/// <summary>A problem as it is answered once: with what was found in this request.</summary>
public sealed record ProblemAnswer(Problem Problem)
{
    /// <summary>A sentence for people about this occurrence; no values of the request in it.</summary>
    public string? Detail { get; init; }

    /// <summary>Where in the request something is wrong.</summary>
    public IReadOnlyList<ProblemError> Errors { get; init; } = [];

    /// <summary>When trying again may help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The stream's version, answered as <c>ETag</c>.</summary>
    public string? ETag { get; init; }
}

/// <summary>One thing wrong with a request: <paramref name="Path"/> is a JSON path or the parameter's name, line and column count from 1.</summary>
public sealed record ProblemError(string Path, string Code, string Message)
{
    public long? Line { get; init; }

    public long? Column { get; init; }
}
