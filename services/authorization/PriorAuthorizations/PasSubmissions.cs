using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.Payers;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>What a payer's answer to a submission means, whatever its form.</summary>
internal abstract class SubmissionAnswers(IServiceScopeFactory scopes) : ITransmissionKind
{
    public abstract string Kind { get; }

    public async Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var id = answer.Transmission.SubjectId;
        var (state, _) = await scope.ServiceProvider.GetRequiredService<Streams<PriorAuthorizationCommand>>().ReadAsync<PriorAuthorization>(id, cancel);
        var payer = scope.ServiceProvider.GetRequiredService<PayerDirectory>()[answer.Transmission.Partner];
        IReadOnlyList<PriorAuthorizationCommand> commands = answer.Kind == AnswerKind.Unconfirmed ? Unconfirmed(answer) : [.. Commands(state, answer, payer)];
        return async (work, c) =>
        {
            var before = (Outcome)new Outcome.Accepted(StreamVersion.None, []);
            var outcome = await CoverageAnswers.DecideAllAsync(work, id, commands, before, c);
            return outcome is Outcome.Accepted ? await Endings.CloseAsync(work, id, answer.At, outcome, c) : outcome;
        };
    }

    /// <summary>What follows from an answer that came; <see cref="AnswerKind.Acknowledged"/> or <see cref="AnswerKind.Rejected"/>.</summary>
    protected abstract IEnumerable<PriorAuthorizationCommand> Commands(PriorAuthorization state, TransmissionAnswer answer, PayerProfile payer);

    protected virtual IReadOnlyList<PriorAuthorizationCommand> Unconfirmed(TransmissionAnswer answer) => [new RecordUnconfirmedSubmission(answer.At)];

    protected static RejectSubmission Rejected(TransmissionAnswer answer, IReadOnlyList<string> codes) =>
        new(answer.Status ?? 400, codes, answer.AnswerId, answer.At, answer.Transmission.PayloadId);

    // The payer's own time of its answer bounds its receipt; where it is missing or cannot be, ours is the only evidence.
    protected static DateTimeOffset ReceivedAt(PriorAuthorization state, DateTimeOffset createdAt, DateTimeOffset at) =>
        createdAt <= at && createdAt >= at.AddHours(-1) && state is PriorAuthorization.Packed ? createdAt : at;
}

/// <summary>What a payer's answer to Claim/$submit means (PAS 2.2.1: 4xx is final, 5xx may be resent unchanged).</summary>
internal class PasSubmissions(IServiceScopeFactory scopes) : SubmissionAnswers(scopes)
{
    public const string Name = "pas-submit";

    public override string Kind => Name;

    protected override IEnumerable<PriorAuthorizationCommand> Commands(PriorAuthorization state, TransmissionAnswer answer, PayerProfile payer)
    {
        if (answer.Kind == AnswerKind.Rejected) return [Rejected(answer, PayerAnswers.OutcomeCodes(answer.Body))];
        var read = PasResponse.Read(answer.Body);
        if (!read.IsAcceptable || !read.TryGet(out var response)) return [new RecordUnusableAnswer("not-a-pas-response", answer.AnswerId, answer.At)];
        if (PayerAnswers.AuthorizationOf(response.TraceNumber) is { } other && other != answer.Transmission.SubjectId) return [new RecordUnusableAnswer("other-trace-number", answer.AnswerId, answer.At)];
        if (Codes.Clauses(FhirValidation.Check(answer.Body).Issues) is { Count: > 0 } broken) return [new RecordUnusableAnswer("not-conforming", answer.AnswerId, answer.At, broken)];
        if (response.Status == PasStatus.Error) return [Rejected(answer, PayerAnswers.ErrorCodes(response)) with { Status = answer.Status ?? 200 }];
        return
        [
            new RecordPayerAnswer(ReceivedAt(state, response.CreatedAt, answer.At), PayerAnswers.Words(response, state as PriorAuthorization.Begun, payer), answer.AnswerId, answer.At)
            {
                PayloadId = answer.Transmission.PayloadId,
            },
        ];
    }
}

/// <summary>What a payer tells when a person asks ($inquire): its current answer, applied like any other; an inquiry that fails changes nothing.</summary>
internal sealed class PasInquiries(IServiceScopeFactory scopes) : PasSubmissions(scopes)
{
    public override string Kind => InquirePayer.Kind;

    protected override IReadOnlyList<PriorAuthorizationCommand> Unconfirmed(TransmissionAnswer answer) => [];

    protected override IEnumerable<PriorAuthorizationCommand> Commands(PriorAuthorization state, TransmissionAnswer answer, PayerProfile payer)
    {
        var commands = base.Commands(state, answer, payer).ToList();
        return commands is [RecordPayerAnswer said]
            ? [said with { PayloadId = null }, new EndInquiry("answered", answer.At)]
            : [new EndInquiry(commands is [RecordUnusableAnswer unusable] ? unusable.ReasonCode : $"http-{answer.Status ?? 0}", answer.At)];
    }
}

/// <summary>From a PAS answer to what an authorization is told.</summary>
internal static class PayerAnswers
{
    /// <summary>The authorization whose trace number it is; null for a number that is not ours.</summary>
    public static Guid? AuthorizationOf(Identifier? trace) =>
        trace is { System: null or OwnSystems.Authorization, Value: { } value } && Guid.TryParseExact(value, "N", out var id) ? id : null;

    public static IReadOnlyList<string> ErrorCodes(PasResponse response) =>
        [.. response.Errors.Select(e => Codes.Of(e.Code)).OfType<string>().Distinct(StringComparer.Ordinal).Take(20).DefaultIfEmpty("unstated")];

    public static IReadOnlyList<string> OutcomeCodes(ReadOnlyMemory<byte> body) =>
        OperationOutcome.Read(body).TryGet(out var issues)
            ? [.. issues.Select(i => Codes.Of(i.Detail) ?? Codes.Of(i.Code)).OfType<string>().Distinct(StringComparer.Ordinal).Take(20)]
            : [];

    /// <summary>Item by item; an answer without items that says "queued" pends them all.</summary>
    public static IReadOnlyList<PayerWord> Words(PasResponse response, PriorAuthorization.Begun? asked, PayerProfile payer)
    {
        if (response.Decisions.Count > 0) return [.. response.Decisions.Select(Word).Select(w => w with { IsInformationRequested = payer.AsksForInformation(w.Decision.ReasonCode) })];
        if (response.Status != PasStatus.Pended || asked is null) return [];
        return [.. asked.File.Needed.Select(i => new PayerWord(i.Sequence, new ItemDecision { Action = ReviewAction.Pended.ToCode() }, AdministrationReference: null))];
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
