using System.Globalization;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>The stream of an authorization, the payer's clock, and what follows at the boundaries that its work crosses.</summary>
internal static class PriorAuthorizationAggregate
{
    public const string Name = "authorization";
    public const string DeadlinePrefix = "authorization/";
    private static readonly Actor Self = Actor.Service("authorization");

    public static Aggregate<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Value { get; } =
        new(Name, PriorAuthorization.Initial, PriorAuthorization.Evolve, PriorAuthorizationDecider.Decide) { Follows = FollowsOf, Deadlines = DeadlinesOf };

    /// <summary>A case has one authorization; whoever knows the case knows the stream.</summary>
    public static Guid IdOf(Guid caseId) => DerivedId.Of($"authorization/{caseId:D}");

    private static IEnumerable<FollowUp> FollowsOf(PriorAuthorization authorization, Happened<PriorAuthorizationEvent> happened)
    {
        var (id, at) = (happened.StreamId, happened.Event.At);
        return (authorization, happened.Event) switch
        {
            (PriorAuthorization.Begun s, PackageReturned) => [Exception(AuthorizationHandoffs.ToPayer, "package-incomplete", s)],
            (PriorAuthorization.Held s, PackageAssembled) =>
                [Offer(s), .. When(s.WasIncomplete, AuthorizationHandoffs.ToPayer, "package-incomplete", "assembled")],
            (PriorAuthorization.Submitted { Submission: 1 } s, AuthorizationSubmitted) =>
                [TransmissionHosting.Queue(s.Request.PayerId, PasSubmissions.Name, s.Package.BundleOriginalId, PasSubmissions.MediaType, id, at)],
            (PriorAuthorization.Submitted s, AuthorizationSubmitted) => [Offer(s), Again(s)],
            (PriorAuthorization.Rejected s, SubmissionRejected e) =>
                [AuthorizationHandoffs.Boundaries.Return(AuthorizationHandoffs.ToPayer, id, [new Requirement("submission-rejected"), .. e.Codes.Select(c => new Requirement(c))], Payer(s), at)],
            (PriorAuthorization.Begun s, PayerAnswerUnusable) => [Exception(AuthorizationHandoffs.ToPayer, "payer-answer-unusable", s)],
            // Offered anew where it was given back: the payer has it after all.
            (PriorAuthorization.AtPayer s, SubmissionAcknowledged) =>
            [
                Offer(s),
                AuthorizationHandoffs.Boundaries.Accept(AuthorizationHandoffs.ToPayer, id, Payer(s), at),
                AuthorizationHandoffs.OfferFromPayer(id, s, at),
                .. When(s.WasUnusable, AuthorizationHandoffs.ToPayer, "payer-answer-unusable", "answered"),
            ],
            (PriorAuthorization.Begun s, PayerContactRequested) => [Exception(AuthorizationHandoffs.FromPayer, "contact-payer", s)],
            (PriorAuthorization.Begun s, PayerErrorReported) => [Exception(AuthorizationHandoffs.FromPayer, "payer-error", s)],
            (PriorAuthorization.Begun s, PayerAnswerContradicted) => [Exception(AuthorizationHandoffs.FromPayer, "payer-answer-contradicts", s)],
            (PriorAuthorization.Begun s, DenialReasonMissing) => [Exception(AuthorizationHandoffs.FromPayer, "denial-reason-missing", s)],
            (PriorAuthorization.Begun s, DecisionDeemedDenied) => [Exception(AuthorizationHandoffs.FromPayer, "deemed-denied", s)],
            (PriorAuthorization.Received s, DenialReasonGiven) when s.Items.All(i => !i.LacksReason) =>
                [.. Settle(s), Boundaries.Settled(AuthorizationHandoffs.FromPayer, "denial-reason-missing", id, "reason-given", at)],
            (PriorAuthorization.Concluded s, AuthorizationConcluded) => Conclude(s),
            _ => [],
        };

        IEnumerable<FollowUp> Conclude(PriorAuthorization.Concluded s) =>
        [
            .. Settle(s),
            .. s.Items.Any(i => i.IsApproved) ? (IEnumerable<FollowUp>)[AuthorizationHandoffs.OfferToScheduling(id, s, at)] : [],
            .. s.Items.Any(i => !i.IsApproved) ? (IEnumerable<FollowUp>)[Exception(AuthorizationHandoffs.FromPayer, "denied", s)] : [],
            .. When(s.Items.Any(i => i.IsContactWanted), AuthorizationHandoffs.FromPayer, "contact-payer", "decided"),
            .. When(s.Errors.Count > 0, AuthorizationHandoffs.FromPayer, "payer-error", "decided"),
            .. When(s.WasDeemedDenied, AuthorizationHandoffs.FromPayer, "deemed-denied", "decided-late"),
        ];

        // The payer's answer crosses when it is whole; until then its boundary says what is missing.
        IEnumerable<FollowUp> Settle(PriorAuthorization.Received s) =>
        [
            AuthorizationHandoffs.OfferFromPayer(id, s, at),
            .. AnswerFacts.Of(s).AreComplete ? (IEnumerable<FollowUp>)[AuthorizationHandoffs.Boundaries.Accept(AuthorizationHandoffs.FromPayer, id, Self, at)] : [],
        ];

        FollowUp Offer(PriorAuthorization.Packed s) => AuthorizationHandoffs.OfferToPayer(id, new SubmissionFacts(s.Request, s.Package), at);

        // A transmission of its own with the same bytes: the one before has ended.
        FollowUp Again(PriorAuthorization.Submitted s) => new(
            DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"transmission/{PasSubmissions.Name}/{id:D}/{s.Submission}")),
            new QueueTransmission(s.Request.PayerId, PasSubmissions.Name, s.Package.BundleOriginalId, PasSubmissions.MediaType, id, at));

        FollowUp Exception(string boundary, string code, PriorAuthorization.Begun s) => AuthorizationHandoffs.Boundaries.Exception(boundary, code, id, s.Request.CaseId, at);

        IEnumerable<FollowUp> When(bool open, string boundary, string code, string reason) => open ? [Boundaries.Settled(boundary, code, id, reason, at)] : [];
    }

    private static Actor Payer(PriorAuthorization.Begun s) => new(s.Request.PayerId, ActorKind.Partner, "partner");

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<PriorAuthorizationEvent> happened)
    {
        return happened.Event switch
        {
            SubmissionAcknowledged e => [Decision(e.DueAt)],
            DecisionOverdue e => [Decision(dueAt: null), Deemed(e.DeemedAt)],
            DecisionDeemedDenied or AuthorizationConcluded => [Decision(dueAt: null), Deemed(dueAt: null)],
            _ => [],
        };

        DeadlineChange Decision(DateTimeOffset? dueAt) => new(happened.StreamId, PriorAuthorizationDecider.DecisionDeadline, dueAt);

        DeadlineChange Deemed(DateTimeOffset? dueAt) => new(happened.StreamId, PriorAuthorizationDecider.DeemedDeadline, dueAt);
    }
}
