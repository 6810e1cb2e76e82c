using Healthcare.Fhir;
using Healthcare.Hl7v2;
using Healthcare.Intake.Referrals;

namespace Healthcare.Intake.Channels;

/// <summary>Takes HL7 v2 messages and answers each with an acknowledgement: AA when its referral stands, AE with the fields that are wrong, AR when it is none that can be taken.</summary>
internal sealed class Hl7Exchange(IncomingReferrals incoming, TimeProvider clock)
{
    public const string MediaType = "x-application/hl7-v2+er7";
    private const string Alias = "application/hl7-v2";
    private const int MostErrors = 20;

    public static bool Takes(string mediaType) => mediaType is MediaType or Alias;

    /// <summary>MSH-10 of an answer.</summary>
    public static string NewControlId() => Guid.CreateVersion7().ToString("N")[^20..];

    /// <summary>Over HTTP, where the token names the partner and a body is one message.</summary>
    public async Task<IResult> AnswerAsync(string partnerId, ReadOnlyMemory<byte> bytes, string mediaType, CancellationToken cancel)
    {
        var findings = new Hl7Findings();
        using var reader = new Hl7Reader(bytes, findings);
        Hl7Message? message = null;
        RefusedPart? refused = null;
        while (reader.Read() && message is null)
        {
            message = reader.Part as Hl7Message;
            refused ??= reader.Part as RefusedPart;
        }

        if (message is null)
        {
            var answer = refused is null ? Plain() : Acknowledgement.Of(refused).Answer(refused, NewControlId(), clock.GetUtcNow());
            return new AcknowledgementResult(StatusCodes.Status400BadRequest, answer, referral: null);
        }

        Hl7Rules.Check(message, findings);
        var (status, said, referral) = await TakeAsync(partnerId, ReferralChannels.Hl7v2, message, bytes, mediaType, Acknowledgement.Of(message, findings), cancel);
        return new AcknowledgementResult(status, said.Answer(message, NewControlId(), clock.GetUtcNow()), referral);
    }

    /// <summary>Keeps a message and takes it; the answer is given after everything is committed.</summary>
    public async Task<(int Status, Acknowledgement Said, ReferralDocument? Referral)> TakeAsync(
        string partnerId, string channel, Hl7Message message, ReadOnlyMemory<byte> bytes, string mediaType, Acknowledgement proposed, CancellationToken cancel)
    {
        if (message.Type != "REF") return (StatusCodes.Status422UnprocessableEntity, Refusal(message, AcknowledgementCode.AR, Path("MSH-9"), "200", "Only REF is taken here."), null);
        if (!proposed.IsPositive) return (StatusCodes.Status422UnprocessableEntity, proposed, null);
        return await incoming.TakeAsync(new Sent(partnerId, channel, bytes, mediaType, message), cancel) switch
        {
            Arrival.Stands a => (a.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, Taken(message, a.Referral), a.Referral),
            Arrival.NotRead a => (a.Status, new Acknowledgement(AcknowledgementCode.AE, message.ControlId, [.. a.Issues.Where(i => i.IsError).Take(MostErrors).Select(ErrorOf)]), null),
            Arrival.NotPermitted a => (StatusCodes.Status403Forbidden, Refusal(message, AcknowledgementCode.AR, location: null, "207", a.Refusal.Code), null),
            Arrival.Refused a => (StatusCodes.Status409Conflict, Refusal(message, AcknowledgementCode.AE, location: null, "207", a.Refusal.Code), null),
            _ => throw new InvalidOperationException("Every arrival has an answer."),
        };
    }

    public static Acknowledgement Refusal(Hl7Message message, AcknowledgementCode code, Hl7Path? location, string error, string sentence) =>
        new(code, message.ControlId, [new AcknowledgementError(location, error, "E", sentence)]);

    // A sender that hears of warnings in ERR learns what is asked for without another call.
    private static Acknowledgement Taken(Hl7Message message, ReferralDocument referral) =>
        new(AcknowledgementCode.AA, message.ControlId, [.. Asked(referral).Take(MostErrors).Select(m => new AcknowledgementError(Location: null, "101", "W", $"{m.Code}: {m.Sentence} {m.Where}"))]) { Text = referral.TrackingId };

    private static IReadOnlyList<MissingItem> Asked(ReferralDocument referral) => ReferralReceipt.Of(referral).Missing ?? [];

    private static AcknowledgementError ErrorOf(FhirIssue issue) => new(
        issue.Expression is { } place && Hl7Path.TryParse(place, out var path) ? path : null,
        issue.Detail switch
        {
            "unsupported-message" => "200",
            "unsupported-event" => "201",
            "unknown-payer" => "204",
            { } code when code.StartsWith("missing-", StringComparison.Ordinal) => "101",
            "invalid-service-code" or "invalid-diagnosis-code" => "103",
            _ => "102",
        },
        "E", $"{issue.Detail}: {issue.Diagnostics}");

    private static Hl7Path? Path(string place) => Hl7Path.TryParse(place, out var path) ? path : null;

    private ReadOnlyMemory<byte> Plain()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        new Acknowledgement(AcknowledgementCode.AR, "", [new AcknowledgementError(Location: null, "100", "E", "There is no message.")])
            .Write(new Hl7Writer(output), new MessageHeader(null, null, null, null, clock.GetUtcNow(), "ACK", null, "ACK", NewControlId()));
        return output.WrittenMemory;
    }

    private sealed class AcknowledgementResult(int status, ReadOnlyMemory<byte> answer, ReferralDocument? referral) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => status;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = MediaType;
            response.ContentLength = answer.Length;
            if (referral is not null)
            {
                ReceiptResult.Head(response, referral);
                response.Headers["Tracking-Id"] = referral.TrackingId;
                response.Headers["Referral-Status"] = System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(referral.Status.ToString());
            }

            await response.BodyWriter.WriteAsync(answer, httpContext.RequestAborted);
        }
    }
}
