using Healthcare.Fhir;
using Healthcare.Fhir.Resources;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Payer;

/// <summary>PAS Claim/$inquire, the least of it: the current answer to the request that has the trace number, or is the patient's latest.</summary>
internal static class InquireEndpoint
{
    internal static async Task<IResult> HandleAsync(string payerId, HttpContext http, Exchange exchange, Authorizations authorizations, IOptions<SandboxOptions> options, CancellationToken cancel)
    {
        if (options.Value.Find(payerId) is null) return TypedResults.NotFound();
        if (!Bodies.Is(http.Request, Bodies.Fhir, Bodies.Json)) return SubmitEndpoint.Outcome(415, FhirIssue.Invalid("Bundle", "unsupported-media-type", $"Send {Bodies.Fhir}."));
        var body = await Bodies.ReadAsync(http.Request, cancel);
        var read = FhirBundle.Parse(body);
        if (!read.TryGet(out var bundle) || bundle.OfType(Claim.Type).FirstOrDefault() is not { Exists: true } found)
        {
            exchange.Note(http, Subject.Of(payerId, Steps.Inquiry), body, 400);
            return SubmitEndpoint.Outcome(400, [.. read.Issues, FhirIssue.Required("Bundle.entry", "missing-claim", "An inquiry is a bundle with a Claim.")]);
        }

        var claim = new Claim(found);
        var traces = claim.Identifiers.Select(i => i.Value).OfType<string>().ToList();
        var patients = claim.Patient.Resolve().Identifiers().Select(i => i.Value).OfType<string>().ToList();
        var subject = Subject.Of(payerId, Steps.Inquiry, [.. traces.Select(t => ("trace", (string?)t)), .. patients.Select(p => ("patient", (string?)p))]);
        return await exchange.AnswerAsync(
            http,
            subject,
            body,
            _ => authorizations.Inquired(payerId, traces, patients) is { Current: { } current }
                ? Bodies.Bytes(current.ToUtf8(), Bodies.Fhir)
                : SubmitEndpoint.Outcome(404, FhirIssue.Invalid("Claim.identifier", "authorization-unknown", "No request of that number or patient is here.")),
            cancel);
    }
}

/// <summary>Takes a PAS subscription; its endpoint gets the notifications instead of the gateway's usual route.</summary>
internal static class SubscriptionEndpoint
{
    internal static async Task<IResult> HandleAsync(string payerId, HttpContext http, Notifications notifications, IOptions<SandboxOptions> options, CancellationToken cancel)
    {
        if (options.Value.Find(payerId) is null) return TypedResults.NotFound();
        var read = PasSubscription.Read(await Bodies.ReadAsync(http.Request, cancel));
        if (!read.IsAcceptable || read.Value is not { } asked) return SubmitEndpoint.Outcome(read.HttpStatus, [.. read.Issues]);
        var kept = asked with { Id = Derived.Id("S", payerId, asked.Endpoint, string.Join(',', asked.Organizations)), Status = "active" };
        notifications.Subscribe(payerId, kept);
        http.Response.Headers.Location = $"/payers/{payerId}/Subscription/{kept.Id}";
        return Bodies.Bytes(kept.Build(), Bodies.Fhir, StatusCodes.Status201Created);
    }
}
