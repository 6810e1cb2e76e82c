using System.Globalization;
using Healthcare.Billing.Claims;
using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Billing.Denials;

/// <summary>The stream of a denial, its hard stop, and what follows: each step finds its owner, boundaries are offered and settled, the corrected claim goes by itself.</summary>
internal static class DenialAggregate
{
    public const string Name = "denial";
    public const string DeadlinePrefix = "denial/";

    /// <summary>When the payer's limit has passed.</summary>
    public const string LimitDeadline = "denial/limit";

    /// <summary>The kind of work item that asks a second person about a write-off.</summary>
    public const string ApproveWriteOff = "approve-write-off";

    /// <summary>The kind that asks what becomes of money whose limit has passed.</summary>
    public const string DecideWriteOff = "decide-write-off";

    /// <summary>The kind that follows a payer's decision on an appeal.</summary>
    public const string FollowAppeal = "follow-appeal";

    private static readonly TimeSpan DecideWithin = TimeSpan.FromDays(2);
    private static readonly Actor Self = Actor.Service(BillingService.Name);

    public static Aggregate<Denial, DenialCommand, DenialEvent> Value { get; } =
        new(Name, Denial.Initial, Denial.Evolve, DenialDecider.Decide) { Follows = FollowsOf, Deadlines = DeadlinesOf };

