using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.ServiceDefaults;
using Microsoft.Net.Http.Headers;

namespace Healthcare.Intake.Referrals;

/// <summary>A partner's bundle was read; the stream is named by partner and content.</summary>
public sealed record ReceiveReferral(ReferralReceived Content, DateTimeOffset At) : ReferralCommand(At);

/// <summary>What a partner is told of its referral.</summary>
internal sealed record ReferralReceipt(string TrackingId, ReferralStatus Status, string StatusUrl, DateTimeOffset ReceivedAt)
{
    /// <summary>What is missing, each with a code and a sentence; absent when nothing is.</summary>
    public IReadOnlyList<MissingItem>? Missing { get; init; }

    public DateTimeOffset? InformationDueAt { get; init; }

    public static ReferralReceipt Of(ReferralDocument referral) => new(referral.TrackingId, referral.Status, $"/partner/v1/cases/{referral.TrackingId}", referral.ReceivedAt)
    {
        Missing = referral.Missing is [] ? null : [.. referral.Missing.Select(MissingItem.Of)],
        InformationDueAt = referral.InformationDueAt,
    };
}

internal sealed record MissingItem(string Code, string Sentence)
{
    public static MissingItem Of(string missing) => new(missing, ReferralHandoffs.SentenceOf(missing));
}

internal static class ReceiveReferralEndpoint
{
    public const string FhirJson = "application/fhir+json";

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPost("/", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith("system/Bundle.c"))
        .LimitingBody(FhirLimits.Default.MaxBytes)
        .Produces<ReferralReceipt>(StatusCodes.Status201Created)
        .Produces<ReferralReceipt>(StatusCodes.Status200OK)
        .TakingBody(FhirJson, "A FHIR R4 Bundle, at most 5 MB; documents as inline attachments.", ReferralExample.Json)
        .Answering(KnownProblems.Unprocessable)
        .Described(
            "sendReferral",
            "Sends a referral: a FHIR R4 Bundle with one ServiceRequest and its Patient, Coverage, Practitioner and DocumentReferences. 201 when it is new, 200 when it is on file; the receipt lists what is missing",
            ReferralRefusals.AnotherPatient,
            ReferralRefusals.AlreadyAccepted,
            ReferralRefusals.AlreadyDeclined);

    private static async Task<IResult> HandleAsync(HttpRequest request, Caller caller, IncomingReferrals incoming, CancellationToken cancel)
    {
        if (!SpeaksJson(request)) return KnownProblems.MediaTypeUnsupported.ToResult($"Send the bundle as {FhirJson}.");
        return await incoming.TakeAsync(caller.PartnerId ?? "", request.Body, request.ContentType ?? FhirJson, cancel) switch
        {
            Arrival.Stands a => new ReceiptResult(a.Referral, a.IsNew),
            Arrival.NotFhir a => new FhirRefusal(a.Status, a.Issues),
            Arrival.Refused a => new ProblemResult(a.Refusal.ToProblem()),
            _ => throw new InvalidOperationException("Every arrival has an answer."),
        };
    }

    private static bool SpeaksJson(HttpRequest request) =>
        request.ContentType is null
        || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Value?.ToLowerInvariant() is FhirJson or "application/json");

    private sealed class ReceiptResult(ReferralDocument referral, bool isNew) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
            httpContext.Response.Headers.ETag = new StreamVersion(referral.Version).ETag;
            httpContext.Response.Headers.Location = $"/partner/v1/referrals/{referral.TrackingId}";
            return httpContext.Response.WriteAsJsonAsync(ReferralReceipt.Of(referral), httpContext.RequestAborted);
        }
    }
}
