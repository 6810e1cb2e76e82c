using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Requirements;

namespace Healthcare.Authorization.Tests.Requirements;

public sealed class LookingUpRequirements
{
    private static readonly DateOnly Day = new(2026, 3, 9);
    private static readonly DateOnly Today = new(2026, 3, 2);

    private static readonly RequirementCatalogue Sheet = RequirementCatalogue.Of(
        """
        [
          { "payer": "p", "version": "1", "from": "2025-01-01", "to": "2025-12-31", "goodFor": 10, "rules": [{ "system": "*", "codes": ["*"], "need": "not-needed" }] },
          { "payer": "p", "version": "2", "from": "2026-01-01", "goodFor": 10, "rules": [
            { "system": "CPT", "codes": ["99211-99215"], "need": "not-needed" }, { "system": "CPT", "codes": ["29881"], "need": "needed", "documents": ["18748-4"] }, { "system": "HCPCS", "codes": ["*"], "need": "conditional" }] },
          { "payer": "*", "version": "9", "from": "2020-01-01", "goodFor": 5, "rules": [] }
        ]
        """);

    private static Requirement Find(string payer, DateOnly day, params (string System, string Code)[] items) =>
        Sheet.Find(payer, [.. items.Select((i, at) => new RequestedItem(at + 1, i.System, i.Code, 1))], day, Today);

    [Test]
    public void The_version_in_force_on_the_day_of_the_care_decides()
    {
        Assert.That(Find("p", Day, ("CPT", "72148")).Rule, Is.EqualTo("p/2"));
        Assert.That(Find("p", new DateOnly(2025, 6, 1), ("CPT", "72148")).Items[0].Need, Is.EqualTo("not-needed"));
        Assert.That(Find("p", Day, ("CPT", "72148")).GoodThrough, Is.EqualTo(Today.AddDays(10)));
    }

    [TestCase("CPT", "99213", "not-needed")]
    [TestCase("CPT", "99216", "needed")]
    [TestCase("CPT", "9921", "needed")]
    [TestCase("CPT", "29881", "needed")]
    [TestCase("HCPCS", "J1234", "conditional")]
    [TestCase("X12-1365", "3", "needed")]
    public void The_first_rule_that_fits_decides_and_what_no_rule_names_is_needed(string system, string code, string need) =>
        Assert.That(Find("p", Day, (system, code)).Items[0].Need, Is.EqualTo(need));

    [Test]
    public void Documents_are_demanded_by_the_rule() => Assert.That(Find("p", Day, ("CPT", "29881")).Items[0].Documents, Is.EqualTo(new[] { "18748-4" }));

    [Test]
    public void A_payer_that_is_not_listed_falls_to_the_sheet_for_all() => Assert.That(Find("q", Day, ("CPT", "99213")) is { Rule: "*/9", Items: [{ Need: "needed" }] }, Is.True);

    [TestCase("maryland-capital", "X12-1365", "3", "needed")]
    [TestCase("maryland-capital", "CPT", "99243", "needed")]
    [TestCase("maryland-capital", "CPT", "72148", "needed")]
    [TestCase("maryland-capital", "CPT", "99213", "not-needed")]
    [TestCase("maryland-capital", "CPT", "97110", "conditional")]
    [TestCase("atlantic-mutual", "CPT", "29881", "needed")]
    public void The_catalogue_that_ships_says(string payer, string system, string code, string need) =>
        Assert.That(RequirementCatalogue.Current.Find(payer, [new RequestedItem(1, system, code, 1)], Day, Today).Items[0].Need, Is.EqualTo(need));

    [Test]
    public void What_the_demonstration_sends_needs_no_further_document() => Assert.That(
        new[] { "99243", "99244", "72148", "73721" }.SelectMany(c => RequirementCatalogue.Current.Find("maryland-capital", [new RequestedItem(1, "CPT", c, 1)], Day, Today).Items[0].Documents), Is.Empty);
}