    /// <summary>One for a claim, a remittance and a kind of exception.</summary>
    public static Guid IdOf(Guid claimId, Guid remittanceId, string key) => DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"denial/{claimId:D}/{remittanceId:D}/{key}"));

    private static IEnumerable<FollowUp> FollowsOf(Denial denial, Happened<DenialEvent> happened)
    {
        var (id, at) = (happened.StreamId, happened.Event.At);
        return (denial, happened.Event) switch
        {
            (Denial.Working s, DenialClassified) => [.. Left(s, "classified"), .. Begun(s), .. Triaged(s)],
            (Denial.Working s, RecordsSupplied) => [.. Left(s, "supplied"), .. Begun(s)],
            (Denial.Opened s, CodingReviewed e) =>
            [
                Offer(s),
                new FollowUp(s.Facts.ClaimId, new CorrectClaim(
                    new ClaimChanges { Codes = e.Codes.Count > 0 ? e.Codes : null, Diagnoses = e.Diagnoses.Count > 0 ? e.Diagnoses : null, Documents = s.Documents.Count > 0 ? s.Documents : null },
                    s.Class.Type, e.By, at)),
            ],
            (Denial.Opened s, AuthorizationFound e) => [new FollowUp(s.Facts.ClaimId, new CorrectClaim(new ClaimChanges { PriorAuthorization = e.CertificationNumber }, s.Class.Type, Self.Id, at))],
            (Denial.Opened s, TimelyFilingProofAssembled) => [Offer(s)],
            (Denial.Working s, AppealFiled e) => [.. Left(s, "appealed"), Offer(s), .. Accepted(s), Ask(s, FollowAppeal, s.Class.Type, BillingHandoffs.Boundaries[s.Current.Boundary].OwnerRole, e.DecisionDue)],
            (Denial.Opened s, WriteOffProposed e) => [Ask(s, ApproveWriteOff, e.ReasonCode, e.ApproverRole, at + DecideWithin), .. s is Denial.Lost ? [Done(DecideWriteOff, "proposed")] : (IEnumerable<FollowUp>)[]],
            (Denial.Opened s, WriteOffRefused) => [Done(ApproveWriteOff, "refused"), .. s is Denial.Lost ? [Ask(s, DecideWriteOff, "write-off-refused", BillingRoles.Lead, at + DecideWithin)] : (IEnumerable<FollowUp>)[]],
            (Denial.Opened s, WriteOffApproved) => [Done(ApproveWriteOff, "approved"), Done(DecideWriteOff, "approved"), new FollowUp(s.Facts.ClaimId, new CloseClaim(DenialResolutions.WrittenOff, at))],
            (Denial.Resolved s, DenialResolved e) => [.. Left(s, e.Resolution), Done(FollowAppeal, e.Resolution), .. Ended(s, e.Resolution)],
            (Denial.Lost s, LostToDeadline) => [.. Left(s, "lost-to-deadline"), .. Ended(s, "lost-to-deadline"), Ask(s, DecideWriteOff, "lost-to-deadline", BillingRoles.Lead, at + DecideWithin)],
            _ => [],
        };

        IEnumerable<FollowUp> Left(Denial.Opened s, string reason) => s.Left is { } left ? [Boundaries.Settled(left.Boundary, left.Route, id, reason, at)] : [];

        // The boundary to triage is left as soon as the kind is known; that of the first step begins.
        IEnumerable<FollowUp> Triaged(Denial.Working s) => s.Class.Type == DenialTypes.Unclassified || s.Current.Boundary == BillingHandoffs.ToTriage
            ? s.Class.Type == DenialTypes.Unclassified ? [] : [BillingHandoffs.Boundaries.Accept(BillingHandoffs.ToTriage, id, Self, at)]
            : [OfferTriage(s), BillingHandoffs.Boundaries.Accept(BillingHandoffs.ToTriage, id, Self, at)];

        IEnumerable<FollowUp> Begun(Denial.Working s) =>
        [
            s.Current.Boundary == BillingHandoffs.ToTriage ? OfferTriage(s) : Offer(s),
            BillingHandoffs.Boundaries.Exception(s.Current.Boundary, s.Current.Route, id, s.Facts.CaseId, at, s.Facts.Amount, BillingHandoffs.ScopeOf(s.Facts.PayerId)),
        ];

        FollowUp OfferTriage(Denial.Opened s) => BillingHandoffs.Boundaries.Offer(BillingHandoffs.ToTriage, id, s.Facts.CaseId, DenialFactsSeen.Of(s), s.Facts.RemittanceId.ToString("N"), at, scope: BillingHandoffs.ScopeOf(s.Facts.PayerId));

        FollowUp Offer(Denial.Opened s) => BillingHandoffs.Boundaries.Offer(BoundaryOf(s), id, s.Facts.CaseId, DenialFactsSeen.Of(s), s.Facts.RemittanceId.ToString("N"), at, scope: BillingHandoffs.ScopeOf(s.Facts.PayerId));

        IEnumerable<FollowUp> Accepted(Denial.Opened s) => BoundaryOf(s) == BillingHandoffs.ToTriage ? [] : [BillingHandoffs.Boundaries.Accept(BoundaryOf(s), id, Self, at)];

        IEnumerable<FollowUp> Ended(Denial.Opened s, string reason) => BoundaryOf(s) switch
        {
            // Triage took it when the kind became known; only what nobody could classify still stands there.
            BillingHandoffs.ToTriage when s.Class.Type is not (DenialTypes.Unclassified or "") => [],
            not BillingHandoffs.ToTriage when reason is DenialResolutions.Resubmitted or DenialResolutions.Appealed => s.IsWithPayer ? [] : [Offer(s), .. Accepted(s)],
            var boundary => [BillingHandoffs.Boundaries.Close(boundary, id, reason, Self, at)],
        };

        FollowUp Ask(Denial.Opened s, string kind, string reason, string role, DateTimeOffset dueAt) => new(
            WorkItemId.ForTask(kind, id),
            new OpenWorkItem(kind, role, reason, id, dueAt, at)
            {
                CaseId = s.Facts.CaseId,
                ValueAtStake = s.Facts.Amount,
                Levels = role == BillingRoles.Director ? [] : [new LevelDue(role == BillingRoles.Manager ? BillingRoles.Director : BillingRoles.Manager, dueAt + DecideWithin)],
            });

        FollowUp Done(string kind, string reason) => new(WorkItemId.ForTask(kind, id), new CloseWorkItem(reason, at));
    }

    private static string BoundaryOf(Denial.Opened s) => s.Class.Steps.Count == 0 ? BillingHandoffs.ToTriage : s.Class.Steps[Math.Min(s.At, s.Class.Steps.Count - 1)].Boundary;

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<DenialEvent> happened) => happened.Event switch
    {
        DenialClassified e => [new DeadlineChange(happened.StreamId, LimitDeadline, new DateTimeOffset(e.Class.HardStop.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero))],
        AppealFiled or DenialResolved or LostToDeadline => [new DeadlineChange(happened.StreamId, LimitDeadline, DueAt: null)],
        _ => [],
    };
}

/// <summary>What the boundaries behind a denial look at.</summary>
internal sealed record DenialFactsSeen(bool IsClassified, int Documents, bool IsCoded, bool NamesGuideline, int Evidence, bool IsFiled, bool IsProven)
{
    public static DenialFactsSeen Of(Denial.Opened s) => new(
        s.Class.Type is not (DenialTypes.Unclassified or ""), s.Documents.Count, s.IsCoded, s.Guideline is not null, s.Evidence.Count, s.IsWithPayer, s.Evidence.Count > 0);
}
