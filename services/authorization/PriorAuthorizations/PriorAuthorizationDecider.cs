using Healthcare.Authorization.Payers;
using Healthcare.EventStore;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>Every rule of an authorization: until it is at the payer, here and in <see cref="Preparation"/>; the payer's word in <see cref="PayerAnswer"/>; what comes after in <see cref="Afterlife"/>.</summary>
internal static class PriorAuthorizationDecider
{
    public const string DecisionDeadline = "authorization/decision";
    public const string DeemedDeadline = "authorization/deemed";
    public const string ExpiryDeadline = "authorization/expiry";
    public const string ContestDeadline = "authorization/contest";

    public static Decision<PriorAuthorizationEvent> Decide(PriorAuthorization authorization, PriorAuthorizationCommand command) => (authorization, command) switch
    {
        (PriorAuthorization.NotRequested, RequestAuthorization c) => [new AuthorizationRequested(c.Request, c.Packet, c.At)],
        (PriorAuthorization.Begun, RequestAuthorization) => [],
        (PriorAuthorization.NotRequested, _) => PriorAuthorizationRefusals.Unknown,
        (PriorAuthorization.Ended s, SupersedeAuthorization c) => s.Ending == "superseded" ? [] : [new AuthorizationSuperseded(c.By, c.ReasonCode, c.At)],
        (PriorAuthorization.Ended, _) => IsOfPerson(command) ? PriorAuthorizationRefusals.Ended : [],

        (_, FindRequirement or DecideRequirement or SupplyDocument or WaiveDocuments or AssemblePackage or ReturnPackage or ChangeServices) =>
            Preparation.Decide((PriorAuthorization.Begun)authorization, command),
        (_, SubmitUpdate or EndAuthorization or SupersedeAuthorization or SetServiceDate or NoteCareProceeded or ExhaustAuthorization or VoidAuthorization or ChooseDenialRoute or InquirePayer or EndInquiry) =>
            Afterlife.Decide((PriorAuthorization.Begun)authorization, command),

        (PriorAuthorization.Rejected s, ResubmitAuthorization c) => [Submission(s, s.Submission + 1, c.At)],
        (PriorAuthorization.Submitted { IsUnusable: true } s, ResubmitAuthorization c) => [Submission(s, s.Submission + 1, c.At)],
        (_, ResubmitAuthorization) => PriorAuthorizationRefusals.NothingToSubmit,
        (PriorAuthorization.Held or PriorAuthorization.Rejected or PriorAuthorization.Submitted { IsUnusable: true }, EnterSubmission c) => Entered((PriorAuthorization.Packed)authorization, c),
        (_, EnterSubmission) => PriorAuthorizationRefusals.NothingToSubmit,

        (PriorAuthorization.Submitted { IsUnconfirmed: false }, RecordUnconfirmedSubmission c) => [new SubmissionUnconfirmed(c.At)],
        (PriorAuthorization.Begun { File.Update: { } update }, RejectSubmission c) when update.PayloadId == c.PayloadId => [new UpdateRefused(update.Number, c.Status, c.Codes, c.AnswerId, c.At)],
        (PriorAuthorization.Submitted, RejectSubmission c) => [new SubmissionRejected(c.Status, c.Codes, c.AnswerId, c.At), .. Preparation.Withdrawn(authorization, c.At)],
        (PriorAuthorization.Submitted, RecordUnusableAnswer c) => [new PayerAnswerUnusable(c.ReasonCode, c.AnswerId, c.At) { Clauses = c.Clauses }],
        (PriorAuthorization.AtPayer { WasUnusable: false }, RecordUnusableAnswer c) => [new PayerAnswerUnusable(c.ReasonCode, c.AnswerId, c.At) { Clauses = c.Clauses }],
        (_, RecordUnconfirmedSubmission or RejectSubmission or RecordUnusableAnswer) => [],

        (_, EnterPayerAnswer c) => Decide(authorization, c.Answer),
        (PriorAuthorization.Received or PriorAuthorization.Submitted, RecordPayerAnswer c) when Afterlife.Cancelled((PriorAuthorization.Packed)authorization, c) is { } ended => [ended],
        // A notification may overtake the answer to the submission, and come although that was a refusal: whoever decides has received.
        (PriorAuthorization.Submitted or PriorAuthorization.Rejected, RecordPayerAnswer c) => PayerAnswer.Apply(Acknowledge((PriorAuthorization.Packed)authorization, c), c),
        (PriorAuthorization.AtPayer { Before: not null, File.Update: { } update } s, RecordPayerAnswer c) when update.PayloadId == c.PayloadId => PayerAnswer.Apply(Acknowledge(s, c), c),
        (PriorAuthorization.Received s, RecordPayerAnswer c) => PayerAnswer.Apply(new Decided(s, []), c),
        (_, RecordPayerAnswer) => PriorAuthorizationRefusals.NotSubmitted,

        (PriorAuthorization.Received s, ReportPayerError c) => s.Errors.SequenceEqual(c.Codes, StringComparer.Ordinal) ? [] : [new PayerErrorReported(c.Codes, c.AnswerId, c.At)],
        (PriorAuthorization.Submitted, ReportPayerError c) => [new SubmissionRejected(200, c.Codes, c.AnswerId, c.At)],
        (PriorAuthorization.Rejected, ReportPayerError) => [],
        (_, ReportPayerError) => PriorAuthorizationRefusals.NotSubmitted,

        (PriorAuthorization.AtPayer { IsOverdue: false } s, FireDecisionDeadline { Deadline: DecisionDeadline } c) => [new DecisionOverdue(c.DueAt, DeemedAt(s, c), c.At)],
        (PriorAuthorization.AtPayer { IsOverdue: true, IsDeemedDenied: false } s, FireDecisionDeadline { Deadline: DeemedDeadline } c) =>
            [new DecisionDeemedDenied([.. s.Items.Where(i => i.Decision is null).Select(i => i.Requested.Sequence)], c.At)],
        (PriorAuthorization.Received s, FireDecisionDeadline { Deadline: ExpiryDeadline } c) => Afterlife.Expire(s, c),
        (PriorAuthorization.Concluded { ContestBy: not null, Route: null, IsContestLost: false }, FireDecisionDeadline { Deadline: ContestDeadline } c) => [new ContestWindowClosed(c.DueAt, c.At)],
        (_, FireDecisionDeadline) => [],

        (PriorAuthorization.Concluded { IsReleased: true }, ReleaseAuthorization) => [],
        (PriorAuthorization.Concluded { Life: ApprovalLife.Decided } s, ReleaseAuthorization c) when s.Items.Any(i => i.IsApproved) => [Release(s, c.At)],
        (_, ReleaseAuthorization) => PriorAuthorizationRefusals.NothingApproved,

        _ => PriorAuthorizationRefusals.NothingToSubmit,
    };

