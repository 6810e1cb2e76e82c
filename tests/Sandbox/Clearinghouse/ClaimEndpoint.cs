using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Healthcare.X12;

namespace Healthcare.Sandbox.Clearinghouse;

/// <summary>Takes 837P and 837I interchanges; everything it has to say about them follows by message.</summary>
internal static class ClaimEndpoint
{
    internal const string Partner = "clearhouse";

    internal static void Map(WebApplication app) => app.MapPost("/clearinghouse/claims", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, Exchange exchange, ClaimIntake intake, CancellationToken cancel)
    {
        if (!Bodies.Is(http.Request, Bodies.X12)) return Bodies.WrongType(Bodies.X12);
        var body = await Bodies.ReadAsync(http.Request, cancel);
        var file = X12File.Read(body);
        if (file.Interchange is not { } interchange)
        {
            exchange.Note(http, Subject.Of(Partner, Steps.Claim), body, StatusCodes.Status400BadRequest);
            return Bodies.Problem(400, "not-x12", "The body is not an X12 interchange.");
        }

        var claims = file.Sets.Any(s => s.Group.Version == InstitutionalClaims.Version)
            ? InstitutionalClaim.Read(body, new X12Findings()).Select(Bills.AsClaim).ToList()
            : ProfessionalClaims.Read(body, new X12Findings()).ToList();
        var subject = Subject.Of(
            Partner,
            Steps.Claim,
            [
                .. claims.Select(c => ("patientControlNumber", (string?)c.ClaimId)),
                ("interchange", interchange.ControlNumber),
                .. claims.Select(c => ("member", c.Subscriber.Id)),
            ]);
        return await exchange.AnswerAsync(http, subject, body, script => Take(script), cancel);

        IResult Take(Script? script)
        {
            var receipt = intake.Take(new ClaimBatch(file, interchange, claims, subject, Derived.Sha256(body)), script);
            return TypedResults.Json(new { Receipt = receipt, Interchange = interchange.ControlNumber, Sha256 = Derived.Sha256(body) }, statusCode: StatusCodes.Status202Accepted);
        }
    }
}
