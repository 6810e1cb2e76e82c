using System.Globalization;
using Healthcare.Authorization.Payers;
using Healthcare.Authorization.Units;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>What follows from what happens to an authorization: boundaries crossed, messages queued, people asked, units granted; all in the transaction of the event.</summary>
internal static class AuthorizationFollowUps
{
    public const string RetroTask = "retro-authorization";
    private const string ToAuthorization = AuthorizationHandoffs.ToAuthorization;
    private const string ToPayer = AuthorizationHandoffs.ToPayer;
    private const string ToAppeal = AuthorizationHandoffs.ToAppeal;
    private const string FromPayer = AuthorizationHandoffs.FromPayer;
    private static readonly Actor Self = Actor.Service("authorization");

    public static IEnumerable<FollowUp> Of(PriorAuthorization authorization, Happened<PriorAuthorizationEvent> happened)
    {
        if (authorization is not PriorAuthorization.Begun begun) return [];
        var next = new Next(happened.StreamId, begun, happened.Event.At);
        return [.. next.ToSend(happened.Event), .. next.ToDecide(happened.Event), .. next.ToLive(happened.Event)];
    }

    private sealed record Next(Guid Id, PriorAuthorization.Begun State, DateTimeOffset At)
    {
        /// <summary>Until the payer has it.</summary>
        public IEnumerable<FollowUp> ToSend(PriorAuthorizationEvent happened) => (State, happened) switch
        {
            (_, CoverageRequirementFound { PaNeeded: Requirements.Needs.Conditional }) => [.. Needed(), Exception(ToAuthorization, AuthorizationHandoffs.RequirementUnclear)],
            (_, CoverageRequirementFound { PaNeeded: Requirements.Needs.Needed }) => Needed(),
            (_, RequirementDecided { Needed.Count: > 0 }) => [.. Needed(), Settled(ToAuthorization, AuthorizationHandoffs.RequirementUnclear, "found-out")],
            (_, RequirementDecided) => [.. State.File.Needed.Count > 0 ? Needed() : [], Settled(ToAuthorization, AuthorizationHandoffs.RequirementUnclear, "found-out")],
            (_, AuthorizationNotNeeded) => [.. Retro("not-needed"), .. State.File.IsAwaited ? [AuthorizationHandoffs.Boundaries.Close(ToAuthorization, Id, "not-needed", Self, At)] : (IEnumerable<FollowUp>)[]],
            (_, ServicesChanged) => Settle(Waiting, "services-changed"),
            (PriorAuthorization.Incomplete { IsForProvider: true } s, PackageReturned) => [.. Taken(), AuthorizationHandoffs.OfferToProvider(Id, s, At), Exception(AuthorizationHandoffs.ToProvider, AuthorizationHandoffs.DocumentsMissing)],
            (_, PackageReturned) => [.. Taken(), Exception(ToPayer, "package-incomplete")],
            (PriorAuthorization.Incomplete { IsForProvider: true } s, DocumentSupplied e) when s.File.Missing.Count == 0 => Documented(e.By, "supplied"),
            (PriorAuthorization.Incomplete { IsForProvider: true }, DocumentsWaived e) => Documented(e.By, "waived"),
            (PriorAuthorization.Held s, PackageAssembled) =>
                [.. Taken(), Offer(s), .. When(s.WasIncomplete, ToPayer, "package-incomplete", "assembled"), .. s.Package.Transport == Transports.Manual ? (IEnumerable<FollowUp>)[Exception(ToPayer, AuthorizationHandoffs.ManualPath)] : []],
            (PriorAuthorization.Submitted s, AuthorizationSubmitted { Transport: Transports.Pas or Transports.X12 } e) => e.Submission == 1 ? [First(s)] : [Offer(s), Again(s)],
            (PriorAuthorization.Submitted s, AuthorizationSubmitted) => [Offer(s), Settled(ToPayer, AuthorizationHandoffs.ManualPath, "carried-over"), Settled(ToPayer, "payer-answer-unusable", "carried-over")],
            (PriorAuthorization.Rejected s, SubmissionRejected e) =>
                [AuthorizationHandoffs.Boundaries.Return(ToPayer, Id, [new Requirement("submission-rejected"), .. e.Codes.Select(c => new Requirement(c))], Payer, At, scope: AuthorizationHandoffs.ScopeOf(State.Request))],
            (_, PayerAnswerUnusable) => [Exception(ToPayer, "payer-answer-unusable")],
            // Offered anew where it was given back: the payer has it after all.
            (PriorAuthorization.AtPayer s, SubmissionAcknowledged) =>
            [
                Offer(s),
                AuthorizationHandoffs.Boundaries.Accept(ToPayer, Id, Payer, At),
                AuthorizationHandoffs.OfferFromPayer(Id, s, At),
                .. When(s.WasUnusable, ToPayer, "payer-answer-unusable", "answered"),
            ],
            _ => [],
        };

