using Healthcare.EventStore;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>What may be asked of a coverage check.</summary>
public abstract record CoverageCheckCommand(DateTimeOffset At);

/// <summary>Asks a payer about a patient's cover; <paramref name="NotMade"/> says why there is no inquiry, where there is none.</summary>
public sealed record RequestCoverageCheck(CoverageQuestion Question, CoverageInquiry? Inquiry, string? NotMade, DateTimeOffset At) : CoverageCheckCommand(At);

public sealed record ConfirmCoverage(CoverageFindings Findings, Guid AnswerId, DateTimeOffset At) : CoverageCheckCommand(At);

public sealed record FindCoverageInactive(CoverageFindings Findings, Guid AnswerId, DateTimeOffset At) : CoverageCheckCommand(At);

/// <summary>The payer's AAA; <paramref name="Next"/> is the inquiry to ask again with, should the rules permit it.</summary>
public sealed record RefuseCoverageInquiry(CoverageRejection Rejection, CoverageInquiry? Next, Guid AnswerId, DateTimeOffset At) : CoverageCheckCommand(At);

public sealed record RecordUnusableCoverageAnswer(string ReasonCode, int? Status, Guid? AnswerId, DateTimeOffset At) : CoverageCheckCommand(At);

/// <summary>The deadline clock's command: no answer, or time to ask again.</summary>
public sealed record FireCoverageDeadline(string Deadline, DateTimeOffset DueAt, DateTimeOffset At) : CoverageCheckCommand(At);

/// <summary>Every rule of a coverage check.</summary>
internal static class CoverageCheckDecider
{
    /// <summary>How often an inquiry is repeated without a person: AAA04 permits it, reason wears out.</summary>
    public const int MostAttempts = 4;

    /// <summary>What real time means before somebody is told (CORE answers within 20 seconds; a queue is allowed for).</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(15);

    public const string AnswerDeadline = "coverage-check/answer";
    public const string RetryDeadline = "coverage-check/retry";

    public static Decision<CoverageCheckEvent> Decide(CoverageCheck check, CoverageCheckCommand command) => (check, command) switch
    {
        (CoverageCheck.NotRequested, RequestCoverageCheck c) => [new CoverageCheckRequested(c.Question, c.At), Asked(c.Inquiry, c.NotMade, c.At)],
        (CoverageCheck.Begun, RequestCoverageCheck) => [],

        (CoverageCheck.NotRequested, _) => CoverageCheckRefusals.Unknown,
        (CoverageCheck.Confirmed, RepeatCoverageInquiry) => CoverageCheckRefusals.Confirmed,
        (CoverageCheck.Asking { OpenItem: null } or CoverageCheck.Waiting, RepeatCoverageInquiry) => CoverageCheckRefusals.UnderWay,
        (CoverageCheck.Begun, RepeatCoverageInquiry c) => [Asked(c.Inquiry, c.NotMade, c.At)],

        // What was once confirmed stays so: a later answer to an older inquiry says nothing new.
        (CoverageCheck.Confirmed, _) => [],
        (CoverageCheck.Begun s, ConfirmCoverage c) => [new CoverageConfirmed(s.Question, c.Findings, c.AnswerId, c.At)],
        (CoverageCheck.Begun, FindCoverageInactive c) => [new CoverageFoundInactive(c.Findings, c.AnswerId, c.At)],
        (CoverageCheck.Begun s, RefuseCoverageInquiry c) => Refused(s, c),
        (CoverageCheck.Begun, RecordUnusableCoverageAnswer c) => [new CoverageAnswerUnusable(c.ReasonCode, c.Status, c.AnswerId, c.At)],

        (CoverageCheck.Asking { OpenItem: null }, FireCoverageDeadline { Deadline: AnswerDeadline } c) => [new CoverageAnswerOverdue(c.DueAt, c.At)],
        (CoverageCheck.Waiting s, FireCoverageDeadline { Deadline: RetryDeadline } c) => [new CoverageInquiryMade(s.Next, c.At)],
        _ => [],
    };

    /// <summary>When AAA04 lets the same question be asked again; null when a person must act first.</summary>
    public static TimeSpan? RetryAfter(CoverageRejection rejection, int attempts) => rejection.FollowUp switch
    {
        // CORE: at least 90 seconds between two attempts.
        "R" or "P" when attempts < MostAttempts => TimeSpan.FromSeconds(90 * Math.Pow(2, attempts - 1)),
        "W" when attempts < MostAttempts => TimeSpan.FromDays(30),
        "X" when attempts < MostAttempts => TimeSpan.FromDays(10),
        _ => null,
    };

    private static CoverageCheckEvent Asked(CoverageInquiry? inquiry, string? notMade, DateTimeOffset at) =>
        inquiry is null ? new CoverageInquiryNotMade(notMade ?? "not-made", at) : new CoverageInquiryMade(inquiry, at);

    private static Decision<CoverageCheckEvent> Refused(CoverageCheck.Begun check, RefuseCoverageInquiry c)
    {
        var wait = c.Next is null ? null : RetryAfter(c.Rejection, check.Attempts);
        return new CoverageInquiryRefused(c.Rejection, wait is null ? null : c.Next, c.At + wait, c.AnswerId, c.At);
    }
}

/// <summary>Why a coverage check says no.</summary>
internal static class CoverageCheckRefusals
{
    public static readonly Refusal Unknown = new("coverage-check-unknown", "No cover was asked about under this id.");
    public static readonly Refusal Confirmed = new("coverage-confirmed-already", "The payer has confirmed the cover already.");
    public static readonly Refusal UnderWay = new("coverage-inquiry-under-way", "The payer has been asked and still has time to answer.");
}
