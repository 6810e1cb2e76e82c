using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Intake.Channels;
using Healthcare.ServiceDefaults;
using Microsoft.Net.Http.Headers;

namespace Healthcare.Intake.Referrals;

/// <summary>A partner's referral was read; the stream is named by partner and content.</summary>
public sealed record ReceiveReferral(ReferralReceived Content, DateTimeOffset At) : ReferralCommand(At);

/// <summary>What a partner is told of its referral.</summary>
internal sealed record ReferralReceipt(string TrackingId, ReferralStatus Status, string StatusUrl, DateTimeOffset ReceivedAt)
{
    /// <summary>What is missing, each with a code, a sentence, an example and its place; absent when nothing is.</summary>
    public IReadOnlyList<MissingItem>? Missing { get; init; }

    public DateTimeOffset? InformationDueAt { get; init; }

    public static ReferralReceipt Of(ReferralDocument referral) => new(referral.TrackingId, referral.Status, $"/partner/v1/cases/{referral.TrackingId}", referral.ReceivedAt)
    {
        Missing = referral.Status != ReferralStatus.AwaitingInformation || referral.Missing is [] ? null : [.. referral.Missing.Select(m => MissingItem.Of(m, referral.Channel))],
        InformationDueAt = referral.InformationDueAt,
    };
}

/// <summary>One thing that is asked for.</summary>
internal sealed record MissingItem(string Code, string Sentence)
{
    /// <summary>What a good value looks like.</summary>
    public string? Example { get; init; }

    /// <summary>Where it belongs in what the sender sends.</summary>
    public string? Where { get; init; }

    public static MissingItem Of(string missing, string channel) => new(missing, ReferralHandoffs.SentenceOf(missing))
    {
        Example = Requirements.RequiredItem.ExampleOf(missing),
        Where = Requirements.RequiredItem.PlacesOf(missing)?.Of(channel),
    };
}

internal static class ReceiveReferralEndpoint
{
    public const string FhirJson = "application/fhir+json";
    public const string Json = "application/json";

    public static void Map(RouteGroupBuilder referrals) => referrals.MapPost("/", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith("system/Bundle.c"))
        .LimitingBody(FhirLimits.Default.MaxBytes)
        .Produces<ReferralReceipt>(StatusCodes.Status201Created)
        .Produces<ReferralReceipt>(StatusCodes.Status200OK)
        .TakingBody(FhirJson, "A FHIR R4 Bundle, at most 24 MB; documents as inline attachments.", ReferralExample.Json)
        .TakingBody(Hl7Exchange.MediaType, "A REF^I12 of HL7 v2 (also application/hl7-v2); the answer is an ACK with the same receipt in its headers.", ReferralExample.Hl7)
        .TakingBody(Json, "A portal's record: the same referral in a few members.", ReferralExample.Portal)
        .Answering(KnownProblems.Unprocessable, ProblemOf(IncomingReferrals.Suspended), ProblemOf(IncomingReferrals.ChannelNotAgreed))
        .Described(
            "sendReferral",
            "Sends a referral: a FHIR R4 Bundle with one ServiceRequest and its Patient, Coverage, Practitioner and DocumentReferences, a REF^I12, or a portal's record. 201 when it is new, 200 when it is on file, by whatever channel it came; the receipt lists what is missing",
            ReferralRefusals.AnotherPatient,
            ReferralRefusals.AlreadyAccepted,
            ReferralRefusals.AlreadyDeclined);

    private static async Task<IResult> HandleAsync(HttpRequest request, Caller caller, IncomingReferrals incoming, Hl7Exchange hl7, CancellationToken cancel)
    {
        var mediaType = MediaTypeOf(request);
        if (mediaType is null) return KnownProblems.MediaTypeUnsupported.ToResult($"Send a bundle as {FhirJson}, a message as {Hl7Exchange.MediaType}, or a record as {Json}.");
        var body = await ReadAsync(request.Body, cancel);
        if (Hl7Exchange.Takes(mediaType)) return await hl7.AnswerAsync(caller.PartnerId ?? "", body, mediaType, cancel);
        var channel = mediaType == Json && !NamesAResource(body.Span) ? ReferralChannels.Portal : ReferralChannels.Fhir;
        return await incoming.TakeAsync(new Sent(caller.PartnerId ?? "", channel, body, request.ContentType ?? FhirJson), cancel) switch
        {
            Arrival.Stands a => new ReceiptResult(a.Referral, a.IsNew),
            Arrival.NotRead a => new FhirRefusal(a.Status, a.Issues),
            Arrival.NotPermitted a => new ProblemResult(new ProblemAnswer(ProblemOf(a.Refusal))),
            Arrival.Refused a => new ProblemResult(a.Refusal.ToProblem()),
            _ => throw new InvalidOperationException("Every arrival has an answer."),
        };
    }

    public static Problem ProblemOf(Refusal refusal) => KnownProblems.NotPermitted with { Code = refusal.Code, Title = refusal.Sentence };

    private static string? MediaTypeOf(HttpRequest request)
    {
        if (request.ContentType is null) return FhirJson;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType.Value?.ToLowerInvariant() is not { } name) return null;
        return name is FhirJson or Json || Hl7Exchange.Takes(name) ? name : null;
    }

    // FHIR has long been sent as plain JSON: what names its resource is a resource.
    private static bool NamesAResource(ReadOnlySpan<byte> body) => body.IndexOf("\"resourceType\""u8) >= 0;

    // The route's limit bounds it: a longer body ends in 413 while it is read.
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, CancellationToken cancel)
    {
        var all = new MemoryStream();
        await body.CopyToAsync(all, cancel);
        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }
}

/// <summary>The receipt, with its place and version; <c>201</c> when this request brought the referral.</summary>
internal sealed class ReceiptResult(ReferralDocument referral, bool isNew) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCode ?? StatusCodes.Status200OK;
        Head(httpContext.Response, referral);
        return httpContext.Response.WriteAsJsonAsync(ReferralReceipt.Of(referral), httpContext.RequestAborted);
    }

    public static void Head(HttpResponse response, ReferralDocument referral)
    {
        response.Headers.ETag = new StreamVersion(referral.Version).ETag;
        response.Headers.Location = $"/partner/v1/referrals/{referral.TrackingId}";
    }
}
