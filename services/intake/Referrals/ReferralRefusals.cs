using Healthcare.EventStore;

namespace Healthcare.Intake.Referrals;

/// <summary>Why a referral says no.</summary>
public static class ReferralRefusals
{
    public static readonly Refusal Unknown = new("referral-unknown", "There is no such referral.");
    public static readonly Refusal AlreadyAccepted = new("referral-already-accepted", "The referral was accepted, and the case goes on.");
    public static readonly Refusal AnotherPatient = new("referral-of-another-patient", "What was sent names another member than the referral that it would complete.");
    public static readonly Refusal AlreadyDeclined = new("referral-already-declined", "The referral was declined; send a new one.");
    public static readonly Refusal NotAccepted = new("referral-not-accepted", "The referral was not accepted yet: withdraw it instead.");
    public static readonly Refusal AlreadyScheduled = new("referral-already-scheduled", "A visit is booked: ask for cancellation instead.");
    public static readonly Refusal AlreadyAttended = new("referral-already-attended", "The patient was seen, and the report is owed to the referrer.");
    public static readonly Refusal NotAttended = new("referral-not-attended", "The patient was not seen yet.");
    public static readonly Refusal DeliveredLater = new("delivered-in-the-future", "What proves a delivery lies in the past.");
    public static readonly Refusal CancellationNotRequested = new("cancellation-not-requested", "Nobody asked to cancel the referral.");
    public static readonly Refusal IsOver = new("referral-is-over", "The referral has ended; a person here can reopen it.");
    public static readonly Refusal NotOver = new("referral-not-over", "The referral has not ended.");
    public static readonly Refusal IsDuplicate = new("referral-is-duplicate", "The referral was merged into another; split it from that one first.");
    public static readonly Refusal NotMerged = new("referral-not-merged", "The referral was not merged into another.");
    public static readonly Refusal MergesWithItself = new("referral-merges-with-itself", "A referral is no duplicate of itself, nor of one that is merged itself.");
    public static readonly Refusal MatchNotNeeded = new("patient-match-not-needed", "Who the patient is needs no person's word.");
    public static readonly Refusal NotACandidate = new("patient-not-a-candidate", "That patient is none of those whom it might be.");
}
