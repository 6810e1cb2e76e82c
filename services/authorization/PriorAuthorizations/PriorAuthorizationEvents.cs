using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>What happens to a payer's authorization of care.</summary>
public abstract record PriorAuthorizationEvent(DateTimeOffset At);

/// <summary>Care needs the payer's word; the packet it rests on is kept sealed, so that what was asked can be shown for ever.</summary>
[StoredAs("authorization_requested.v1")]
public sealed record AuthorizationRequested(RequestFacts Request, Sealed<ReferralPacket> Packet, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The bundle for the payer is built and kept.</summary>
[StoredAs("package_assembled.v1")]
public sealed record PackageAssembled(Package Package, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The bundle cannot be built: what is missing, in codes, and the role that supplies it.</summary>
[StoredAs("package_returned.v1")]
public sealed record PackageReturned(IReadOnlyList<string> Requirements, string To, DateTimeOffset At) : PriorAuthorizationEvent(At)
{
    /// <summary>The documents that the payer wants and nobody has, by LOINC code.</summary>
    public IReadOnlyList<string>? Documents { get; init; }
}

/// <summary>Sent, or sent again, to the payer; <paramref name="Transport"/> is pas, x12-278, portal or fax. The bundle's identifier survives every resend.</summary>
[StoredAs("authorization_submitted.v1")]
public sealed record AuthorizationSubmitted(string PayerId, string Transport, string TraceNo, string BundleId, int Submission, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>What of the patient was told to whom and why: codes and hashes of it, never the thing itself (45 CFR 164.528).</summary>
[StoredAs("disclosure_recorded.v1")]
public sealed record DisclosureRecorded(string To, string Purpose, string ManifestHash, IReadOnlyList<string> Documents, IReadOnlyList<string> Diagnoses, DateTimeOffset At)
    : PriorAuthorizationEvent(At);

/// <summary>No answer, or a 5xx: whether the payer has it is unknown; the same bundle is sent again.</summary>
[StoredAs("submission_unconfirmed.v1")]
public sealed record SubmissionUnconfirmed(DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The payer has it; its clock runs from <paramref name="PayerReceivedAt"/>.</summary>
[StoredAs("submission_acknowledged.v1")]
public sealed record SubmissionAcknowledged(DateTimeOffset PayerReceivedAt, DateTimeOffset DueAt, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>A 4xx, or an answer that is an error (X12 901): sending the same again is of no use.</summary>
[StoredAs("submission_rejected.v1")]
public sealed record SubmissionRejected(int Status, IReadOnlyList<string> Codes, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The payer's answer cannot be understood; what it decided is unknown, and a later answer is still awaited.</summary>
[StoredAs("payer_answer_unusable.v1")]
public sealed record PayerAnswerUnusable(string ReasonCode, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationEvent(At)
{
    /// <summary>The clauses of the guide that it breaks.</summary>
    public IReadOnlyList<string>? Clauses { get; init; }
}

/// <summary>After the request was in its hands, the payer reports an error with it (X12 901).</summary>
[StoredAs("payer_error_reported.v1")]
public sealed record PayerErrorReported(IReadOnlyList<string> Codes, Guid AnswerId, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The payer will decide an item later (HCR01 A4), by <paramref name="DueAt"/> at the latest.</summary>
[StoredAs("authorization_pended.v1")]
public sealed record AuthorizationPended(int ItemSequence, string? ReasonCode, string? AdministrationReference, DateTimeOffset PayerReceivedAt, DateTimeOffset DueAt, Guid? AnswerId, DateTimeOffset At)
    : PriorAuthorizationEvent(At)
{
    /// <summary>What the payer asks for before it decides, in its codes.</summary>
    public IReadOnlyList<string>? InformationRequested { get; init; }
}

/// <summary>The payer wants to be called about an item before it decides (HCR01 CT).</summary>
[StoredAs("payer_contact_requested.v1")]
public sealed record PayerContactRequested(int ItemSequence, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The payer's word on one item (X12 306): A1, A2, A3, A6, C or NA.</summary>
[StoredAs("authorization_decided.v1")]
public sealed record AuthorizationDecided(int ItemSequence, ItemDecision Decision, Sealed<string>? ReasonText, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The payer refused an item and did not say why, code and words, as it must (42 CFR 422.122(a)).</summary>
[StoredAs("denial_reason_missing.v1")]
public sealed record DenialReasonMissing(int ItemSequence, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The reason of a refusal came later.</summary>
[StoredAs("denial_reason_given.v1")]
public sealed record DenialReasonGiven(int ItemSequence, string ReasonCode, Sealed<string> ReasonText, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The payer said something else before; what it said first stands until a person has settled it.</summary>
[StoredAs("payer_answer_contradicted.v1")]
public sealed record PayerAnswerContradicted(int ItemSequence, string Action, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The payer's clock ran out without a decision; silence of a payer outside the rule (T7) is never a denial, and has no <paramref name="DeemedAt"/>.</summary>
[StoredAs("decision_overdue.v1")]
public sealed record DecisionOverdue(DateTimeOffset DueAt, DateTimeOffset? DeemedAt, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>A decision that did not come in time counts as a denial and may be appealed (42 CFR 422.568(f), 438.404(c)(5)); a late one is applied all the same.</summary>
[StoredAs("decision_deemed_denied.v1")]
public sealed record DecisionDeemedDenied(IReadOnlyList<int> ItemSequences, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>Every item is decided; the status of the whole follows from them.</summary>
[StoredAs("authorization_concluded.v1")]
public sealed record AuthorizationConcluded(string Status, DateTimeOffset At) : PriorAuthorizationEvent(At)
{
    /// <summary>Until when what was denied may be contested; absent where nothing was.</summary>
    public DateTimeOffset? ContestBy { get; init; }
}

/// <summary>What was approved may be scheduled: it matches what was ordered, or a named person proceeds all the same.</summary>
[StoredAs("authorization_released.v1")]
public sealed record AuthorizationReleased(Guid PatientId, string PayerId, IReadOnlyList<ReleasedItem> Items, DateTimeOffset DecidedAt, DateTimeOffset At) : PriorAuthorizationEvent(At)
{
    /// <summary>The end of the last day that is approved, where the payer is.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
