using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Requirements;
using Healthcare.Handoffs;
using Healthcare.Testing;
using static Healthcare.Authorization.Tests.Samples;
using Requirement = Healthcare.Authorization.Requirements.Requirement;

namespace Healthcare.Authorization.Tests.PriorAuthorizations;

public sealed class KeepingTheDay
{
    private static readonly DateOnly Soon = new(2026, 3, 4);
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Requested = Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting());
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Pended = Requested.GivenDone(Assembling(), Answer(Word(1, "A4"), Word(2, "A4")));
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Active = Pended.GivenDone(Answer(Approved(1), Approved(2)));
    private static readonly SetServiceDate Near = new(Soon, IsFirm: false, IsNear: true, Noon);

    [Test]
    public void The_day_of_the_care_is_kept()
    {
        Requested.When(Near with { ServiceDate = new DateOnly(2026, 4, 7), IsNear = false }).Then(new ServiceDateSet(new DateOnly(2026, 4, 7), IsFirm: false, Noon));
        Requested.When(Near with { ServiceDate = Asked.ServiceDate, IsNear = false }).ThenNothing();
    }

    [Test]
    public void A_near_day_makes_an_unsent_request_an_expedited_one()
    {
        Requested.When(Near).Then(new ServiceDateSet(Soon, IsFirm: false, Noon), new ReviewExpedited("service-date-near", Noon), new ServiceDateNear(Soon, Noon));
        Requested.GivenDone(Near).When(Near).ThenNothing();
        Assert.That(((PriorAuthorization.Begun)Requested.GivenDone(Near).State).Request.Level, Is.EqualTo(ReviewLevel.Expedited));
    }

    [Test]
    public void Whoever_has_the_work_has_it_sooner()
    {
        var missing = Requested.GivenDone(new FindRequirement(new Requirement([new ItemRequirement(1, "needed", ["18748-4"])], "r", new DateOnly(2026, 6, 1)), Noon));
        var hurried = missing.When(Near).FollowUps(AuthorizationId).Select(f => (f.StreamId, Command: f.Command as OpenWorkItem)).Single();
        Assert.That((hurried.StreamId, hurried.Command?.ReasonCode, hurried.Command?.Role), Is.EqualTo((WorkItemId.ForException("B05", "documents-missing", AuthorizationId), "service-date-near", "ordering-provider-delegate")));
        Assert.That(hurried.Command?.DueAt, Is.LessThan(Noon.AddDays(1)));
    }

    [Test]
    public void Of_what_the_payer_has_somebody_calls_the_payer()
    {
        var near = Pended.When(Near);
        near.ThenKinds(typeof(ServiceDateSet), typeof(ServiceDateNear));
        Assert.That(near.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo("service-date-near"));
        Assert.That(Pended.GivenDone(Near).When(Answer(Approved(1), Approved(2))).FollowUps(AuthorizationId).Select(f => f.StreamId), Does.Contain(WorkItemId.ForException("B07", "service-date-near", AuthorizationId)));
        Active.When(Near).ThenKinds(typeof(ServiceDateSet));
    }

    [Test]
    public void A_booked_day_beyond_the_approval_goes_to_a_person_once()
    {
        var beyond = new SetServiceDate(new DateOnly(2026, 9, 7), IsFirm: true, IsNear: false, Noon);
        var booked = Active.When(beyond);
        booked.ThenKinds(typeof(ServiceDateSet), typeof(ServiceDateUncovered));
        Assert.That(booked.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo("authorization-expired"));
        Active.GivenDone(beyond).When(beyond).ThenNothing();
        Active.When(beyond with { IsFirm = false }).ThenKinds(typeof(ServiceDateSet));
    }

    [Test]
    public void Care_that_goes_on_without_is_authorized_afterwards_in_time()
    {
        var proceed = new NoteCareProceeded("emergency", Noon.AddDays(2), Noon);
        var proceeded = Pended.When(proceed);
        proceeded.Then(new CareProceededWithout("emergency", Noon.AddDays(2), Noon));
        var item = proceeded.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.Kind, item.ReasonCode, item.DueAt), Is.EqualTo(("retro-authorization", "emergency", Noon.AddDays(2))));
        Pended.GivenDone(proceed).When(proceed).ThenNothing();
        Assert.That(Pended.GivenDone(proceed).When(Answer(Approved(1), Approved(2))).FollowUps(AuthorizationId).Select(f => (f.StreamId, f.Command)),
            Does.Contain((WorkItemId.ForTask("retro-authorization", AuthorizationId), (object)new CloseWorkItem("approved", Noon))));
        Active.When(proceed).ThenNothing();
    }
}
