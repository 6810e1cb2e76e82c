using Healthcare.Contracts.Authorization.V1;
using Healthcare.Scheduling.Journeys;
using MassTransit;

namespace Healthcare.Scheduling.Appointments;

/// <summary>An approval no longer holds. Never refused.</summary>
public sealed record LapseAuthorization(Guid AuthorizationId, string Ending, DateTimeOffset At) : AppointmentCommand(At);

/// <summary>Takes back what an approval allowed; a time that is booked goes to a person.</summary>
internal sealed class WhenAuthorizationEnded(Cases cases) : IConsumer<AuthorizationEnded>
{
    public Task Consume(ConsumeContext<AuthorizationEnded> context)
    {
        var (ended, at) = (context.Message, cases.Now);
        return cases.ExecuteAsync(
            ended.CaseId,
            new LapseAuthorization(ended.AuthorizationId, ended.Ending, at),
            new ReopenStage(Stage.Authorization, $"authorization-{ended.Ending}", ended.AuthorizationId, at),
            context.CancellationToken);
    }
}
