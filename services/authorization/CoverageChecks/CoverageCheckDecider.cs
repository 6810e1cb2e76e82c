using Healthcare.EventStore;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>What may be asked of a coverage check.</summary>
public abstract record CoverageCheckCommand(DateTimeOffset At);

/// <summary>Asks a payer about a patient's cover; <paramref name="NotMade"/> says why there is no inquiry, where there is none.</summary>
public sealed record RequestCoverageCheck(CoverageQuestion Question, CoverageInquiry? Inquiry, string? NotMade, DateTimeOffset At) : CoverageCheckCommand(At)
{
    /// <summary>Instead of an inquiry, an answer that is fresh.</summary>
    public ReusableAnswer? Known { get; init; }
}

/// <summary>Asks again because the question is another one: the day, the services or the request.</summary>
public sealed record AskCoverageAnew(CoverageQuestion Question, CoverageInquiry? Inquiry, string? NotMade, string ReasonCode, DateTimeOffset At) : CoverageCheckCommand(At)
{
    public ReusableAnswer? Known { get; init; }
}

/// <summary>Keeps the day of the care for when the referral is here.</summary>
public sealed record NoteCoverageDate(DateOnly ServiceDate, DateTimeOffset At) : CoverageCheckCommand(At);

public sealed record ConfirmCoverage(CoverageFindings Findings, Guid AnswerId, DateTimeOffset At) : CoverageCheckCommand(At)
{
    public DateTimeOffset? FreshUntil { get; init; }

    public CoverageInquiry? Next { get; init; }
}

public sealed record FindCoverageInactive(CoverageFindings Findings, Guid AnswerId, DateTimeOffset At) : CoverageCheckCommand(At);

/// <summary>The payer's AAA; <paramref name="Next"/> is the inquiry to ask again with, should the rules permit it.</summary>
public sealed record RefuseCoverageInquiry(CoverageRejection Rejection, CoverageInquiry? Next, Guid AnswerId, DateTimeOffset At) : CoverageCheckCommand(At);

public sealed record RecordUnusableCoverageAnswer(string ReasonCode, int? Status, Guid? AnswerId, DateTimeOffset At) : CoverageCheckCommand(At);

/// <summary>The case ended.</summary>
public sealed record CloseCoverageCheck(string ReasonCode, DateTimeOffset At) : CoverageCheckCommand(At);

/// <summary>The deadline clock's command: no answer, time to ask again, or an answer grown stale.</summary>
public sealed record FireCoverageDeadline(string Deadline, DateTimeOffset DueAt, DateTimeOffset At) : CoverageCheckCommand(At);

/// <summary>Every rule of a coverage check.</summary>
internal static class CoverageCheckDecider
{
    /// <summary>What real time means before somebody is told (CORE answers within 20 seconds; a queue is allowed for).</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(15);

    public const string AnswerDeadline = "coverage-check/answer";
    public const string RetryDeadline = "coverage-check/retry";
    public const string StaleDeadline = "coverage-check/stale";

