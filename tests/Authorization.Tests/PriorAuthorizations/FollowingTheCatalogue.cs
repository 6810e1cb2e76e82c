using Healthcare.Authorization.Payers;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Requirements;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Testing;
using static Healthcare.Authorization.Tests.Samples;
using Requirement = Healthcare.Authorization.Requirements.Requirement;

namespace Healthcare.Authorization.Tests.PriorAuthorizations;

public sealed class FollowingTheCatalogue
{
    private static readonly Actor Clerk = new("clerk", ActorKind.Human, "authorization-specialist");
    private static readonly DateOnly Good = new(2026, 6, 1);
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Requested = Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting());
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Returned = Requested.GivenDone(Find(("needed", ["18748-4"]), ("needed", [])));
    private static readonly DeciderSpec<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Unclear = Requested.GivenDone(Find(("conditional", []), ("not-needed", [])));

    private static FindRequirement Find(params (string Need, string[] Documents)[] items) =>
        new(new Requirement([.. items.Select((i, at) => new ItemRequirement(at + 1, i.Need, i.Documents))], "maryland-capital/2026-07", Good), Noon);

    private static SupplyDocument Supply(string loinc, char hash = 'd') => new(new KeptDocument($"D-{hash}", BundleId, loinc, new string(hash, 64)), Clerk, Noon);

    [Test]
    public void Needed_services_go_on_to_their_package()
    {
        var found = Requested.When(Find(("needed", []), ("needed", [])));
        found.ThenKinds(typeof(CoverageRequirementFound));
        Assert.That(found.Decision.Events.OfType<CoverageRequirementFound>().Single() is { PaNeeded: "needed", DocNeeded: [], Source: "catalogue", Rule: "maryland-capital/2026-07" }, Is.True);
        Requested.GivenDone(Find(("needed", []), ("needed", []))).When(Assembling()).ThenKinds(typeof(PackageAssembled), typeof(AuthorizationSubmitted), typeof(DisclosureRecorded));
    }

    [Test]
    public void What_needs_no_authorization_goes_on_without()
    {
        var found = Requested.When(Find(("not-needed", []), ("not-needed", [])));
        found.ThenKinds(typeof(CoverageRequirementFound), typeof(AuthorizationNotNeeded));
        Assert.That(found.State, Is.InstanceOf<PriorAuthorization.NotNeeded>());
        Requested.GivenDone(Find(("not-needed", []), ("not-needed", []))).When(Assembling()).ThenNothing();
    }

    [Test]
    public void Only_the_needed_services_wait_for_the_payer()
    {
        var spec = Requested.GivenDone(Find(("not-needed", []), ("needed", [])), Assembling());
        var decided = spec.When(Answer(Approved(2)));
        decided.ThenKinds(typeof(SubmissionAcknowledged), typeof(AuthorizationDecided), typeof(AuthorizationConcluded), typeof(AuthorizationReleased));
        Assert.That(decided.Decision.Events.OfType<AuthorizationReleased>().Single().Items.Select(i => i.Sequence), Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public void A_missing_document_returns_the_package_to_the_ordering_provider_with_a_deadline()
    {
        var returned = Requested.When(Find(("needed", ["18748-4"]), ("needed", [])));
        returned.ThenKinds(typeof(CoverageRequirementFound), typeof(PackageReturned));
        var happened = returned.Decision.Events.OfType<PackageReturned>().Single();
        Assert.That((happened.Requirements[0], happened.To, happened.Documents?[0]), Is.EqualTo(("document-18748-4", "ordering-provider-delegate", "18748-4")));
        var follow = returned.FollowUps(AuthorizationId);
        Assert.That(follow.Where(f => f.Command is OfferHandoff).Select(f => f.StreamId).Distinct(), Is.EqualTo(new[] { HandoffId.For("B04", AuthorizationId), HandoffId.For("B05", AuthorizationId) }));
        Assert.That(follow.Select(f => f.Command).OfType<OfferHandoff>().SelectMany(o => o.Unmet), Is.Empty);
        var item = follow.Select(f => f.Command).OfType<OpenWorkItem>().Single();
        // Monday noon and two business days.
        Assert.That((item.ReasonCode, item.Role, item.DueAt), Is.EqualTo(("documents-missing", "ordering-provider-delegate", Noon.AddDays(2))));
        Returned.When(Assembling()).ThenNothing();
    }

    [Test]
    public void The_document_lets_it_go_out()
    {
        var supplied = Returned.When(Supply("18748-4"));
        supplied.ThenKinds(typeof(DocumentSupplied));
        Assert.That(supplied.FollowUps(AuthorizationId).Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(AcceptHandoff), typeof(CloseWorkItem) }));
        Returned.GivenDone(Supply("18748-4")).When(Assembling()).ThenKinds(typeof(PackageAssembled), typeof(AuthorizationSubmitted), typeof(DisclosureRecorded));
        Returned.GivenDone(Supply("18748-4")).When(Supply("18748-4")).ThenNothing();
    }

    [Test]
    public void Another_document_is_kept_and_lets_nothing_go()
    {
        Returned.When(Supply("11488-4", 'e')).ThenKinds(typeof(DocumentSupplied));
        Returned.GivenDone(Supply("11488-4", 'e')).When(Assembling()).ThenNothing();
        var two = Requested.GivenDone(Find(("needed", ["18748-4", "11488-4"]), ("needed", [])));
        var one = two.When(Supply("11488-4", 'e'));
        one.ThenKinds(typeof(DocumentSupplied), typeof(PackageReturned));
        Assert.That(one.Decision.Events.OfType<PackageReturned>().Single().Documents, Is.EqualTo(new[] { "18748-4" }), "what is still missing is said anew");
    }

    [Test]
    public void A_named_person_may_send_it_as_it_is()
    {
        var waived = Returned.When(new WaiveDocuments("Zyxcanary has no chart", Clerk, Noon));
        waived.ThenKinds(typeof(DocumentsWaived));
        Assert.That(waived.FollowUps(AuthorizationId).Select(f => f.Command), Does.Contain(new CloseWorkItem("waived", Noon)));
        Returned.GivenDone(new WaiveDocuments("no chart", Clerk, Noon)).When(Assembling()).ThenKinds(typeof(PackageAssembled), typeof(AuthorizationSubmitted), typeof(DisclosureRecorded));
        Requested.When(new WaiveDocuments("no chart", Clerk, Noon)).ThenRefused(PriorAuthorizationRefusals.NothingMissing);
        Assert.That(new WaiveDocuments("", Clerk, Noon), Is.InstanceOf<IJudgment>());
    }

    [Test]
    public void What_the_catalogue_leaves_open_a_person_finds_out()
    {
        var found = Requested.When(Find(("conditional", []), ("not-needed", [])));
        Assert.That(found.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo("requirement-unclear"));
        var needed = Unclear.When(new DecideRequirement([1], "They told us", Clerk, Noon));
        needed.ThenKinds(typeof(RequirementDecided));
        Assert.That(needed.FollowUps(AuthorizationId).Select(f => f.Command), Does.Contain(new CloseWorkItem("found-out", Noon)));
        Assert.That(((PriorAuthorization.Begun)needed.State).File.Needed.Select(i => i.Sequence), Is.EqualTo(new[] { 1 }));
        Unclear.When(new DecideRequirement([], "They told us", Clerk, Noon)).ThenKinds(typeof(RequirementDecided), typeof(AuthorizationNotNeeded));
        Requested.When(new DecideRequirement([1], "They told us", Clerk, Noon)).ThenRefused(PriorAuthorizationRefusals.NothingUnclear);
        Unclear.When(Assembling()).ThenNothing();
    }

    [Test]
    public async Task Coverage_hands_over_to_authorization_and_whoever_packs_it_takes_it()
    {
        await using var provider = Store.New();
        var log = await Store.DecidedAsync(provider, Requesting(), Find(("needed", []), ("needed", [])), Assembling());
        Assert.That(At(log), Is.EqualTo(new[] { "handoff_offered.v1", "handoff_accepted.v1" }));
        var seen = log.Select(e => e.Event).OfType<HandoffOffered>().Single(o => o.Terms.Boundary == "B04").Conditions.Single(c => c.Predicate == "authorization-needed");
        Assert.That((seen.Inputs["rule"], seen.Inputs["need"]), Is.EqualTo(("maryland-capital/2026-07", "needed")));
    }

    [Test]
    public async Task What_the_catalogue_leaves_open_is_held_at_the_boundary_until_a_person_found_out()
    {
        await using var provider = Store.New();
        var log = await Store.DecidedAsync(provider, Requesting(), Find(("conditional", []), ("needed", [])), new DecideRequirement([1], "They told us", Clerk, Noon), Assembling());
        Assert.That(At(log), Is.EqualTo(new[] { "handoff_offered.v1", "handoff_blocked.v1", "handoff_cleared.v1", "handoff_accepted.v1" }));
        await using var other = Store.New();
        log = await Store.DecidedAsync(other, Requesting(), Find(("conditional", []), ("not-needed", [])), new DecideRequirement([], "They told us", Clerk, Noon));
        Assert.That(At(log), Is.EqualTo(new[] { "handoff_offered.v1", "handoff_blocked.v1", "handoff_returned.v1", "handoff_closed.v1" }));
        await using var without = Store.New();
        log = await Store.DecidedAsync(without, Requesting(), Find(("not-needed", []), ("not-needed", [])));
        Assert.That(At(log), Is.Empty);
    }

    [Test]
    public async Task Other_services_are_another_crossing()
    {
        await using var provider = Store.New();
        var log = await Store.DecidedAsync(provider, Requesting(), Find(("needed", ["18748-4"]), ("needed", [])), new ChangeServices(1, [new RequestedItem(1, "CPT", "29881", 1)], Noon), Find(("needed", [])), Assembling());
        Assert.That(At(log), Is.EqualTo(new[] { "handoff_offered.v1", "handoff_accepted.v1", "handoff_offered.v1", "handoff_accepted.v1" }));
    }

    [Test]
    public void An_expedited_request_has_the_expedited_clock()
    {
        var found = Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(Asked with { Level = ReviewLevel.Expedited })).When(Find(("needed", []), ("needed", [])));
        var offer = found.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OfferHandoff>().Single();
        Assert.That((offer.Terms.Boundary, offer.Terms.DueAt - Noon), Is.EqualTo(("B04", TimeSpan.FromHours(4))));
    }

    [Test]
    public void A_payers_overlay_changes_the_clock_of_its_decisions()
    {
        DateTimeOffset Due(string payer) => Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(Asked with { PayerId = payer }), Assembling())
            .When(Answer(Word(1, "A4"), Word(2, "A4"))).FollowUps(AuthorizationId).Select(f => f.Command).OfType<OfferHandoff>().Single(o => o.Terms.Boundary == "B07").Terms.DueAt;
        // On the eighth of March the day is an hour shorter.
        Assert.That((Due(Payer) - Noon, Due("chesapeake-care") - Noon), Is.EqualTo((TimeSpan.FromHours((7 * 24) - 1), TimeSpan.FromDays(5))));
    }

    private static List<string> At(IEnumerable<Recorded> log) => [.. log.Where(e => e.StreamId == HandoffId.For("B04", AuthorizationId)).Select(e => e.Type)];

    [Test]
    public void A_payer_that_takes_no_message_is_reached_by_a_person_under_the_same_trace_number()
    {
        var byHand = Packed with { Transport = "manual" };
        var held = Requested.When(Assembling(byHand));
        held.ThenKinds(typeof(PackageAssembled));
        Assert.That(held.FollowUps(AuthorizationId).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo("manual-path"));
        var sent = Requested.GivenDone(Assembling(byHand)).When(new EnterSubmission("fax", Noon.AddHours(-1), Noon));
        sent.ThenKinds(typeof(AuthorizationSubmitted), typeof(DisclosureRecorded), typeof(SubmissionAcknowledged), typeof(DecisionAwaited));
        Assert.That(sent.Decision.Events.OfType<AuthorizationSubmitted>().Single() is { Transport: "fax" } e && e.TraceNo == Packed.TraceNo, Is.True);
        Assert.That(sent.FollowUps(AuthorizationId).Select(f => f.Command).OfType<QueueTransmission>(), Is.Empty);
        Assert.That(sent.FollowUps(AuthorizationId).Select(f => f.Command), Does.Contain(new CloseWorkItem("carried-over", Noon)));
        Requested.GivenDone(Assembling(byHand), new EnterSubmission("fax", Noon, Noon)).When(new EnterPayerAnswer(Answer(Approved(1), Approved(2)), Noon))
            .ThenKinds(typeof(AuthorizationDecided), typeof(AuthorizationDecided), typeof(AuthorizationConcluded), typeof(AuthorizationReleased));
        Requested.When(new EnterSubmission("fax", Noon, Noon)).ThenRefused(PriorAuthorizationRefusals.NothingToSubmit);
    }

    [Test]
    public void A_payer_of_X12_gets_a_278()
    {
        var sent = Requested.When(Assembling(Packed with { Transport = "x12-278" }));
        Assert.That(sent.FollowUps(AuthorizationId).Select(f => f.Command).OfType<QueueTransmission>().Single(), Is.EqualTo(new QueueTransmission(Payer, "x12-278", BundleId, "application/edi-x12", AuthorizationId, Noon)));
        Assert.That(sent.Decision.Events.OfType<AuthorizationSubmitted>().Single().Transport, Is.EqualTo("x12-278"));
    }

    [TestCase("ma", ReviewLevel.Standard, 7 * 24 - 1)]
    [TestCase("medicaid", ReviewLevel.Expedited, 72)]
    [TestCase("qhp-ffe", ReviewLevel.Standard, 15 * 24 - 1)]
    [TestCase("commercial", ReviewLevel.Standard, 15 * 24 - 1)]
    [TestCase("qhp-ffe", ReviewLevel.Expedited, 72)]
    public void The_clock_is_the_one_of_the_payers_program(string program, ReviewLevel level, int hours)
    {
        var facts = Asked with { Level = level, Payer = new PayerTerms("pas", program, "America/New_York") };
        var spec = Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(facts), Assembling());
        var pended = spec.When(Answer(Word(1, "A4"), Word(2, "A4")));
        var due = Noon.AddHours(hours);
        Assert.That(pended.Decision.Events.OfType<SubmissionAcknowledged>().Single().DueAt, Is.EqualTo(due));
        var overdue = spec.GivenDone(Answer(Word(1, "A4"), Word(2, "A4"))).When(new FireDecisionDeadline("authorization/decision", due, due));
        Assert.That(overdue.Decision.Events.OfType<DecisionOverdue>().Single().DeemedAt is null, Is.EqualTo(program is "qhp-ffe" or "commercial"), "T7, T8: only silence under the rule is a denial");
    }

    [Test]
    public void Days_are_counted_where_the_payer_is()
    {
        // Arizona keeps no daylight saving time: seven days are seven times 24 hours there.
        var facts = Asked with { Payer = new PayerTerms("pas", "ma", "America/Phoenix") };
        var pended = Spec.Of(PriorAuthorizationAggregate.Value).GivenDone(Requesting(facts), Assembling()).When(Answer(Word(1, "A4"), Word(2, "A4")));
        Assert.That(pended.Decision.Events.OfType<SubmissionAcknowledged>().Single().DueAt, Is.EqualTo(Noon.AddDays(7)));
    }
}
