using Healthcare.EventStore;

namespace Healthcare.ServiceDefaults;

/// <summary>Whose data was read.</summary>
public sealed record AccessSubject(string Kind, Guid Id)
{
    public static AccessSubject Patient(Guid id) => new("patient", id);

    public static AccessSubject Case(Guid id) => new("case", id);
}

/// <summary>Events of a read of patient data; each request has a stream of its own, so that reading changes no version that anyone holds.</summary>
public abstract record AccessEvent;

/// <summary>Patient data was asked for, and answered or refused; committed before the answer leaves (45 CFR 164.312(b)).</summary>
[StoredAs("access_recorded.v1")]
public sealed record AccessRecorded(
    IReadOnlyList<AccessSubject> Subjects, string Method, string Route, string? Purpose, string Outcome, string? Partner, bool BreakGlass, Sealed<string>? Reason, DateTimeOffset At) : AccessEvent;

/// <summary>Records one read; decided once per request.</summary>
public sealed record RecordAccess(AccessRecorded Access);

/// <summary>A request's read: recorded or not yet.</summary>
public sealed record AccessRecord(bool Recorded);

/// <summary>The aggregate of reads, for every service that shows patient data.</summary>
public static class AccessRecords
{
    public static readonly Aggregate<AccessRecord, RecordAccess, AccessEvent> Aggregate = new(
        "access",
        new AccessRecord(Recorded: false),
        static (_, _) => new AccessRecord(Recorded: true),
        static (record, command) => record.Recorded ? [] : [command.Access]);

    public static EventStoreBuilder AddAccessRecords(this EventStoreBuilder store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.AddAggregate(Aggregate);
    }
}
