using Healthcare.EventStore;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.Billing.Claims;

/// <summary>What the clearinghouse's HTTP answer to a file means: 2xx is a receipt and says nothing of the claim; 4xx is a refusal of the file.</summary>
internal sealed class ClaimTransmissions : ITransmissionKind
{
    public string Kind => ClaimFiles.Kind;

    public Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel) => Task.FromResult<DecideOnAnswer>(answer.Kind == AnswerKind.Rejected
        ? (work, c) => work.DecideAsync<ClaimCommand>(answer.Transmission.SubjectId, new RecordRefusedFile(answer.Transmission.PayloadId, answer.Status ?? 400, answer.AnswerId, answer.At), c)
        : static (_, _) => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, [])));
}
