using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Testing;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.PriorAuthorizations;

public sealed class SubmittingToThePayer
{
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Nothing = Spec.Of(PriorAuthorizationAggregate.Value);
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Requested = Nothing.GivenDone(Requesting());
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Submitted = Requested.GivenDone(Assembling());

    [Test]
    public void Care_is_requested_once()
    {
        Nothing.When(Requesting()).ThenKinds(typeof(AuthorizationRequested));
        Requested.When(Requesting()).ThenNothing();
    }

    [Test]
    public void A_package_whose_conditions_hold_is_offered_submitted_and_recorded_as_disclosed()
    {
        var decided = Requested.When(Assembling());
        decided.Then(
            new PackageAssembled(Packed, Noon),
            new AuthorizationSubmitted(Payer, "pas", Packed.TraceNo, "bundle-1", 1, Noon),
            new DisclosureRecorded(Payer, "HPAYMT", Packed.ManifestHash, [], ["M54.5"], Noon));
        var follow = decided.FollowUps(AuthorizationId).Select(f => f.Command).ToList();
        Assert.That(follow.OfType<OfferHandoff>().Single(), Has.Property(nameof(OfferHandoff.Unmet)).Empty.And.Property(nameof(OfferHandoff.SubjectId)).EqualTo(AuthorizationId));
        Assert.That(follow.OfType<QueueTransmission>().Single(), Is.EqualTo(new QueueTransmission(Payer, "pas-submit", BundleId, "application/fhir+json", AuthorizationId, Noon)));
        Submitted.When(Assembling()).ThenNothing();
    }

    [Test]
    public void Part_2_data_waits_for_the_patients_consent()
    {
        var requested = Nothing.GivenDone(Requesting(Asked with { IsPart2 = true }));
        var held = requested.When(Assembling());
        held.ThenKinds(typeof(PackageAssembled));
        Assert.That(held.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OfferHandoff>().Single().Unmet.Select(u => u.Predicate), Is.EqualTo(new[] { "part2-consent-held" }));
        requested.GivenDone(Assembling()).When(Assembling(Packed with { Part2Consent = "C-17" }))
            .ThenKinds(typeof(PackageAssembled), typeof(AuthorizationSubmitted), typeof(DisclosureRecorded));
        requested.GivenDone(Assembling()).When(Assembling()).ThenNothing();
    }

    [TestCase("payer-endpoint-known")]
    [TestCase("manifest-complete")]
    [TestCase("reviewer-signed")]
    public void What_lacks_a_condition_is_held(string predicate)
    {
        var package = predicate switch
        {
            "payer-endpoint-known" => Packed with { IsEndpointKnown = false },
            "manifest-complete" => Packed with { Documents = ["D-1"] },
            _ => Packed with { SignedBy = null },
        };
        var held = Requested.When(Assembling(package));
        held.ThenKinds(typeof(PackageAssembled));
        Assert.That(held.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OfferHandoff>().Single().Unmet.Select(u => u.Predicate), Is.EqualTo(new[] { predicate }));
    }

    [Test]
    public void A_package_that_cannot_be_built_goes_to_a_person_and_back()
    {
        var returned = Requested.When(new ReturnPackage(["missing-subscriber"], Noon));
        returned.Then(new PackageReturned(["missing-subscriber"], "authorization-specialist", Noon));
        Assert.That(returned.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo("package-incomplete"));
        var assembled = Requested.GivenDone(new ReturnPackage(["missing-subscriber"], Noon)).When(Assembling());
        Assert.That(assembled.FollowUps(AuthorizationId).Select(f => f.Command), Does.Contain(new CloseWorkItem("assembled", Noon)));
    }

    [Test]
    public void A_5xx_leaves_the_submission_unconfirmed_and_nothing_else()
    {
        Submitted.When(new RecordUnconfirmedSubmission(Noon)).Then(new SubmissionUnconfirmed(Noon));
        Submitted.GivenDone(new RecordUnconfirmedSubmission(Noon)).When(new RecordUnconfirmedSubmission(Noon)).ThenNothing();
        Submitted.GivenDone(new RecordUnconfirmedSubmission(Noon)).When(Answer(Word(1, "A4"), Word(2, "A4"))).ThenKinds(
            typeof(SubmissionAcknowledged), typeof(AuthorizationPended), typeof(AuthorizationPended), typeof(DecisionAwaited));
    }

    [Test]
    public void A_4xx_gives_the_work_back_and_a_person_submits_the_same_bundle_again()
    {
        var reject = new RejectSubmission(422, ["not-our-insurer"], AnswerId, Noon);
        var rejected = Submitted.When(reject);
        rejected.Then(new SubmissionRejected(422, ["not-our-insurer"], AnswerId, Noon));
        Assert.That(rejected.FollowUps(AuthorizationId).Select(f => f.Command).OfType<ReturnHandoff>().Single().Requirements.Select(r => r.Code), Is.EqualTo(new[] { "submission-rejected", "not-our-insurer" }));

        var again = Submitted.GivenDone(reject).When(new ResubmitAuthorization(Noon));
        again.Then(new AuthorizationSubmitted(Payer, "pas", Packed.TraceNo, "bundle-1", 2, Noon));
        Assert.That(again.FollowUps(AuthorizationId).Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(OfferHandoff), typeof(QueueTransmission) }));
        Assert.That(again.FollowUps(AuthorizationId)[1].StreamId, Is.Not.EqualTo(Requested.When(Assembling()).FollowUps(AuthorizationId)[^1].StreamId), "the first transmission has ended");
    }

    [Test]
    public void What_is_under_way_is_not_submitted_again()
    {
        Submitted.When(new ResubmitAuthorization(Noon)).ThenRefused(PriorAuthorizationRefusals.NothingToSubmit);
        Nothing.When(new ResubmitAuthorization(Noon)).ThenRefused(PriorAuthorizationRefusals.Unknown);
    }

    [Test]
    public void An_answer_nobody_understands_goes_to_a_person_and_a_later_one_is_applied()
    {
        var unusable = new RecordUnusableAnswer("not-a-pas-response", AnswerId, Noon);
        Assert.That(Submitted.When(unusable).FollowUps(AuthorizationId).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo("payer-answer-unusable"));
        var later = Submitted.GivenDone(unusable).When(Answer(Approved(1), Approved(2)));
        Assert.That(later.FollowUps(AuthorizationId).Select(f => f.Command), Does.Contain(new CloseWorkItem("answered", Noon)));
    }
}
