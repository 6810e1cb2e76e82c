namespace Healthcare.Authorization.Units;

/// <summary>The units of one authorization: what was granted, what is kept for booked visits, what was used. Never below zero.</summary>
public abstract record UnitsLedger
{
    private UnitsLedger() { }

    public static readonly UnitsLedger Initial = new NotGranted([]);

    /// <summary>Nothing is approved yet; visits may wait for it.</summary>
    public sealed record NotGranted(IReadOnlyList<UnitsAwaited> Awaited) : UnitsLedger;

    public sealed record Open(Guid AuthorizationId, IReadOnlyList<Account> Accounts, IReadOnlyList<Visit> Visits) : Granted(AuthorizationId, Accounts, Visits)
    {
        public bool IsExhausted { get; init; }
    }

    /// <summary>The approval ended; what was used stays on record.</summary>
    public sealed record Closed(Guid AuthorizationId, IReadOnlyList<Account> Accounts, IReadOnlyList<Visit> Visits, string ReasonCode) : Granted(AuthorizationId, Accounts, Visits);

    public abstract record Granted(Guid AuthorizationId, IReadOnlyList<Account> Accounts, IReadOnlyList<Visit> Visits) : UnitsLedger;

    /// <summary>One item's units.</summary>
    public sealed record Account(GrantedItem Item, int Reserved, int Consumed)
    {
        /// <summary>What may still be booked. A payer that grants less than was used before leaves nothing, not less than nothing.</summary>
        public int Remaining => Math.Max(0, Item.Units - Reserved - Consumed);
    }

    /// <summary>A visit and what it holds or used.</summary>
    public sealed record Visit(Guid AppointmentId, VisitState State, IReadOnlyList<UnitCount> Units);

    public enum VisitState
    {
        Reserved,
        Released,
        Consumed,
        Short,
    }

    public static UnitsLedger Evolve(UnitsLedger ledger, UnitsEvent happened) => (ledger, happened) switch
    {
        (_, UnitsGranted e) => Grant(ledger, e),
        (NotGranted s, UnitsAwaited e) => new NotGranted([.. s.Awaited.Where(a => a.AppointmentId != e.AppointmentId), e]),
        (NotGranted s, UnitsReleased e) => new NotGranted([.. s.Awaited.Where(a => a.AppointmentId != e.AppointmentId)]),
        (Open s, UnitsReserved e) => Book(s, e.Units, 1, 0) with { Visits = Of(s.Visits, new Visit(e.AppointmentId, VisitState.Reserved, e.Units)) },
        (Granted s, UnitsReleased e) => Release(s, e.AppointmentId),
        (Granted s, UnitsConsumed e) => Consume(s, e),
        (Granted s, UnitsShort e) => s with { Visits = Of(s.Visits, new Visit(e.AppointmentId, VisitState.Short, [])) },
        (Open s, UnitsExhausted) => s with { IsExhausted = true },
        (Granted s, UnitsClosed e) => new Closed(s.AuthorizationId, s.Accounts, s.Visits, e.ReasonCode),
        _ => ledger,
    };

    private static Open Grant(UnitsLedger ledger, UnitsGranted e)
    {
        var before = ledger as Granted;
        return new Open(
            e.AuthorizationId,
            [.. e.Items.Select(i => new Account(i, Held(before, VisitState.Reserved, i.Sequence), Held(before, VisitState.Consumed, i.Sequence)))],
            before?.Visits ?? []);
    }

    // A changed grant keeps what visits hold or used of the same item.
    private static int Held(Granted? ledger, VisitState state, int sequence) =>
        ledger?.Visits.Where(v => v.State == state).SelectMany(v => v.Units).Where(u => u.Sequence == sequence).Sum(u => u.Units) ?? 0;

    private static Granted Release(Granted ledger, Guid appointmentId)
    {
        if (ledger.Visits.FirstOrDefault(v => v.AppointmentId == appointmentId) is not { } visit) return ledger;
        var freed = visit.State == VisitState.Reserved ? Book(ledger, visit.Units, -1, 0) : ledger;
        return freed with { Visits = Of(freed.Visits, visit with { State = VisitState.Released, Units = [] }) };
    }

    private static Granted Consume(Granted ledger, UnitsConsumed e)
    {
        var held = ledger.Visits.FirstOrDefault(v => v.AppointmentId == e.AppointmentId && v.State == VisitState.Reserved);
        var freed = held is null ? ledger : Book(ledger, held.Units, -1, 0);
        return Book(freed, e.Units, 0, 1) with { Visits = Of(freed.Visits, new Visit(e.AppointmentId, VisitState.Consumed, e.Units)) };
    }

    private static TLedger Book<TLedger>(TLedger ledger, IReadOnlyList<UnitCount> units, int reserved, int consumed)
        where TLedger : Granted => ledger with
        {
            Accounts = [.. ledger.Accounts.Select(a => units.FirstOrDefault(u => u.Sequence == a.Item.Sequence) is { } count
                ? a with { Reserved = Math.Max(0, a.Reserved + (reserved * count.Units)), Consumed = a.Consumed + (consumed * count.Units) }
                : a)],
        };

    private static IReadOnlyList<Visit> Of(IReadOnlyList<Visit> visits, Visit visit) => [.. visits.Where(v => v.AppointmentId != visit.AppointmentId), visit];
}
