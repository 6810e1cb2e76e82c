using Healthcare.Billing.Claims;
using Healthcare.Billing.Denials;
using Healthcare.Billing.Encounters;
using Healthcare.Handoffs;
using Healthcare.Testing;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Denials;

/// <summary>Each kind of denial, its way and its end.</summary>
public sealed class WorkingDenials
{
    private static readonly Guid Id = DenialAggregate.IdOf(ClaimId, RemittanceId, "missing-documentation");
    private static readonly SupplyDocuments Supply = new([Record], "cdi-1", Noon);
    private static readonly ProposeWriteOff Propose = new(250.00m, "limit-passed", "billing-lead", "biller-1", Noon);

    [Test]
    public void A_missing_document_is_clinical_documentations_by_three_business_days()
    {
        var opened = NewDenial.When(Open("missing-documentation"));
        opened.Then(new DenialOpened(RefusedMoney, Noon), new DenialClassified(ForDocuments, Noon));
        var commands = opened.FollowUps(Id, CaseId).Select(f => f.Command).ToList();
        var item = commands.OfType<OpenWorkItem>().Single();
        Assert.Multiple(() =>
        {
            Assert.That((item.Role, item.ReasonCode, item.ValueAtStake, item.DueAt), Is.EqualTo(("clinical-documentation", "records-missing", (decimal?)250.00m, Noon.AddDays(3))));
            Assert.That(item.Levels.Select(l => l.Role), Is.EqualTo(new[] { "nurse-reviewer", "physician-advisor", "chief-medical-officer" }));
            Assert.That(commands.OfType<OfferHandoff>().Select(o => o.Terms.Boundary), Is.EqualTo(new[] { "B19", "B18" }));
            Assert.That(commands.OfType<AcceptHandoff>().Count(), Is.EqualTo(1), "triage is passed: the kind is known");
            Assert.That(opened.Deadlines(Id).Single().DueAt, Is.EqualTo(new DateTimeOffset(ForDocuments.HardStop.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)), "the payer's limit");
        });
        NewDenial.GivenDone(Open("missing-documentation")).When(Open("missing-documentation")).ThenNothing();
    }

