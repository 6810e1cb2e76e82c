using Healthcare.Handoffs;
using Healthcare.Local.Checking;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>What differs by payer, site, service line or acquired entity: within what the base permits, never against a regulation, and all of it listed.</summary>
[TestFixture]
public sealed class LayingOverlays
{
    private const string Feast = """
        overlay: site-garden
        version: 2
        effective: 2026-01-01
        applies: { site: garden }
        boundaries:
          T01:
            because: The garden is further from the kitchen.
            clock:
              duration: PT2H
            conditions:
              - predicate: enough-plates
                parameters: { minimum: 6 }
        """;

    private static readonly string Base = Contract + "\npermits: [parameters]\n";
    private static readonly string Regulated = Base.Replace("source: policy", "source: regulatory", StringComparison.Ordinal);
    private static readonly HandoffScope Garden = new() { Site = "garden" };

    [Test]
    public void Work_of_its_scope_is_held_to_the_overlay_and_other_work_to_the_base()
    {
        var boundaries = Of(Base, Feast);
        var inGarden = (OfferHandoff)boundaries.Offer("T01", Subject, Case, new Dish(IsReady: true, Plates: 4), "a1", Noon, scope: Garden).Command;
        var inside = (OfferHandoff)boundaries.Offer("T01", Subject, Case, new Dish(IsReady: true, Plates: 4), "a1", Noon, scope: new HandoffScope { Site = "hall" }).Command;
        Assert.Multiple(() =>
        {
            Assert.That((inGarden.Terms.DueAt, inside.Terms.DueAt), Is.EqualTo((At(14), At(16))));
            Assert.That(inGarden.Unmet.Select(u => u.Predicate), Is.EqualTo(new[] { "enough-plates" }));
            Assert.That(inside.Unmet, Is.Empty);
            Assert.That(inGarden.Terms.Overlays, Is.EqualTo(new[] { "site-garden.v2" }));
            Assert.That(inside.Terms.Overlays, Is.Null);
        });
    }

    [Test]
    public void Every_deviation_is_listed_with_its_reason_and_its_place()
    {
        var found = Of(Base, Feast).Deviations;
        Assert.That(found.Select(d => (d.What, d.Base, d.Overlaid, d.Kind, d.Line)), Is.EqualTo(new[]
        {
            ("clock", "PT4H calendar days, Europe/Berlin, weekdays", "PT2H calendar days, Europe/Berlin, weekdays", DeviationKind.Narrower, 9),
            ("parameters of 'enough-plates'", "minimum=2", "minimum=6", DeviationKind.Different, 11),
        }));
        Assert.That(found.Select(d => d.Because).Distinct(), Is.EqualTo(new[] { "The garden is further from the kitchen." }));
    }

    [Test]
    public void A_regulatory_clock_cannot_be_relaxed()
    {
        Refused(Regulated.Replace("[parameters]", "[parameters, clock]", StringComparison.Ordinal), Feast.Replace("PT2H", "PT5H", StringComparison.Ordinal), 9, "is regulatory and cannot be relaxed");
        Assert.That(Of(Regulated, Feast).Deviations, Has.Count.EqualTo(2), "it may be tightened");
    }

    [Test]
    public void A_regulatory_clock_cannot_be_relaxed_by_a_calendar_or_a_zone_either()
    {
        var business = Regulated.Replace("duration: PT4H\n  days: calendar", "duration: P3D\n  days: business", StringComparison.Ordinal);
        Refused(business, Feast.Replace("duration: PT2H", "calendar: us-federal", StringComparison.Ordinal), 9, "is regulatory and cannot be relaxed");
        Refused(business, Feast.Replace("duration: PT2H", "timeZone: Pacific/Honolulu", StringComparison.Ordinal), 9, "is regulatory and cannot be relaxed");
    }

