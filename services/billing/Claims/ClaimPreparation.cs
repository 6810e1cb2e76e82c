using Healthcare.Billing.Encounters;
using Healthcare.EventStore;

namespace Healthcare.Billing.Claims;

/// <summary>Makes of a matched encounter what the claim's decision needs: content, file and obstacles.</summary>
internal sealed class ClaimPreparation(ClaimFiles files, Views<ClaimDocument> claims, Vault vault)
{
    public async Task<SubmitClaim> OfAsync(Guid encounterId, Encounter.Billed encounter, ReferralFacts referral, DateTimeOffset at, CancellationToken cancel)
    {
        var content = ContentOf(encounterId, encounter, referral);
        var (submission, obstacles) = await SendingAsync(encounter.ClaimId, content, encounter.Subscriber, 1, at, cancel);
        return new SubmitClaim(content, submission, obstacles, at);
    }

    /// <summary>The next file of a claim, or why it may not be sent.</summary>
    public async Task<(Submission? Submission, IReadOnlyList<string> Obstacles)> SendingAsync(
        Guid claimId, ClaimContent content, Sealed<SubscriberFacts> subscriber, int number, DateTimeOffset at, CancellationToken cancel)
    {
        if (await IsDuplicateAsync(claimId, content, cancel)) return (null, [ClaimObstacles.Duplicate]);
        if (await vault.OpenAsync(subscriber, cancel) is not { } people) return (null, [ClaimObstacles.Erased]);
        var written = await files.WriteAsync(content, people, number, at, cancel);
        return (written.Submission, written.Obstacle is { } obstacle ? [obstacle] : []);
    }

    internal static ClaimContent ContentOf(Guid encounterId, Encounter.Billed encounter, ReferralFacts referral)
    {
        var lines = encounter.Charges.OrderBy(c => c.Line).Select(charge =>
        {
            var coded = encounter.Coding.Codes.First(c => c.Line == charge.Line);
            return new BilledLine(charge.Line, coded.Procedure, coded.Modifiers, coded.DiagnosisPointers, charge.Units, charge.Amount, charge.Expected);
        }).ToList();
        return new ClaimContent
        {
            CaseId = referral.CaseId,
            EncounterId = encounterId,
            PatientId = referral.PatientId,
            PayerId = referral.PayerId,
            Clm01 = ClaimIds.Clm01Of(encounter.ClaimId),
            Total = lines.Sum(l => l.Charge),
            ServiceDate = encounter.Visit.ServiceDate,
            PlaceOfService = encounter.Visit.PlaceOfService,
            PractitionerNpi = encounter.Visit.PractitionerNpi,
            PriorAuthorization = encounter.Lines.Select(l => l.CertificationNumber).FirstOrDefault(n => n.Length > 0),
            Diagnoses = encounter.Coding.Diagnoses,
            Lines = lines,
        };
    }

    // The same service of the same patient on the same day, on another claim that was not rejected.
    private async Task<bool> IsDuplicateAsync(Guid claimId, ClaimContent content, CancellationToken cancel)
    {
        var page = await claims.PageAsync(ClaimView.OfServices(content.PatientId, content.ServiceDate), after: null, 50, cancel);
        return page.Documents.Any(d => d.ClaimId != claimId && d.State != ClaimState.Rejected && d.Content.Lines.Any(l => content.Lines.Any(own => own.Procedure == l.Procedure)));
    }
}
