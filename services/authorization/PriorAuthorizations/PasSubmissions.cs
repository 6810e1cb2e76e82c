using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>What a payer's answer to Claim/$submit means (PAS 2.2.1: 4xx is final, 5xx may be resent unchanged).</summary>
internal sealed class PasSubmissions(IServiceScopeFactory scopes) : ITransmissionKind
{
    public const string Name = "pas-submit";
    public const string MediaType = "application/fhir+json";

    public string Kind => Name;

    public async Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var id = answer.Transmission.SubjectId;
        var (state, _) = await scope.ServiceProvider.GetRequiredService<Streams<PriorAuthorizationCommand>>().ReadAsync<PriorAuthorization>(id, cancel);
        var command = Command(state, answer);
        return (work, c) => work.DecideAsync(id, command, c);
    }

    private static PriorAuthorizationCommand Command(PriorAuthorization state, TransmissionAnswer answer)
    {
        if (answer.Kind == AnswerKind.Unconfirmed) return new RecordUnconfirmedSubmission(answer.At);
        if (answer.Kind == AnswerKind.Rejected) return new RejectSubmission(answer.Status ?? 400, OutcomeCodes(answer.Body), answer.AnswerId, answer.At);
        var read = PasResponse.Read(answer.Body);
        if (!read.IsAcceptable || !read.TryGet(out var response)) return new RecordUnusableAnswer("not-a-pas-response", answer.AnswerId, answer.At);
        if (response.TraceNumber is { Value: { } trace } && PayerAnswers.AuthorizationOf(response.TraceNumber) != answer.Transmission.SubjectId && trace.Length > 0)
            return new RecordUnusableAnswer("other-trace-number", answer.AnswerId, answer.At);
        if (response.Status == PasStatus.Error) return new RejectSubmission(answer.Status ?? 200, PayerAnswers.ErrorCodes(response), answer.AnswerId, answer.At);
        return new RecordPayerAnswer(ReceivedAt(state, response, answer.At), PayerAnswers.Words(response, (state as PriorAuthorization.Begun)?.Request), answer.AnswerId, answer.At);
    }

    // The payer's own time of its answer bounds its receipt; where it is missing or cannot be, ours is the only evidence.
    private static DateTimeOffset ReceivedAt(PriorAuthorization state, PasResponse response, DateTimeOffset at) =>
        response.CreatedAt <= at && response.CreatedAt >= at.AddHours(-1) && state is PriorAuthorization.Packed ? response.CreatedAt : at;

    private static IReadOnlyList<string> OutcomeCodes(ReadOnlyMemory<byte> body) =>
        OperationOutcome.Read(body).TryGet(out var issues)
            ? [.. issues.Select(i => Codes.Of(i.Detail) ?? Codes.Of(i.Code)).OfType<string>().Distinct(StringComparer.Ordinal).Take(20)]
            : [];
}

/// <summary>From a PAS answer to what an authorization is told.</summary>
internal static class PayerAnswers
{
    /// <summary>The authorization whose trace number it is; null for a number that is not ours.</summary>
    public static Guid? AuthorizationOf(Identifier? trace) =>
        trace is { System: null or OwnSystems.Authorization, Value: { } value } && Guid.TryParseExact(value, "N", out var id) ? id : null;

    public static IReadOnlyList<string> ErrorCodes(PasResponse response) =>
        [.. response.Errors.Select(e => Codes.Of(e.Code)).OfType<string>().Distinct(StringComparer.Ordinal).Take(20).DefaultIfEmpty("unstated")];

    /// <summary>Item by item; an answer without items that says "queued" pends them all.</summary>
    public static IReadOnlyList<PayerWord> Words(PasResponse response, RequestFacts? request)
    {
        if (response.Decisions.Count > 0) return [.. response.Decisions.Select(Word)];
        if (response.Status != PasStatus.Pended || request is null) return [];
        return [.. request.Items.Select(i => new PayerWord(i.Sequence, new ItemDecision { Action = ReviewAction.Pended.ToCode() }, AdministrationReference: null))];
    }

    private static PayerWord Word(PasDecision decision)
    {
        // An approval's reason says nothing that a decision rests on; the text goes with a refusal, a change or a pend.
        var service = decision.Service is { System: { } system, Code: { } code } && Codes.Of(code) is { } known ? (System: ServiceCodes.FromFhir(system), Code: known) : default;
        return new PayerWord(
            decision.Sequence,
            new ItemDecision
            {
                Action = decision.Action.ToCode(),
                CertificationNumber = Codes.Of(decision.CertificationNumber),
                From = decision.From?.Day,
                To = decision.To?.Day,
                Units = decision.Units is >= 0 and <= int.MaxValue and { } units ? (int)decimal.Truncate(units) : null,
                System = service.System,
                Code = service.Code,
                ReasonCode = Codes.Of(decision.ReasonCode),
            },
            Codes.Of(decision.AdministrationReferenceNumber))
        {
            ReasonText = decision.ReasonText is { Length: > 0 } text ? text : null,
        };
    }
}
