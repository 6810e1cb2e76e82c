using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;

namespace Healthcare.Intake.Referrals;

/// <summary>Changes a referral's content piece by piece: opens it, lets a change be made, seals it again, and decides on the version that was opened.</summary>
internal sealed class ReferralAmendments(ReferralContents contents, Streams<ReferralCommand> referrals, Views<ReferralDocument> views, Vault vault, CallScope scope, TimeProvider clock)
{
    private const int MostTries = 5;

    /// <summary>A piece of what was missing came.</summary>
    public async Task<Outcome> SupplementAsync(Guid referralId, Keeping.Kept original, Func<ReferralContent, OpenedContent, (ReferralContent Content, OpenedContent Opened, string? RecordNumber)> change, CancellationToken cancel)
    {
        Outcome outcome = new Outcome.Refused(ReferralRefusals.Unknown);
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var (state, version) = await referrals.ReadAsync<Referral>(referralId, cancel);
            if (state is not Referral.OnFile { Content: var content } || await OpenedContent.OpenAsync(content, vault, cancel) is not { } opened) return new Outcome.Refused(ReferralRefusals.Unknown);
            if (state is Referral.Accepted) return new Outcome.Refused(ReferralRefusals.AlreadyAccepted);
            if (state is not (Referral.AwaitingInformation or Referral.InTriage)) return new Outcome.Refused(ReferralRefusals.IsOver);
            var (changed, seen, recordNumber) = change(content, opened);
            var at = EventCodec.Microseconds(clock.GetUtcNow());
            var anew = await contents.AnewAsync(referralId, changed with { Fingerprint = original.Fingerprint }, seen, content.PatientId, recordNumber, at, cancel);
            About(referralId);
            outcome = await referrals.ExecuteAsync(referralId, version, new SupplementReferral(anew, at), cancel);
            if (outcome is not Outcome.Stale) return outcome;
        }

        return outcome;
    }

    /// <summary>A person says who the patient is: a candidate, or somebody new when <paramref name="patientId"/> is null.</summary>
    public async Task<Outcome> ConfirmAsync(Guid referralId, StreamVersion version, Guid? patientId, Actor by, CancellationToken cancel)
    {
        var (state, _) = await referrals.ReadAsync<Referral>(referralId, cancel);
        if (state is not Referral.OnFile { Content: var content } || await OpenedContent.OpenAsync(content, vault, cancel) is not { } opened) return new Outcome.Refused(ReferralRefusals.Unknown);
        if (content.Finding is not { Outcome: PatientOutcome.Review } finding) return new Outcome.Refused(ReferralRefusals.MatchNotNeeded);
        if (patientId is { } chosen && !finding.Candidates.Contains(chosen)) return new Outcome.Refused(ReferralRefusals.NotACandidate);
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        var confirmed = content with { Finding = new PatientFinding(patientId is null ? PatientOutcome.New : PatientOutcome.Matched, [PatientMatching.ConfirmedByPerson], []) };
        var anew = await contents.AnewAsync(referralId, confirmed, opened, patientId ?? content.PatientId, recordNumber: null, at, cancel);
        About(referralId);
        return await referrals.ExecuteAsync(referralId, version, new ConfirmPatientMatch(anew, patientId is not null, by, at), cancel);
    }

    public async Task<ReferralDocument> ReadBackAsync(Guid referralId, CancellationToken cancel) =>
        await views.FindAsync(referralId, cancel) ?? throw new InvalidOperationException("A referral was committed without its view.");

    private void About(Guid referralId) => scope.Context = scope.Context with { CaseId = ReferralIds.CaseOf(referralId), Sensitivity = Sensitivity.Phi };
}

/// <summary>Answers what a partner supplied with the receipt as it stands then.</summary>
internal static class Supplied
{
    public static async Task<IResult> AnswerAsync(Outcome outcome, Guid referralId, ReferralAmendments amendments, CancellationToken cancel) => outcome switch
    {
        Outcome.Accepted => new ReceiptResult(await amendments.ReadBackAsync(referralId, cancel), isNew: false),
        Outcome.Refused refused => new ProblemResult(refused.Refusal.ToProblem()),
        _ => KnownProblems.Stale.ToResult(),
    };
}
