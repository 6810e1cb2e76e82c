using Healthcare.Authorization.Requirements;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>What may be asked of an authorization.</summary>
public abstract record PriorAuthorizationCommand(DateTimeOffset At);

public sealed record RequestAuthorization(RequestFacts Request, Sealed<ReferralPacket> Packet, DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>What the payer's catalogue demands of the services.</summary>
public sealed record FindRequirement(Requirement Found, DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>The package is built; it is submitted at once where the boundary's conditions hold.</summary>
public sealed record AssemblePackage(Package Package, DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>The package cannot be built.</summary>
public sealed record ReturnPackage(IReadOnlyList<string> Requirements, DateTimeOffset At) : PriorAuthorizationCommand(At);

public sealed record RecordUnconfirmedSubmission(DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>The payer did not take what was sent; <paramref name="PayloadId"/> says whether that was the request or a change of it.</summary>
public sealed record RejectSubmission(int Status, IReadOnlyList<string> Codes, Guid? AnswerId, DateTimeOffset At, Guid? PayloadId = null) : PriorAuthorizationCommand(At);

public sealed record RecordUnusableAnswer(string ReasonCode, Guid? AnswerId, DateTimeOffset At, IReadOnlyList<string>? Clauses = null) : PriorAuthorizationCommand(At);

/// <summary>What the payer said, in answer to the submission or by notification; <paramref name="PayerReceivedAt"/> starts its clock if nothing did before.</summary>
public sealed record RecordPayerAnswer(DateTimeOffset PayerReceivedAt, IReadOnlyList<PayerWord> Words, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationCommand(At)
{
    /// <summary>What it answers, where it came on the same connection.</summary>
    public Guid? PayloadId { get; init; }
}

public sealed record ReportPayerError(IReadOnlyList<string> Codes, Guid AnswerId, DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>Changes at the payer what it has; only while that is pended or approved (T4).</summary>
public sealed record SubmitUpdate(string Purpose, IReadOnlyList<RequestedItem> Items, Package Package, DateTimeOffset At) : PriorAuthorizationCommand(At)
{
    /// <summary>The change of services that it carries over.</summary>
    public int Change { get; init; }
}

/// <summary>The referral ended; what is at the payer is withdrawn there with <paramref name="Cancellation"/>.</summary>
public sealed record EndAuthorization(string Ending, string ReasonCode, Package? Cancellation, DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>A new request takes the place of this one.</summary>
public sealed record SupersedeAuthorization(Guid By, string ReasonCode, DateTimeOffset At) : PriorAuthorizationCommand(At), IJudgment;

/// <summary>Other services will be done than were asked for; nothing is at the payer yet.</summary>
public sealed record ChangeServices(int Change, IReadOnlyList<RequestedItem> Items, DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>The day of the care is held or booked; <paramref name="IsNear"/> hurries what is open.</summary>
public sealed record SetServiceDate(DateOnly ServiceDate, bool IsFirm, bool IsNear, DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>The care goes on without the payer's word.</summary>
public sealed record NoteCareProceeded(string Ground, DateTimeOffset DueAt, DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>The ledger's last unit is used.</summary>
public sealed record ExhaustAuthorization(DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>Nothing more comes of the inquiry than what its answer said.</summary>
public sealed record EndInquiry(string Result, DateTimeOffset At) : PriorAuthorizationCommand(At);

/// <summary>The deadline clock's command.</summary>
public sealed record FireDecisionDeadline(string Deadline, DateTimeOffset DueAt, DateTimeOffset At) : PriorAuthorizationCommand(At);
