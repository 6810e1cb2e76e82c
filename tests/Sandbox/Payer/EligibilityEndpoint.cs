using System.Globalization;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Healthcare.X12;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Payer;

/// <summary>X12 270 in, 271 out (005010X279A1), in real time.</summary>
internal static class EligibilityEndpoint
{
    internal static async Task<IResult> HandleAsync(
        string payerId, HttpContext http, Exchange exchange, ControlNumbers numbers, IOptions<SandboxOptions> options, TimeProvider clock, CancellationToken cancel)
    {
        if (options.Value.Find(payerId) is not { } payer) return TypedResults.NotFound();
        if (!Bodies.Is(http.Request, Bodies.X12)) return Bodies.WrongType(Bodies.X12);
        var body = await Bodies.ReadAsync(http.Request, cancel);
        var file = X12File.Read(body);
        var inquiries = EligibilityRequest.Read(body, new X12Findings());
        if (file.Interchange is not { } interchange || file.Sets is not [var set, ..] || file.Findings.Errors > 0 || inquiries.Count == 0)
        {
            exchange.Note(http, Subject.Of(payerId, Steps.Eligibility), body, StatusCodes.Status400BadRequest);
            return Bodies.Problem(400, "not-a-270", "The body is not a 270 interchange with a whole envelope.");
        }

        var subject = Subject.Of(payerId, Steps.Eligibility, inquiries.SelectMany(i => new (string, string?)[] { ("trace", i.Trace), ("member", i.Subscriber.Id) }).Append(("interchange", interchange.ControlNumber)));
        return await exchange.AnswerAsync(http, subject, body, script => Bodies.Bytes(Answer(script), Bodies.X12), cancel);

        ReadOnlyMemory<byte> Answer(Script? script)
        {
            var now = clock.GetUtcNow();
            var number = numbers.For("271", payerId, interchange.SenderId, interchange.ControlNumber);
            return X12Document.Write(
                X12Answers.Back(interchange, now, number),
                X12Answers.Back(set.Group, "HB", EligibilityRequest.Version, now, number),
                writer =>
                {
                    for (var i = 0; i < inquiries.Count; i++)
                        Respond(inquiries[i], payerId, payer, script, now).Write(writer, (i + 1).ToString("D4", CultureInfo.InvariantCulture));
                }).OrThrow();
        }
    }

    private static EligibilityResponse Respond(EligibilityRequest inquiry, string payerId, PayerProfile payer, Script? script, DateTimeOffset now)
    {
        var response = new EligibilityResponse
        {
            Reference = inquiry.Reference,
            At = now.UtcDateTime,
            Trace = inquiry.Trace,
            TraceOriginator = inquiry.TraceOriginator,
            Payer = inquiry.Payer with { Name = payer.Name },
            Provider = inquiry.Provider,
            Subscriber = inquiry.Subscriber,
            Dependent = inquiry.Dependent,
        };
        var person = inquiry.Dependent is null ? "22" : "23";
        if (!payer.Answers(payerId, inquiry.Payer.Id)) return Refused(response with { Provider = null, Subscriber = null, Dependent = null }, "20", "79", "C");
        if (script?.Behaviour == "unavailable") return Refused(response with { Provider = null, Subscriber = null, Dependent = null }, "20", script.Reason ?? "42", "R");
        if (inquiry.Provider.Id is not { Length: 10 } npi || !npi.All(char.IsAsciiDigit)) return Refused(response with { Subscriber = null, Dependent = null }, "21", "43", "C");
        if (string.IsNullOrEmpty(inquiry.Subscriber.Id)) return Refused(response, person, "72", "C");
        if (script?.Behaviour == "not-found") return Refused(response, person, script.Reason ?? "75", "C");
        if (script?.Behaviour == "inactive")
        {
            return response with
            {
                Dates = [new QualifiedDate("347", inquiry.ServiceDate.AddDays(-1), null)],
                Benefits = [new EligibilityBenefit { Code = "6", ServiceTypes = ["30"] }],
            };
        }

        return response with
        {
            Dates = [new QualifiedDate("346", new DateOnly(inquiry.ServiceDate.Year, 1, 1), null)],
            Benefits =
            [
                new EligibilityBenefit { Code = "1", CoverageLevel = "IND", ServiceTypes = ["30"], InsuranceType = "C1", Plan = "CAPITAL CHOICE" },
                .. inquiry.ServiceTypes.Where(s => s != "30").Select(s => new EligibilityBenefit
                {
                    Code = "1", CoverageLevel = "IND", ServiceTypes = [s], InsuranceType = "C1", Plan = "CAPITAL CHOICE", AuthorizationRequired = "Y", InNetwork = "Y",
                }),
            ],
        };
    }

    private static EligibilityResponse Refused(EligibilityResponse response, string level, string reason, string followUp) =>
        response with { Rejections = [new EligibilityRejection(level, reason, followUp)] };
}