        /// <summary>What the payer says.</summary>
        public IEnumerable<FollowUp> ToDecide(PriorAuthorizationEvent happened) => (State, happened) switch
        {
            (_, AuthorizationPended { InformationRequested.Count: > 0 }) => [Exception(FromPayer, AuthorizationHandoffs.InformationRequested)],
            (_, InformationSubmittedToPayer) => [Settled(FromPayer, AuthorizationHandoffs.InformationRequested, "submitted")],
            (_, PayerContactRequested) => [Exception(FromPayer, "contact-payer")],
            (_, PayerErrorReported) => [Exception(FromPayer, "payer-error")],
            (_, PayerAnswerContradicted) => [Exception(FromPayer, "payer-answer-contradicts")],
            (_, DenialReasonMissing) => [Exception(FromPayer, "denial-reason-missing")],
            (_, DecisionDeemedDenied) => [Exception(FromPayer, "deemed-denied")],
            (PriorAuthorization.Concluded { ContestBy: not null, Route: null } s, DenialReasonGiven) when s.Items.All(i => !i.LacksReason) => [.. Whole(s), AuthorizationHandoffs.OfferToAppeal(Id, s, At), Settled(FromPayer, "denial-reason-missing", "reason-given")],
            (PriorAuthorization.Received s, DenialReasonGiven) when s.Items.All(i => !i.LacksReason) => [.. Whole(s), Settled(FromPayer, "denial-reason-missing", "reason-given")],
            (PriorAuthorization.Concluded s, AuthorizationConcluded) => Conclude(s),
            _ => [],
        };

        /// <summary>What comes after.</summary>
        public IEnumerable<FollowUp> ToLive(PriorAuthorizationEvent happened) => (State, happened) switch
        {
            (PriorAuthorization.Packed s, UpdateSubmitted e) => [Change(e), .. s is PriorAuthorization.AtPayer { Before: not null } open && e.DueAt is not null ? (IEnumerable<FollowUp>)[AuthorizationHandoffs.OfferFromPayer(Id, open, At)] : []],
            (_, UpdateRefused) => [Exception(ToPayer, "update-rejected"), .. Stands()],
            (_, UpdateDenied) => [Exception(FromPayer, "update-denied"), .. Stands()],
            (_, PayerInquired e) => [TransmissionHosting.Queue(State.Request.PayerId, InquirePayer.Kind, e.PayloadId, PasTransport.FhirMediaType, Id, At)],
            (_, AuthorizationWithdrawn e) => [.. Settle(Everything, e.Ending), Units(new CloseUnits(e.Ending, At)), .. Retro(e.Ending), .. ByHand()],
            (_, AuthorizationSuperseded e) => [.. Settle(Everything, e.ReasonCode), Units(new CloseUnits("superseded", At))],
            (PriorAuthorization.Concluded s, DenialRouteChosen e) => [.. Contested(s, e), Settled(FromPayer, "denied", "route-chosen"), Settled(ToAppeal, AuthorizationHandoffs.LostToDeadline, "route-chosen")],
            (_, ContestWindowClosed) =>
                [AuthorizationHandoffs.Boundaries.Close(ToAppeal, Id, AuthorizationHandoffs.LostToDeadline, Self, At), Settled(FromPayer, "denied", AuthorizationHandoffs.LostToDeadline), Exception(ToAppeal, AuthorizationHandoffs.LostToDeadline)],
            (_, ServiceDateNear) => Hurry(),
            (_, ServiceDateUncovered) => [Exception(AuthorizationHandoffs.ToScheduling, "authorization-expired")],
            (_, CareProceededWithout e) => [Proceeded(e)],
            (_, AuthorizationReleased e) => [Units(new GrantUnits(Id, e.PatientId, [.. e.Items.Select(i => new GrantedItem(i.Sequence, i.System, i.Code, i.Units, i.From, i.To))], At)), .. Retro("approved")],
            (_, AuthorizationExpired) => [Units(new CloseUnits("expired", At))],
            (_, AuthorizationVoided) => [Units(new CloseUnits("voided", At))],
            _ => [],
        };

