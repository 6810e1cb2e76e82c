using Healthcare.Authorization.Packets;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.EventStore;
using Healthcare.Handoffs.Transmissions;
using Healthcare.X12;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>What a payer's answer to a 270 means: active cover brings the authorization's package and its submission in the same commit.</summary>
internal sealed class EligibilityAnswers(IServiceScopeFactory scopes) : ITransmissionKind
{
    public string Kind => EligibilityInquiries.Kind;

    public async Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var checkId = answer.Transmission.SubjectId;
        var (check, _) = await scope.ServiceProvider.GetRequiredService<Streams<CoverageCheckCommand>>().ReadAsync<CoverageCheck>(checkId, cancel);
        if (check is not CoverageCheck.Begun begun || answer.Kind == AnswerKind.Unconfirmed) return Nothing;
        if (answer.Kind == AnswerKind.Rejected) return Deciding(checkId, Unusable(answer, "http-refused"));
        if (Read(answer.Body, begun) is not { } response) return Deciding(checkId, Unusable(answer, "not-the-271"));

        var answerId = answer.AnswerId ?? answer.Transmission.Id;
        if (response.IsActive) return await ConfirmingAsync(scope.ServiceProvider, checkId, begun.Question, new ConfirmCoverage(Findings(response), answerId, answer.At), cancel);
        if (response.Rejections is [var first, ..])
            return Deciding(checkId, await RefusedAsync(scope.ServiceProvider, begun, new CoverageRejection(first.Level, Code(first.Reason), Code(first.FollowUp)), answerId, answer.At, cancel));
        return Deciding(checkId, response.Benefits.Count > 0 ? new FindCoverageInactive(Findings(response), answerId, answer.At) : Unusable(answer, "no-benefit"));
    }

    private static async Task<DecideOnAnswer> ConfirmingAsync(
        IServiceProvider services, Guid checkId, CoverageQuestion question, ConfirmCoverage confirm, CancellationToken cancel)
    {
        var package = await services.GetRequiredService<PackageAssembly>().AssembleAsync(question.AuthorizationId, part2Consent: null, confirm.At, cancel);
        return async (work, c) =>
        {
            var confirmed = await work.DecideAsync<CoverageCheckCommand>(checkId, confirm, c);
            return confirmed is Outcome.Accepted && package is not null ? await work.DecideAsync(question.AuthorizationId, package, c) : confirmed;
        };
    }

    // The next inquiry is made now, because a deadline that fires later can only decide.
    private static async Task<CoverageCheckCommand> RefusedAsync(
        IServiceProvider services, CoverageCheck.Begun check, CoverageRejection rejection, Guid answerId, DateTimeOffset at, CancellationToken cancel)
    {
        CoverageInquiry? next = null;
        if (CoverageCheckDecider.RetryAfter(rejection, check.Attempts) is { } wait
            && await services.GetRequiredService<AuthorizationPackets>().OpenAsync(check.Question.AuthorizationId, cancel) is { } packet)
            next = (await services.GetRequiredService<EligibilityInquiries>().MakeAsync(check.Question, packet, check.Attempts + 1, at + wait, cancel)).Inquiry;
        return new RefuseCoverageInquiry(rejection, next, answerId, at);
    }

    // A refusal above the person has no trace, so the reference (BHT03), which holds the same, speaks for it.
    private static EligibilityResponse? Read(ReadOnlyMemory<byte> body, CoverageCheck.Begun check)
    {
        var findings = new X12Findings();
        var responses = EligibilityResponse.Read(body, findings);
        if (findings.Errors > 0) return null;
        if (check is CoverageCheck.Asking { Inquiry.Trace: var trace }) return responses.FirstOrDefault(r => r.Trace == trace || (r.Trace is null && r.Reference == trace));
        return responses is [var only, ..] ? only : null;
    }

    private static CoverageFindings Findings(EligibilityResponse response) => new(
        [.. response.Benefits.Select(b => Code(b.Code)).Distinct(StringComparer.Ordinal)],
        response.Benefits.Select(b => b.AuthorizationRequired).FirstOrDefault(r => r is "Y") ?? response.Benefits.Select(b => Codes.Of(b.AuthorizationRequired)).FirstOrDefault(r => r is not null),
        response.HasOtherPayer);

    private static string Code(string value) => Codes.Of(value) ?? "none";

    private static RecordUnusableCoverageAnswer Unusable(TransmissionAnswer answer, string reason) => new(reason, answer.Status, answer.AnswerId, answer.At);

    private static DecideOnAnswer Deciding(Guid checkId, CoverageCheckCommand command) => (work, cancel) => work.DecideAsync(checkId, command, cancel);

    private static Task<Outcome> Nothing(Work work, CancellationToken cancel) => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, []));
}
