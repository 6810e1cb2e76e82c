using Healthcare.EventStore;

namespace Healthcare.Authorization.Units;

/// <summary>What happens to the units that a payer approved.</summary>
public abstract record UnitsEvent(DateTimeOffset At);

/// <summary>The payer approved units, or other ones than before.</summary>
[StoredAs("units_granted.v1")]
public sealed record UnitsGranted(Guid AuthorizationId, Guid PatientId, IReadOnlyList<GrantedItem> Items, DateTimeOffset At) : UnitsEvent(At);

/// <summary>A visit is booked, or took place, before anything is approved; it is settled when something is.</summary>
[StoredAs("units_awaited.v1")]
public sealed record UnitsAwaited(Guid AppointmentId, bool IsAttended, DateTimeOffset At) : UnitsEvent(At);

/// <summary>A visit is booked: its units are kept for it.</summary>
[StoredAs("units_reserved.v1")]
public sealed record UnitsReserved(Guid AppointmentId, IReadOnlyList<UnitCount> Units, DateTimeOffset At) : UnitsEvent(At);

/// <summary>The visit was missed or cancelled: its units are free again.</summary>
[StoredAs("units_released.v1")]
public sealed record UnitsReleased(Guid AppointmentId, string ReasonCode, DateTimeOffset At) : UnitsEvent(At);

/// <summary>The visit took place.</summary>
[StoredAs("units_consumed.v1")]
public sealed record UnitsConsumed(Guid AppointmentId, IReadOnlyList<UnitCount> Units, DateTimeOffset At) : UnitsEvent(At);

/// <summary>A visit needs more than is left: it is booked, or took place, without units. Nothing is ever taken that is not there.</summary>
[StoredAs("units_short.v1")]
public sealed record UnitsShort(Guid AppointmentId, IReadOnlyList<UnitCount> Missing, bool IsAttended, DateTimeOffset At) : UnitsEvent(At);

/// <summary>Every unit is used and none is kept.</summary>
[StoredAs("units_exhausted.v1")]
public sealed record UnitsExhausted(Guid AuthorizationId, DateTimeOffset At) : UnitsEvent(At);

/// <summary>The approval ended; nothing more is taken from it.</summary>
[StoredAs("units_closed.v1")]
public sealed record UnitsClosed(string ReasonCode, DateTimeOffset At) : UnitsEvent(At);

/// <summary>An approved service with its units and days.</summary>
public sealed record GrantedItem(int Sequence, string System, string Code, int Units, DateOnly From, DateOnly To);

/// <summary>Units of one item.</summary>
public sealed record UnitCount(int Sequence, int Units);
