using Healthcare.Billing.Encounters;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Encounters;

/// <summary>Each field on which authorization, encounter and charges may differ, and whose it is to correct.</summary>
public sealed class MatchingThreeWays
{
    private static readonly AuthorizedItem Item = Authorization.Items[0];

    private static IEnumerable<TestCaseData> Differing()
    {
        yield return Case("Another_service", Approving(Item with { Code = "30" }), Fee, Codes, "service", "authorization");
        yield return Case("Fewer_units", Approving(Item with { Units = 1 }), Fee with { Units = 2 }, Codes, "units", "authorization");
        yield return Case("A_day_before", Approving(Item with { From = Day.AddDays(1) }), Fee, Codes, "date", "authorization");
        yield return Case("A_day_after", Approving(Item with { To = Day.AddDays(-1) }), Fee, Codes, "date", "authorization");
        yield return Case("Another_place", Approving(Item with { PlaceOfService = "22" }), Fee, Codes, "place", "authorization");
        yield return Case("Another_payer", Authorization with { PayerId = "other" }, Fee, Codes, "payer", "authorization");
        yield return Case("Another_procedure", Authorization, Fee, Codes with { Codes = [Codes.Codes[0] with { Procedure = "99244" }] }, "procedure", "charge");
        yield return Case("A_charge_of_another_day", Authorization, Fee with { ServiceDate = Day.AddDays(1) }, Codes, "date", "charge");
        yield return Case("A_charge_of_another_provider", Authorization, Fee with { PractitionerNpi = "1003000126" }, Codes, "provider", "charge");
        yield return Case("A_charge_at_another_place", Authorization, Fee with { PlaceOfService = "22" }, Codes, "place", "charge");
    }

    [TestCaseSource(nameof(Differing))]
    public void A_difference_names_its_field_and_its_owner(object authorization, object charge, object coding, string field, string source)
    {
        var match = ThreeWayMatch.Of(Closed((AuthorizationFacts)authorization, (Charge)charge), (Coding)coding);
        Assert.That(match.Diff.Select(d => (d.Field, d.Source)), Is.EqualTo(new[] { (field, source) }));
        Assert.That(match.Lines, field == "payer" ? Has.Count.EqualTo(1) : Is.Empty);
    }

    [Test]
    public void An_approval_of_the_coded_procedure_covers_a_service_type_too() =>
        Assert.That(ThreeWayMatch.Of(Closed(Approving(Item with { System = "CPT", Code = "99243" }), Fee), Codes).Diff, Is.Empty);

    [Test]
    public void Of_two_approvals_the_one_whose_days_cover_the_visit_counts()
    {
        var expired = Item with { Sequence = 1, To = Day.AddDays(-1) };
        var match = ThreeWayMatch.Of(Closed(Authorization with { Items = [expired, Item with { Sequence = 2, CertificationNumber = "AU2" }] }, Fee), Codes);
        Assert.That((match.Diff.Count, match.Lines[0]), Is.EqualTo((0, new MatchedLine(1, 2, "AU2"))));
    }

    [Test]
    public void Nothing_charged_matches_nothing() => Assert.That(
        ThreeWayMatch.Of((Encounter.Closed)NewEncounter.GivenDone(NoteReferral(), NoteVisit(ToClose with { Charges = [] })).State, new Coding([], ["Z00.00"])).Diff.Select(d => (d.Field, d.Source)),
        Is.EqualTo(new[] { ("charge", "charge") }));

    private static AuthorizationFacts Approving(AuthorizedItem item) => Authorization with { Items = [item] };

    private static Encounter.Closed Closed(AuthorizationFacts authorization, Charge charge) =>
        (Encounter.Closed)NewEncounter.GivenDone(NoteReferral(), NoteAuthorization(authorization), NoteVisit(ToClose with { Charges = [charge] })).State;

    private static TestCaseData Case(string name, AuthorizationFacts authorization, Charge charge, Coding coding, string field, string source) =>
        new TestCaseData(authorization, charge, coding, field, source).SetName(name);
}
