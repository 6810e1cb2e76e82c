using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;

namespace Healthcare.Intake.Referrals;

/// <summary>What services need of an accepted referral, and the bytes of its documents; never routed by the gateway, each read recorded.</summary>
internal static class ReadPacketEndpoint
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var packets = app.MapGroup("/internal/packets/{referralId:guid}").RequireAuthorization(Policies.Service).RecordingAccess().WithTags("packets");
        packets.MapGet("/", HandleAsync).Produces<ReferralPacket>()
            .Described("readPacket", "All that a service needs of an accepted referral, in RFC 8785 form, whose SHA-256 the contract carries", ReferralRefusals.Unknown);
        packets.MapGet("/documents/{documentId:guid}", DocumentAsync)
            .AnsweringBytes("application/octet-stream", "The bytes, with the media type that they came with.")
            .Described("readPacketDocument", "A document of an accepted referral, byte for byte", ReferralRefusals.Unknown);
    }

    private static async Task<IResult> HandleAsync(Guid referralId, Streams<ReferralCommand> streams, Vault vault, Accessed accessed, CancellationToken cancel)
    {
        var (state, version) = await streams.ReadAsync<Referral>(referralId, cancel);
        if (state is not Referral.OnFile { File.Attempt: > 0, Content: var content } || await OpenedContent.OpenAsync(content, vault, cancel) is not { } opened)
            return new ProblemResult(ReferralRefusals.Unknown.ToProblem());
        accessed.Case(ReferralIds.CaseOf(referralId));
        accessed.Patient(content.PatientId);
        // Written as it is hashed, so that a reader hashes what it got.
        return TypedResults.Bytes(ReferralPackets.Canonical(ReferralPackets.Of(referralId, content, opened)), "application/json", entityTag: new(version.ETag));
    }

    private static async Task<IResult> DocumentAsync(
        Guid referralId, Guid documentId, Streams<ReferralCommand> streams, OriginalStore originals, Accessed accessed, CancellationToken cancel)
    {
        var (state, _) = await streams.ReadAsync<Referral>(referralId, cancel);
        if (state is not Referral.OnFile { File.Attempt: > 0, Content: var content }
            || content.Documents.All(d => d.OriginalId.Value != documentId)
            || await originals.OpenAsync(new OriginalId(documentId), cancel) is not { } original) return new ProblemResult(ReferralRefusals.Unknown.ToProblem());
        accessed.Case(ReferralIds.CaseOf(referralId));
        accessed.Patient(content.PatientId);
        return TypedResults.Stream(original.Bytes, original.Original.MediaType);
    }
}
