using Healthcare.Authorization.Packets;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Handoffs.Transmissions;
using Healthcare.X12;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>What a payer said of cover, whatever the form of its answer.</summary>
internal abstract record EligibilityWord
{
    private EligibilityWord() { }

    public sealed record Active(CoverageFindings Findings) : EligibilityWord;

    public sealed record Inactive(CoverageFindings Findings) : EligibilityWord;

    public sealed record Refused(CoverageRejection Rejection) : EligibilityWord;

    /// <summary>The payer has the question and answers later by itself.</summary>
    public sealed record Queued : EligibilityWord;

    public sealed record Unusable(string ReasonCode) : EligibilityWord;
}

/// <summary>What a payer's answer to an inquiry means: active cover brings what the authorization does next in the same commit.</summary>
internal abstract class EligibilityAnswers(IServiceScopeFactory scopes) : ITransmissionKind
{
    public abstract string Kind { get; }

    public async Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var checkId = answer.Transmission.SubjectId;
        var (check, _) = await scope.ServiceProvider.GetRequiredService<Streams<CoverageCheckCommand>>().ReadAsync<CoverageCheck>(checkId, cancel);
        if (check is not CoverageCheck.Begun begun || answer.Kind == AnswerKind.Unconfirmed) return Nothing;
        // The answer to a question that is no longer the one that counts.
        if (check is CoverageCheck.Asking asking && asking.Inquiry.OriginalId != answer.Transmission.PayloadId) return Nothing;
        if (answer.Kind == AnswerKind.Rejected) return Deciding(checkId, Unusable(answer, "http-refused"));
        var answerId = answer.AnswerId ?? answer.Transmission.Id;
        switch (Read(answer.Body, (begun as CoverageCheck.Asking)?.Inquiry.Trace))
        {
            case EligibilityWord.Active word:
                var answers = scope.ServiceProvider.GetRequiredService<CoverageAnswers>();
                var confirm = await answers.ConfirmAsync(begun, word.Findings, answerId, answer.At, cancel);
                var next = await answers.PrepareAsync(begun.Question, answer.At, cancel);
                return async (work, c) =>
                {
                    var confirmed = await work.DecideAsync<CoverageCheckCommand>(checkId, confirm, c);
                    return confirmed is Outcome.Accepted ? await CoverageAnswers.DecideAllAsync(work, begun.Question.AuthorizationId, next, confirmed, c) : confirmed;
                };
            case EligibilityWord.Inactive word:
                return Deciding(checkId, new FindCoverageInactive(word.Findings, answerId, answer.At));
            case EligibilityWord.Refused word:
                return Deciding(checkId, await RefusedAsync(scope.ServiceProvider, begun, word.Rejection, answerId, answer.At, cancel));
            case EligibilityWord.Unusable word:
                return Deciding(checkId, Unusable(answer, word.ReasonCode));
            default:
                return Nothing;
        }
    }

    /// <summary>The answer's word on the inquiry of that trace; null when none is under way.</summary>
    protected abstract EligibilityWord Read(ReadOnlyMemory<byte> body, string? trace);

    protected static string Code(string? value) => Codes.Of(value) ?? "none";

    // The next inquiry is made now, because a deadline that fires later can only decide.
    private static async Task<CoverageCheckCommand> RefusedAsync(
        IServiceProvider services, CoverageCheck.Begun check, CoverageRejection rejection, Guid answerId, DateTimeOffset at, CancellationToken cancel)
    {
        CoverageInquiry? next = null;
        if (AaaPolicy.Current.RetryAfter(rejection, check.Tries) is { } wait
            && await services.GetRequiredService<AuthorizationPackets>().OpenAsync(check.Question.AuthorizationId, cancel) is { } packet)
            next = (await services.GetRequiredService<EligibilityInquiries>().MakeAsync(check.Question, packet, check.Attempts + 1, at + wait, cancel)).Inquiry;
        return new RefuseCoverageInquiry(rejection, next, answerId, at);
    }

    private static RecordUnusableCoverageAnswer Unusable(TransmissionAnswer answer, string reason) => new(reason, answer.Status, answer.AnswerId, answer.At);

    private static DecideOnAnswer Deciding(Guid checkId, CoverageCheckCommand command) => (work, cancel) => work.DecideAsync(checkId, command, cancel);

    private static Task<Outcome> Nothing(Work work, CancellationToken cancel) => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, []));
}

