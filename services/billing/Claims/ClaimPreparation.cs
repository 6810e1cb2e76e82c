using Healthcare.Billing.Edits;
using Healthcare.Billing.Encounters;
using Healthcare.Billing.Forms;
using Healthcare.EventStore;

namespace Healthcare.Billing.Claims;

/// <summary>A file with the claims that are in it, and those that may not be sent.</summary>
internal sealed record PreparedBatch(Submission? File, IReadOnlyList<Guid> Sent, IReadOnlyList<HeldClaim> Held);

/// <summary>A claim that may not be sent, and why.</summary>
internal sealed record HeldClaim(Guid ClaimId, IReadOnlyList<string> Obstacles, IReadOnlyList<EditFinding> Edits);

/// <summary>Makes of matched encounters what their claims are sent with: contents, findings and one file.</summary>
internal sealed class ClaimPreparation(
    ClaimFiles files, ClaimEdits edits, Views<ClaimDocument> claims, Streams<ClaimCommand> streams, Streams<EncounterCommand> encounters, Vault vault, TimeProvider clock, ILogger<ClaimPreparation> logger)
{
    internal static SubmitClaim Of(Guid encounterId, Encounter.Billed encounter, ReferralFacts referral, DateTimeOffset at) =>
        new(ContentOf(encounterId, encounter, referral), at);

    /// <summary>Holds each claim against the rules, and writes those that break none into one file.</summary>
    public async Task<PreparedBatch> WriteAsync(string payerId, string type, IReadOnlyList<ClaimDocument> waiting, CancellationToken cancel)
    {
        var held = new List<HeldClaim>();
        var ready = new List<(Guid ClaimId, ClaimContent Content, SubscriberFacts People)>(waiting.Count);
        foreach (var claim in waiting)
        {
            var (people, found) = await FindAsync(claim, cancel);
            if (people is not null && found is null) ready.Add((claim.ClaimId, claim.Content, people));
            else if (found is not null) held.Add(found);
        }

        if (ready.Count == 0) return new PreparedBatch(File: null, [], held);
        var written = await files.WriteAsync(type, [.. ready.Select(r => (r.Content, r.People))], clock.GetUtcNow(), cancel);
        if (written.Submission is { } file) return new PreparedBatch(file, [.. ready.Select(r => r.ClaimId)], held);
        held.AddRange(ready.Select(r => new HeldClaim(r.ClaimId, [written.Obstacle ?? ClaimObstacles.Failed], [])));
        return new PreparedBatch(File: null, [], held);
    }

    internal static ClaimContent ContentOf(Guid encounterId, Encounter.Billed encounter, ReferralFacts referral)
    {
        var lines = encounter.Charges.OrderBy(c => c.Line).Select(charge =>
        {
            var coded = encounter.Coding.Codes.First(c => c.Line == charge.Line);
            return new BilledLine(charge.Line, coded.Procedure, coded.Modifiers, coded.DiagnosisPointers, charge.Units, charge.Amount, charge.Expected);
        }).ToList();
        var form = ClaimForms.Built.For(encounter.Visit.PlaceOfService, referral.ServiceLine);
        return new ClaimContent
        {
            Type = form is null ? ClaimFiles.Professional : ClaimFiles.Institutional,
            Bill = form is null ? null : new InstitutionalBill(
                form.FacilityType, form.AdmissionType, form.AdmissionSource, form.PatientStatus, [.. lines.Select(l => new LineRevenue(l.Number, form.RevenueOf(l.Procedure)))]),
            CaseId = referral.CaseId,
            EncounterId = encounterId,
            PatientId = referral.PatientId,
            PayerId = referral.PayerId,
            Clm01 = ClaimIds.Clm01Of(encounter.ClaimId),
            Total = lines.Sum(l => l.Charge),
            ServiceDate = encounter.Visit.ServiceDate,
            PlaceOfService = encounter.Visit.PlaceOfService,
            PractitionerNpi = encounter.Visit.PractitionerNpi,
            ServiceLine = referral.ServiceLine,
            PriorAuthorization = encounter.Lines.Select(l => l.CertificationNumber).FirstOrDefault(n => n.Length > 0),
            Referral = referral.TrackingId,
            FileBy = encounter.FileBy,
            Diagnoses = encounter.Coding.Diagnoses,
            Lines = lines,
        };
    }

    private async Task<(SubscriberFacts? People, HeldClaim? Held)> FindAsync(ClaimDocument claim, CancellationToken cancel)
    {
        if (claim is { WasTaken: true, Content.Frequency: Frequencies.Original }) return (null, new HeldClaim(claim.ClaimId, [ClaimObstacles.AtPayer], []));
        var found = edits.Find(claim.Content);
        var obstacles = found.Where(f => f.Severity == ClaimEdits.Error).Select(f => $"{Claim.EditItem}{f.Id}").Distinct(StringComparer.Ordinal).ToList();
        if (await IsDuplicateAsync(claim.ClaimId, claim.Content, cancel)) obstacles.Insert(0, ClaimObstacles.Duplicate);
        if (obstacles.Count > 0) return (null, new HeldClaim(claim.ClaimId, obstacles, [.. found.Where(f => f.Severity == ClaimEdits.Error)]));
        var (encounter, _) = await encounters.ReadAsync<Encounter>(claim.Content.EncounterId, cancel);
        if (encounter is not Encounter.Closed closed || await vault.OpenAsync(closed.Subscriber, cancel) is not { } people) return (null, new HeldClaim(claim.ClaimId, [ClaimObstacles.Erased], []));
        if (claim.Content.Prior is { } prior) people = people with { NextMemberNumber = await MemberNumberAsync(prior.ClaimId, claim.Content.PayerId, cancel) };
        try
        {
            return files.Fault(claim.Content, people) is { } fault ? (null, new HeldClaim(claim.ClaimId, [fault], [])) : (people, null);
        }
        catch (Exception broken) when (broken is FormatException or ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            // One claim that cannot be converted holds up no other: a person sees it with what to do, and tries again.
            logger.NotConverted(claim.ClaimId, broken.GetType().Name);
            return (null, new HeldClaim(claim.ClaimId, [ClaimObstacles.Failed], []));
        }
    }

    private async Task<string?> MemberNumberAsync(Guid primaryClaimId, string payerId, CancellationToken cancel) =>
        await streams.ReadAsync<Claim>(primaryClaimId, cancel) is (Claim.Built primary, _) && primary.OtherCoverages.FirstOrDefault(c => c.PayerId == payerId) is { } coverage
            ? await vault.OpenAsync(coverage.MemberNumber, cancel)
            : null;

    // The same service of the same patient on the same day, on another claim that was not rejected.
    private async Task<bool> IsDuplicateAsync(Guid claimId, ClaimContent content, CancellationToken cancel)
    {
        var page = await claims.PageAsync(ClaimView.OfServices(content.PatientId, content.ServiceDate), after: null, 50, cancel);
        return page.Documents.Any(d => d.ClaimId != claimId && d.Content.Prior?.ClaimId != claimId && content.Prior?.ClaimId != d.ClaimId && !d.IsRejected && d.State is not (ClaimState.Voided or ClaimState.Built) && d.Content.Lines.Any(l => content.Lines.Any(own => own.Procedure == l.Procedure)));
    }
}
