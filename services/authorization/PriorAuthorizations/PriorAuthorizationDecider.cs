using Healthcare.EventStore;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>Every rule of an authorization.</summary>
internal static class PriorAuthorizationDecider
{
    public const string DecisionDeadline = "authorization/decision";
    public const string DeemedDeadline = "authorization/deemed";

    public static Decision<PriorAuthorizationEvent> Decide(PriorAuthorization authorization, PriorAuthorizationCommand command) => (authorization, command) switch
    {
        (PriorAuthorization.NotRequested, RequestAuthorization c) => [new AuthorizationRequested(c.Request, c.Packet, c.At)],
        (PriorAuthorization.Begun, RequestAuthorization) => [],
        (PriorAuthorization.NotRequested, _) => PriorAuthorizationRefusals.Unknown,

        (PriorAuthorization.Assembling or PriorAuthorization.Incomplete or PriorAuthorization.Held, AssemblePackage c) => Pack((PriorAuthorization.Begun)authorization, c),
        (PriorAuthorization.Assembling or PriorAuthorization.Incomplete or PriorAuthorization.Held, ReturnPackage c) =>
            [new PackageReturned(c.Requirements, AuthorizationRoles.Specialist, c.At)],
        (PriorAuthorization.Rejected s, ResubmitAuthorization c) => [Submission(s, s.Submission + 1, c.At)],
        (PriorAuthorization.Submitted { IsUnusable: true } s, ResubmitAuthorization c) => [Submission(s, s.Submission + 1, c.At)],
        (_, AssemblePackage or ReturnPackage) => [],
        (_, ResubmitAuthorization) => PriorAuthorizationRefusals.NothingToSubmit,

        (PriorAuthorization.Submitted { IsUnconfirmed: false }, RecordUnconfirmedSubmission c) => [new SubmissionUnconfirmed(c.At)],
        (PriorAuthorization.Submitted, RejectSubmission c) => [new SubmissionRejected(c.Status, c.Codes, c.AnswerId, c.At)],
        (PriorAuthorization.Submitted, RecordUnusableAnswer c) => [new PayerAnswerUnusable(c.ReasonCode, c.AnswerId, c.At)],
        (_, RecordUnconfirmedSubmission or RejectSubmission or RecordUnusableAnswer) => [],

        // A notification may overtake the answer to the submission, and come although that was a refusal: whoever decides has received.
        (PriorAuthorization.Submitted or PriorAuthorization.Rejected, RecordPayerAnswer c) => PayerAnswer.Apply(Acknowledge((PriorAuthorization.Packed)authorization, c), c),
        (PriorAuthorization.Received s, RecordPayerAnswer c) => PayerAnswer.Apply(new Decided(s, []), c),
        (_, RecordPayerAnswer) => PriorAuthorizationRefusals.NotSubmitted,

        (PriorAuthorization.Received s, ReportPayerError c) => s.Errors.SequenceEqual(c.Codes, StringComparer.Ordinal) ? [] : [new PayerErrorReported(c.Codes, c.AnswerId, c.At)],
        (PriorAuthorization.Submitted, ReportPayerError c) => [new SubmissionRejected(200, c.Codes, c.AnswerId, c.At)],
        (PriorAuthorization.Rejected, ReportPayerError) => [],
        (_, ReportPayerError) => PriorAuthorizationRefusals.NotSubmitted,

        (PriorAuthorization.AtPayer { IsOverdue: false } s, FireDecisionDeadline { Deadline: DecisionDeadline } c) => [new DecisionOverdue(c.DueAt, DeemedAt(s, c), c.At)],
        (PriorAuthorization.AtPayer { IsOverdue: true, IsDeemedDenied: false } s, FireDecisionDeadline { Deadline: DeemedDeadline } c) =>
            [new DecisionDeemedDenied([.. s.Items.Where(i => i.Decision is null).Select(i => i.Requested.Sequence)], c.At)],
        (_, FireDecisionDeadline) => [],

        (PriorAuthorization.Concluded { IsReleased: true }, ReleaseAuthorization) => [],
        (PriorAuthorization.Concluded s, ReleaseAuthorization c) when s.Items.Any(i => i.IsApproved) => [Release(s, c.At)],
        (_, ReleaseAuthorization) => PriorAuthorizationRefusals.NothingApproved,

        _ => PriorAuthorizationRefusals.NothingToSubmit,
    };

