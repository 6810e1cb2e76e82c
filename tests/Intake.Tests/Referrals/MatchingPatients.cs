using Healthcare.Handoffs;
using Healthcare.Intake.Referrals;
using Healthcare.Testing;

namespace Healthcare.Intake.Tests.Referrals;

/// <summary>A patient is known by two identifiers, and by nothing that contradicts itself.</summary>
public sealed class MatchingPatients
{
    private static readonly PatientKeys Sam = new() { Birth = "b1", Record = "r1", Person = "p1" };
    private static readonly KnownPatient Known = new(Samples.OtherReferral, Samples.OtherPatient, "m1", Sam);

    [Test]
    public void Nobody_around_is_a_new_patient() => Is("m1", Sam, [], PatientOutcome.New, "");

    [Test]
    public void Member_number_birth_date_and_name_are_the_patient() => Is("m1", Sam, [Known], PatientOutcome.Matched, PatientMatching.EverythingAgrees);

    [Test]
    public void Record_number_and_birth_date_are_the_patient_with_another_insurance() => Is("m2", Sam with { Person = "p2" }, [Known], PatientOutcome.Matched, PatientMatching.RecordAndBirthDate);

    [Test]
    public void The_same_member_number_with_another_birth_date_is_for_a_person() => Is("m1", Sam with { Birth = "b2", Person = "p2", Record = null }, [Known], PatientOutcome.Review, PatientMatching.OtherBirthDate);

    [Test]
    public void A_namesake_of_the_same_day_with_another_member_number_is_for_a_person() => Is("m2", Sam with { Record = null }, [Known], PatientOutcome.Review, PatientMatching.OtherMemberNumber);

    [Test]
    public void A_twin_is_for_a_person() => Is("m1", Sam with { Person = "p2", Record = null }, [Known], PatientOutcome.Review, PatientMatching.OtherName);

    [Test]
    public void A_twin_who_was_told_apart_is_known() =>
        Is("m1", Sam with { Record = null }, [Known, Known with { ReferralId = Samples.Referral, PatientId = Samples.Patient, Keys = new PatientKeys { Birth = "b1", Person = "p2" } }], PatientOutcome.Matched, PatientMatching.EverythingAgrees);

    [Test]
    public void One_identifier_matches_nobody() => Is("m1", new PatientKeys(), [Known], PatientOutcome.New, "");

    [Test]
    public void What_two_patients_share_is_for_a_person() => Is(
        "m1", Sam, [Known, Known with { PatientId = Samples.Patient, ReferralId = Samples.Referral }], PatientOutcome.Review, PatientMatching.SeveralPatients);

    [Test]
    public void A_patient_in_doubt_waits_for_a_person_and_is_nobody_elses_work()
    {
        var decided = Spec.Of(ReferralAggregate.Value).When(new ReceiveReferral(Samples.InDoubt, Samples.Noon));
        decided.ThenKinds(typeof(ReferralReceived), typeof(PatientMatched), typeof(UrgencyAssigned), typeof(TriageNeeded));
        Assert.That(decided.FollowUps(Samples.Referral).Select(f => f.Command).OfType<OpenWorkItem>().Select(o => (o.ReasonCode, o.Role)), NUnit.Framework.Is.EqualTo(new[] { ("patient-match-review", "intake-coordinator") }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_persons_word_lets_it_go_on_either_way(bool isKnown)
    {
        var said = Samples.InDoubt with { PatientId = isKnown ? Samples.OtherPatient : Samples.Patient, Finding = new PatientFinding(isKnown ? PatientOutcome.Matched : PatientOutcome.New, [PatientMatching.ConfirmedByPerson], []) };
        var decided = Spec.Of(ReferralAggregate.Value).GivenDone(new ReceiveReferral(Samples.InDoubt, Samples.Noon)).When(new ConfirmPatientMatch(said, isKnown, Samples.Coordinator, Samples.Noon));
        decided.ThenKinds(typeof(PatientMatchConfirmed), typeof(CompletenessPassed), typeof(ReferralAccepted));
        Assert.Multiple(() =>
        {
            Assert.That(decided.Decision.Events.OfType<ReferralAccepted>().Single().PatientId, NUnit.Framework.Is.EqualTo(said.PatientId));
            Assert.That(decided.FollowUps(Samples.Referral).Select(f => f.Command.GetType()), NUnit.Framework.Is.EqualTo(new[] { typeof(CloseWorkItem), typeof(OfferHandoff), typeof(AcceptHandoff) }));
        });
    }

    [Test]
    public void Confirming_does_not_touch_what_was_asked_for()
    {
        var waiting = Spec.Of(ReferralAggregate.Value).GivenDone(new ReceiveReferral(Samples.InDoubt with { ReferrerNpi = null }, Samples.Noon));
        var said = Samples.InDoubt with { ReferrerNpi = null, Finding = new PatientFinding(PatientOutcome.New, [PatientMatching.ConfirmedByPerson], []) };
        var decided = waiting.When(new ConfirmPatientMatch(said, IsKnown: false, Samples.Coordinator, Samples.Noon.AddHours(3)));
        Assert.That(decided.Decision.Events.OfType<InformationRequested>().Single().DueAt, NUnit.Framework.Is.EqualTo(Samples.ReferrerRequested.DueAt));
    }

    [Test]
    public void Where_nothing_is_in_doubt_nobody_is_asked() => Spec.Of(ReferralAggregate.Value).GivenDone(new ReceiveReferral(Samples.Complete, Samples.Noon))
        .When(new ConfirmPatientMatch(Samples.Complete, IsKnown: true, Samples.Coordinator, Samples.Noon)).ThenRefused(ReferralRefusals.MatchNotNeeded);

    private static void Is(string member, PatientKeys keys, KnownPatient[] known, PatientOutcome outcome, string on)
    {
        var (finding, patientId) = PatientMatching.Of(member, keys, known);
        Assert.That((finding.Outcome, string.Join(' ', finding.MatchedOn), patientId is not null), NUnit.Framework.Is.EqualTo((outcome, on, outcome == PatientOutcome.Matched)));
    }
}