    [Test]
    public void Two_overlays_together_do_not_relax_a_regulation_that_each_alone_leaves()
    {
        var contract = Regulated.Replace("duration: PT4H\n  days: calendar", "duration: P3D\n  days: calendar", StringComparison.Ordinal);
        var shorter = Feast.Replace("duration: PT2H", "duration: P2D", StringComparison.Ordinal);
        var days = Feast.Replace("site-garden", "payer-moon", StringComparison.Ordinal).Replace("site: garden", "payer: moon", StringComparison.Ordinal).Replace("duration: PT2H", "duration: P1D\n      days: business", StringComparison.Ordinal);
        days = days[..days.IndexOf("    conditions", StringComparison.Ordinal)];
        var boundaries = Of(contract, ("site-garden.yaml", shorter), ("payer-moon.yaml", days));
        var friday = Noon.AddDays(4);
        var scope = new HandoffScope { Site = "garden", Payer = "moon" };
        Assert.That(boundaries.Terms("T01", friday, scope: scope).DueAt, Is.LessThanOrEqualTo(boundaries.Terms("T01", friday).DueAt));
        Assert.That(boundaries.Terms("T01", friday, scope: scope).Overlays, Is.EqualTo(new[] { "site-garden.v2", "payer-moon.v2" }));
    }

    [TestCase("duration: PT2H", "duration: PT9H", 9, "'clock' is not among its permits")]
    [TestCase("duration: PT2H", "source: policy", 9, "'source' is not known here")]
    [TestCase("duration: PT2H", "duration: P1M", 9, "write days")]
    [TestCase("duration: PT2H", "calendar: moon", 9, "no calendar is called 'moon'")]
    [TestCase("duration: PT2H", "variants: { rushed: { duration: PT1H } }", 9, "T01 has no clock 'rushed'")]
    [TestCase("predicate: enough-plates", "predicate: candles-lit", 11, "is a new condition and needs a sentence")]
    [TestCase("  T01:", "  T09:", 7, "no contract file states boundary T09")]
    [TestCase("overlay: site-garden", "overlay: site-hall", 1, "must be called site-hall.yaml")]
    [TestCase("applies: { site: garden }", "applies: {}", 4, "applies to a payer, a site, a serviceLine or an entity")]
    [TestCase("    because: The garden is further from the kitchen.\n", "", 7, "'because' is missing")]
    [TestCase("    clock:", "    ownerRole: cook\n    clock:", 8, "'owner' is not among its permits")]
    [TestCase("    clock:", "    proceedAnyway: { grounds: [hurry] }\n    clock:", 8, "'grounds' is not among its permits")]
    public void What_is_wrong_is_said_with_file_and_line(string right, string wrong, int line, string sentence)
    {
        var text = Feast.Replace(right, wrong, StringComparison.Ordinal);
        Assert.That(text, Is.Not.EqualTo(Feast));
        Refused(Base, text, line, sentence);
    }

    [Test]
    public void A_new_condition_needs_its_predicate()
    {
        var text = Feast.Replace("enough-plates\n", "candles-lit\n        sentence: The candles are lit.\n", StringComparison.Ordinal);
        Refused(Base, text, 11, "no predicate is registered as 'candles-lit' for T01");
        var lit = Boundaries.Of(h =>
        {
            Register(h.ContractsFrom([("T01.yaml", Base)]).OverlaysFrom([("site-garden.yaml", text)]));
            h.Boundary("T01").Predicate<Dish>("candles-lit", (_, _) => Verdict.Of(false));
        });
        var offer = (OfferHandoff)lit.Offer("T01", Subject, Case, new Dish(IsReady: true, Plates: 9), "a1", Noon, scope: Garden).Command;
        Assert.That(offer.Unmet.Single().Sentence, Is.EqualTo("The candles are lit."));
    }

    [Test]
    public void A_role_that_nobody_holds_is_refused_with_its_line()
    {
        var roles = RoleBook.Read("roles.yaml", "roles:\n  waiter: { name: Waiter, lead: head-waiter }\n  head-waiter: { name: Head waiter }\n  cook: { name: Cook }\n");
        var refused = Assert.Throws<ContractException>(() => Boundaries.Of(h => Register(h.ContractsFrom([("T01.yaml", Contract)]).RolesFrom(roles))));
        Assert.That(refused?.Problems, Is.EqualTo(new[] { new ContractProblem("T01.yaml", 31, "nobody holds the role 'manager'") }));
    }

