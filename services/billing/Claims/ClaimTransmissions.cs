using Healthcare.EventStore;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.Billing.Claims;

/// <summary>What the clearinghouse's HTTP answer to a file means: 2xx is a receipt and says nothing of the claims; 4xx is a refusal of the file, and of each claim in it.</summary>
internal sealed class ClaimTransmissions : ITransmissionKind
{
    public string Kind => ClaimFiles.Kind;

    public Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel) => Task.FromResult<DecideOnAnswer>(answer.Kind == AnswerKind.Rejected
        ? (work, c) => RefusedAsync(work, answer, c)
        : static (_, _) => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, [])));

    private static async Task<Outcome> RefusedAsync(Work work, TransmissionAnswer answer, CancellationToken cancel)
    {
        var batch = await work.LoadAsync<ClaimBatch, ClaimBatchCommand>(ClaimBatchAggregate.IdOf(answer.Transmission.PayloadId), cancel);
        // Files of before batches carry one claim, and are about it.
        IReadOnlyList<Guid> claims = batch.ClaimIds.Count > 0 ? batch.ClaimIds : [answer.Transmission.SubjectId];
        Outcome last = new Outcome.Accepted(StreamVersion.None, []);
        foreach (var claimId in claims)
        {
            last = await work.DecideAsync<ClaimCommand>(claimId, new RecordRefusedFile(answer.Transmission.PayloadId, answer.Status ?? 400, answer.AnswerId, answer.At), cancel);
            if (last is not Outcome.Accepted) return last;
        }

        return last;
    }
}

/// <summary>The clearinghouse's HTTP answer to a 276: what it says follows as a 277, so that 2xx is a receipt; one that is refused is asked again in time.</summary>
internal sealed class StatusTransmissions : ITransmissionKind
{
    public string Kind => ClaimDispatch.StatusKind;

    public Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel) =>
        Task.FromResult<DecideOnAnswer>(static (_, _) => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, [])));
}
