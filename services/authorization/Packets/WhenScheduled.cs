using Healthcare.Authorization.Payers;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Units;
using Healthcare.Contracts.Scheduling.V1;
using Healthcare.EventStore;
using MassTransit;

namespace Healthcare.Authorization.Packets;

/// <summary>A time is held before the payer decided: its day is the day that cover is asked for, and says how urgent the authorization is.</summary>
internal sealed class WhenAppointmentHeld(CaseAuthorizations cases, CallScope scope, TimeProvider clock) : IConsumer<AppointmentHeld>
{
    public async Task Consume(ConsumeContext<AppointmentHeld> context)
    {
        var (held, cancel) = (context.Message, context.CancellationToken);
        scope.Context = scope.Context with { CaseId = held.CaseId };
        var at = clock.GetUtcNow();
        // Whether the visit would have its units is told before anyone books it.
        var found = await cases.FindAsync(held.CaseId, cancel);
        await cases.SetServiceDateAsync(held.CaseId, held.ServiceDate, isFirm: false, at, UnitsOf(found?.Check.Question.AuthorizationId, new CheckUnits(held.AppointmentId, at)), cancel);
    }

    internal static (Guid LedgerId, UnitsCommand Command)? UnitsOf(Guid? authorizationId, UnitsCommand command) => authorizationId is { } id ? (UnitsAggregate.IdOf(id), command) : null;
}

/// <summary>A time is booked, or booked anew.</summary>
internal sealed class WhenAppointmentBooked(CaseAuthorizations cases, PayerDirectory payers, CallScope scope, TimeProvider clock) : IConsumer<AppointmentBooked>
{
    public async Task Consume(ConsumeContext<AppointmentBooked> context)
    {
        var (booked, cancel) = (context.Message, context.CancellationToken);
        scope.Context = scope.Context with { CaseId = booked.CaseId };
        var at = clock.GetUtcNow();
        var found = await cases.FindAsync(booked.CaseId, cancel);
        var day = PayerDays.DayOf(booked.Start, payers[found?.Check.Question.PayerId ?? ""].TimeZone);
        await cases.SetServiceDateAsync(booked.CaseId, day, isFirm: true, at, WhenAppointmentHeld.UnitsOf(found?.Check.Question.AuthorizationId, new ReserveUnits(booked.AppointmentId, at)), cancel);
    }
}

/// <summary>The visit took place: its units are used.</summary>
internal sealed class WhenVisitAttended(VisitUnits visits) : IConsumer<VisitAttended>
{
    public Task Consume(ConsumeContext<VisitAttended> context) =>
        visits.DecideAsync(context.Message.CaseId, at => new ConsumeUnits(context.Message.AppointmentId, at), context.CancellationToken);
}

/// <summary>The patient did not come: the units are free again.</summary>
internal sealed class WhenVisitMissed(VisitUnits visits) : IConsumer<VisitMissed>
{
    public Task Consume(ConsumeContext<VisitMissed> context) =>
        visits.DecideAsync(context.Message.CaseId, at => new ReleaseUnits(context.Message.AppointmentId, "missed", at), context.CancellationToken);
}

/// <summary>The visit was cancelled: the units are free again.</summary>
internal sealed class WhenVisitCancelled(VisitUnits visits) : IConsumer<VisitCancelled>
{
    public Task Consume(ConsumeContext<VisitCancelled> context) =>
        visits.DecideAsync(context.Message.CaseId, at => new ReleaseUnits(context.Message.AppointmentId, "cancelled", at), context.CancellationToken);
}

/// <summary>A named person lets the care go on without the payer's word, which is then to be had afterwards, in time.</summary>
internal sealed class WhenCareProceeded(CaseAuthorizations cases, Streams<PriorAuthorizationCommand> authorizations, CallScope scope, TimeProvider clock) : IConsumer<CareProceeded>
{
    public async Task Consume(ConsumeContext<CareProceeded> context)
    {
        var (proceeded, cancel) = (context.Message, context.CancellationToken);
        if (await cases.FindAsync(proceeded.CaseId, cancel) is not { } found) return;
        scope.Context = scope.Context with { CaseId = proceeded.CaseId };
        await authorizations.ExecuteAsync(found.Check.Question.AuthorizationId, new NoteCareProceeded(proceeded.Ground, proceeded.DueAt, clock.GetUtcNow()), cancel);
    }
}

/// <summary>Other services will be done: cover and authorization are asked anew.</summary>
internal sealed class WhenProcedureChanged(CaseAuthorizations cases, CallScope scope, TimeProvider clock) : IConsumer<ProcedureChanged>
{
    public Task Consume(ConsumeContext<ProcedureChanged> context)
    {
        var changed = context.Message;
        scope.Context = scope.Context with { CaseId = changed.CaseId };
        IReadOnlyList<RequestedItem> items = [.. changed.Services.Select(s => new RequestedItem(s.Sequence, s.System, s.Code, s.Units))];
        return cases.ChangeServicesAsync(changed.CaseId, changed.Change, items, changed.ServiceDate, clock.GetUtcNow(), context.CancellationToken);
    }
}

/// <summary>Tells the units of a case's authorization what became of a visit.</summary>
internal sealed class VisitUnits(CaseAuthorizations cases, Streams<UnitsCommand> units, CallScope scope, TimeProvider clock)
{
    public async Task DecideAsync(Guid caseId, Func<DateTimeOffset, UnitsCommand> command, CancellationToken cancel)
    {
        if (await cases.FindAsync(caseId, cancel) is not { } found) return;
        scope.Context = scope.Context with { CaseId = caseId };
        await units.ExecuteAsync(UnitsAggregate.IdOf(found.Check.Question.AuthorizationId), command(clock.GetUtcNow()), cancel);
    }
}
