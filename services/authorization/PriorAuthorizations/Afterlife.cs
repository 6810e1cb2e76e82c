using Healthcare.Authorization.Payers;
using Healthcare.EventStore;
using Healthcare.Fhir;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>What may change once a request is on its way: updates, the end of the referral, the day of the care, the life of an approval.</summary>
internal static class Afterlife
{
    private const string NotCancelled = "not-cancelled";

    public static Decision<PriorAuthorizationEvent> Decide(PriorAuthorization.Begun authorization, PriorAuthorizationCommand command) => (authorization, command) switch
    {
        (PriorAuthorization.Received s, SubmitUpdate c) => Update(s, c),
        (PriorAuthorization.Submitted s, SubmitUpdate { Purpose: Purposes.Services } c) when c.Package.Transport != Transports.Manual => c.Change <= s.File.Change
            ? []
            : [new ServicesChanged(c.Change, c.Items, c.At), new UpdateSubmitted(s.File.Updates + 1, c.Purpose, c.Items, c.Package, c.At), PriorAuthorizationDecider.Disclosure(s.Request, c.Package, c.At)],
        (_, SubmitUpdate) => PriorAuthorizationRefusals.NotUpdatable,

        (_, EndAuthorization) when authorization.File.Cancellation is not null => [],
        (_, EndAuthorization c) => End(authorization, c),

        (PriorAuthorization.AtPayer { IsDeemedDenied: false } or PriorAuthorization.Concluded { HoldsApproval: true }, SupersedeAuthorization) => PriorAuthorizationRefusals.NotDenied,
        (PriorAuthorization.Concluded or PriorAuthorization.AtPayer or PriorAuthorization.NotNeeded or PriorAuthorization.Rejected, SupersedeAuthorization c) => [new AuthorizationSuperseded(c.By, c.ReasonCode, c.At)],
        (_, SupersedeAuthorization) => PriorAuthorizationRefusals.NotDenied,

        (_, SetServiceDate c) => [.. Dated(authorization, c)],

        (PriorAuthorization.Concluded { IsReleased: true } or PriorAuthorization.NotNeeded, NoteCareProceeded) => [],
        (_, NoteCareProceeded c) => authorization.File.Proceeded is { } known && known.Ground == c.Ground && known.DueAt == c.DueAt ? [] : [new CareProceededWithout(c.Ground, c.DueAt, c.At)],

        (PriorAuthorization.Concluded { IsReleased: true }, ExhaustAuthorization c) => [new AuthorizationExhausted(c.At)],
        (_, ExhaustAuthorization) => [],
        (PriorAuthorization.Concluded { Life: ApprovalLife.Voided }, VoidAuthorization) => [],
        (PriorAuthorization.Concluded { HoldsApproval: true }, VoidAuthorization c) => [new AuthorizationVoided(c.ReasonCode, c.By, c.At)],
        (_, VoidAuthorization) => PriorAuthorizationRefusals.NotInForce,

        (PriorAuthorization.Concluded { ContestBy: not null } s, ChooseDenialRoute c) =>
            s.Route == c.Route ? [] : [new DenialRouteChosen(c.Route, Sealed.For(s.Request.PatientId, c.Reason), c.By, c.At)],
        (_, ChooseDenialRoute) => PriorAuthorizationRefusals.NothingToContest,

        // T5: results come by subscription; only a person may ask what became of a request.
        (_, InquirePayer { By.Kind: not ActorKind.Human }) => Judgments.PersonMustDecide,
        (PriorAuthorization.Submitted or PriorAuthorization.AtPayer, InquirePayer c) => [new PayerInquired(authorization.File.Inquiries + 1, c.PayloadId, c.By, c.At)],
        (_, InquirePayer) => PriorAuthorizationRefusals.NothingToAsk,
        (_, EndInquiry c) => authorization.File.OpenInquiry is null ? [] : [new InquiryEnded(authorization.File.Inquiries, c.Result, c.At)],
        _ => [],
    };

    /// <summary>What an answer means for a request that is being withdrawn; null when it is not, or the answer is about something else.</summary>
    public static PriorAuthorizationEvent? Cancelled(PriorAuthorization.Packed authorization, RecordPayerAnswer c)
    {
        if (authorization.File.Cancellation is not { } asked) return null;
        var cancelled = c.Words.Count > 0 && c.Words.All(w => ReviewActions.FromCode(w.Decision.Action) == ReviewAction.Cancelled);
        if (cancelled) return new AuthorizationWithdrawn(asked.Ending, asked.ReasonCode, authorization is PriorAuthorization.Received { HoldsApproval: true }, c.At);
        return authorization.File.Update is { Purpose: Purposes.Cancellation } update && update.PayloadId == c.PayloadId ? new UpdateRefused(update.Number, 200, [NotCancelled], c.AnswerId, c.At) : null;
    }

    public static Decision<PriorAuthorizationEvent> Expire(PriorAuthorization.Received authorization, FireDecisionDeadline c) => authorization switch
    {
        PriorAuthorization.Concluded { IsReleased: true } => [new AuthorizationExpired(c.DueAt, c.At)],
        // What is being extended falls back to an approval that is over, should the payer say no.
        PriorAuthorization.AtPayer { Before: { IsReleased: true } } => [new AuthorizationExpired(c.DueAt, c.At)],
        _ => [],
    };