    public static Decision<CoverageCheckEvent> Decide(CoverageCheck check, CoverageCheckCommand command) => (check, command) switch
    {
        (CoverageCheck.NotRequested, RequestCoverageCheck c) => [new CoverageCheckRequested(c.Question, c.At), .. Asked(c.Question, c.Inquiry, c.NotMade, c.Known, c.At)],
        (CoverageCheck.Begun, RequestCoverageCheck) => [],
        (CoverageCheck.NotRequested s, NoteCoverageDate c) => s.Noted == c.ServiceDate ? [] : [new CoverageDateNoted(c.ServiceDate, c.At)],
        (CoverageCheck.NotRequested, CloseCoverageCheck) => [],
        (_, NoteCoverageDate) => [],

        (CoverageCheck.NotRequested, _) => CoverageCheckRefusals.Unknown,
        (CoverageCheck.Begun s, AskCoverageAnew c) when s.Question == c.Question && s is not CoverageCheck.Closed && c.ReasonCode == AnewReasons.ServiceDate => [],
        (CoverageCheck.Begun, AskCoverageAnew c) => [new CoverageRequestedAnew(c.Question, c.ReasonCode, c.At), .. Asked(c.Question, c.Inquiry, c.NotMade, c.Known, c.At)],

        (CoverageCheck.Closed, CloseCoverageCheck) => [],
        (CoverageCheck.Begun, CloseCoverageCheck c) => [new CoverageCheckClosed(c.ReasonCode, c.At)],
        (CoverageCheck.Closed, RepeatCoverageInquiry or EnterCoverageResult) => CoverageCheckRefusals.Closed,
        (CoverageCheck.Closed, _) => [],

        (CoverageCheck.Confirmed, RepeatCoverageInquiry or EnterCoverageResult) => CoverageCheckRefusals.Confirmed,
        (CoverageCheck.Asking { OpenItem: null } or CoverageCheck.Waiting, RepeatCoverageInquiry) => CoverageCheckRefusals.UnderWay,
        (CoverageCheck.Begun s, RepeatCoverageInquiry c) => [.. Asked(s.Question, c.Inquiry, c.NotMade, known: null, c.At)],
        (CoverageCheck.Begun s, EnterCoverageResult c) => [new CoverageResultEntered(c.Reference, c.By, c.At), Entered(s, c)],

        (CoverageCheck.Confirmed { Next: { } next }, FireCoverageDeadline { Deadline: StaleDeadline } c) => [new CoverageStale(c.At), new CoverageInquiryMade(next, c.At)],

        // What was once confirmed stays so: a later answer to an older inquiry says nothing new.
        (CoverageCheck.Confirmed, _) => [],
        (CoverageCheck.Begun s, ConfirmCoverage c) => [new CoverageConfirmed(s.Question, c.Findings, c.AnswerId, c.At) { FreshUntil = c.FreshUntil, Next = c.Next }],
        (CoverageCheck.Begun s, FindCoverageInactive c) => [new CoverageFoundInactive(c.Findings, c.AnswerId, c.At) { Question = s.Question }],
        (CoverageCheck.Begun s, RefuseCoverageInquiry c) => Refused(s, c),
        (CoverageCheck.Begun, RecordUnusableCoverageAnswer c) => [new CoverageAnswerUnusable(c.ReasonCode, c.Status, c.AnswerId, c.At)],

        (CoverageCheck.Asking { OpenItem: null }, FireCoverageDeadline { Deadline: AnswerDeadline } c) => [new CoverageAnswerOverdue(c.DueAt, c.At)],
        (CoverageCheck.Waiting s, FireCoverageDeadline { Deadline: RetryDeadline } c) => [new CoverageInquiryMade(s.Next, c.At)],
        _ => [],
    };

    private static IEnumerable<CoverageCheckEvent> Asked(CoverageQuestion question, CoverageInquiry? inquiry, string? notMade, ReusableAnswer? known, DateTimeOffset at)
    {
        if (known is not null)
        {
            yield return new CoverageAnswerReused(known.CoverageCheckId, at);
            yield return new CoverageConfirmed(question, known.Findings, known.AnswerId, at) { FreshUntil = known.FreshUntil };
            yield break;
        }

        yield return inquiry is null ? new CoverageInquiryNotMade(notMade ?? "not-made", at) : new CoverageInquiryMade(inquiry, at);
    }

    private static CoverageCheckEvent Entered(CoverageCheck.Begun check, EnterCoverageResult c)
    {
        var findings = new CoverageFindings([c.IsActive ? "1" : "6"], c.AuthorizationRequired, c.HasOtherPayer);
        return c.IsActive
            ? new CoverageConfirmed(check.Question, findings, c.ResultId, c.At) { FreshUntil = c.FreshUntil }
            : new CoverageFoundInactive(findings, c.ResultId, c.At) { Question = check.Question };
    }

    private static Decision<CoverageCheckEvent> Refused(CoverageCheck.Begun check, RefuseCoverageInquiry c)
    {
        var wait = c.Next is null ? null : AaaPolicy.Current.RetryAfter(c.Rejection, check.Tries);
        return new CoverageInquiryRefused(c.Rejection, wait is null ? null : c.Next, c.At + wait, c.AnswerId, c.At) { Question = check.Question };
    }
}

/// <summary>Why cover is asked about anew.</summary>
internal static class AnewReasons
{
    public const string ServiceDate = "service-date";
    public const string ServicesChanged = "services-changed";
    public const string RequestedAnew = "requested-anew";
    public const string Reopened = "referral-reopened";
}

/// <summary>Why a coverage check says no.</summary>
internal static class CoverageCheckRefusals
{
    public static readonly Refusal Unknown = new("coverage-check-unknown", "No cover was asked about under this id.");
    public static readonly Refusal Confirmed = new("coverage-confirmed-already", "The payer has confirmed the cover already.");
    public static readonly Refusal UnderWay = new("coverage-inquiry-under-way", "The payer has been asked and still has time to answer.");
    public static readonly Refusal Closed = new("coverage-check-closed", "The case has ended; nobody waits for its cover.");
}
