namespace Healthcare.Authorization.CoverageChecks;

/// <summary>Whether a patient is covered by a payer on a day.</summary>
public abstract record CoverageCheck
{
    private CoverageCheck() { }

    public static readonly CoverageCheck Initial = new NotRequested(Noted: null);

    /// <summary>Nothing is asked yet; the day of the care may be known already.</summary>
    public sealed record NotRequested(DateOnly? Noted) : CoverageCheck;

    /// <summary>Asked for; the inquiry is not made yet.</summary>
    public sealed record Requested(CoverageQuestion Question, int Attempts) : Begun(Question, Attempts);

    /// <summary>An inquiry is with the payer, or on its way.</summary>
    public sealed record Asking(CoverageQuestion Question, CoverageInquiry Inquiry) : Begun(Question, Inquiry.Attempt);

    /// <summary>The payer asked to be asked again later.</summary>
    public sealed record Waiting(CoverageQuestion Question, CoverageInquiry Next, int Attempts) : Begun(Question, Attempts);

    /// <summary>A person has to act; the open item says who.</summary>
    public sealed record Stopped(CoverageQuestion Question, int Attempts) : Begun(Question, Attempts);

    public sealed record Confirmed(CoverageQuestion Question, int Attempts) : Begun(Question, Attempts)
    {
        /// <summary>The inquiry that is ready for when the answer has become stale.</summary>
        public CoverageInquiry? Next { get; init; }
    }

    /// <summary>The case ended.</summary>
    public sealed record Closed(CoverageQuestion Question, int Attempts) : Begun(Question, Attempts);

    public abstract record Begun(CoverageQuestion Question, int Attempts) : CoverageCheck
    {
        /// <summary>The exception that a person has an item for.</summary>
        public string? OpenItem { get; init; }

        /// <summary>The exception whose item the last event made needless.</summary>
        public string? ClosedItem { get; init; }

        /// <summary>Inquiries made before this question was asked: the bound on repetitions counts from here.</summary>
        public int Before { get; init; }

        /// <summary>How often this question was asked.</summary>
        public int Tries => Attempts - Before;
    }

    public static CoverageCheck Evolve(CoverageCheck check, CoverageCheckEvent happened)
    {
        if (happened is CoverageCheckRequested asked) return new Requested(asked.Question, 0);
        if (happened is CoverageDateNoted noted) return check is NotRequested ? new NotRequested(noted.ServiceDate) : check;
        if (check is not Begun before) return check;
        var after = After(before, happened);
        return after with
        {
            Before = happened is CoverageRequestedAnew or CoverageStale ? before.Attempts : before.Before,
            ClosedItem = before.OpenItem == after.OpenItem ? null : before.OpenItem,
        };
    }

    private static Begun After(Begun check, CoverageCheckEvent happened) => happened switch
    {
        CoverageRequestedAnew e => new Requested(e.Question, check.Attempts),
        CoverageInquiryMade e => new Asking(check.Question, e.Inquiry),
        CoverageInquiryNotMade e => Stop(check, e.ReasonCode == CoverageExceptions.NotAutomated ? CoverageExceptions.Manual : CoverageExceptions.Refused),
        CoverageConfirmed e => new Confirmed(e.Question, check.Attempts) { Next = e.Next },
        CoverageFoundInactive => Stop(check, CoverageExceptions.Inactive),
        CoverageInquiryRefused { Next: { } next, RetryAt: not null } => new Waiting(check.Question, next, check.Attempts),
        CoverageInquiryRefused e => Stop(check, AaaPolicy.Current.ExceptionOf(e.Rejection)),
        CoverageAnswerUnusable => Stop(check, CoverageExceptions.Unanswered),
        CoverageAnswerOverdue => check with { OpenItem = CoverageExceptions.Unanswered },
        CoverageStale => new Requested(check.Question, check.Attempts),
        CoverageCheckClosed => new Closed(check.Question, check.Attempts),
        _ => check,
    };

    private static Stopped Stop(Begun check, string exception) => new(check.Question, check.Attempts) { OpenItem = exception };
}

/// <summary>Exception routes of a coverage check, as the boundary to coverage (B03) states them.</summary>
internal static class CoverageExceptions
{
    public const string Inactive = "coverage-inactive";
    public const string Refused = "coverage-inquiry-refused";
    public const string Unanswered = "coverage-unanswered";
    public const string Manual = "coverage-manual-check";

    /// <summary>The payer supports no inquiry (N18); the code of an inquiry that was not made.</summary>
    public const string NotAutomated = "payer-not-automated";
}