    /// <summary>What was decided so far in this decision, and the state after it.</summary>
    internal sealed record Decided(PriorAuthorization.Received State, IReadOnlyList<PriorAuthorizationEvent> Events)
    {
        public Decided With(PriorAuthorizationEvent happened) => new((PriorAuthorization.Received)PriorAuthorization.Evolve(State, happened), [.. Events, happened]);
    }

    internal static AuthorizationReleased Release(PriorAuthorization.Concluded s, DateTimeOffset at)
    {
        IReadOnlyList<ReleasedItem> items = [.. s.Items.Where(i => i.IsApproved).Select(i => Released(i, s))];
        return new AuthorizationReleased(s.Request.PatientId, s.Request.PayerId, items, s.ConcludedAt, at)
        {
            ExpiresAt = s.Request.Payer is { } payer && items.Count > 0 ? PayerDays.EndOf(items.Max(i => i.To), payer.TimeZone) : null,
        };
    }

    internal static AuthorizationSubmitted Submission(PriorAuthorization.Packed s, int submission, DateTimeOffset at) =>
        new(s.Request.PayerId, s.Package.Transport ?? Transports.Pas, s.Package.TraceNo, s.Package.BundleId, submission, at);

    internal static DisclosureRecorded Disclosure(RequestFacts request, Package package, DateTimeOffset at) =>
        new(request.PayerId, "HPAYMT", package.ManifestHash, package.Documents, request.Diagnoses, at);

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