        private static readonly IReadOnlyList<(string Boundary, string Code)> Waiting =
        [
            (ToAuthorization, AuthorizationHandoffs.RequirementUnclear), (AuthorizationHandoffs.ToProvider, AuthorizationHandoffs.DocumentsMissing), (ToPayer, "package-incomplete"), (ToPayer, AuthorizationHandoffs.ManualPath),
        ];

        private static readonly IReadOnlyList<(string Boundary, string Code)> Everything =
        [
            .. Waiting, (ToPayer, "payer-answer-unusable"), (ToPayer, "update-rejected"), (FromPayer, AuthorizationHandoffs.InformationRequested), (FromPayer, "contact-payer"), (FromPayer, "payer-error"),
            (FromPayer, "payer-answer-contradicts"), (FromPayer, "denial-reason-missing"), (FromPayer, "deemed-denied"), (FromPayer, "denied"), (FromPayer, "update-denied"),
            (FromPayer, AuthorizationHandoffs.ServiceDateNear), (AuthorizationHandoffs.ToScheduling, "authorization-expired"), (AuthorizationHandoffs.ToScheduling, "units-short"), (ToAppeal, AuthorizationHandoffs.LostToDeadline),
        ];

        private Actor Payer => new(State.Request.PayerId, ActorKind.Partner, "partner");

        private IEnumerable<FollowUp> Conclude(PriorAuthorization.Concluded s) =>
        [
            .. Whole(s),
            .. s.ContestBy is not null ? [AuthorizationHandoffs.OfferToAppeal(Id, s, At)] : (IEnumerable<FollowUp>)[],
            .. s.Items.Any(i => i.IsApproved) ? (IEnumerable<FollowUp>)[AuthorizationHandoffs.OfferToScheduling(Id, s, At)] : [],
            .. s.Items.Any(i => !i.IsApproved) ? (IEnumerable<FollowUp>)[Exception(FromPayer, "denied")] : [],
            .. When(s.Items.Any(i => i.IsContactWanted), FromPayer, "contact-payer", "decided"),
            .. When(s.Errors.Count > 0, FromPayer, "payer-error", "decided"),
            .. When(s.WasDeemedDenied, FromPayer, "deemed-denied", "decided-late"),
            .. When(s.Items.Any(i => i.WasInformationWanted), FromPayer, AuthorizationHandoffs.InformationRequested, "decided"),
            .. When(s.File.HurriedFor is not null, FromPayer, AuthorizationHandoffs.ServiceDateNear, "decided"),
        ];

        private IEnumerable<FollowUp> Needed() => AuthorizationHandoffs.OfferToAuthorization(Id, State, At) is { } offer ? [offer] : [];

        // Whoever packs it, or asks the provider for what the package lacks, has the work.
        private IEnumerable<FollowUp> Taken() => AuthorizationHandoffs.OfferToAuthorization(Id, State, At) is { Command: OfferHandoff { Unmet.Count: 0 } } offer
            ? [offer, AuthorizationHandoffs.Boundaries.Accept(ToAuthorization, Id, Self, At)]
            : [];

        // The payer's answer crosses when it is whole; until then its boundary says what is missing.
        private IEnumerable<FollowUp> Whole(PriorAuthorization.Received s) =>
        [
            AuthorizationHandoffs.OfferFromPayer(Id, s, At),
            .. AnswerFacts.Of(s).AreComplete ? (IEnumerable<FollowUp>)[AuthorizationHandoffs.Boundaries.Accept(FromPayer, Id, Self, At)] : [],
        ];

        // Whoever chose takes it; what is not contested, or lacks the payer's letter, goes no further here.
        private IEnumerable<FollowUp> Contested(PriorAuthorization.Concluded s, DenialRouteChosen e)
        {
            var offer = AuthorizationHandoffs.OfferToAppeal(Id, s, At);
            yield return offer;
            var reason = e.Route == DenialRoutes.Neither ? "not-contested" : offer.Command is OfferHandoff { Unmet.Count: > 0 } ? "gone-on-without" : null;
            yield return reason is null ? AuthorizationHandoffs.Boundaries.Accept(ToAppeal, Id, e.By, At) : AuthorizationHandoffs.Boundaries.Close(ToAppeal, Id, reason, e.By, At);
        }

        // What stood before stands again, and with it the answer to it.
        private IEnumerable<FollowUp> Stands() => State is PriorAuthorization.Concluded s ? Whole(s) : [];