/// <summary>Answers by X12 271 (005010X279A1).</summary>
internal sealed class X12EligibilityAnswers(IServiceScopeFactory scopes) : EligibilityAnswers(scopes)
{
    public override string Kind => EligibilityInquiries.Kind;

    protected override EligibilityWord Read(ReadOnlyMemory<byte> body, string? trace)
    {
        var findings = new X12Findings();
        var responses = EligibilityResponse.Read(body, findings);
        if (findings.Errors > 0 || Pick(responses, trace) is not { } response) return new EligibilityWord.Unusable("not-the-271");
        if (response.IsActive) return new EligibilityWord.Active(Findings(response));
        if (response.Rejections is [var first, ..]) return new EligibilityWord.Refused(new CoverageRejection(first.Level, Code(first.Reason), Code(first.FollowUp)));
        return response.Benefits.Count > 0 ? new EligibilityWord.Inactive(Findings(response)) : new EligibilityWord.Unusable("no-benefit");
    }

    // A refusal above the person has no trace, so the reference (BHT03), which holds the same, speaks for it.
    private static EligibilityResponse? Pick(IReadOnlyList<EligibilityResponse> responses, string? trace) =>
        trace is null ? responses is [var only, ..] ? only : null : responses.FirstOrDefault(r => r.Trace == trace || (r.Trace is null && r.Reference == trace));

    private static CoverageFindings Findings(EligibilityResponse response) => new(
        [.. response.Benefits.Select(b => Code(b.Code)).Distinct(StringComparer.Ordinal)],
        response.Benefits.Select(b => b.AuthorizationRequired).FirstOrDefault(r => r is "Y") ?? response.Benefits.Select(b => Codes.Of(b.AuthorizationRequired)).FirstOrDefault(r => r is not null),
        response.HasOtherPayer);
}

/// <summary>Answers by CoverageEligibilityResponse.</summary>
internal sealed class FhirEligibilityAnswers(IServiceScopeFactory scopes) : EligibilityAnswers(scopes)
{
    public override string Kind => EligibilityInquiries.FhirKind;

    protected override EligibilityWord Read(ReadOnlyMemory<byte> body, string? trace)
    {
        var read = EligibilityAnswer.Read(body);
        if (!read.IsAcceptable || !read.TryGet(out var answer)) return new EligibilityWord.Unusable("not-an-eligibility-response");
        if (trace is not null && answer.Trace is not null && answer.Trace != trace) return new EligibilityWord.Unusable("other-trace-number");
        // The response has no follow-up action: whether to ask again rests on the reason alone.
        if (answer.Errors is [var first, ..] || answer.Outcome == "error") return new EligibilityWord.Refused(new CoverageRejection("22", Code(answer.Errors is [var reason, ..] ? reason : null), "none"));
        return (answer.Outcome, answer.InForce) switch
        {
            ("queued", _) => new EligibilityWord.Queued(),
            (_, true) => new EligibilityWord.Active(Findings(answer, "1")),
            (_, false) => new EligibilityWord.Inactive(Findings(answer, "6")),
            _ => new EligibilityWord.Unusable("no-benefit"),
        };
    }

    private static CoverageFindings Findings(EligibilityAnswer answer, string benefit) => new([benefit], answer.AuthorizationRequired switch
    {
        true => "Y",
        false => "N",
        null => null,
    }, answer.HasOtherPayer);
}
