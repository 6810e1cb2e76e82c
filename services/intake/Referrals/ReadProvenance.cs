using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Intake.Referrals;

/// <summary>Where a referral's fields came from: places and codes, never values.</summary>
internal sealed record ReferralProvenance(Guid ReferralId, OriginalId OriginalId, string Channel, IReadOnlyList<FieldSource> Fields, IReadOnlyList<string> Unmapped, int UnmappedCount, IReadOnlyList<MappingFinding> Findings);

internal static class ReadProvenanceEndpoint
{
    public static void Map(RouteGroupBuilder referrals) => referrals.MapGet("/{referralId:guid}/provenance", HandleAsync).RequireAuthorization(Policies.Staff).RecordingAccess()
        .Described("readReferralProvenance", "Where each field of a referral came from, and what its sender wrote that has no place: places and codes, no values", ReferralRefusals.Unknown);

    private static async Task<Results<VersionedResult<ReferralProvenance>, ProblemResult>> HandleAsync(Guid referralId, Streams<ReferralCommand> streams, Vault vault, Accessed accessed, CancellationToken cancel)
    {
        var (state, version) = await streams.ReadAsync<Referral>(referralId, cancel);
        if (state is not Referral.OnFile { Content: { Provenance: { } kept } content } || await vault.OpenAsync(kept, cancel) is not { } provenance) return new ProblemResult(ReferralRefusals.Unknown.ToProblem());
        accessed.Case(ReferralIds.CaseOf(referralId));
        accessed.Patient(content.PatientId);
        return new ReferralProvenance(referralId, content.OriginalId, provenance.Channel, provenance.Fields, provenance.Unmapped, provenance.UnmappedCount, provenance.Findings).At(version);
    }
}
