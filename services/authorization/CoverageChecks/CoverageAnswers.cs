using Healthcare.Authorization.Payers;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.EventStore;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>What every way of hearing of active cover has in common: how long it may be relied on, and what the authorization does next.</summary>
internal sealed class CoverageAnswers(
    PayerDirectory payers, Views<CoverageCheckDocument> views, EligibilityInquiries inquiries, PackageAssembly packages, Packets.AuthorizationPackets packets)
{
    public DateTimeOffset FreshUntil(CoverageQuestion question, DateTimeOffset at) => EventCodec.Microseconds(at + payers[question.PayerId].FreshFor);

    /// <summary>The command that confirms; where the care lies beyond the answer's life, with the inquiry that asks again then, because a deadline that fires later can only decide.</summary>
    public async Task<ConfirmCoverage> ConfirmAsync(CoverageCheck.Begun check, CoverageFindings findings, Guid answerId, DateTimeOffset at, CancellationToken cancel)
    {
        var until = FreshUntil(check.Question, at);
        var confirm = new ConfirmCoverage(findings, answerId, at) { FreshUntil = until };
        if (check.Question.ServiceDate <= DateOnly.FromDateTime(until.UtcDateTime)) return confirm;
        return await packets.OpenAsync(check.Question.AuthorizationId, cancel) is { } packet
            ? confirm with { Next = (await inquiries.MakeAsync(check.Question, packet, check.Attempts + 1, until, cancel)).Inquiry }
            : confirm;
    }

    /// <summary>What the authorization of the question is told now that cover stands.</summary>
    public Task<IReadOnlyList<PriorAuthorizationCommand>> PrepareAsync(CoverageQuestion question, DateTimeOffset at, CancellationToken cancel) =>
        packages.PrepareAsync(question.AuthorizationId, at, cancel);

    /// <summary>An answer of the same payer about the same person in the same month that is still fresh; plans begin and end with months.</summary>
    public async Task<ReusableAnswer?> KnownAsync(CoverageQuestion question, DateTimeOffset at, CancellationToken cancel)
    {
        var page = await views.PageAsync(CoverageCheckView.OfMonth(question.PatientId, question.PayerId, question.ServiceDate), after: null, 20, cancel);
        return page.Documents
            .Where(d => d is { State: "confirmed", Findings: not null, AnswerId: not null } && d.FreshUntil > at)
            .OrderByDescending(d => d.FreshUntil)
            .Select(d => new ReusableAnswer(d.CoverageCheckId, d.Findings ?? new CoverageFindings([], AuthorizationRequired: null, HasOtherPayer: false), d.AnswerId ?? Guid.Empty, d.FreshUntil ?? at))
            .FirstOrDefault();
    }

    /// <summary>Decides commands on one authorization one after another, within the work of what brought them.</summary>
    public static async Task<Outcome> DecideAllAsync(Work work, Guid authorizationId, IReadOnlyList<PriorAuthorizationCommand> commands, Outcome before, CancellationToken cancel)
    {
        foreach (var command in commands)
        {
            var outcome = await work.DecideAsync(authorizationId, command, cancel);
            if (outcome is not Outcome.Accepted) return outcome;
        }

        return before;
    }
}
