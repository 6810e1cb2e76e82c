using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.X12Exchange;

/// <summary>What a partner's answer to an acknowledgement means: nothing, unless it refuses it; then a person of integration looks why.</summary>
public sealed class AcknowledgementTransmissions : ITransmissionKind
{
    /// <summary>The reason code of the work item.</summary>
    public const string Refused = "acknowledgement-refused";

    public string Kind => FileAcknowledgements.Kind;

    public Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Task.FromResult<DecideOnAnswer>(answer.Kind == AnswerKind.Rejected
            ? (work, c) => work.DecideAsync<WorkItemCommand>(
                WorkItemId.ForTask(Refused, answer.Transmission.SubjectId),
                new OpenWorkItem("exception", "integration-on-call", Refused, answer.Transmission.SubjectId, answer.At.AddHours(4), answer.At) { Levels = [new LevelDue("sre", answer.At.AddHours(8))] },
                c)
            : static (_, _) => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, [])));
    }
}
