namespace Healthcare.Authorization.CoverageChecks;

/// <summary>Whether a patient is covered by a payer on a day.</summary>
public abstract record CoverageCheck
{
    private CoverageCheck() { }

    public static readonly CoverageCheck Initial = new NotRequested();

    public sealed record NotRequested : CoverageCheck;

    /// <summary>Asked for; the inquiry is not made yet.</summary>
    public sealed record Requested(CoverageQuestion Question) : Begun(Question, 0);

    /// <summary>An inquiry is with the payer, or on its way.</summary>
    public sealed record Asking(CoverageQuestion Question, CoverageInquiry Inquiry) : Begun(Question, Inquiry.Attempt);

    /// <summary>The payer asked to be asked again later.</summary>
    public sealed record Waiting(CoverageQuestion Question, CoverageInquiry Next, int Attempts) : Begun(Question, Attempts);

    /// <summary>A person has to act; the open item says who.</summary>
    public sealed record Stopped(CoverageQuestion Question, int Attempts) : Begun(Question, Attempts);

    public sealed record Confirmed(CoverageQuestion Question, int Attempts) : Begun(Question, Attempts);

    public abstract record Begun(CoverageQuestion Question, int Attempts) : CoverageCheck
    {
        /// <summary>The exception that a person has an item for.</summary>
        public string? OpenItem { get; init; }

        /// <summary>The exception whose item the last event made needless.</summary>
        public string? ClosedItem { get; init; }
    }

    public static CoverageCheck Evolve(CoverageCheck check, CoverageCheckEvent happened)
    {
        if (happened is CoverageCheckRequested asked) return new Requested(asked.Question);
        if (check is not Begun before) return check;
        var after = After(before, happened);
        return after with { ClosedItem = before.OpenItem == after.OpenItem ? null : before.OpenItem };
    }

    private static Begun After(Begun check, CoverageCheckEvent happened) => happened switch
    {
        CoverageInquiryMade e => new Asking(check.Question, e.Inquiry),
        CoverageInquiryNotMade => Stop(check, CoverageExceptions.Refused),
        CoverageConfirmed => new Confirmed(check.Question, check.Attempts),
        CoverageFoundInactive => Stop(check, CoverageExceptions.Inactive),
        CoverageInquiryRefused { Next: { } next, RetryAt: not null } => new Waiting(check.Question, next, check.Attempts),
        CoverageInquiryRefused e => Stop(check, CoverageExceptions.Of(e.Rejection)),
        CoverageAnswerUnusable => Stop(check, CoverageExceptions.Unanswered),
        CoverageAnswerOverdue => check with { OpenItem = CoverageExceptions.Unanswered },
        _ => check,
    };

    private static Stopped Stop(Begun check, string exception) => new(check.Question, check.Attempts) { OpenItem = exception };
}

/// <summary>Exception routes of a coverage check, as the boundary to the payer (B06) states them.</summary>
internal static class CoverageExceptions
{
    public const string Inactive = "coverage-inactive";
    public const string Refused = "coverage-inquiry-refused";
    public const string Unanswered = "coverage-unanswered";

    // S and Y: the payer keeps the inquiry and answers by itself; asking again is forbidden, so somebody watches for its answer.
    public static string Of(CoverageRejection rejection) => rejection.FollowUp is "S" or "Y" ? Unanswered : Refused;
}