    private static Decision<PriorAuthorizationEvent> Entered(PriorAuthorization.Packed s, EnterSubmission c)
    {
        var submission = s switch
        {
            PriorAuthorization.Submitted { Submission: var last } => last + 1,
            PriorAuthorization.Rejected { Submission: var last } => last + 1,
            _ => 1,
        };
        var terms = AuthorizationHandoffs.FromPayerTerms(s.Request, c.PayerReceivedAt);
        return
        [
            new AuthorizationSubmitted(s.Request.PayerId, c.Transport, s.Package.TraceNo, s.Package.BundleId, submission, c.At),
            Disclosure(s.Request, s.Package, c.At),
            new SubmissionAcknowledged(terms.StartedAt, terms.DueAt, AnswerId: null, c.At),
            new DecisionAwaited(terms.DueAt, c.At),
        ];
    }

    private static Decided Acknowledge(PriorAuthorization.Packed s, RecordPayerAnswer c)
    {
        var terms = AuthorizationHandoffs.FromPayerTerms(s.Request, c.PayerReceivedAt);
        var acknowledged = new SubmissionAcknowledged(terms.StartedAt, terms.DueAt, c.AnswerId, c.At);
        return new Decided((PriorAuthorization.Received)PriorAuthorization.Evolve(s, acknowledged), [acknowledged]);
    }

    // The contract gives its owner time to reach the payer before a missed decision counts as a denial; of a payer outside the rule it never does (T7, T8).
    private static DateTimeOffset? DeemedAt(PriorAuthorization.AtPayer s, FireDecisionDeadline c)
    {
        if (!Programs.IsOnDecisionClock(s.Request.Payer?.Program)) return null;
        var route = AuthorizationHandoffs.Boundaries[AuthorizationHandoffs.FromPayer].ExceptionRoutes.First(r => r.Code == AuthorizationHandoffs.DecisionOverdue);
        return route.Clock.In(s.Request.Payer?.TimeZone).DueFrom(c.At > s.DueAt ? c.At : s.DueAt);
    }

    private static bool IsOfPerson(PriorAuthorizationCommand command) => command is
        DecideRequirement or SupplyDocument or WaiveDocuments or ResubmitAuthorization or EnterSubmission or EnterPayerAnswer or ReleaseAuthorization or SubmitUpdate or VoidAuthorization or ChooseDenialRoute or InquirePayer;
}

/// <summary>Why an authorization says no.</summary>
internal static class PriorAuthorizationRefusals
{
    public static readonly Refusal Unknown = new("authorization-unknown", "There is no authorization under this id.");
    public static readonly Refusal NotSubmitted = new("authorization-not-submitted", "Nothing was submitted that a payer could decide.");
    public static readonly Refusal NothingToSubmit = new("authorization-nothing-to-submit", "The authorization is not in a state in which it is submitted.");
    public static readonly Refusal NothingApproved = new("authorization-nothing-approved", "The payer has approved nothing that could be released.");
    public static readonly Refusal Erased = new("patient-erased", "What was known of the patient was erased.");
    public static readonly Refusal Ended = new("authorization-ended", "The request was withdrawn, or another has taken its place.");
    public static readonly Refusal NothingUnclear = new("authorization-nothing-unclear", "The catalogue says what is needed; there is nothing to find out.");
    public static readonly Refusal NothingMissing = new("authorization-nothing-missing", "The package waits for no document.");

    // T4, PAS additional note 2.
    public static readonly Refusal DeniedTakesNoUpdate = new(
        "authorization-denied", "A denied request takes no update: ask anew (POST /authorizations/{id}/requests) or appeal.");

    public static readonly Refusal NotUpdatable = new("authorization-not-updatable", "Only what the payer has pended or approved can be changed there.");
    public static readonly Refusal NoUpdateByTransport = new("authorization-transport-takes-no-update", "The payer is asked by people; change it there and enter what it says.");
    public static readonly Refusal NotDenied = new("authorization-not-denied", "A new request follows a denial; what is pended or approved is updated.");
    public static readonly Refusal NothingToAsk = new("authorization-nothing-to-inquire", "The payer has nothing of this authorization that it could tell about.");
    public static readonly Refusal NothingToContest = new("authorization-nothing-to-contest", "The payer denied nothing that could be contested.");
    public static readonly Refusal NotInForce = new("authorization-not-in-force", "No approval is in force that could be taken back.");
}
