using Healthcare.Billing.Denials;
using Healthcare.Testing;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Denials;

/// <summary>Group, CARC and RARC together to one kind of exception (T3).</summary>
public sealed class ClassifyingDenials
{
    [TestCase("CO", "252", "M127", "missing-documentation")]
    [TestCase("CO", "16", "M127", "missing-documentation")]
    [TestCase("CO", "16", "MA130", "claim-data-error")]
    [TestCase("CO", "16", "N382", "claim-data-error")]
    [TestCase("CO", "16", "", "unclassified")]
    [TestCase("CO", "252", "", "unclassified")]
    [TestCase("CO", "50", "N130", "medical-necessity")]
    [TestCase("CO", "197", "", "authorization-absent")]
    [TestCase("CO", "4", "", "coding-error")]
    [TestCase("CO", "29", "", "timely-filing")]
    [TestCase("OA", "18", "", "duplicate")]
    [TestCase("CO", "18", "", "unclassified")]
    [TestCase("PR", "1", "", "expected")]
    [TestCase("CO", "1", "", "unclassified")]
    [TestCase("CO", "45", "", "expected")]
    [TestCase("OA", "45", "", "unclassified")]
    [TestCase("CO", "253", "", "expected")]
    [TestCase("OA", "23", "", "expected")]
    [TestCase("CO", "27", "", "eligibility-coverage")]
    [TestCase("CO", "22", "", "coordination-of-benefits")]
    [TestCase("PR", "96", "N130", "non-covered")]
    [TestCase("CO", "B7", "", "provider-enrolment")]
    [TestCase("PI", "131", "", "contract-variance")]
    [TestCase("CO", "288", "", "referral-absent")]
    [TestCase("PR", "227", "N179", "information-from-patient")]
    [TestCase("OA", "133", "", "pended-by-payer")]
    [TestCase("CO", "4711", "", "unclassified")]
    public void A_triple_is_one_thing(string group, string reason, string remark, string type) =>
        Assert.That(DenialRules.Built.Classify(new Triple(group, reason, remark.Length == 0 ? [] : [remark], 50m, 250m)).Type, Is.EqualTo(type));

    [TestCase("CO", "18", "", 50, "group-oa-only")]
    [TestCase("CO", "23", "", 50, "group-oa-only")]
    [TestCase("OA", "45", "", 50, "group-co-pr-only")]
    [TestCase("CO", "45", "", 250, "not-whole-charge")]
    [TestCase("CO", "16", "", 50, "remark-required")]
    [TestCase("PR", "96", "", 50, "remark-required")]
    [TestCase("CO", "252", "", 50, "remark-required")]
    public void A_use_that_the_list_forbids_is_said(string group, string reason, string remark, int amount, string usage) =>
        Assert.That(DenialRules.Built.Classify(new Triple(group, reason, remark.Length == 0 ? [] : [remark], amount, 250m)).Usage, Does.Contain(usage));

    [Test]
    public void A_contractual_part_that_is_the_whole_charge_is_a_variance() =>
        Assert.That(DenialRules.Built.Classify(new Triple("CO", "45", [], 250m, 250m)).Type, Is.EqualTo("contract-variance"));

    [Test]
    public void No_kind_is_told_by_the_reason_alone()
    {
        var types = new[] { "M127", "MA130", "" }.Select(remark => DenialRules.Built.Classify(new Triple("CO", "16", remark.Length == 0 ? [] : [remark])).Type).ToList();
        Assert.That(types, Is.Unique);
    }

    [Test]
    public void Each_triple_of_all_groups_reasons_and_remarks_has_exactly_one_kind_with_one_owner()
    {
        string[] remarks = ["", "M127", "MA130", "N130", "N29", "X9"];
        var carcs = Enumerable.Range(1, 310).Select(n => $"{n}").Concat(["B4", "B7", "B13", "A1", "P14"]).ToList();
        foreach (var group in new[] { "CO", "PR", "OA", "PI" })
        {
            foreach (var carc in carcs)
            {
                foreach (var remark in remarks)
                {
                    var said = DenialRules.Built.Classify(new Triple(group, carc, remark.Length == 0 ? [] : [remark], 10m, 250m));
                    if (said.Type == DenialTypes.Expected) continue;
                    var step = DenialRules.Built.PathOf(said.Type).Steps[0];
                    Assert.That(BillingHandoffs.Boundaries[step.Boundary].ExceptionRoutes.Count(r => r.Code == step.Route), Is.EqualTo(1), $"{group}/{carc}/{remark} is {said.Type}");
                }
            }
        }
    }

    [Test]
    public void A_rule_takes_two_people_and_is_in_force_from_the_second()
    {
        var book = Spec.Of(RuleBookAggregate.Value);
        var want = new WantRule("CO", "4711", ["N999"], Noon);
        var id = RuleBookAggregate.ProposalOf("CO", "4711", ["N999"]);
        book.GivenDone(want).When(want).ThenNothing();
        book.When(new ProposeRule(id, "coding-error", AnyRemark: false, "triage-1", Noon)).ThenRefused(RuleRefusals.Unknown);
        book.GivenDone(want).When(new ApproveRule(id, "lead-1", Noon)).ThenRefused(RuleRefusals.NotProposed);
        book.GivenDone(want).When(new ProposeRule(id, "whatever", AnyRemark: false, "triage-1", Noon)).ThenRefused(RuleRefusals.TypeUnknown);
        var proposed = book.GivenDone(want, new ProposeRule(id, "coding-error", AnyRemark: false, "triage-1", Noon));
        proposed.When(new ApproveRule(id, "triage-1", Noon)).ThenRefused(RuleRefusals.SamePerson);
        proposed.When(new ApproveRule(id, "lead-1", Noon)).ThenKinds(typeof(DenialRuleApproved));
        var approved = proposed.GivenDone(new ApproveRule(id, "lead-1", Noon)).State;
        Assert.Multiple(() =>
        {
            Assert.That(proposed.State.Rules.Classify(new Triple("CO", "4711", ["N999"])).Type, Is.EqualTo("unclassified"));
            Assert.That(approved.Rules.Classify(new Triple("CO", "4711", ["N999"])).Type, Is.EqualTo("coding-error"));
            Assert.That(approved.Rules.Classify(new Triple("CO", "4711", ["N1"])).Type, Is.EqualTo("unclassified"), "never by the reason alone");
            Assert.That(approved.Version, Is.EqualTo("2026-11+1"));
        });
        proposed.GivenDone(new ApproveRule(id, "lead-1", Noon)).When(new ProposeRule(id, "duplicate", AnyRemark: false, "triage-1", Noon)).ThenRefused(RuleRefusals.Approved);
    }

    [TestCase("""{"version":"1","types":[],"usage":[],"rules":[]}""", "no path for what no rule knows")]
    [TestCase("""{"version":"1","types":[{"type":"unclassified","scenario":"","limit":"appeal","steps":[]}],"usage":[],"rules":[{"id":"A","groups":["CO"],"carcs":["1"],"type":"nothing"}]}""", "has no path")]
    public void Data_that_leads_nowhere_is_refused(string json, string why) => Assert.That(() => DenialRules.Parse(json), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(why));
}