    /// <summary>Exceptions that a person may have an item for in this state.</summary>
    public static IReadOnlyList<(string Boundary, string Code)> OpenRoutes(PriorAuthorization.Begun authorization) => authorization switch
    {
        PriorAuthorization.Unclear => [(AuthorizationHandoffs.ToAuthorization, AuthorizationHandoffs.RequirementUnclear)],
        PriorAuthorization.Incomplete { IsForProvider: true } => [(AuthorizationHandoffs.ToProvider, AuthorizationHandoffs.DocumentsMissing)],
        PriorAuthorization.Incomplete => [(AuthorizationHandoffs.ToPayer, "package-incomplete")],
        PriorAuthorization.Held { Package.Transport: Transports.Manual } => [(AuthorizationHandoffs.ToPayer, AuthorizationHandoffs.ManualPath)],
        PriorAuthorization.Submitted { IsUnusable: true } => [(AuthorizationHandoffs.ToPayer, "payer-answer-unusable")],
        PriorAuthorization.AtPayer s when s.Items.Any(i => i.IsInformationWanted) => [(AuthorizationHandoffs.FromPayer, AuthorizationHandoffs.InformationRequested)],
        PriorAuthorization.AtPayer s when s.Items.Any(i => i.IsContactWanted && i.Decision is null) => [(AuthorizationHandoffs.FromPayer, "contact-payer")],
        _ => [],
    };

    private static Decision<PriorAuthorizationEvent> Update(PriorAuthorization.Received s, SubmitUpdate c)
    {
        var mayChange = s is PriorAuthorization.AtPayer { IsDeemedDenied: false } || s.HoldsApproval;
        if (!mayChange) return PriorAuthorizationRefusals.DeniedTakesNoUpdate;
        if (c.Package.Transport == Transports.Manual) return PriorAuthorizationRefusals.NoUpdateByTransport;
        if (s.File.Update is { } last && last.PayloadId == c.Package.BundleOriginalId) return [];
        if (c.Purpose == Purposes.Information && s is not PriorAuthorization.AtPayer) return PriorAuthorizationRefusals.NothingMissing;
        // A decided request is decided anew, in the time that a new one has; a pended one keeps the time that it has.
        DateTimeOffset? dueAt = s is PriorAuthorization.Concluded ? AuthorizationHandoffs.FromPayerTerms(s.Request, c.At).DueAt : null;
        var update = new UpdateSubmitted(s.File.Updates + 1, c.Purpose, c.Items, c.Package, c.At) { DueAt = dueAt };
        var disclosed = PriorAuthorizationDecider.Disclosure(s.Request, c.Package, c.At);
        return c.Purpose switch
        {
            Purposes.Information => [update, new InformationSubmittedToPayer(c.Package.Documents, c.Package.TraceNo, c.At), disclosed],
            Purposes.Services when c.Change > s.File.Change => [new ServicesChanged(c.Change, c.Items, c.At), update, disclosed],
            _ => [update, disclosed],
        };
    }

    private static Decision<PriorAuthorizationEvent> End(PriorAuthorization.Begun authorization, EndAuthorization c)
    {
        var had = authorization is PriorAuthorization.Received { HoldsApproval: true };
        var isThere = authorization is PriorAuthorization.Submitted or PriorAuthorization.AtPayer || had;
        if (!isThere) return [new AuthorizationWithdrawn(c.Ending, c.ReasonCode, had, c.At)];
        var asked = new CancellationAsked(c.Ending, c.ReasonCode, c.At);
        return c.Cancellation is { } package
            ? [asked, new UpdateSubmitted(authorization.File.Updates + 1, Purposes.Cancellation, authorization.Request.Items, package, c.At)]
            : [asked, new AuthorizationWithdrawn(c.Ending, c.ReasonCode, had, c.At)];
    }

    private static IEnumerable<PriorAuthorizationEvent> Dated(PriorAuthorization.Begun authorization, SetServiceDate c)
    {
        if (authorization.Request.ServiceDate != c.ServiceDate) yield return new ServiceDateSet(c.ServiceDate, c.IsFirm, c.At);
        var isUnsent = authorization is PriorAuthorization.Assembling or PriorAuthorization.Unclear or PriorAuthorization.Incomplete or PriorAuthorization.Held or PriorAuthorization.Rejected;
        if (c.IsNear && authorization.File.HurriedFor != c.ServiceDate && (isUnsent || authorization is PriorAuthorization.Submitted or PriorAuthorization.AtPayer))
        {
            if (isUnsent && authorization.Request.Level == ReviewLevel.Standard) yield return new ReviewExpedited(AuthorizationHandoffs.ServiceDateNear, c.At);
            yield return new ServiceDateNear(c.ServiceDate, c.At);
        }

        if (c.IsFirm && authorization is PriorAuthorization.Concluded { IsReleased: true } s && s.File.UncoveredOn != c.ServiceDate && !IsCovered(s, c.ServiceDate))
            yield return new ServiceDateUncovered(c.ServiceDate, c.At);
    }

    private static bool IsCovered(PriorAuthorization.Concluded s, DateOnly day) => s.Items.Where(i => i.IsApproved).Any(i => !(day < i.Decision?.From) && !(day > i.Decision?.To));
}
