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
public sealed record PackageReturned(IReadOnlyList<string> Requirements, string To, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>Sent, or sent again, to the payer; <paramref name="Transport"/> is pas, x12, portal or fax. The bundle's identifier survives every resend.</summary>
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
public sealed record PayerAnswerUnusable(string ReasonCode, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>After the request was in its hands, the payer reports an error with it (X12 901).</summary>
[StoredAs("payer_error_reported.v1")]
public sealed record PayerErrorReported(IReadOnlyList<string> Codes, Guid AnswerId, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The payer will decide an item later (HCR01 A4), by <paramref name="DueAt"/> at the latest.</summary>
[StoredAs("authorization_pended.v1")]
public sealed record AuthorizationPended(int ItemSequence, string? ReasonCode, string? AdministrationReference, DateTimeOffset PayerReceivedAt, DateTimeOffset DueAt, Guid? AnswerId, DateTimeOffset At)
    : PriorAuthorizationEvent(At);

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

/// <summary>The regulatory clock ran out without a decision.</summary>
[StoredAs("decision_overdue.v1")]
public sealed record DecisionOverdue(DateTimeOffset DueAt, DateTimeOffset DeemedAt, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>A decision that did not come in time counts as a denial and may be appealed (42 CFR 422.568(f), 438.404(c)(5)); a late one is applied all the same.</summary>
[StoredAs("decision_deemed_denied.v1")]
public sealed record DecisionDeemedDenied(IReadOnlyList<int> ItemSequences, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>Every item is decided; the status of the whole follows from them.</summary>
[StoredAs("authorization_concluded.v1")]
public sealed record AuthorizationConcluded(string Status, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>What was approved may be scheduled: it matches what was ordered, or a named person proceeds all the same.</summary>
[StoredAs("authorization_released.v1")]
public sealed record AuthorizationReleased(Guid PatientId, string PayerId, IReadOnlyList<ReleasedItem> Items, DateTimeOffset DecidedAt, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>How fast the payer must decide: seven calendar days, or 72 hours (42 CFR 422.568(b)(1), 422.572(a)).</summary>
public enum ReviewLevel
{
    Standard,
    Expedited,
}

/// <summary>What authorization is asked for; ids and codes only.</summary>
public sealed record RequestFacts
{
    public required Guid CaseId { get; init; }

    public required Guid ReferralId { get; init; }

    public required Guid PatientId { get; init; }

    public required string PayerId { get; init; }

    public required ReviewLevel Level { get; init; }

    public required IReadOnlyList<RequestedItem> Items { get; init; }

    /// <summary>ICD-10-CM codes.</summary>
    public required IReadOnlyList<string> Diagnoses { get; init; }

    public required string ReferrerNpi { get; init; }

    /// <summary>The first day care is wanted for.</summary>
    public required DateOnly ServiceDate { get; init; }

    /// <summary>SHA-256 of the packet, as intake published it.</summary>
    public required string PacketHash { get; init; }

    public IReadOnlyList<KeptDocument> Documents { get; init; } = [];

    /// <summary>42 CFR Part 2 applies: nothing goes out without the patient's consent.</summary>
    public bool IsPart2 { get; init; }
}

/// <summary>One service to be authorized.</summary>
public sealed record RequestedItem(int Sequence, string System, string Code, int Units);

/// <summary>A document of the packet whose bytes this service keeps too, so that the package holds what was reviewed.</summary>
public sealed record KeptDocument(string DocumentId, Guid OriginalId, string? TypeLoinc, string Sha256);

/// <summary>What goes to the payer: the manifest, the bundle that was built of it, and what was found about the way there.</summary>
public sealed record Package
{
    /// <summary>SHA-256 over the packet's hash and each document's.</summary>
    public required string ManifestHash { get; init; }

    /// <summary>Documents on the manifest.</summary>
    public required IReadOnlyList<string> Documents { get; init; }

    /// <summary>How many of them are in the bundle.</summary>
    public required int Attached { get; init; }

    public required Guid BundleOriginalId { get; init; }

    /// <summary>Bundle.identifier, stable across resends.</summary>
    public required string BundleId { get; init; }

    /// <summary>Claim.identifier: what the payer's answers carry back.</summary>
    public required string TraceNo { get; init; }

    /// <summary>NPI of the provider whose order it is.</summary>
    public string? SignedBy { get; init; }

    public required bool IsEndpointKnown { get; init; }

    /// <summary>Reference of the patient's consent to disclose Part 2 data.</summary>
    public string? Part2Consent { get; init; }
}

/// <summary>What a payer decided about an item, in codes.</summary>
public sealed record ItemDecision
{
    /// <summary>X12 306.</summary>
    public required string Action { get; init; }

    /// <summary>HCR02: the number that claims carry.</summary>
    public string? CertificationNumber { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    public int? Units { get; init; }

    /// <summary>The service approved, where the payer named one.</summary>
    public string? System { get; init; }

    public string? Code { get; init; }

    /// <summary>HCR03.</summary>
    public string? ReasonCode { get; init; }
}

/// <summary>An approved item as scheduling and billing may rely on it.</summary>
public sealed record ReleasedItem(int Sequence, string Action, string System, string Code, int Units, string CertificationNumber, DateOnly From, DateOnly To);