    [Test]
    public void Documents_go_to_a_coder_and_the_corrected_claim_goes_by_itself_with_them()
    {
        var supplied = Opened("missing-documentation").When(Supply);
        supplied.Then(new RecordsSupplied([Record], "cdi-1", Noon));
        var item = supplied.FollowUps(Id, CaseId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.Role, item.ReasonCode, item.DueAt), Is.EqualTo(("coder", "coding-review", Noon.AddDays(2))));
        var reviewed = Opened("missing-documentation").GivenDone(Supply).When(new ReviewCoding(ClaimChanges.None, null, "coder-1", Noon));
        reviewed.Then(new CodingReviewed(Changed: false, [], [], null, "coder-1", Noon), new DenialResolved("resubmitted", "coder-1", Noon));
        var sent = reviewed.FollowUps(Id, CaseId).Select(f => f.Command).OfType<CorrectClaim>().Single();
        Assert.That((sent.Changes.Documents, sent.ReasonCode, sent.By), Is.EqualTo((new[] { Record }, "missing-documentation", "coder-1")).Using<object, object>(Same));
        Assert.That(reviewed.FollowUps(Id, CaseId).Select(f => f.Command).OfType<AcceptHandoff>().Count(), Is.EqualTo(1));
        Assert.That(reviewed.Deadlines(Id).Single().DueAt, Is.Null);
    }

    [Test]
    public void Nothing_comes_before_its_turn()
    {
        Opened("missing-documentation").When(new ReviewCoding(ClaimChanges.None, null, "coder-1", Noon)).ThenRefused(DenialRefusals.OutOfOrder);
        Opened("coding-error").When(Supply).ThenRefused(DenialRefusals.OutOfOrder);
        Opened("missing-documentation").GivenDone(Supply).When(Supply).ThenNothing();
        NewDenial.When(Supply).ThenRefused(DenialRefusals.Unknown);
    }

    [Test]
    public void A_coding_denial_changes_codes_with_a_guideline()
    {
        var changes = new ClaimChanges { Codes = [new LineCode(1, "99244", ["25"], [1])], Diagnoses = ["M54.50"] };
        var reviewed = Opened("coding-error").When(new ReviewCoding(changes, "ncci-2026-q4", "coder-1", Noon));
        reviewed.ThenKinds(typeof(CodingReviewed), typeof(DenialResolved));
        var offered = reviewed.FollowUps(Id, CaseId).Select(f => f.Command).OfType<OfferHandoff>().First();
        Assert.That(offered.Unmet, Is.Empty);
        Assert.That(reviewed.FollowUps(Id, CaseId).Select(f => f.Command).OfType<CorrectClaim>().Single().Changes.Codes, Is.EqualTo(changes.Codes));
    }

    [Test]
    public void Medical_necessity_is_appealed_by_a_person_and_the_decision_followed()
    {
        var filed = Opened("medical-necessity").When(new FileAppeal("appeal", ["policy/rad-101"], "advisor-1", Noon.AddDays(60), Noon));
        filed.Then(new AppealFiled("appeal", ["policy/rad-101"], "advisor-1", Noon.AddDays(60), Noon));
        var item = filed.FollowUps(Id, CaseId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.Kind, item.Role, item.DueAt), Is.EqualTo(("follow-appeal", "appeals-nurse", Noon.AddDays(60))));
        var waiting = Opened("medical-necessity").GivenDone(new FileAppeal("appeal", ["policy/rad-101"], "advisor-1", Noon.AddDays(60), Noon));
        waiting.When(new SettleDenial("appealed", Noon)).Then(new DenialResolved("appealed", null, Noon));
        waiting.When(new ResolveDenial("upheld", "advisor-1", Noon)).Then(new DenialResolved("upheld", "advisor-1", Noon));
        waiting.When(new FireDenialDeadline(Noon, Noon)).ThenNothing();
    }

    [Test]
    public void An_authorization_that_comes_after_all_sends_the_claim_with_its_number()
    {
        var found = Opened("authorization-absent").When(new FindAuthorization("AU2", Noon));
        found.Then(new AuthorizationFound("AU2", Noon), new DenialResolved("resubmitted", null, Noon));
        Assert.That(found.FollowUps(Id, CaseId).Select(f => f.Command).OfType<CorrectClaim>().Single().Changes.PriorAuthorization, Is.EqualTo("AU2"));
        Opened("coding-error").When(new FindAuthorization("AU2", Noon)).ThenNothing();
    }

    [Test]
    public void Timely_filing_is_answered_by_proof_or_not_at_all()
    {
        var proof = new FileProof(IsProven: true, ["837/x", "277CA/y"], "lead-1", Noon.AddDays(60), Noon);
        Opened("timely-filing").When(proof).Then(
            new TimelyFilingProofAssembled(["837/x", "277CA/y"], "lead-1", Noon), new AppealFiled("timely-filing-proof", ["837/x", "277CA/y"], "lead-1", Noon.AddDays(60), Noon));
        Opened("timely-filing").When(proof with { IsProven = false }).ThenRefused(DenialRefusals.NotProven);
    }

    [TestCase("duplicate", "duplicate-confirmed")]
    [TestCase("non-covered", "patient-billed")]
    [TestCase("contract-variance", "disputed")]
    [TestCase("information-from-patient", "patient-billed")]
    [TestCase("claim-data-error", "corrected")]
    public void Each_kind_ends_in_its_own_way(string type, string resolution)
    {
        Opened(type).When(new ResolveDenial(resolution, "someone", Noon)).Then(new DenialResolved(resolution, "someone", Noon));
        Opened(type).When(new ResolveDenial("upheld", "someone", Noon)).ThenRefused(DenialRefusals.NotThisWay);
        Opened(type).GivenDone(new ResolveDenial(resolution, "someone", Noon)).When(new ResolveDenial(resolution, "someone", Noon)).ThenNothing();
    }

    [Test]
    public void Sending_the_claim_again_settles_what_asked_for_it_and_never_a_duplicate()
    {
        Opened("claim-data-error").When(new SettleDenial("resubmitted", Noon)).Then(new DenialResolved("resubmitted", null, Noon));
        Opened("duplicate").When(new SettleDenial("resubmitted", Noon)).ThenNothing();
    }

    [Test]
    public void What_no_rule_knows_waits_for_triage_and_goes_its_way_once_one_does()
    {
        var opened = NewDenial.When(Open("unclassified"));
        var item = opened.FollowUps(Id, CaseId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.Role, item.ReasonCode), Is.EqualTo(("denials-triage-lead", "unclassified")));
        Assert.That(opened.FollowUps(Id, CaseId).Select(f => f.Command).OfType<OfferHandoff>().Single().Unmet.Single().Predicate, Is.EqualTo("triple-classified"));
        var known = Opened("unclassified").When(new ReclassifyDenial(ForDocuments, Noon));
        known.Then(new DenialClassified(ForDocuments, Noon));
        Assert.That(known.FollowUps(Id, CaseId).Select(f => f.Command).OfType<CloseWorkItem>().Count(), Is.EqualTo(1));
        Opened("missing-documentation").When(new ReclassifyDenial(ClassOf("coding-error"), Noon)).ThenNothing();
    }

    [Test]
    public void A_limit_that_passes_names_the_boundary_that_held_it_longest()
    {
        var supplied = Opened("missing-documentation").GivenDone(Supply with { At = Noon.AddDays(40) });
        var lost = supplied.When(new FireDenialDeadline(Noon.AddDays(45), Noon.AddDays(45)));
        lost.Then(new LostToDeadline("B19", TimeSpan.FromDays(45), ForDocuments.HardStop, Noon.AddDays(45)));
        var item = lost.FollowUps(Id, CaseId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.Kind, item.Role), Is.EqualTo(("decide-write-off", "billing-lead")));
        var slow = Opened("unclassified").GivenDone(new ReclassifyDenial(ForDocuments, Noon.AddDays(30)));
        slow.When(new FireDenialDeadline(Noon.AddDays(45), Noon.AddDays(45))).Then(new LostToDeadline("B18", TimeSpan.FromDays(30), ForDocuments.HardStop, Noon.AddDays(45)));
    }

    [Test]
    public void A_write_off_takes_two_people_and_the_role_of_its_amount()
    {
        var proposed = Opened("missing-documentation").GivenDone(Propose);
        Opened("missing-documentation").When(Propose with { Amount = 250.01m }).ThenRefused(DenialRefusals.AmountWrong);
        proposed.When(new ApproveWriteOff(["billing-lead"], "biller-1", Noon)).ThenRefused(DenialRefusals.SamePerson);
        proposed.When(new ApproveWriteOff([], "lead-1", Noon)).ThenRefused(DenialRefusals.RoleTooLow);
        proposed.When(Supply).ThenRefused(DenialRefusals.WriteOffPending);
        var approved = proposed.When(new ApproveWriteOff(["billing-lead"], "lead-1", Noon));
        approved.Then(new WriteOffApproved(ClaimId, 250.00m, "lead-1", "billing-lead", Noon), new DenialResolved("written-off", "lead-1", Noon));
        Assert.That(approved.FollowUps(Id, CaseId).Select(f => f.Command).OfType<CloseClaim>().Count(), Is.EqualTo(1));
        proposed.When(new RefuseWriteOff("appeal-first", "lead-1", Noon)).Then(new WriteOffRefused("appeal-first", "lead-1", Noon));
        proposed.GivenDone(new RefuseWriteOff("appeal-first", "lead-1", Noon)).When(Supply).ThenKinds(typeof(RecordsSupplied));
        Opened("missing-documentation").When(new ApproveWriteOff(["billing-lead"], "lead-1", Noon)).ThenRefused(DenialRefusals.NothingProposed);
    }

    [Test]
    public void What_was_lost_can_only_be_given_up()
    {
        var lost = Opened("missing-documentation").GivenDone(new FireDenialDeadline(Noon.AddDays(45), Noon.AddDays(45)));
        lost.When(Supply).ThenRefused(DenialRefusals.Resolved);
        lost.GivenDone(Propose).When(new ApproveWriteOff(["billing-lead"], "lead-1", Noon)).ThenKinds(typeof(WriteOffApproved), typeof(DenialResolved));
    }

    [TestCase(249, "billing-lead")]
    [TestCase(250, "billing-lead")]
    [TestCase(251, "department-manager")]
    [TestCase(5001, "operations-director")]
    public void The_amount_says_who_approves(int amount, string role) => Assert.That(new BillingOptions().ApproverOf(amount), Is.EqualTo(role));

    private static bool Same(object one, object other) => Facts.Text(one) == Facts.Text(other);

    private static DenialClass ClassOf(string type) => WhenClaimAdjudicated.ClassOf(DenialRules.Built, type, [], Payer, Day, Day.AddDays(10));

    private static OpenDenial Open(string type) => new(RefusedMoney, type == "missing-documentation" ? ForDocuments : ClassOf(type), Noon);

    private static DeciderSpec<Denial, DenialCommand, DenialEvent> Opened(string type) => NewDenial.GivenDone(Open(type));
}
