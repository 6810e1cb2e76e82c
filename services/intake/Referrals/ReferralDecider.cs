using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Intake.Requirements;

namespace Healthcare.Intake.Referrals;

/// <summary>What may be asked of a referral.</summary>
public abstract record ReferralCommand(DateTimeOffset At);

internal static class ReferralDecider
{
    // The rule accepts, so the actor is the service; a person's decision would name the person.
    public static readonly Actor CompletenessRule = Actor.Service("intake");

    public static Decision<ReferralEvent> Decide(Referral referral, ReferralCommand command) => (referral, command) switch
    {
        (Referral.NotReceived, ReceiveReferral c) => [c.Content, .. Judged(ReferralFile.Of(c.Content), before: null, c.At)],
        (Referral.NotReceived, HearOfCare) => [],
        (Referral.NotReceived, _) => ReferralRefusals.Unknown,

        // A stream is named by its partner and what is said, not by the bytes: other bytes are the same referral once more.
        (Referral.OnFile r, ReceiveReferral c) => Again(r, c.Content.Channel, c.Content.OriginalId, c.Content.Fingerprint, c.At),
        (Referral.OnFile r, ReceiveDuplicate c) => Again(r, c.Channel, c.OriginalId, c.Fingerprint, c.At),

        (Referral.OnFile r, SupplementReferral c) when r.File.Fingerprints.Contains(c.Content.Fingerprint, StringComparer.Ordinal) => [],
        (Referral.AwaitingInformation or Referral.InTriage, SupplementReferral c) when ((Referral.OnFile)referral).Content.MemberIndex != c.Content.MemberIndex => ReferralRefusals.AnotherPatient,
        (Referral.AwaitingInformation r, SupplementReferral c) => Supplemented(r, c, wasOverdue: r.NextAt != r.Request.DueAt),
        (Referral.InTriage r, SupplementReferral c) => Supplemented(r, c, wasOverdue: false),
        (Referral.Accepted, SupplementReferral) => ReferralRefusals.AlreadyAccepted,
        (Referral.Over { How: ReferralStatus.Declined }, SupplementReferral) => ReferralRefusals.AlreadyDeclined,

        (Referral.AwaitingInformation or Referral.InTriage, ConfirmPatientMatch c) when referral is Referral.OnFile { File.NeedsMatch: true } r => Confirmed(r, c),
        (Referral.OnFile, ConfirmPatientMatch) => ReferralRefusals.MatchNotNeeded,

        (Referral.OnFile r, HearOfCare c) => ReferralLifecycle.Hear(r, c.Fact),
        (Referral.OnFile r, _) => ReferralLifecycle.Decide(r, command),
        _ => ReferralRefusals.Unknown,
    };

    /// <summary>What follows when a referral's content is looked at: whose it is, how urgent, and whether it is complete.</summary>
    public static IReadOnlyList<ReferralEvent> Judged(ReferralFile file, ReferralFile? before, DateTimeOffset at)
    {
        var content = file.Content;
        var events = new List<ReferralEvent>(4);
        if (content.Finding is { } finding && content is not PatientMatchConfirmed && before?.Content.Finding?.Outcome != finding.Outcome)
            events.Add(new PatientMatched { Outcome = finding.Outcome, PatientId = content.PatientId, MatchedOn = finding.MatchedOn, Candidates = finding.Candidates, At = at });
        var (level, basis) = Urgencies.Built.Of(content);
        if (before?.Urgency != level) events.Add(new UrgencyAssigned { Level = level, Basis = basis, At = at });

        var offer = ReferralHandoffs.Tested(content, at);
        var missing = ReferralHandoffs.MissingOf(content, offer.Unmet);
        if (missing.Count > 0) events.Add(Requested(content, missing, at));
        else if (file.NeedsMatch) events.Add(new TriageNeeded { Reasons = [ReferralHandoffs.MatchReview], At = at });
        else if (content.ReferrerNpi is { } npi) events.AddRange(Accepted(file, npi, offer, at));
        return events;
    }

    private static Decision<ReferralEvent> Again(Referral.OnFile referral, string channel, Originals.OriginalId original, string fingerprint, DateTimeOffset at) =>
        referral.File.Fingerprints.Contains(fingerprint, StringComparer.Ordinal) ? [] : [new ReferralDuplicateReceived { Channel = channel, OriginalId = original, Fingerprint = fingerprint, At = at }];

    private static Decision<ReferralEvent> Supplemented(Referral.OnFile referral, SupplementReferral c, bool wasOverdue)
    {
        var received = new InformationReceived(c.Content) { WasOverdue = wasOverdue };
        return [received, .. Judged(referral.File.With(received), referral.File, c.At)];
    }

    private static Decision<ReferralEvent> Confirmed(Referral.OnFile referral, ConfirmPatientMatch c)
    {
        var confirmed = new PatientMatchConfirmed(c.Content, c.By, c.IsKnown, referral.Content.PatientId);
        var file = referral.File.With(confirmed);
        // What was asked for, and until when, is not touched by who the patient is.
        return referral is Referral.AwaitingInformation waiting ? [confirmed, waiting.Request] : [confirmed, .. Judged(file, referral.File, c.At)];
    }

    private static InformationRequested Requested(ReferralContent content, IReadOnlyList<string> missing, DateTimeOffset at) => new()
    {
        Items = missing,
        To = content.PartnerId,
        DueAt = ReferralHandoffs.DueFrom(ReferralHandoffs.MissingItems, at),
        CloseOutAt = ReferralHandoffs.DueFrom(ReferralHandoffs.CloseOutReview, at),
        ExpiresAt = ReferralHandoffs.DueFrom(ReferralHandoffs.Expiry, at),
        At = at,
    };

    private static IEnumerable<ReferralEvent> Accepted(ReferralFile file, string npi, OfferHandoff offer, DateTimeOffset at)
    {
        var content = file.Content;
        yield return new CompletenessPassed { RuleSetVersion = content.Required.Rule(), Evidence = [.. offer.Conditions.Select(c => new Evidence(c.Predicate, c.Inputs))], At = at };
        yield return new ReferralAccepted
        {
            By = CompletenessRule,
            TrackingId = content.TrackingId,
            PartnerId = content.PartnerId,
            PatientId = content.PatientId,
            PayerId = content.PayerId,
            ReferrerNpi = npi,
            Services = content.Services,
            Diagnoses = content.Diagnoses,
            Priority = content.Priority,
            RequestedOn = content.RequestedOn,
            PacketHash = content.PacketHash,
            ServiceLine = content.ServiceLine,
            Attempt = file.Attempt + 1,
            ExpiresAt = ReferralDeadlines.EndOf(content.ValidThrough),
            At = at,
        };
    }
}
