using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>What may be asked of an authorization.</summary>
public abstract record PriorAuthorizationCommand(DateTimeOffset At);

public sealed record RequestAuthorization(RequestFacts Request, Sealed<ReferralPacket> Packet, DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>The package is built; it is submitted at once where the boundary's conditions hold.</summary>
public sealed record AssemblePackage(Package Package, DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>The package cannot be built.</summary>
public sealed record ReturnPackage(IReadOnlyList<string> Requirements, DateTimeOffset At) : PriorAuthorizationCommand(At);

public sealed record RecordUnconfirmedSubmission(DateTimeOffset At) : PriorAuthorizationCommand(At);

public sealed record RejectSubmission(int Status, IReadOnlyList<string> Codes, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationCommand(At);

public sealed record RecordUnusableAnswer(string ReasonCode, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>What the payer said, in answer to the submission or by notification; <paramref name="PayerReceivedAt"/> starts its clock if nothing did before.</summary>
public sealed record RecordPayerAnswer(DateTimeOffset PayerReceivedAt, IReadOnlyList<PayerWord> Words, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationCommand(At);

public sealed record ReportPayerError(IReadOnlyList<string> Codes, Guid AnswerId, DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>The deadline clock's command.</summary>
public sealed record FireDecisionDeadline(string Deadline, DateTimeOffset DueAt, DateTimeOffset At) : PriorAuthorizationCommand(At);
