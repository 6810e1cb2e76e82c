using Healthcare.EventStore;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>What happens to the question whether a patient is covered.</summary>
public abstract record CoverageCheckEvent(DateTimeOffset At);

[StoredAs("coverage_check_requested.v1")]
public sealed record CoverageCheckRequested(CoverageQuestion Question, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>The day of the care became known before anything was asked.</summary>
[StoredAs("coverage_date_noted.v1")]
public sealed record CoverageDateNoted(DateOnly ServiceDate, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>Asked anew: <c>service-date</c>, <c>services-changed</c>, <c>requested-anew</c> or <c>referral-reopened</c>. The answer before says nothing about it.</summary>
[StoredAs("coverage_requested_anew.v1")]
public sealed record CoverageRequestedAnew(CoverageQuestion Question, string ReasonCode, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>An inquiry (X12 270) is ready and queued; the same bytes go out however often it must be sent.</summary>
[StoredAs("coverage_inquiry_made.v1")]
public sealed record CoverageInquiryMade(CoverageInquiry Inquiry, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>No inquiry goes out: the code says which rule of the format what is known of the patient breaks, or that the payer supports none (<c>payer-not-automated</c>).</summary>
[StoredAs("coverage_inquiry_not_made.v1")]
public sealed record CoverageInquiryNotMade(string ReasonCode, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>A fresh answer of the same payer about the same person and month is relied on, and nobody asked again.</summary>
[StoredAs("coverage_answer_reused.v1")]
public sealed record CoverageAnswerReused(Guid CoverageCheckId, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>Active cover (271 EB01 1 to 5) on the service date.</summary>
[StoredAs("coverage_confirmed.v1")]
public sealed record CoverageConfirmed(CoverageQuestion Question, CoverageFindings Findings, Guid AnswerId, DateTimeOffset At) : CoverageCheckEvent(At)
{
    /// <summary>Until when the answer may be relied on.</summary>
    public DateTimeOffset? FreshUntil { get; init; }

    /// <summary>The inquiry to ask again with then, where the service lies beyond.</summary>
    public CoverageInquiry? Next { get; init; }
}

/// <summary>No active cover (EB01 6 to 8, or no benefit at all).</summary>
[StoredAs("coverage_found_inactive.v1")]
public sealed record CoverageFoundInactive(CoverageFindings Findings, Guid AnswerId, DateTimeOffset At) : CoverageCheckEvent(At)
{
    public CoverageQuestion? Question { get; init; }
}

/// <summary>The payer refused the inquiry (AAA). When it may be asked again, the next inquiry is ready and says when.</summary>
[StoredAs("coverage_inquiry_refused.v1")]
public sealed record CoverageInquiryRefused(CoverageRejection Rejection, CoverageInquiry? Next, DateTimeOffset? RetryAt, Guid AnswerId, DateTimeOffset At) : CoverageCheckEvent(At)
{
    public CoverageQuestion? Question { get; init; }
}

/// <summary>What came back cannot be used: not a 271, another inquiry's answer, or an HTTP refusal.</summary>
[StoredAs("coverage_answer_unusable.v1")]
public sealed record CoverageAnswerUnusable(string ReasonCode, int? Status, Guid? AnswerId, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>No answer in the time that policy allows; the inquiry is still sent again by itself.</summary>
[StoredAs("coverage_answer_overdue.v1")]
public sealed record CoverageAnswerOverdue(DateTimeOffset DueAt, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>A person asked the payer by portal or phone; what they were told follows.</summary>
[StoredAs("coverage_result_entered.v1")]
public sealed record CoverageResultEntered(string Reference, Actor By, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>The answer is too old to be relied on; it is asked for again.</summary>
[StoredAs("coverage_stale.v1")]
public sealed record CoverageStale(DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>The case ended: nobody waits for the answer any more.</summary>
[StoredAs("coverage_check_closed.v1")]
public sealed record CoverageCheckClosed(string ReasonCode, DateTimeOffset At) : CoverageCheckEvent(At);

/// <summary>Whose cover is asked about, of whom, for which day; ids and codes only.</summary>
public sealed record CoverageQuestion(Guid CaseId, Guid ReferralId, Guid AuthorizationId, Guid PatientId, string PayerId, DateOnly ServiceDate)
{
    /// <summary>How the payer can be asked, as it was listed then.</summary>
    public string? Capability { get; init; }

    /// <summary>Whether the referral named a member number.</summary>
    public bool? HasMember { get; init; }
}

/// <summary>One 270: its trace (TRN02) and the original that holds its bytes.</summary>
public sealed record CoverageInquiry(int Attempt, string Trace, Guid OriginalId)
{
    /// <summary>The kind of transmission; a 270 unless said.</summary>
    public string? Kind { get; init; }
}

/// <summary>What a 271 says in codes: benefits (EB01), whether an authorization is required (EB11), whether another payer covers too (EB01 R).</summary>
public sealed record CoverageFindings(IReadOnlyList<string> Benefits, string? AuthorizationRequired, bool HasOtherPayer);

/// <summary>One AAA: the level it stands at (HL03), AAA03 reason, AAA04 follow-up.</summary>
public sealed record CoverageRejection(string Level, string Reason, string FollowUp);

/// <summary>An answer that is fresh enough to be relied on for another question.</summary>
public sealed record ReusableAnswer(Guid CoverageCheckId, CoverageFindings Findings, Guid AnswerId, DateTimeOffset FreshUntil);
