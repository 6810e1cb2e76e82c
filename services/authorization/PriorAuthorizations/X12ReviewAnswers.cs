using System.Globalization;
using Healthcare.Authorization.Payers;
using Healthcare.Fhir;
using Healthcare.Handoffs.Transmissions;
using Healthcare.X12;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>What a payer's 278 means (005010X217): HCR item by item, AAA where the request itself is refused.</summary>
internal sealed class X12ReviewAnswers(IServiceScopeFactory scopes) : SubmissionAnswers(scopes)
{
    public const string Name = "x12-278";

    public override string Kind => Name;

    protected override IEnumerable<PriorAuthorizationCommand> Commands(PriorAuthorization state, TransmissionAnswer answer, PayerProfile payer)
    {
        if (answer.Kind == AnswerKind.Rejected) return [Rejected(answer, ["http-refused"])];
        var findings = new X12Findings();
        var reviews = ServicesReview.Read(answer.Body, findings);
        if (findings.Errors > 0 || reviews is not [var review, ..]) return [new RecordUnusableAnswer("not-the-278", answer.AnswerId, answer.At)];
        if (AuthorizationOf(review) is { } other && other != answer.Transmission.SubjectId) return [new RecordUnusableAnswer("other-trace-number", answer.AnswerId, answer.At)];
        if (ErrorCodes(review) is { Count: > 0 } errors) return [Rejected(answer, errors) with { Status = answer.Status ?? 200 }];
        if (Words(review, state as PriorAuthorization.Begun, payer) is not { Count: > 0 } words) return [new RecordUnusableAnswer("no-decision", answer.AnswerId, answer.At)];
        return [new RecordPayerAnswer(ReceivedAt(state, new DateTimeOffset(review.At, TimeSpan.Zero), answer.At), words, answer.AnswerId, answer.At) { PayloadId = answer.Transmission.PayloadId }];
    }

    /// <summary>The authorization whose trace number the answer carries back; null for a number that is not ours.</summary>
    public static Guid? AuthorizationOf(ServicesReview review) => review.Events.SelectMany(e => e.Traces).Select(t => Guid.TryParseExact(t.Number, "N", out var id) ? id : (Guid?)null).FirstOrDefault(i => i is not null);

    public static IReadOnlyList<string> ErrorCodes(ServicesReview review) =>
        [.. review.Rejections.Concat(review.Events.SelectMany(e => e.Rejections)).Concat(review.Events.SelectMany(e => e.Services).SelectMany(s => s.Rejections)).Select(r => Codes.Of(r.Reason)).OfType<string>().Distinct(StringComparer.Ordinal).Take(20)];

    /// <summary>The word on each service; a decision on the event alone is one on every service.</summary>
    public static IReadOnlyList<PayerWord> Words(ServicesReview review, PriorAuthorization.Begun? asked, PayerProfile payer)
    {
        if (asked is null || review.Events is not [var patientEvent, ..]) return [];
        var items = asked.File.Needed;
        var decided = patientEvent.Services.Select((s, at) => (Item: ItemOf(s, at, items), Said: s)).Where(s => s is { Item: not null, Said.Decision: not null }).ToList();
        if (decided.Count > 0) return [.. decided.Select(d => Word(d.Item?.Sequence ?? 0, d.Said, patientEvent, payer))];
        return patientEvent.Decision is null ? [] : [.. items.Select(i => Word(i.Sequence, patientEvent, patientEvent, payer))];
    }

    // By our own number of the item; a payer that drops it answers in the order that it was asked in.
    private static RequestedItem? ItemOf(ReviewItem said, int at, IReadOnlyList<RequestedItem> items)
    {
        var number = said.Traces.Select(t => t.Number.Split('-') is [.., var last] && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : (int?)null).FirstOrDefault(n => n is not null);
        return number is { } sequence ? items.FirstOrDefault(i => i.Sequence == sequence) : at < items.Count ? items[at] : null;
    }

    private static PayerWord Word(int sequence, ReviewItem said, ReviewItem patientEvent, PayerProfile payer)
    {
        var decision = said.Decision ?? patientEvent.Decision;
        var service = said.Service is { Procedure: { } code } && Codes.Of(code) is { } known ? (System: (string?)"CPT", Code: (string?)known) : default;
        var text = said.Messages.Concat(patientEvent.Messages).FirstOrDefault(m => m.Length > 0);
        return new PayerWord(
            sequence,
            new ItemDecision
            {
                Action = ReviewActions.FromCode(decision?.Code).ToCode(),
                CertificationNumber = Codes.Of(said.AuthorizationNumber ?? patientEvent.AuthorizationNumber),
                From = Day(said, patientEvent, "007") ?? Day(said, patientEvent, "472"),
                To = Day(said, patientEvent, "036") ?? Until(said, "472"),
                Units = said.Delivery?.Quantity is >= 0 and <= int.MaxValue and { } units ? (int)decimal.Truncate(units) : null,
                System = service.System,
                Code = service.Code,
                ReasonCode = Codes.Of(decision?.Reason),
            },
            Codes.Of(said.References.Concat(patientEvent.References).FirstOrDefault(r => r.Qualifier == "NT")?.Value))
        {
            ReasonText = text,
            IsInformationRequested = payer.AsksForInformation(Codes.Of(decision?.Reason)),
        };
    }

    private static DateOnly? Day(ReviewItem said, ReviewItem patientEvent, string qualifier) => said.Dates.Concat(patientEvent.Dates).FirstOrDefault(d => d.Qualifier == qualifier)?.From;

    private static DateOnly? Until(ReviewItem said, string qualifier) => said.Dates.FirstOrDefault(d => d.Qualifier == qualifier)?.To;
}
