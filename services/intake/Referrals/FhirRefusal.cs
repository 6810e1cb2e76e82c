using Healthcare.Fhir;

namespace Healthcare.Intake.Referrals;

/// <summary>What is wrong with a bundle, as an OperationOutcome: each issue with its stable code and FHIRPath, none with content.</summary>
internal sealed class FhirRefusal(int status, IReadOnlyList<FhirIssue> issues) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => status;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = OperationOutcome.Write(issues);
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = OperationOutcome.ContentType;
        httpContext.Response.ContentLength = body.Length;
        httpContext.Response.Headers.CacheControl = "no-store";
        await httpContext.Response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
    }
}