        private IEnumerable<FollowUp> Documented(Actor by, string reason) =>
            [AuthorizationHandoffs.Boundaries.Accept(AuthorizationHandoffs.ToProvider, Id, by, At), Settled(AuthorizationHandoffs.ToProvider, AuthorizationHandoffs.DocumentsMissing, reason)];

        // Whoever has an item has it sooner, under the reason that everyone understands; where nobody has one, the payer is called.
        private IEnumerable<FollowUp> Hurry()
        {
            var open = Afterlife.OpenRoutes(State);
            if (open.Count == 0) return State is PriorAuthorization.Submitted or PriorAuthorization.AtPayer ? [Exception(FromPayer, AuthorizationHandoffs.ServiceDateNear)] : [];
            var dueAt = AuthorizationHandoffs.Boundaries[FromPayer].ExceptionRoutes.First(r => r.Code == AuthorizationHandoffs.ServiceDateNear).Clock.DueFrom(At);
            return open.Select(route => Exception(route.Boundary, route.Code) switch
            {
                { Command: OpenWorkItem item } follow => follow with { Command = item with { ReasonCode = AuthorizationHandoffs.ServiceDateNear, DueAt = dueAt < item.DueAt ? dueAt : item.DueAt } },
                var other => other,
            });
        }

        private FollowUp Proceeded(CareProceededWithout e) => new(
            WorkItemId.ForTask(RetroTask, Id),
            new OpenWorkItem(RetroTask, AuthorizationRoles.Specialist, e.Ground, Id, e.DueAt, At)
            {
                CaseId = State.Request.CaseId,
                Levels = [new LevelDue(AuthorizationRoles.Lead, e.DueAt.AddHours(4)), new LevelDue("department-manager", e.DueAt.AddDays(1))],
            });

        private IEnumerable<FollowUp> Retro(string reason) => State.File.Proceeded is null ? [] : [new FollowUp(WorkItemId.ForTask(RetroTask, Id), new CloseWorkItem(reason, At))];

        private IEnumerable<FollowUp> ByHand() =>
            State is { File: { Cancellation: not null, Update: not { Purpose: Purposes.Cancellation } } } ? [Exception(ToPayer, "cancellation-by-hand")] : [];

        private FollowUp Units(UnitsCommand command) => new(UnitsAggregate.IdOf(Id), command);

        private FollowUp Offer(PriorAuthorization.Packed s) => AuthorizationHandoffs.OfferToPayer(Id, new SubmissionFacts(s.Request, s.Package), At);

        private FollowUp First(PriorAuthorization.Submitted s) =>
            TransmissionHosting.Queue(s.Request.PayerId, AuthorizationTransport.KindOf(s.Package.Transport), s.Package.BundleOriginalId, AuthorizationTransport.MediaTypeOf(s.Package.Transport), Id, At);

        // A transmission of its own with the same bytes: the one before has ended.
        private FollowUp Again(PriorAuthorization.Submitted s) => new(
            DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"transmission/{AuthorizationTransport.KindOf(s.Package.Transport)}/{Id:D}/{s.Submission}{Packed(s)}")),
            new QueueTransmission(s.Request.PayerId, AuthorizationTransport.KindOf(s.Package.Transport), s.Package.BundleOriginalId, AuthorizationTransport.MediaTypeOf(s.Package.Transport), Id, At));

        private static string Packed(PriorAuthorization.Submitted s) => s.File.Packages > 1 ? string.Create(CultureInfo.InvariantCulture, $"/{s.File.Packages}") : "";

        private FollowUp Change(UpdateSubmitted e) => TransmissionHosting.Queue(
            State.Request.PayerId, AuthorizationTransport.KindOf(e.Package.Transport), e.Package.BundleOriginalId, AuthorizationTransport.MediaTypeOf(e.Package.Transport), Id, At);

        private FollowUp Exception(string boundary, string code) => AuthorizationHandoffs.Boundaries.Exception(boundary, code, Id, State.Request.CaseId, At, scope: AuthorizationHandoffs.ScopeOf(State.Request));

        private FollowUp Settled(string boundary, string code, string reason) => Boundaries.Settled(boundary, code, Id, reason, At);

        private IEnumerable<FollowUp> Settle(IEnumerable<(string Boundary, string Code)> routes, string reason) => routes.Select(r => Settled(r.Boundary, r.Code, reason));

        private IEnumerable<FollowUp> When(bool open, string boundary, string code, string reason) => open ? [Settled(boundary, code, reason)] : [];
    }
}
