using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Billing.Claims;

/// <summary>The proof that a claim was filed in time: what was sent, and each answer to it, with the hashes of their bytes.</summary>
internal sealed record FilingProof(Guid ClaimId, string PatientControlNumber, string PayerId, DateOnly ServiceDate, DateOnly? FileBy, bool IsProven, DateTimeOffset? ProvenAt, IReadOnlyList<FilingArtefact> Artefacts)
{
    /// <summary>Ids and codes of the chain: sent file, 999, and the payer's acceptance (277CA A2), which alone proves it (X12 RFI 2203).</summary>
    public static FilingProof Of(ClaimDocument claim)
    {
        var c = claim.Content;
        var sent = claim.Submissions.Select(s => new FilingArtefact("837", s.At, s.Submission.OriginalId, s.Submission.Sha256, s.Submission.BatchId, s.Submission.Isa13, s.Submission.Gs06, s.Submission.St02, []));
        var said = claim.Answers.Where(a => a.Answer is "acknowledged" or "accepted" or "rejected").Select(a => new FilingArtefact(
            a.Level switch { AcknowledgementLevel.Interchange => "TA1", AcknowledgementLevel.Set => "999", _ => "277CA" }, a.At, a.OriginalId, Sha256: null, BatchId: null, Isa13: null, Gs06: null, St02: null, [a.Answer, .. a.Codes]));
        // A rejected claim does not count as filed (42 CFR 424.44); the first acceptance does.
        var proven = claim.Answers.Where(a => a.Answer == "accepted").Select(a => (DateTimeOffset?)a.At).Min();
        return new FilingProof(
            claim.ClaimId, c.Clm01, c.PayerId, c.ServiceDate, c.FileBy, proven is { } at && (c.FileBy is not { } by || DateOnly.FromDateTime(at.UtcDateTime) <= by), proven, [.. sent.Concat(said).OrderBy(a => a.At)]);
    }
}

/// <param name="Kind">837, TA1, 999 or 277CA.</param>
/// <param name="Sha256">Of the bytes as they were sent or received, lower-case hexadecimal; null where they were erased.</param>
internal sealed record FilingArtefact(string Kind, DateTimeOffset At, Guid? OriginalId, string? Sha256, string? BatchId, string? Isa13, string? Gs06, string? St02, IReadOnlyList<string> Says);

internal static class FilingProofEndpoint
{
    internal static void Map(RouteGroupBuilder claims) => claims
        .MapGet("/{claimId:guid}/filing-proof", GetAsync)
        .RequireAuthorization(BillingRoles.Readers)
        .RecordingAccess()
        .Described("readFilingProof", "The chain that proves when the claim was filed: sent file, 999, 277CA, each with the hash of its bytes; the look is recorded", ClaimRefusals.Unknown);

    private static async Task<Results<Ok<FilingProof>, ProblemResult>> GetAsync(Guid claimId, Views<ClaimDocument> claims, OriginalStore originals, Accessed accessed, CancellationToken cancel)
    {
        if (await claims.FindAsync(claimId, cancel) is not { } found) return new ProblemResult(ClaimRefusals.Unknown.ToProblem());
        accessed.Case(found.Content.CaseId);
        accessed.Patient(found.Content.PatientId);
        var proof = FilingProof.Of(found);
        var artefacts = new List<FilingArtefact>(proof.Artefacts.Count);
        foreach (var artefact in proof.Artefacts) artefacts.Add(artefact.Sha256 is null && artefact.OriginalId is { } id ? artefact with { Sha256 = await HashAsync(originals, id, cancel) } : artefact);
        return TypedResults.Ok(proof with { Artefacts = artefacts });
    }

    private static async Task<string?> HashAsync(OriginalStore originals, Guid id, CancellationToken cancel)
    {
        await using var content = await originals.OpenAsync(new OriginalId(id), cancel);
        if (content is null) return null;
        return Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(content.Bytes, cancel));
    }
}
