using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Intake.Referrals;

/// <summary>What may be asked of a referral.</summary>
public abstract record ReferralCommand(DateTimeOffset At);

internal static class ReferralDecider
{
    // The rule accepts, so the actor is the service; a person's decision would name the person.
    public static readonly Actor CompletenessRule = Actor.Service("intake");

    public static Decision<ReferralEvent> Decide(Referral referral, ReferralCommand command) => (referral, command) switch
    {
        (Referral.NotReceived, ReceiveReferral c) => Judged(c.Content, c.At),
        // A stream is named by its partner and its bytes: the same bytes again are the same referral.
        (_, ReceiveReferral) => [],

        (Referral.OnFile r, SupplementReferral c) when r.Content.Fingerprint == c.Content.Fingerprint => [],
        (Referral.AwaitingInformation r, SupplementReferral c) when r.Content.MemberIndex != c.Content.MemberIndex => ReferralRefusals.AnotherPatient,
        (Referral.AwaitingInformation, SupplementReferral c) => Judged(new InformationReceived(c.Content), c.At),
        (Referral.Accepted, SupplementReferral) => ReferralRefusals.AlreadyAccepted,
        (Referral.Declined, SupplementReferral) => ReferralRefusals.AlreadyDeclined,

        (Referral.AwaitingInformation, DeclineReferral c) => [new ReferralDeclined { By = c.By, ReasonCode = c.ReasonCode, At = c.At }],
        (Referral.Declined, DeclineReferral) => [],
        (Referral.Accepted, DeclineReferral) => ReferralRefusals.AlreadyAccepted,
        _ => ReferralRefusals.Unknown,
    };

    private static Decision<ReferralEvent> Judged(ReferralContent content, DateTimeOffset at)
    {
        var offer = ReferralHandoffs.Tested(content, at);
        if (offer.Unmet.Count > 0 || content.ReferrerNpi is not { } npi)
        {
            return
            [
                content,
                new InformationRequested
                {
                    Items = ReferralHandoffs.MissingOf(content, offer.Unmet),
                    To = content.PartnerId,
                    DueAt = ReferralHandoffs.InformationDueFrom(at),
                    At = at,
                },
            ];
        }

        return
        [
            content,
            new CompletenessPassed { RuleSetVersion = content.Required.Rule(), Evidence = [.. offer.Conditions.Select(EvidenceOf)], At = at },
            new ReferralAccepted
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
                At = at,
            },
        ];
    }

    private static Evidence EvidenceOf(ConditionSeen seen) => new(seen.Predicate, seen.Inputs);
}

/// <summary>Why a referral says no.</summary>
public static class ReferralRefusals
{
    public static readonly Refusal Unknown = new("referral-unknown", "There is no such referral.");
    public static readonly Refusal AlreadyAccepted = new("referral-already-accepted", "The referral was accepted, and the case goes on.");
    public static readonly Refusal AnotherPatient = new("referral-of-another-patient", "What was sent names another member than the referral that it would complete.");
    public static readonly Refusal AlreadyDeclined = new("referral-already-declined", "The referral was declined; send a new one.");
}
