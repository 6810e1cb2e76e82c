using Healthcare.Authorization.Requirements;
using Healthcare.EventStore;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>What the payer's catalogue demands: <paramref name="PaNeeded"/> is needed, not-needed or conditional, <paramref name="DocNeeded"/> LOINC codes.</summary>
[StoredAs("coverage_requirement_found.v1")]
public sealed record CoverageRequirementFound(
    string PaNeeded, IReadOnlyList<string> DocNeeded, string Source, string Rule, DateOnly ExpiresAt, IReadOnlyList<ItemRequirement> Items, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>A person found out what the catalogue left open.</summary>
[StoredAs("requirement_decided.v1")]
public sealed record RequirementDecided(IReadOnlyList<int> Needed, IReadOnlyList<int> NotNeeded, Sealed<string> Reason, Actor By, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>None of the services needs the payer's authorization; the case goes on without.</summary>
[StoredAs("authorization_not_needed.v1")]
public sealed record AuthorizationNotNeeded(Guid PatientId, string PayerId, string Rule, DateOnly? GoodThrough, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>A document came in after the referral.</summary>
[StoredAs("document_supplied.v1")]
public sealed record DocumentSupplied(KeptDocument Document, Actor By, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>A named person sends the package as it is: what is missing cannot be had.</summary>
[StoredAs("documents_waived.v1")]
public sealed record DocumentsWaived(IReadOnlyList<string> Missing, Sealed<string> Reason, Actor By, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The payer has taken the request and decides later.</summary>
[StoredAs("decision_awaited.v1")]
public sealed record DecisionAwaited(DateTimeOffset DueAt, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>What the payer asked for is on its way to it.</summary>
[StoredAs("information_submitted_to_payer.v1")]
public sealed record InformationSubmittedToPayer(IReadOnlyList<string> Attachments, string TraceNo, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>A pended or approved request is changed at the payer (T4): <c>information</c>, <c>services</c>, <c>extension</c> or <c>cancellation</c>.</summary>
[StoredAs("update_submitted.v1")]
public sealed record UpdateSubmitted(int Update, string Purpose, IReadOnlyList<RequestedItem> Items, Package Package, DateTimeOffset At) : PriorAuthorizationEvent(At)
{
    /// <summary>When the payer must have decided, where a decision is asked for anew.</summary>
    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>The payer did not take an update; what it had before stands.</summary>
[StoredAs("update_refused.v1")]
public sealed record UpdateRefused(int Update, int Status, IReadOnlyList<string> Codes, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The payer denied what an extension asked for; what it approved before stands.</summary>
[StoredAs("update_denied.v1")]
public sealed record UpdateDenied(int ItemSequence, string? ReasonCode, Sealed<string>? ReasonText, Guid? AnswerId, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The referral ended while the payer has the request: it is to be withdrawn there.</summary>
[StoredAs("cancellation_asked.v1")]
public sealed record CancellationAsked(string Ending, string ReasonCode, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The request is no more, here and at the payer.</summary>
[StoredAs("authorization_withdrawn.v1")]
public sealed record AuthorizationWithdrawn(string Ending, string ReasonCode, bool HadApproval, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>A new request takes its place, because a denied one takes no update (T4) or the referral was accepted again.</summary>
[StoredAs("authorization_superseded.v1")]
public sealed record AuthorizationSuperseded(Guid By, string ReasonCode, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>Other services will be done than were asked for, before anything went to the payer.</summary>
[StoredAs("services_changed.v1")]
public sealed record ServicesChanged(int Change, IReadOnlyList<RequestedItem> Items, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The day of the care, held (not firm) or booked.</summary>
[StoredAs("service_date_set.v1")]
public sealed record ServiceDateSet(DateOnly ServiceDate, bool IsFirm, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The day is booked and what is approved does not reach it.</summary>
[StoredAs("service_date_uncovered.v1")]
public sealed record ServiceDateUncovered(DateOnly ServiceDate, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The request will be sent as an expedited one.</summary>
[StoredAs("review_expedited.v1")]
public sealed record ReviewExpedited(string ReasonCode, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The day of the care is near and the authorization open: whoever has the work has it sooner.</summary>
[StoredAs("service_date_near.v1")]
public sealed record ServiceDateNear(DateOnly ServiceDate, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>A named person lets the care go on without the payer's word, which is to be had afterwards.</summary>
[StoredAs("care_proceeded.v1")]
public sealed record CareProceededWithout(string Ground, DateTimeOffset DueAt, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>A person asked the payer what became of the request ($inquire); nobody polls (T5).</summary>
[StoredAs("payer_inquired.v1")]
public sealed record PayerInquired(int Inquiry, Guid PayloadId, Actor By, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>What came of the inquiry: <c>answered</c>, or the code of why nothing did.</summary>
[StoredAs("inquiry_ended.v1")]
public sealed record InquiryEnded(int Inquiry, string Result, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The approval reaches further than before.</summary>
[StoredAs("authorization_extended.v1")]
public sealed record AuthorizationExtended(DateOnly To, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>Every approved unit is used and none is reserved.</summary>
[StoredAs("authorization_exhausted.v1")]
public sealed record AuthorizationExhausted(DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The last approved day is over.</summary>
[StoredAs("authorization_expired.v1")]
public sealed record AuthorizationExpired(DateTimeOffset ExpiredAt, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>A person found that the approval does not hold: taken back by the payer, or given in error.</summary>
[StoredAs("authorization_voided.v1")]
public sealed record AuthorizationVoided(string ReasonCode, Actor By, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>A named person chose what is done against a denial: <c>peer-to-peer</c>, <c>appeal</c> or <c>neither</c>.</summary>
[StoredAs("denial_route_chosen.v1")]
public sealed record DenialRouteChosen(string Route, Sealed<string> Reason, Actor By, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>The last day to contest a denial is over, and nobody chose a way.</summary>
[StoredAs("contest_window_closed.v1")]
public sealed record ContestWindowClosed(DateTimeOffset DueAt, DateTimeOffset At) : PriorAuthorizationEvent(At);

/// <summary>Why a request is changed at the payer.</summary>
internal static class Purposes
{
    public const string Information = "information";
    public const string Services = "services";
    public const string Extension = "extension";
    public const string Cancellation = "cancellation";
}