    /// <summary>What was decided so far in this decision, and the state after it.</summary>
    internal sealed record Decided(PriorAuthorization.Received State, IReadOnlyList<PriorAuthorizationEvent> Events)
    {
        public Decided With(PriorAuthorizationEvent happened) => new((PriorAuthorization.Received)PriorAuthorization.Evolve(State, happened), [.. Events, happened]);
    }

    internal static AuthorizationReleased Release(PriorAuthorization.Concluded s, DateTimeOffset at) =>
        new(s.Request.PatientId, s.Request.PayerId, [.. s.Items.Where(i => i.IsApproved).Select(i => Released(i, s))], s.ConcludedAt, at);

    // An approval without dates of its own approves what was asked, the wanted day included (A1, certified in total).
    private static ReleasedItem Released(PriorAuthorization.Item item, PriorAuthorization.Concluded s)
    {
        var (requested, decision) = (item.Requested, item.Decision);
        var from = decision?.From ?? s.Request.ServiceDate;
        var to = decision?.To ?? (from > s.Request.ServiceDate ? from : s.Request.ServiceDate);
        return new ReleasedItem(
            requested.Sequence, decision?.Action ?? "", decision?.System ?? requested.System, decision?.Code ?? requested.Code, decision?.Units ?? requested.Units,
            decision?.CertificationNumber ?? "", from, to);
    }

    private static Decision<PriorAuthorizationEvent> Pack(PriorAuthorization.Begun authorization, AssemblePackage c)
    {
        if (authorization is PriorAuthorization.Held { Package: var held } && held with { Documents = c.Package.Documents } == c.Package) return [];
        var assembled = new PackageAssembled(c.Package, c.At);
        if (!AuthorizationHandoffs.MaySubmit(new SubmissionFacts(authorization.Request, c.Package))) return assembled;
        return
        [
            assembled,
            new AuthorizationSubmitted(authorization.Request.PayerId, "pas", c.Package.TraceNo, c.Package.BundleId, 1, c.At),
            new DisclosureRecorded(authorization.Request.PayerId, "HPAYMT", c.Package.ManifestHash, c.Package.Documents, authorization.Request.Diagnoses, c.At),
        ];
    }

    private static AuthorizationSubmitted Submission(PriorAuthorization.Packed s, int submission, DateTimeOffset at) =>
        new(s.Request.PayerId, "pas", s.Package.TraceNo, s.Package.BundleId, submission, at);

    private static Decided Acknowledge(PriorAuthorization.Packed s, RecordPayerAnswer c)
    {
        var terms = AuthorizationHandoffs.Boundaries.Terms(AuthorizationHandoffs.FromPayer, c.PayerReceivedAt, AuthorizationHandoffs.ClockOf(s.Request.Level));
        var acknowledged = new SubmissionAcknowledged(terms.StartedAt, terms.DueAt, c.AnswerId, c.At);
        return new Decided((PriorAuthorization.Received)PriorAuthorization.Evolve(s, acknowledged), [acknowledged]);
    }

    // The contract gives its owner time to reach the payer before a missed decision counts as a denial.
    private static DateTimeOffset DeemedAt(PriorAuthorization.AtPayer s, FireDecisionDeadline c)
    {
        var route = AuthorizationHandoffs.Boundaries[AuthorizationHandoffs.FromPayer].ExceptionRoutes.First(r => r.Code == AuthorizationHandoffs.DecisionOverdue);
        return route.Clock.DueFrom(c.At > s.DueAt ? c.At : s.DueAt);
    }
}

/// <summary>Why an authorization says no.</summary>
internal static class PriorAuthorizationRefusals
{
    public static readonly Refusal Unknown = new("authorization-unknown", "There is no authorization under this id.");
    public static readonly Refusal NotSubmitted = new("authorization-not-submitted", "Nothing was submitted that a payer could decide.");
    public static readonly Refusal NothingToSubmit = new("authorization-nothing-to-submit", "The authorization is not in a state in which it is submitted.");
    public static readonly Refusal NothingApproved = new("authorization-nothing-approved", "The payer has approved nothing that could be released.");
    public static readonly Refusal Erased = new("patient-erased", "What was known of the patient was erased.");
}
