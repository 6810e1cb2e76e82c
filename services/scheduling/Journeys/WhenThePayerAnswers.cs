using Healthcare.Contracts.Authorization.V1;
using Healthcare.Scheduling.Appointments;
using MassTransit;

namespace Healthcare.Scheduling.Journeys;

/// <summary>Verification has what it asks of the payer.</summary>
internal sealed class WhenCoverageConfirmed(Cases cases) : IConsumer<CoverageConfirmed>
{
    public Task Consume(ConsumeContext<CoverageConfirmed> context) =>
        cases.ExecuteAsync(context.Message.CaseId, appointment: null, new NoteEvidence(Stage.InsuranceVerification, "coverage-confirmed", Source: null, cases.Now), context.CancellationToken);
}

/// <summary>Verification is returned: there is no cover on the day, or no answer that could be used.</summary>
internal sealed class WhenCoverageNotConfirmed(Cases cases) : IConsumer<CoverageNotConfirmed>
{
    public Task Consume(ConsumeContext<CoverageNotConfirmed> context) => cases.ExecuteAsync(
        context.Message.CaseId, appointment: null, new ReturnByPayer(Stage.InsuranceVerification, $"coverage-{context.Message.ReasonCode}", Source: null, cases.Now), context.CancellationToken);
}

/// <summary>Documentation knows what the payer wants, and whether anybody is asked for an authorization.</summary>
internal sealed class WhenAuthorizationRequirementFound(Cases cases) : IConsumer<AuthorizationRequirementFound>
{
    public Task Consume(ConsumeContext<AuthorizationRequirementFound> context) =>
        cases.ExecuteAsync(context.Message.CaseId, appointment: null, new HearRequirement(context.Message.Rule, context.Message.Need, cases.Now), context.CancellationToken);
}

/// <summary>The authorization is in progress at the payer, and is due when the payer's time ends.</summary>
internal sealed class WhenAuthorizationPended(Cases cases) : IConsumer<AuthorizationPended>
{
    public Task Consume(ConsumeContext<AuthorizationPended> context) => cases.ExecuteAsync(
        context.Message.CaseId, appointment: null, new AwaitDecision(context.Message.AuthorizationId, context.Message.DueAt, cases.Now), context.CancellationToken);
}

/// <summary>The authorization is returned, unless other items of it are approved.</summary>
internal sealed class WhenAuthorizationDenied(Cases cases) : IConsumer<AuthorizationDenied>
{
    public Task Consume(ConsumeContext<AuthorizationDenied> context) => cases.ExecuteAsync(
        context.Message.CaseId,
        appointment: null,
        new ReturnByPayer(Stage.Authorization, $"denied-{context.Message.ReasonCode}", context.Message.AuthorizationId, cases.Now),
        context.CancellationToken);
}
