namespace Healthcare.Scheduling.Appointments;

/// <summary>The journey says what else booking waits for. Never refused.</summary>
public sealed record HoldBackScheduling(IReadOnlyList<string> Causes, bool MayHoldTime, DateTimeOffset At) : AppointmentCommand(At);

/// <summary>Nothing on the journey stands against booking any more. Never refused.</summary>
public sealed record ClearScheduling(DateTimeOffset At) : AppointmentCommand(At);

/// <summary>Other services will be done. Never refused.</summary>
public sealed record ChangeServices(int Change, IReadOnlyList<ServiceAsked> Services, DateTimeOffset At) : AppointmentCommand(At);
