using Healthcare.Contracts.Authorization.V1;
using Healthcare.Contracts.Scheduling.V1;
using Healthcare.EventStore;
using MassTransit;

namespace Healthcare.Intake.Referrals;

/// <summary>Takes what another service said of a case to the case's referral; a case that is not ours changes nothing.</summary>
internal sealed class CareHeard(Streams<ReferralCommand> referrals, Views<ReferralDocument> views, CallScope scope, TimeProvider clock)
{
    public DateTimeOffset Now => EventCodec.Microseconds(clock.GetUtcNow());

    public async Task HearAsync(Guid caseId, ReferralEvent fact, CancellationToken cancel)
    {
        if ((await views.PageAsync(ReferralView.OfCase(caseId), after: null, limit: 1, cancel)).Documents is not [var referral]) return;
        scope.Context = scope.Context with { CaseId = caseId };
        await referrals.ExecuteAsync(referral.ReferralId, new HearOfCare(fact, fact.At), cancel);
    }

    public Task HearAsync(Guid caseId, Guid authorizationId, AuthorizationStanding standing, DateTimeOffset answeredAt, CancellationToken cancel) =>
        HearAsync(caseId, new AuthorizationAnswered { AuthorizationId = authorizationId, Standing = standing, AnsweredAt = answeredAt, At = Now }, cancel);
}

internal sealed class WhenCoverageConfirmed(CareHeard care) : IConsumer<CoverageConfirmed>
{
    public Task Consume(ConsumeContext<CoverageConfirmed> context) => care.HearAsync(
        context.Message.CaseId, new CoverageAnswered { IsConfirmed = true, AnsweredAt = context.Message.ConfirmedAt, At = care.Now }, context.CancellationToken);
}

internal sealed class WhenCoverageNotConfirmed(CareHeard care) : IConsumer<CoverageNotConfirmed>
{
    public Task Consume(ConsumeContext<CoverageNotConfirmed> context) => care.HearAsync(
        context.Message.CaseId, new CoverageAnswered { IsConfirmed = false, ReasonCode = context.Message.ReasonCode, AnsweredAt = context.Message.AnsweredAt, At = care.Now }, context.CancellationToken);
}

internal sealed class WhenAuthorizationNotRequired(CareHeard care) : IConsumer<AuthorizationNotRequired>
{
    public Task Consume(ConsumeContext<AuthorizationNotRequired> context) =>
        care.HearAsync(context.Message.CaseId, context.Message.AuthorizationId, AuthorizationStanding.NotRequired, context.Message.DecidedAt, context.CancellationToken);
}

internal sealed class WhenAuthorizationPended(CareHeard care) : IConsumer<AuthorizationPended>
{
    public Task Consume(ConsumeContext<AuthorizationPended> context) =>
        care.HearAsync(context.Message.CaseId, context.Message.AuthorizationId, AuthorizationStanding.Pended, context.Message.PendedAt, context.CancellationToken);
}

internal sealed class WhenAuthorizationApproved(CareHeard care) : IConsumer<AuthorizationApproved>
{
    public Task Consume(ConsumeContext<AuthorizationApproved> context) =>
        care.HearAsync(context.Message.CaseId, context.Message.AuthorizationId, AuthorizationStanding.Approved, context.Message.DecidedAt, context.CancellationToken);
}

internal sealed class WhenAuthorizationDenied(CareHeard care) : IConsumer<AuthorizationDenied>
{
    public Task Consume(ConsumeContext<AuthorizationDenied> context) =>
        care.HearAsync(context.Message.CaseId, context.Message.AuthorizationId, AuthorizationStanding.Denied, context.Message.DecidedAt, context.CancellationToken);
}

internal sealed class WhenAuthorizationEnded(CareHeard care) : IConsumer<AuthorizationEnded>
{
    public Task Consume(ConsumeContext<AuthorizationEnded> context) =>
        care.HearAsync(context.Message.CaseId, context.Message.AuthorizationId, StandingOf(context.Message.Ending), context.Message.EndedAt, context.CancellationToken);

    private static AuthorizationStanding StandingOf(string ending) => ending == "exhausted" ? AuthorizationStanding.Used : AuthorizationStanding.Ended;
}

internal sealed class WhenSchedulingReleased(CareHeard care) : IConsumer<SchedulingReleased>
{
    public Task Consume(ConsumeContext<SchedulingReleased> context) => care.HearAsync(
        context.Message.CaseId, new ReferralReady { AuthRef = context.Message.AuthorizationId, ReadyAt = context.Message.ReleasedAt, At = care.Now }, context.CancellationToken);
}

internal sealed class WhenAppointmentBooked(CareHeard care) : IConsumer<AppointmentBooked>
{
    public Task Consume(ConsumeContext<AppointmentBooked> context) => care.HearAsync(
        context.Message.CaseId, new VisitScheduled { AppointmentId = context.Message.AppointmentId, Start = context.Message.Start, BookedAt = context.Message.BookedAt, At = care.Now }, context.CancellationToken);
}

internal sealed class WhenVisitMissed(CareHeard care) : IConsumer<Contracts.Scheduling.V1.VisitMissed>
{
    public Task Consume(ConsumeContext<Contracts.Scheduling.V1.VisitMissed> context) => care.HearAsync(
        context.Message.CaseId, new VisitMissed { AppointmentId = context.Message.AppointmentId, MissedAt = context.Message.MissedAt, At = care.Now }, context.CancellationToken);
}

internal sealed class WhenVisitCancelled(CareHeard care) : IConsumer<Contracts.Scheduling.V1.VisitCancelled>
{
    public Task Consume(ConsumeContext<Contracts.Scheduling.V1.VisitCancelled> context) => care.HearAsync(
        context.Message.CaseId,
        new VisitCancelled { AppointmentId = context.Message.AppointmentId, ReasonCode = context.Message.ReasonCode, CancelledAt = context.Message.CancelledAt, At = care.Now },
        context.CancellationToken);
}

internal sealed class WhenVisitAttended(CareHeard care) : IConsumer<Contracts.Scheduling.V1.VisitAttended>
{
    public Task Consume(ConsumeContext<Contracts.Scheduling.V1.VisitAttended> context) => care.HearAsync(
        context.Message.CaseId,
        new VisitAttended { AppointmentId = context.Message.AppointmentId, AttendedAt = context.Message.AttendedAt, PlaceOfService = context.Message.PlaceOfService, At = care.Now },
        context.CancellationToken);
}
