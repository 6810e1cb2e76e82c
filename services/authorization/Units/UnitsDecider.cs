using Healthcare.EventStore;
using static Healthcare.Authorization.Units.UnitsLedger;

namespace Healthcare.Authorization.Units;

/// <summary>What may be asked of the units of an authorization. Nothing here is refused: visits happen whether units are left or not, and a person hears of it.</summary>
public abstract record UnitsCommand(DateTimeOffset At);

public sealed record GrantUnits(Guid AuthorizationId, Guid PatientId, IReadOnlyList<GrantedItem> Items, DateTimeOffset At) : UnitsCommand(At);

/// <summary>A time is held: whether its visit would have its units is told before it is booked.</summary>
public sealed record CheckUnits(Guid AppointmentId, DateTimeOffset At) : UnitsCommand(At);

public sealed record ReserveUnits(Guid AppointmentId, DateTimeOffset At) : UnitsCommand(At);

public sealed record ConsumeUnits(Guid AppointmentId, DateTimeOffset At) : UnitsCommand(At);

public sealed record ReleaseUnits(Guid AppointmentId, string ReasonCode, DateTimeOffset At) : UnitsCommand(At);

public sealed record CloseUnits(string ReasonCode, DateTimeOffset At) : UnitsCommand(At);

/// <summary>Every rule of the units. A visit takes one unit of each approved service.</summary>
internal static class UnitsDecider
{
    private const int UnitsOfVisit = 1;

    public static Decision<UnitsEvent> Decide(UnitsLedger ledger, UnitsCommand command) => (ledger, command) switch
    {
        (Granted s, GrantUnits c) when s is Open && s.Accounts.Select(a => a.Item).SequenceEqual(c.Items) => [],
        (NotGranted s, GrantUnits c) => Grant(s, c),
        (NotGranted s, ReserveUnits c) => s.Awaited.Any(a => a.AppointmentId == c.AppointmentId) ? [] : [new UnitsAwaited(c.AppointmentId, IsAttended: false, c.At)],
        (NotGranted s, ConsumeUnits c) => s.Awaited.Any(a => a.AppointmentId == c.AppointmentId && a.IsAttended) ? [] : [new UnitsAwaited(c.AppointmentId, IsAttended: true, c.At)],
        (NotGranted s, ReleaseUnits c) => s.Awaited.Any(a => a is { IsAttended: false } && a.AppointmentId == c.AppointmentId) ? [new UnitsReleased(c.AppointmentId, c.ReasonCode, c.At)] : [],
        (_, GrantUnits c) => [new UnitsGranted(c.AuthorizationId, c.PatientId, c.Items, c.At)],
        (Open s, CheckUnits c) => VisitOf(s, c.AppointmentId) is null && Missing(s) is { Count: > 0 } missing ? [new UnitsShort(c.AppointmentId, missing, IsAttended: false, c.At)] : [],
        (Open s, ReserveUnits c) => Reserve(s, c),
        (Granted s, ConsumeUnits c) => Consume(s, c),
        (Granted s, ReleaseUnits c) when VisitOf(s, c.AppointmentId) is { State: VisitState.Reserved or VisitState.Short } => Settled(s, new UnitsReleased(c.AppointmentId, c.ReasonCode, c.At), c.At),
        (Open, CloseUnits c) => [new UnitsClosed(c.ReasonCode, c.At)],
        _ => [],
    };

    private static Decision<UnitsEvent> Grant(NotGranted ledger, GrantUnits c)
    {
        List<UnitsEvent> events = [new UnitsGranted(c.AuthorizationId, c.PatientId, c.Items, c.At)];
        var state = UnitsLedger.Evolve(ledger, events[0]);
        foreach (var visit in ledger.Awaited)
        {
            var settled = Decide(state, visit.IsAttended ? new ConsumeUnits(visit.AppointmentId, c.At) : new ReserveUnits(visit.AppointmentId, c.At)).Events;
            state = settled.Aggregate(state, Evolve);
            events.AddRange(settled);
        }

        return [.. events];
    }

    private static Decision<UnitsEvent> Reserve(Open ledger, ReserveUnits c)
    {
        if (VisitOf(ledger, c.AppointmentId) is { State: VisitState.Reserved or VisitState.Consumed }) return [];
        if (Missing(ledger) is { Count: > 0 } missing)
            return VisitOf(ledger, c.AppointmentId) is { State: VisitState.Short } ? [] : [new UnitsShort(c.AppointmentId, missing, IsAttended: false, c.At)];
        return [new UnitsReserved(c.AppointmentId, Whole(ledger), c.At)];
    }

    private static Decision<UnitsEvent> Consume(Granted ledger, ConsumeUnits c)
    {
        var visit = VisitOf(ledger, c.AppointmentId);
        if (visit is { State: VisitState.Consumed }) return [];
        if (visit is { State: VisitState.Reserved }) return Settled(ledger, new UnitsConsumed(c.AppointmentId, visit.Units, c.At), c.At);
        // A visit that nobody booked takes what is left, item by item, and a person hears of what was not.
        var taken = ledger is Open ? ledger.Accounts.Where(a => a.Remaining >= UnitsOfVisit).Select(a => new UnitCount(a.Item.Sequence, UnitsOfVisit)).ToList() : [];
        var missing = ledger.Accounts.Where(a => taken.TrueForAll(t => t.Sequence != a.Item.Sequence)).Select(a => new UnitCount(a.Item.Sequence, UnitsOfVisit)).ToList();
        List<UnitsEvent> events = [];
        if (missing.Count > 0) events.Add(new UnitsShort(c.AppointmentId, missing, IsAttended: true, c.At));
        events.Add(new UnitsConsumed(c.AppointmentId, taken, c.At));
        return [.. events, .. Exhausted(events.Aggregate<UnitsEvent, UnitsLedger>(ledger, Evolve), c.At)];
    }

    private static Decision<UnitsEvent> Settled(Granted ledger, UnitsEvent happened, DateTimeOffset at) => [happened, .. Exhausted(Evolve(ledger, happened), at)];

    // Only when nothing is kept for a visit that may still be missed.
    private static IEnumerable<UnitsEvent> Exhausted(UnitsLedger ledger, DateTimeOffset at) =>
        ledger is Open { IsExhausted: false } s && s.Accounts.Count > 0 && s.Accounts.All(a => a is { Remaining: 0, Reserved: 0 }) ? [new UnitsExhausted(s.AuthorizationId, at)] : [];

    private static IReadOnlyList<UnitCount> Missing(Open ledger) => [.. ledger.Accounts.Where(a => a.Remaining < UnitsOfVisit).Select(a => new UnitCount(a.Item.Sequence, UnitsOfVisit - a.Remaining))];

    private static IReadOnlyList<UnitCount> Whole(Open ledger) => [.. ledger.Accounts.Select(a => new UnitCount(a.Item.Sequence, UnitsOfVisit))];

    private static Visit? VisitOf(Granted ledger, Guid appointmentId) => ledger.Visits.FirstOrDefault(v => v.AppointmentId == appointmentId);
}
