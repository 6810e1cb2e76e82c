using Healthcare.EventStore;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>What happens to the question whether a patient is covered.</summary>
public abstract record CoverageCheckEvent(DateTimeOffset At);

[StoredAs("coverage_check_requested.v1")]
public sealed record CoverageCheckRequested(CoverageQuestion Question, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>An inquiry (X12 270) is ready and queued; the same bytes go out however often it must be sent.</summary>
[StoredAs("coverage_inquiry_made.v1")]
public sealed record CoverageInquiryMade(CoverageInquiry Inquiry, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>The inquiry cannot be written from what is known of the patient; the code says which rule of X12 it breaks.</summary>
[StoredAs("coverage_inquiry_not_made.v1")]
public sealed record CoverageInquiryNotMade(string ReasonCode, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>Active cover (271 EB01 1 to 5) on the service date.</summary>
[StoredAs("coverage_confirmed.v1")]
public sealed record CoverageConfirmed(CoverageQuestion Question, CoverageFindings Findings, Guid AnswerId, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>No active cover (EB01 6 to 8, or no benefit at all).</summary>
[StoredAs("coverage_found_inactive.v1")]
public sealed record CoverageFoundInactive(CoverageFindings Findings, Guid AnswerId, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>The payer refused the inquiry (AAA). When it may be asked again, the next inquiry is ready and says when.</summary>
[StoredAs("coverage_inquiry_refused.v1")]
public sealed record CoverageInquiryRefused(CoverageRejection Rejection, CoverageInquiry? Next, DateTimeOffset? RetryAt, Guid AnswerId, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>What came back cannot be used: not a 271, another inquiry's answer, or an HTTP refusal.</summary>
[StoredAs("coverage_answer_unusable.v1")]
public sealed record CoverageAnswerUnusable(string ReasonCode, int? Status, Guid? AnswerId, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>No answer in the time that policy allows; the inquiry is still sent again by itself.</summary>
[StoredAs("coverage_answer_overdue.v1")]
public sealed record CoverageAnswerOverdue(DateTimeOffset DueAt, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>Whose cover is asked about, of whom, for which day; ids and codes only.</summary>
public sealed record CoverageQuestion(Guid CaseId, Guid ReferralId, Guid AuthorizationId, Guid PatientId, string PayerId, DateOnly ServiceDate);

/// <summary>One 270: its trace (TRN02) and the original that holds its bytes.</summary>
public sealed record CoverageInquiry(int Attempt, string Trace, Guid OriginalId);

/// <summary>What a 271 says in codes: benefits (EB01), whether an authorization is required (EB11), whether another payer covers too (EB01 R).</summary>
public sealed record CoverageFindings(IReadOnlyList<string> Benefits, string? AuthorizationRequired, bool HasOtherPayer);

/// <summary>One AAA: the level it stands at (HL03), AAA03 reason, AAA04 follow-up.</summary>
public sealed record CoverageRejection(string Level, string Reason, string FollowUp);