    [TestCase("{ role: head-waiter, late: 25% }", "{ role: waiter, late: 25% }", 30, "'waiter' owns the boundary")]
    [TestCase("{ role: manager, late: PT4H }", "{ role: head-waiter, late: PT4H }", 31, "is in the chain twice")]
    [TestCase("{ role: head-waiter, late: 25% }\n    - { role: manager, late: PT4H }", "{ role: manager, late: 25% }\n    - { role: head-waiter, late: PT4H }", 31, "'head-waiter' reports to 'manager', who was told before")]
    public void An_escalation_that_goes_round_is_refused_with_its_line(string right, string wrong, int line, string sentence)
    {
        var roles = RoleBook.Read("roles.yaml", "roles:\n  waiter: { name: W, lead: head-waiter }\n  head-waiter: { name: H, lead: manager }\n  manager: { name: M }\n  cook: { name: C }\n");
        var text = Contract.Replace(right, wrong, StringComparison.Ordinal);
        Assert.That(text, Is.Not.EqualTo(Contract));
        var refused = Assert.Throws<ContractException>(() => Boundaries.Of(h => Register(h.ContractsFrom([("T01.yaml", text)]).RolesFrom(roles))));
        Assert.That(refused?.Problems.Select(p => p.ToString()), Has.Some.StartsWith($"T01.yaml:{line}: ").And.Some.Contains(sentence));
    }

    [TestCase("roles:\n  a: { name: A, lead: b }\n  b: { name: B, lead: a }\n", 2, "in a circle")]
    [TestCase("roles:\n  a: { name: A, lead: z }\n", 2, "nobody holds the role 'z'")]
    [TestCase("digest: { at: noon, timeZone: America/New_York }\nroles:\n  a: { name: A }\n", 1, "no local time")]
    public void What_is_wrong_with_the_roles_is_said_with_file_and_line(string text, int line, string sentence)
    {
        var refused = Assert.Throws<ContractException>(() => RoleBook.Read("roles.yaml", text));
        Assert.That(refused?.Problems.Select(p => p.ToString()), Has.Some.StartsWith($"roles.yaml:{line}: ").And.Some.Contains(sentence));
    }

    [Test]
    public void What_ships_deviates_only_where_it_may_and_says_why()
    {
        var shipped = Boundaries.Of(_ => { }).Deviations;
        Assert.That(shipped.Select(d => d.Scope.ToString()).Distinct(), Has.Some.StartsWith("payer").And.Some.StartsWith("site").And.Some.StartsWith("service line").And.Some.StartsWith("entity"));
        Assert.That(shipped.Select(d => d.ToString()), Has.Some.EqualTo(
            "B07 for payer chesapeake-care: clock P5D calendar days, America/New_York, us-federal instead of P7D calendar days, America/New_York, us-federal (narrower; payer-chesapeake-care.v1): "
            + "The contract with the payer promises a standard decision in five calendar days."));
    }

    [Test]
    public void The_report_lists_what_an_installation_lays_over_beside_what_ships()
    {
        var folder = Directory.CreateTempSubdirectory("overlays");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "payer-north.yaml"), "overlay: payer-north\nversion: 3\neffective: 2026-01-01\napplies: { payer: north }\nboundaries:\n  B07:\n    because: The agreement of the north.\n    clock: { duration: P3D }\n");
            var (shipped, installed) = (OverlayReport.Of(folder: null), OverlayReport.Of(folder.FullName));
            Assert.That(installed.Except(shipped).Select(d => d.ToString()), Is.EqualTo(new[]
            {
                "B07 for payer north: clock P3D calendar days, America/New_York, us-federal instead of P7D calendar days, America/New_York, us-federal (narrower; payer-north.v3): The agreement of the north.",
            }));
            Assert.That(shipped, Is.Not.Empty.And.SubsetOf(installed));

            File.WriteAllText(Path.Combine(folder.FullName, "payer-north.yaml"), "overlay: payer-north\n");
            Assert.That(() => OverlayReport.Of(folder.FullName), Throws.InstanceOf<ContractException>());
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Assert.That(() => OverlayReport.Of(folder.FullName), Throws.InvalidOperationException, "a folder that is not there is no report");
    }

    private static Boundaries Of(string contract, params (string File, string Text)[] overlays) =>
        Boundaries.Of(h => Register(h.ContractsFrom([("T01.yaml", contract)]).OverlaysFrom(overlays)));

    private static Boundaries Of(string contract, string overlay) => Of(contract, ("site-garden.yaml", overlay));

    private static void Refused(string contract, string overlay, int line, string sentence)
    {
        var refused = Assert.Throws<ContractException>(() => Of(contract, overlay));
        Assert.That(refused?.Problems.Select(p => p.ToString()), Has.Some.StartsWith($"site-garden.yaml:{line}: ").And.Some.Contains(sentence));
    }
}
